#!/usr/bin/env bash
# One night of the gate: measures a suite with the new build, holds it against what is known to be
# good, and has `steelyard gate --rerun` measure what became slower again, by turns with the good
# build, before the night fails.
#
#   scripts/nightly.sh --good PROGRAM --new PROGRAM --folder FOLDER
#                      [--suite NAME|FILE] [--launch "mpirun -n 8"] [--again N]
#                      [--gate "--junit gate.xml"] [--slurm "--nodes=2 --exclusive"]
#                      [-- RUN OPTIONS]
#
# PROGRAM is `steelyard` or any words that stand for it, such as those that start it in a container:
# "apptainer exec good.sif steelyard". FOLDER holds the baseline, baselines.yaml or else good/*.h5,
# and gets nights/DATE.h5, the verdict as nights/DATE.md, and what is measured again in again/. With
# --slurm the whole night is one job of these options, so that both builds meet the same nodes; this
# waits for it. Exit codes are those of `steelyard gate`: 0 fine, 1 regressed, 3 inconclusive,
# 4 incomplete, 5 infrastructure.
set -euo pipefail

suite=quick
launch=
again=5
good=
new=
folder=
gate=
slurm=
code= # of the job: a file for the exit code
same=()
while [ $# -gt 0 ]; do
  case "$1" in
    --good | --new | --folder | --suite | --launch | --again | --gate | --slurm | --code)
      if [ $# -lt 2 ]; then
        echo "nightly: $1 needs a value" >&2
        exit 2
      fi
      declare "${1#--}=$2"
      if [ "$1" != --slurm ]; then same+=("$1" "$2"); fi
      shift 2
      ;;
    --) shift; break ;;
    *)
      echo "nightly: unknown option '$1'; valid: --good --new --folder --suite --launch --again --gate --slurm" >&2
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
if [ -e "$folder/baselines.yaml" ]; then
  against=(--baselines "$folder/baselines.yaml")
else
  against=(--baseline "$folder"/good/*.h5)
  if [ ${#against[@]} -eq 1 ]; then
    echo "nightly: no baseline: put run files of the good build into $folder/good, or list them in" \
      "$folder/baselines.yaml" >&2
    exit 2
  fi
fi
mkdir -p "$folder/nights" "$folder/again"

# The job is this script without --slurm. It leaves its exit code in a file: that of sbatch is 1 too
# where no job could be had.
if [ -n "$slurm" ]; then
  job=$(mktemp -d "$folder/nights/job.XXXXXX")
  trap 'rm -rf "$job"' EXIT
  # shellcheck disable=SC2086 # words of sbatch
  sbatch --wait --quiet --job-name=steelyard-nightly --output="$job/log" $slurm \
    "$0" "${same[@]}" --code "$job/code" -- "$@" >&2 || true
  cat "$job/log" 2>/dev/null || true
  ended=$(cat "$job/code" 2>/dev/null || true)
  case "$ended" in
    [0-5]) exit "$ended" ;;
  esac
  echo "nightly: the job did not come to its end; what sbatch and the job printed stands above" >&2
  exit 5
fi
# Not by a trap at the end, which knows no exit code of its own where a signal ends this.
finish() { # CODE
  if [ -n "$code" ]; then echo "$1" >"$code"; fi
  exit "$1"
}

# A command of the shell, for the night and for --rerun: what is behind it are options of `run`.
run="run --suite $(printf %q "$suite") --progress log"
for option in "$@"; do run+=" $(printf %q "$option")"; done
measure="case \$STEELYARD_SIDE in
  baseline) set -- $good $run \"\$@\" ;;
  candidate) set -- $new $run \"\$@\" ;;
esac
$launch"

night="$folder/nights/$(date -u +%Y%m%dT%H%M%SZ)"
status=0
STEELYARD_SIDE=candidate STEELYARD_TURN=0 sh -c "$measure \"\$@\"" sh --output "$night.h5" >&2 || status=$?
if [ ! -s "$night.h5" ]; then
  echo "nightly: the run left no file (exit code $status)" >&2
  finish 5
fi

# What nights differ by is noise, but for those that did not end well.
noise=()
for each in "$folder"/nights/*.h5; do
  if [ "$each" != "$night.h5" ] && [ ! -e "${each%.h5}.no-noise" ]; then noise+=("$each"); fi
done
if [ ${#noise[@]} -ge 3 ]; then against+=(--noise "${noise[@]}"); fi

status=0
sh -c "$new gate $gate \"\$@\"" sh "${against[@]}" --candidate "$night.h5" --rerun "$measure" \
  --again "$again" --rerun-folder "$folder/again" --markdown "$night.md" || status=$?
if [ "$status" -ne 0 ] && [ "$status" -ne 3 ]; then : >"$night.no-noise"; fi
finish "$status"
