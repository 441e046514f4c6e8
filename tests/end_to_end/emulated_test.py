"""A vendor's backend on the emulated libraries of that vendor: verified, native, and called emulated."""

import os
import tempfile
import unittest
from pathlib import Path

import h5py

from end_to_end_test import cases_of, text
from program import BUILD, ProgramTest

VENDOR = os.environ["STEELYARD_VENDOR"]
LIBRARIES = f"STEELYARD_{VENDOR.upper()}_LIBRARIES"


class EmulatedRun(ProgramTest):
    """Two ranks, each with an emulated device; one run for all tests."""

    @classmethod
    def setUpClass(cls):
        cls.shared = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.shared.cleanup)
        cls.file = Path(cls.shared.name) / "run.h5"
        environment = {LIBRARIES: str(BUILD / "emulated" / VENDOR)}
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


class WithoutLibraries(ProgramTest):
    """A machine that has nothing of the vendor."""

    def test_lists_what_is_missing(self):
        listed = self.steelyard("devices", environment={LIBRARIES: ""})
        self.assert_code(0, listed)
        lines = listed.stdout.splitlines()
        start = next(i for i, line in enumerate(lines) if line.startswith(VENDOR + " "))
        self.assertIn("not usable here: No lib", lines[start + 1])
        self.assertIn(LIBRARIES, lines[start + 1])


if __name__ == "__main__":
    unittest.main()
