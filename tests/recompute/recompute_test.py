"""Every number of rankings and of a page, made again from their run files by other code."""

import json
import subprocess
import sys
import unittest
from pathlib import Path

import h5py
import numpy as np

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parent.parent
sys.path.insert(0, str(SOURCE / "tests" / "end_to_end"))

from program import ProgramTest  # noqa: E402

# Energy and money have tests of their own against a script (tests/end_to_end).
NOT_CHECKED = ["money"]


def call_measured(path):
    """Fake devices are emulated, and not ranked; here they stand for measured ones."""
    with h5py.File(path, "r+") as file:
        origin = h5py.h5a.open(file.id, b"origin")
        kind = origin.get_type()
        size = kind.get_size()
        origin.write(np.array(b"measured".ljust(size, b"\0"), dtype=f"S{size}"), mtype=kind)


class RecomputeTest(ProgramTest):
    def measure(self, name, fake):
        words = ("--backend", "fake") if fake else ("--backend", "cpu")
        done = self.run_ranks(2, *words, suite=HERE / "suite.yaml", output=name, fake=fake)
        self.assertTrue((self.folder / name).exists(), done.stdout + done.stderr)
        if fake:
            call_measured(self.folder / name)

    def rank(self, report, *words):
        how = ("--html", report) if report.endswith(".html") else ("--format", "json")
        done = self.steelyard("rank", *words, *how)
        self.assert_code(0, done)
        if not report.endswith(".html"):
            (self.folder / report).write_text(done.stdout)

    def recompute(self, report):
        words = [f"--not-checked={key}" for key in NOT_CHECKED]
        return subprocess.run(
            [sys.executable, HERE / "recompute.py", report, "--results", SOURCE / "results", *words],
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def assert_agrees(self, report):
        self.assert_code(0, self.recompute(report))

    def assert_differs(self, document, words):
        (self.folder / "broken.json").write_text(json.dumps(document))
        done = self.recompute("broken.json")
        self.assert_code(1, done)
        self.assertIn(words, done.stdout)

    def test_all_numbers(self):
        device = "flops=1e12,noise=0.02,collectives=1"
        for seed in (1, 2, 3):
            self.measure(f"x{seed}.h5", f"{device},seed={seed}")
        self.measure("h20.h5", f"{device},seed=9,chip=nvidia-h20")
        self.measure("too_fast.h5", "flops=1e16,latency=1e-12,noise=0.02,collectives=1,chip=nvidia-a100-sxm-80gb")
        self.measure("cpu.h5", "")
        self.rank("run.json", "x1.h5", "cpu.h5", "too_fast.h5", "--baseline", "h20.h5")
        self.assert_agrees("run.json")
        self.rank("pooled.json", "x1.h5", "x2.h5", "x3.h5", "cpu.h5", "--baseline", "h20.h5")
        self.assert_agrees("pooled.json")
        self.rank("table.json", "h20.h5", "x1.h5", "x2.h5", "cpu.h5", "too_fast.h5")
        self.assert_agrees("table.json")
        self.rank("page.html", "h20.h5", "x1.h5", "x2.h5", "cpu.h5")
        self.assert_agrees("page.html")
        self.breaks_show(json.loads((self.folder / "pooled.json").read_text()))

    def breaks_show(self, document):
        """One wrong digit, a number that is not known, and one that is missing."""

        def broken(change):
            copy = json.loads(json.dumps(document))
            change(copy)
            return copy

        def result(ranking):
            return ranking["cases"][0]["results"][1]

        def widen(ranking):
            result(ranking)["ratio"]["high"] *= 1 + 1e-6

        def add(ranking):
            result(ranking)["figures"]["beauty"] = 7

        def drop(ranking):
            del result(ranking)["figures"]["p99_seconds"]

        self.assert_differs(broken(widen), "ratio/high")
        self.assert_differs(broken(add), "beauty = 7: nobody knows")
        self.assert_differs(broken(drop), "p99_seconds: missing")


if __name__ == "__main__":
    unittest.main()
