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
import tempfile
from pathlib import Path

import launch
from figure import Figure, interval_of_median
from watched import watch

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


def rank(options, files):
    return watch([options.bin / "steelyard", "rank", "--format", "json", *files])


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
    show(subject, "wall time", "s", [each.wall_seconds for each in rounds], "<= 10")
    show(subject, "processor time", "s", [each.processor_seconds for each in rounds], "<= 20")
    show(subject, "memory of the program and its children", "MiB", [each.mebibytes for each in rounds], "<= 1024")


if __name__ == "__main__":
    main()
