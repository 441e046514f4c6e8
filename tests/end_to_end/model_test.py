"""Modelled chips: a whole node in seconds, and nothing that could be taken for a measurement."""

import json
import re

import h5py
import numpy

from program import ProgramTest

SECONDS = 60  # a few on a quiet machine


def text(value):
    return value.decode() if isinstance(value, bytes) else value


class Model(ProgramTest):

    def test_eight_h20_run_the_standard_suite(self):
        done = self.steelyard("run", "--backend", "model", "--chip", "nvidia-h20", "--suite", "standard",
                              "--output", "h20.h5", seconds=SECONDS)
        self.assert_code(0, done)
        with h5py.File(self.folder / "h20.h5") as run:
            self.assertEqual(text(run.attrs["origin"]), "modelled")
            self.assertEqual(text(run.attrs["state"]), "complete")
            self.assertEqual(text(run.attrs["chip"]), "nvidia-h20")
            ranks = run["environment/ranks"][:]
            self.assertEqual([int(rank["rank"]) for rank in ranks], list(range(8)))
            for rank in ranks:
                self.assertIn("modelled", text(rank["product"]))
            software = {text(row["name"]): text(row["value"]) for row in run["environment/software"][:]}
            self.assertRegex(software["model: peak bf16"], r"^1\.48e\+14 FLOP/s; press: https://")
            self.assertIn("published measurement", software["model: gemm efficiency bf16"])
            self.assertEqual(software["model: links"], "reducing-switch of 8")
            measured = 0
            for case in run["cases"].values():
                name = text(case.attrs["name"])
                with self.subTest(name):
                    if text(case.attrs["outcome"]) == "skipped":  # not of this chip
                        self.assertRegex(text(case.attrs["reason"]), r"No dense \w+ peak of nvidia-h20|fast accumulation")
                        continue
                    measured += 1
                    self.assertEqual(text(case.attrs["outcome"]), "passed")
                    self.assertEqual(text(case.attrs["verification_state"]), "not verified")
                    self.assertIn("computes nothing", text(case.attrs["verification_evidence"]))
                    self.assertRegex(text(case.attrs["algorithm"]), "^modelled")
                    self.assertEqual(case["samples"].shape[1], 8)
                    self.assertEqual(numpy.ptp(case["samples"][:]), 0)
                    if name.startswith("allreduce"):
                        self.assertIn("ranks=8", name)
            self.assertGreater(measured, 200)

    def test_a_whole_system_is_so_many_devices(self):
        done = self.steelyard("run", "--backend", "model", "--chip", "nvl72", "--suite", "quick", "--quiet",
                              "--output", "rack.h5", seconds=SECONDS)
        self.assert_code(0, done)
        with h5py.File(self.folder / "rack.h5") as run:
            self.assertEqual(len(run["environment/ranks"]), 72)
            names = [text(case.attrs["name"]) for case in run["cases"].values()]
        self.assertTrue(any("ranks=72" in name for name in names), names)

    def test_every_chip_is_ranked_or_named_with_what_is_missing(self):
        done = self.steelyard("model", "--all", "--suite", "quick", seconds=2 * SECONDS)
        self.assert_code(0, done)
        chips = json.loads(self.steelyard("chips", "--format", "json").stdout)
        listed = {chip["id"] for chip in chips}
        modelled = {file.stem for file in (self.folder / "modelled").iterdir()}
        missing = set(re.findall(r"^  (\S+): no dense peak is published", done.stdout, re.MULTILINE))
        self.assertEqual(modelled | missing, listed)
        self.assertFalse(modelled & missing)
        self.assertIn("alibaba-zhenwu-810e", missing)
        scores = done.stdout.split("Modelled scores")[1]
        for chip in modelled:
            self.assertRegex(scores, rf"(?m)^  {chip} ")

    def test_is_one_process_and_never_taken_by_itself(self):
        done = self.run_ranks(2, "--backend", "model", "--chip", "h20")
        self.assert_code(2, done)
        self.assertRegex(done.stderr, "start it without .*mpirun")
        card = self.steelyard("model", "--card", "h20").stdout
        done = self.steelyard("run", "--suite", "quick", "--budget", "1", "--output", "auto.h5", "--quiet",
                              environment={"STEELYARD_MODEL_CARD": card})
        with h5py.File(self.folder / "auto.h5") as run:
            self.assertEqual(text(run.attrs["origin"]), "measured")
