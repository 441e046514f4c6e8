"""A vendor's backend on the emulated libraries of that vendor: verified, native, and never ranked."""

import os
import tempfile
import unittest
from pathlib import Path

import h5py

from end_to_end_test import cases_of, text
from program import BUILD, HERE, ProgramTest

VENDOR = os.environ["STEELYARD_VENDOR"]
LIBRARIES = f"STEELYARD_{VENDOR.upper()}_LIBRARIES"
EMULATED = BUILD / "emulated" / VENDOR
# Which of the vendor's libraries has the collectives, and which the multiplications.
COLLECTIVES, OPERATORS = {
    "ascend": ("libhccl.so", "libopapi.so"),
    "cambricon": ("libcncl.so", "libcnnl.so"),
}[VENDOR]


class EmulatedRun(ProgramTest):
    """Two ranks, each with an emulated device; one run for all tests."""

    @classmethod
    def setUpClass(cls):
        cls.shared = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.shared.cleanup)
        cls.file = Path(cls.shared.name) / "run.h5"
        environment = {LIBRARIES: str(EMULATED)}
        cls.done = cls().run_ranks(
            2, "--backend", VENDOR, output=cls.file, environment=environment
        )
        cls.cases = cases_of(cls.file) if cls.done.returncode == 0 else {}

    def test_verifies_every_case_that_is_offered(self):
        self.assert_code(0, self.done)
        offered = 0
        for name, case in self.cases.items():
            with self.subTest(name):
                if case["outcome"] == "skipped":
                    self.assertIn("SY_UNSUPPORTED", case["reason"])
                    continue
                offered += 1
                self.assertIn(case["outcome"], ("passed", "unstable"))
                self.assertEqual(case["verification_state"], "verified")
        self.assertGreaterEqual(offered, 7)

    def test_uses_the_collectives_of_the_vendor(self):
        case = self.cases["allreduce:dtype=f32,bytes=65536,op=sum,ranks=2"]
        self.assertEqual(case["path"], "native")

    def test_calls_the_results_emulated(self):
        with h5py.File(self.file) as run:
            self.assertEqual(text(run.attrs["origin"]), "emulated")
        self.assertIn("emulated, not measured", self.steelyard("show", self.file).stdout)

    def test_keeps_them_out_of_a_ranking(self):
        ranking = self.steelyard("rank", self.file)
        self.assert_code(2, ranking)
        self.assertIn("cannot enter a ranking", ranking.stderr)


class MissingLibraries(ProgramTest):
    """A machine that has nothing of the vendor, or not all."""

    def libraries_without(self, missing):
        for library in EMULATED.iterdir():
            if library.name != missing:
                (self.folder / library.name).symlink_to(library)
        return {LIBRARIES: str(self.folder)}

    def listed(self, environment):
        listed = self.steelyard("devices", environment=environment)
        self.assert_code(0, listed)
        lines = listed.stdout.splitlines()
        start = next(i for i, line in enumerate(lines) if line.startswith(VENDOR + " "))
        return lines[start + 1]

    def test_lists_what_is_missing(self):
        line = self.listed({LIBRARIES: ""})
        self.assertIn("not usable here: No lib", line)
        self.assertIn(LIBRARIES, line)

    def test_names_the_one_that_is_missing(self):
        line = self.listed(self.libraries_without(OPERATORS))
        self.assertIn("not usable here", line)
        self.assertIn(OPERATORS, line)

    def test_goes_over_the_host_without_the_collectives(self):
        environment = self.libraries_without(COLLECTIVES)
        done = self.run_ranks(
            2, "--backend", VENDOR, suite=HERE / "allreduce.yaml", environment=environment
        )
        self.assert_code(0, done)
        (case,) = cases_of(self.folder / "run.h5").values()
        self.assertEqual(case["verification_state"], "verified")
        self.assertEqual(case["path"], "host-staged")


if __name__ == "__main__":
    unittest.main()
