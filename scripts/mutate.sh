#!/usr/bin/env bash
# Breaks one line at a time at random and counts how many breaks the tests notice. Works on a copy of
# the tree with a build folder of its own; this tree is not touched.
#
#   scripts/mutate.sh [--count 40] [--seed 1] [--only GLOB] [--report FILE]
#
# STEELYARD_MUTATE_DIR names the folder for copy and build (default: out/mutate); kept between calls,
# so that the next call builds only what changed. All options are those of mutate.py.
set -euo pipefail
cd "$(dirname "$0")/.."

case " $* " in
  *" --help "* | *" -h "*) exec python3 scripts/mutate.py run --help ;;
esac

work=${STEELYARD_MUTATE_DIR:-out/mutate}
mkdir -p "$work/tree"
work=$(cd "$work" && pwd)

if command -v ccache >/dev/null; then
  export CMAKE_C_COMPILER_LAUNCHER=ccache CMAKE_CXX_COMPILER_LAUNCHER=ccache
fi
if [ "$(id -u)" -eq 0 ]; then
  export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
fi

echo "== Copy of the tree in $work/tree"
git ls-files -z --cached --others --exclude-standard |
  python3 scripts/mutate.py sync --from . --to "$work/tree"

echo "== Build of the unbroken copy in $work/build"
# Little optimisation and no debug information: what counts here is the time to build again. Tests are
# listed when they run, so that a program that cannot start counts as caught, not as not built.
cmake -S "$work/tree" -B "$work/build" -G Ninja --log-level=WARNING \
  -DCMAKE_BUILD_TYPE=None -DCMAKE_CXX_FLAGS=-O1 \
  -DCMAKE_GTEST_DISCOVER_TESTS_DISCOVERY_MODE=PRE_TEST
cmake --build "$work/build"

exec python3 scripts/mutate.py run --tree "$work/tree" --build "$work/build" "$@"
