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

PRICES = SOURCE / "results" / "money" / "example-prices.yaml"
PROFILE = HERE / "profile.yaml"


def call_measured(path):
    """Fake devices are emulated, and not ranked; here they stand for measured ones."""
    with h5py.File(path, "r+") as file:
        origin = h5py.h5a.open(file.id, b"origin")
        kind = origin.get_type()
        size = kind.get_size()
        origin.write(np.array(b"measured".ljust(size, b"\0"), dtype=f"S{size}"), mtype=kind)


def write_sensors(path, watts, with_counter):
    """A reading of both ranks in each millisecond of the run: `watts` at first, more and less later."""
    with h5py.File(path, "r+") as run:
        seconds = np.arange(0, run.attrs["wall_seconds"] + 1, 0.001)
        power = watts + 40 * np.sin(3 * seconds)
        joules = 0.001 * np.cumsum(power) if with_counter else np.full(len(seconds), np.nan)
        columns = {
            "seconds": np.repeat(seconds, 2),
            "rank": np.tile([0, 1], len(seconds)),
            "power_watts": np.stack([power, power + 50], axis=1).reshape(-1),
            "energy_joules": np.stack([joules, 1.5 * joules], axis=1).reshape(-1),
        }
        for name, dataset in run["telemetry"].items():
            dataset.resize((2 * len(seconds),))
            dataset[...] = columns.get(name, 0)
        del run["summary"]


class RecomputeTest(ProgramTest):
    def measure(self, name, fake, suite="suite.yaml", words=()):
        backend = "fake" if fake else "cpu"
        done = self.run_ranks(2, "--backend", backend, *words, suite=HERE / suite, output=name, fake=fake)
        self.assertTrue((self.folder / name).exists(), done.stdout + done.stderr)
        if fake:
            call_measured(self.folder / name)

    def rank(self, report, *words):
        how = ("--html", report) if report.endswith(".html") else ("--format", "json")
        done = self.steelyard("rank", *words, *how)
        self.assert_code(0, done)
        if not report.endswith(".html"):
            (self.folder / report).write_text(done.stdout)

    def recompute(self, report, *words):
        return subprocess.run(
            [sys.executable, HERE / "recompute.py", report, "--results", SOURCE / "results", *words],
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def assert_agrees(self, report, *words):
        self.assert_code(0, self.recompute(report, *words))

    def assert_differs(self, document, sentences, *words):
        (self.folder / "broken.json").write_text(json.dumps(document))
        done = self.recompute("broken.json", *words)
        self.assert_code(1, done)
        for sentence in sentences:
            self.assertIn(sentence, done.stdout)
        self.assertIn(f", {len(sentences)} differ", done.stdout)

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

        self.assert_differs(broken(widen), ["ratio/high"])
        self.assert_differs(broken(add), ["beauty = 7: nobody knows"])
        self.assert_differs(broken(drop), ["p99_seconds: missing"])

    def test_money_energy_and_wider_dtypes(self):
        """Counters on one chip, power on another of two runs and on a third of one round. The second has no
        fp8: bf16 stands in."""
        device = "noise=0.02,collectives=1"
        self.measure("h20.h5", f"{device},flops=2e10,seed=9,chip=nvidia-h20", "weighed.yaml")
        for seed in (1, 2):
            fake = f"{device},flops=3e10,seed={seed},chip=nvidia-h100-sxm"
            self.measure(f"h100_{seed}.h5", fake, "weighed.yaml", self.without_fp8())
            write_sensors(self.folder / f"h100_{seed}.h5", 500 + 20 * seed, with_counter=False)
        write_sensors(self.folder / "h20.h5", 300, with_counter=True)
        self.measure("b40.h5", f"{device},seed=5,chip=nvidia-b40", "weighed.yaml", ("--rounds", "1"))
        write_sensors(self.folder / "b40.h5", 350, with_counter=False)
        chips = ("h100_1.h5", "h100_2.h5", "b40.h5")
        words = ("--prices", PRICES, "--profile", PROFILE)
        self.rank("run.json", *chips, "--baseline", "h20.h5", *words)
        self.assert_agrees("run.json", *words)
        self.rank("table.html", "h20.h5", *chips, *words, "--profile", "compute")
        self.assert_agrees("table.html", *words)
        self.breaks_of_money_show(json.loads((self.folder / "run.json").read_text()), words)

    def without_fp8(self):
        done = self.steelyard("cases", "--suite", HERE / "weighed.yaml", "--format", "json")
        self.assert_code(0, done)
        names = [case["name"] for case in json.loads(done.stdout)]
        return [word for name in names if "fp8" not in name for word in ("--case", name)]

    def breaks_of_money_show(self, document, words):
        # Those of one round, or of few iterations on a busy machine, have no ends.
        results = [result for case in document["cases"] for result in case["results"]]
        watts = [result["energy"]["watts"] for result in results if "energy" in result]
        next(each for each in watts if each["high"] is not None)["high"] *= 1 + 1e-6
        ratios = [score["ratio"] for score in document["profiles"][0]["wider"]]
        next(each for each in ratios if each["low"] not in (None, each["high"]))["low"] *= 1 + 1e-6
        money = document["money"]["profiles"][0]["chips"][1]
        money["cost_per_eflop"]["point"] *= 1 + 1e-6
        money["to_baseline"]["work_per_watt"]["low"] *= 1 + 1e-6
        sentences = ["energy/watts/high", "wider/", "cost_per_eflop/point", "work_per_watt/low"]
        self.assert_differs(document, sentences, *words)


if __name__ == "__main__":
    unittest.main()
