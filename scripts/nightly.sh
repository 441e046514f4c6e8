#!/usr/bin/env bash
# One night of the gate: measures a suite with the new build, holds it against what is known to be
# good, and measures what became slower again, by turns with the good build, before the night fails.
#
#   scripts/nightly.sh --good PROGRAM --new PROGRAM --folder FOLDER
#                      [--suite NAME|FILE] [--launch "mpirun -n 8"] [--again N] [-- RUN OPTIONS]
#
# PROGRAM is `steelyard` or any command that stands for it, such as one that starts a container.
# FOLDER holds good/*.h5 (the baseline) and gets nights/DATE.h5 and nights/again/. Exit codes are those
# of `steelyard gate`: 0 fine, 1 regressed, 3 inconclusive, 4 incomplete, 5 infrastructure.
set -euo pipefail

suite=quick
launch=
again=3
good=
new=
folder=
while [ $# -gt 0 ]; do
  case "$1" in
    --good) good=$2; shift 2 ;;
    --new) new=$2; shift 2 ;;
    --folder) folder=$2; shift 2 ;;
    --suite) suite=$2; shift 2 ;;
    --launch) launch=$2; shift 2 ;;
    --again) again=$2; shift 2 ;;
    --) shift; break ;;
    *)
      echo "nightly: unknown option '$1'; valid: --good --new --folder --suite --launch --again" >&2
      exit 2
      ;;
  esac
done
for needed in good new folder; do
  if [ -z "${!needed}" ]; then
    echo "nightly: --$needed is needed" >&2
    exit 2
  fi
done
shopt -s nullglob
baseline=("$folder"/good/*.h5)
if [ ${#baseline[@]} -eq 0 ]; then
  echo "nightly: no baseline: put run files of the good build into $folder/good" >&2
  exit 2
fi

night="$folder/nights/$(date -u +%Y%m%dT%H%M%SZ)"
mkdir -p "$folder/nights/again"

# Words of the launcher and of the programs are meant to be split.
# shellcheck disable=SC2086
measure() { # PROGRAM FILE OPTIONS...
  local program=$1 file=$2
  shift 2
  $launch $program run --suite "$suite" --output "$file" --progress log "$@"
}
# shellcheck disable=SC2086
gate() { $new gate "$@"; }

status=0
measure "$new" "$night.h5" "$@" || status=$?
if [ ! -s "$night.h5" ]; then
  echo "nightly: the run left no file (exit code $status)" >&2
  exit 5
fi

nights=("$folder"/nights/*.h5)
noise=()
for each in "${nights[@]}"; do
  if [ "$each" != "$night.h5" ]; then noise+=("$each"); fi
done
against=(--baseline "${baseline[@]}")
if [ ${#noise[@]} -ge 3 ]; then against+=(--noise "${noise[@]}"); fi

status=0
gate "${against[@]}" --candidate "$night.h5" --format json >"$night.gate.json" || status=$?
if [ "$status" -ne 1 ]; then
  gate "${against[@]}" --candidate "$night.h5" || true
  exit "$status"
fi

mapfile -t suspects < <(python3 -c '
import json, sys
for case in json.load(open(sys.argv[1]))["cases"]:
    if case["verdict"] == "regressed":
        print(case["name"])' "$night.gate.json")
echo "nightly: ${#suspects[@]} suspects are measured again, $again times with each build" >&2
options=()
for suspect in "${suspects[@]}"; do options+=(--case "$suspect"); done
stem="$folder/nights/again/$(basename "$night")"
for ((turn = 1; turn <= again; ++turn)); do
  measure "$good" "$stem-good-$turn.h5" "$@" "${options[@]}"
  measure "$new" "$stem-new-$turn.h5" "$@" "${options[@]}"
done
gate --baseline "$stem"-good-*.h5 --candidate "$stem"-new-*.h5
