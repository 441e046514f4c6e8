#!/usr/bin/env python3
"""What becomes of a figure while another process burns one core for half of the run?

    tests/bench/under_load.py --build-dir DIR [--pairs N]

Quiet and loaded runs of one case take turns. In a loaded run the other process is there for one
contiguous half of the wall time that the quiet run before it took, from a quarter to three quarters.
"""

import argparse
import multiprocessing
import os
import sys
import tempfile
import threading
from pathlib import Path

import launch
import run_file
from figure import Figure, interval_of_median

HERE = Path(__file__).resolve().parent
SUBJECTS = {"allreduce": (2, "core"), "matmul": (1, "none")}


def burn(core):
    os.sched_setaffinity(0, {core})
    while True:
        pass


class Load:
    """A process that burns the last core from `start` seconds on for `seconds`."""

    def __init__(self, start, seconds):
        core = max(os.sched_getaffinity(0))
        self.process = multiprocessing.get_context("fork").Process(target=burn, args=(core,), daemon=True)
        self.timers = [threading.Timer(start, self.process.start),
                       threading.Timer(start + seconds, self.stop)]

    def stop(self):
        if self.process.pid is not None:
            self.process.kill()
            self.process.join()

    def __enter__(self):
        for timer in self.timers:
            timer.start()
        return self

    def __exit__(self, *_):
        for timer in self.timers:
            timer.cancel()
            timer.join()
        self.stop()


class Pairs:
    """Quiet and loaded runs of one case, one after the other."""

    def __init__(self, build, folder, subject):
        self.steelyard = build / "bin" / "steelyard"
        self.subject, self.folder = subject, Path(folder)
        self.quiet, self.loaded = [], []

    def measure(self):
        ranks, binding = SUBJECTS[self.subject]
        path = self.folder / f"{self.subject}.h5"
        suite = HERE / "suites" / f"load_{self.subject}.yaml"
        wall = run_file.measure(self.steelyard, ranks, binding, suite, path)
        return run_file.read(self.steelyard, path)[0][0], wall

    def add(self):
        quiet, wall = self.measure()
        with Load(wall / 4, wall / 2):
            loaded, _ = self.measure()
        if quiet.seconds and loaded.seconds:
            self.quiet.append(quiet)
            self.loaded.append(loaded)
        print(f"{self.subject}: {wall:.1f} s quiet", file=sys.stderr, flush=True)

    def figures(self):
        case = self.quiet[0].case

        def figure(quantity, values, unit="ratio", target=""):
            low, value, high = interval_of_median(values)
            return Figure("under load", case, quantity, unit, value, low, high, len(values), target).judged()

        both = list(zip(self.quiet, self.loaded))
        yield figure("quoted median, loaded / quiet", [b.seconds / a.seconds for a, b in both],
                     target="0.95 to 1.05")
        yield figure("width of the interval, loaded / quiet", [b.half_width() / a.half_width() for a, b in both],
                     target="> 1")
        yield figure("batches flagged, loaded", [b.disturbed / b.batches for b in self.loaded], "share", "> 0")
        yield figure("batches flagged, quiet", [a.disturbed / a.batches for a in self.quiet], "share")
        if len(self.quiet) > 1:
            changes = [b.seconds / a.seconds for a, b in zip(self.quiet, self.quiet[1:])]
            yield figure("quoted median, quiet / quiet before it", changes)


def main():
    launch.end_on_request()
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--build-dir", type=Path, required=True)
    parser.add_argument("--pairs", type=int, default=6)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        subjects = [Pairs(options.build_dir.resolve(), folder, subject) for subject in SUBJECTS]
        for _ in range(options.pairs):
            for subject in subjects:
                subject.add()
        for subject in subjects:
            for one in subject.figures():
                one.print()


if __name__ == "__main__":
    main()
