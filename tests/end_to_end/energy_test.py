"""Energy of a run on a scripted device that has sensors, recomputed from its file with numpy."""

import json
import shutil
import tempfile
from pathlib import Path

import h5py
import numpy

from program import HERE, ProgramTest

PRICES = """
currency: USD
date: 2026-11
energy:
  per_kwh: {value: 0.1, source: made up}
  pue: {value: 1.5, source: made up}
chips:
  - chip: nvidia-h20
    per_hour: {value: 1.5, source: made up}
  - chip: nvidia-h100-sxm
    purchase: {value: 8766, source: made up}
    lifetime_years: {value: 1, source: made up}
"""


def mean_watts(telemetry, rank, begin, end, source):
    """Of the readings of a rank from `begin` to `end`, or None."""
    seconds = telemetry["seconds"][()]
    values = telemetry[{"counter": "energy_joules", "power": "power_watts"}[source]][()]
    mine = (telemetry["rank"][()] == rank) & (seconds >= begin) & (seconds <= end)
    mine &= numpy.isfinite(values)
    seconds, values = seconds[mine], values[mine]
    if len(seconds) < 2 or seconds[-1] - seconds[0] < (end - begin) / 2:
        return None
    joules = values[-1] - values[0] if source == "counter" else numpy.trapz(values, seconds)
    return joules / (seconds[-1] - seconds[0])


def energy_of(run, case, source):
    """Median joules of an iteration and median watts of the visits."""
    visits, batches = case["visits"][()], case["batches"][()]
    slowest = case["samples"][()].max(axis=1)
    at = batch = 0
    joules, watts = [], []
    for visit in visits:
        times = slowest[at : at + int(visit["iterations"])]
        at += len(times)
        sampling, counted = 0.0, 0
        while counted < len(times):
            sampling += batches["wall_seconds"][batch]
            counted += int(batches["samples"][batch])
            batch += 1
        end = visit["start_seconds"] + visit["wall_seconds"]
        begin = end - min(sampling, visit["wall_seconds"])
        ranks = range(case.attrs["ranks"])
        each = [mean_watts(run["telemetry"], rank, begin, end, source) for rank in ranks]
        if None not in each:
            watts.append(numpy.mean(each))
            joules.append(times * watts[-1])
    return numpy.median(numpy.concatenate(joules)), numpy.median(watts)


def write_readings(run, watts, with_counter):
    """Twenty readings a second of each rank over the whole run, in place of those there are."""
    seconds = numpy.arange(0, run.attrs["wall_seconds"] + 1, 0.05)
    columns = {
        "seconds": numpy.repeat(seconds, 2),
        "rank": numpy.tile([0, 1], len(seconds)),
        "power_watts": numpy.concatenate([[watts(at, 0), watts(at, 1)] for at in seconds]),
    }
    columns["energy_joules"] = columns["seconds"] * columns["power_watts"].mean()
    if not with_counter:
        columns["energy_joules"][:] = numpy.nan
    telemetry = run["telemetry"]
    for name, dataset in telemetry.items():
        dataset.resize((2 * len(seconds),))
        dataset[...] = columns.get(name, 0)


class Energy(ProgramTest):
    """One run of two ranks on the device `fake`, which shows 300 W. Its file is given the origin of a
    measured one, since emulated ones are not ranked, and no sample of it is left out."""

    @classmethod
    def setUpClass(cls):
        shared = tempfile.TemporaryDirectory()
        cls.addClassCleanup(shared.cleanup)
        cls.original = Path(shared.name) / "run.h5"
        fake = "host_clock=1,power=300,chip=nvidia-h100-sxm"
        cls.done = cls().run_ranks(
            2, "--backend", "fake", suite=HERE / "power.yaml", output=cls.original, fake=fake
        )

    def setUp(self):
        super().setUp()
        self.assertIn(self.done.returncode, (0, 3), self.done.stdout + self.done.stderr)
        self.file = self.folder / "run.h5"
        shutil.copy(self.original, self.file)
        with self.altered() as run:
            run.attrs.modify("origin", "measured")
            for case in run["cases"].values():
                batches = case["batches"][()]
                batches["disturbed"] = 0
                case["batches"][...] = batches

    def altered(self):
        return h5py.File(self.file, "r+", libver=("v110", "v110"))

    def ranked(self, *words):
        done = self.steelyard("rank", "--format", "json", *words, self.file)
        self.assert_code(0, done)
        return json.loads(done.stdout)

    def recompute(self, source):
        """Holds the energy of every case against the file."""
        results = {case["id"]: case["results"][0] for case in self.ranked()["cases"]}
        self.assertEqual(len(results), 2)
        with h5py.File(self.file) as run:
            for case_id, case in run["cases"].items():
                energy = results[case_id]["energy"]
                joules, watts = energy_of(run, case, source)
                self.assertEqual(energy["source"], source)
                self.assertAlmostEqual(energy["joules_per_iteration"]["point"] / joules, 1, 9)
                self.assertAlmostEqual(energy["watts"]["point"] / watts, 1, 9)

    def test_readings_reach_the_file(self):
        with h5py.File(self.file) as run:
            power = run["telemetry"]["power_watts"][()]
            self.assertEqual(set(run["telemetry"]["rank"][()]), {0, 1})
        self.assertTrue(numpy.all(power == 300))

    def test_is_recomputed_by_the_counter(self):
        with self.altered() as run:
            write_readings(run, lambda at, rank: 300 + 50 * rank, with_counter=True)
        self.recompute("counter")

    def test_is_recomputed_by_power(self):
        with self.altered() as run:
            watts = lambda at, rank: 300 + 50 * rank + 40 * numpy.sin(3 * at)
            write_readings(run, watts, with_counter=False)
        self.recompute("power")

    def with_readings(self, name, watts):
        """A copy whose sensors show so much. Its summary is made of what they showed before."""
        with self.altered() as run:
            if "summary" in run:
                del run["summary"]
            write_readings(run, lambda at, rank: watts, with_counter=False)
        shutil.copy(self.file, self.folder / name)
        return name

    def gated(self, metric, baseline, candidate, code):
        done = self.steelyard("gate", "--baseline", baseline, "--candidate", candidate,
                              "--metric", metric, "--format", "json")
        self.assert_code(code, done)
        gate = json.loads(done.stdout)
        self.assertEqual(gate["metric"]["name"], metric)
        return gate["cases"]

    def test_is_what_the_gate_looks_at(self):
        baseline = self.with_readings("a.h5", 300)
        candidate = self.with_readings("b.h5", 375)
        for metric, ratio in ("energy", 0.8), ("time", 1), ("p99", 1):
            for case in self.gated(metric, baseline, candidate, 3):
                self.assertAlmostEqual(case["ratio"]["point"], ratio, 9, metric)
        silent = self.with_readings("c.h5", numpy.nan)
        for case in self.gated("energy", baseline, silent, 4):
            self.assertEqual(case["verdict"], "missing")
            self.assertEqual(case["reason"], "c.h5 has no energy of it")
        done = self.steelyard("gate", "--baseline", silent, "--candidate", baseline, "--metric", "energy")
        self.assert_code(2, done)

    def test_is_nothing_without_sensors(self):
        with self.altered() as run:
            for sensor in ("energy_joules", "power_watts"):
                run["telemetry"][sensor][...] = numpy.nan
        for case in self.ranked()["cases"]:
            self.assertNotIn("energy", case["results"][0])

    def test_is_weighed_against_prices(self):
        prices = self.folder / "prices.yaml"
        prices.write_text(PRICES)
        money = self.ranked("--prices", prices)["money"]
        self.assertEqual(money["currency"], "USD")
        self.assertEqual(len(money["warnings"]), 1)
        for profile in money["profiles"]:
            base, chip = profile["chips"]
            self.assertEqual(base["per_hour"]["total"]["point"], 1.5)
            self.assertAlmostEqual(chip["per_hour"]["hardware"]["point"], 1, 9)
            if chip["to_baseline"]:
                speed = chip["to_baseline"]["speed"]["point"]
                break_even = chip["to_baseline"]["breakeven_per_hour"]["point"]
                self.assertAlmostEqual(break_even / speed, 1.5, 9)

    def test_refuses_prices_with_the_place(self):
        prices = self.folder / "prices.yaml"
        prices.write_text(PRICES.replace("per_kwh", "per_kw"))
        done = self.steelyard("rank", "--prices", prices, self.file)
        self.assert_code(2, done)
        self.assertIn("prices.yaml:5:11: unknown key 'per_kw'; did you mean 'per_kwh'?", done.stderr)
