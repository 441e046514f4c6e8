#!/usr/bin/env bash
# Kills runs at random moments in every way there is, resumes them, and looks at what is in their files.
#
#   scripts/chaos.sh [--runs 200] [--seed S] [--ranks 2] [--backend fake] [--program FILE] [--keep DIR]
#
# Prints a table with a row for each way of dying, and exits 1 if an announced visit or case was lost,
# a file did not open, a run could not be resumed to its end, or something hung. The seed is printed
# first: the same one draws the same faults and moments. As root, disks are filled and taken away too.
# --program is build/bin/steelyard if it is not given; --keep leaves the folders of failed runs there.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
python=/usr/bin/python3 # the one that has h5py
[ -x "$python" ] || python=python3
exec "$python" "$root/scripts/chaos" "$@"
