#!/usr/bin/env python3
"""What it costs to rank a thousand run files of the standard suite.

    tests/bench/rank_many.py --build-dir DIR [--files N] [--repetitions N] [--folder DIR]

Models one run of the suite, makes N runs of it on 31 chips with noise of their own (bench_vary_run;
5 MB each, in --folder), and ranks them. Memory is the proportional set size of the program and its
children together, sampled every 20 ms; their largest sum counts.

Prints one JSON object per line, as figure.hpp does.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import launch
from figure import Figure, interval_of_median

ROOT = Path(__file__).resolve().parents[2]
CHIPS = 31


def make_files(options, folder):
    template = os.path.join(folder, "template")
    launch.run([options.bin / "steelyard", "run", "--backend", "model", "--chip", "nvidia-h20", "--devices", "2",
                "--suite", "standard", "--output", template, "--quiet"], 120)
    chips = sorted(path.stem for path in (ROOT / "results" / "chips").glob("*.yaml"))[:CHIPS]
    launch.run([options.bin / "bench_vary_run", template, folder, str(options.files), *chips], 600)
    os.remove(template)
    return sorted(os.path.join(folder, name) for name in os.listdir(folder))


def tree_of(process):
    """A process and all below it."""
    found = [process]
    for pid in found:
        try:
            for task in os.listdir(f"/proc/{pid}/task"):
                with open(f"/proc/{pid}/task/{task}/children", encoding="ascii") as file:
                    found += [int(word) for word in file.read().split()]
        except OSError:
            continue
    return found


def mebibytes(pid):
    try:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
            return sum(int(line.split()[1]) for line in file if line.startswith("Pss:")) / 1024
    except (OSError, ValueError):
        return 0  # it has just ended


def rank(options, files):
    """(wall seconds, processor seconds, MiB) of one ranking."""
    before = os.times()
    start = time.monotonic()
    most = 0
    with subprocess.Popen([options.bin / "steelyard", "rank", "--format", "json", *files],
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        while process.poll() is None:
            most = max(most, sum(mebibytes(pid) for pid in tree_of(process.pid)))
            time.sleep(0.02)
        if process.returncode != 0:
            sys.exit(process.stderr.read().decode())
    wall = time.monotonic() - start
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return wall, used, most


def show(subject, quantity, unit, values, target=""):
    low, point, high = interval_of_median(values)
    Figure("rank_many", subject, quantity, unit, point, low, high, len(values), target).judged().print()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--build-dir", type=Path, required=True)
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="with room for 5 MB a file")
    options = parser.parse_args()
    options.bin = options.build_dir.resolve() / "bin"
    launch.end_on_request()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        files = make_files(options, folder)
        rounds = [rank(options, files) for _ in range(options.repetitions)]
    subject = f"rank, {options.files} files of the standard suite on {CHIPS} chips"
    show(subject, "wall time", "s", [each[0] for each in rounds], "<= 10")
    show(subject, "processor time", "s", [each[1] for each in rounds], "<= 20")
    show(subject, "memory of the program and its children", "MiB", [each[2] for each in rounds], "<= 1024")


if __name__ == "__main__":
    main()
