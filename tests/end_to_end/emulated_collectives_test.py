"""Runs over a vendor's emulated libraries: the way that results take is the vendor's own."""

import unittest

import h5py

from end_to_end_test import cases_of
from program import BUILD, HERE, ProgramTest


class EmulatedCollectives(ProgramTest):
    """Ranks that reduce through an emulated collective library."""

    def cases(self, vendor, ranks, **environment):
        libraries = {f"STEELYARD_{vendor.upper()}_LIBRARIES": str(BUILD / "emulated" / vendor)}
        done = self.run_ranks(ranks, "--backend", vendor, "--force", suite=HERE / "allreduce.yaml",
                              environment=libraries | environment, seconds=60)
        self.assert_code(0, done)
        return cases_of(self.folder / "run.h5")

    def test_take_the_native_path(self):
        for vendor, ranks, library in (("cuda", 2, "NCCL 2.28.9"), ("cuda", 4, "NCCL 2.28.9"),
                                       ("hip", 2, "RCCL 2.22.3"), ("kunlun", 2, "BKCL"),
                                       ("supa", 2, "SUCCL")):
            with self.subTest(vendor=vendor, ranks=ranks):
                for name, case in self.cases(vendor, ranks).items():
                    self.assertEqual(case["path"], "native", name)
                    self.assertIn(library, case["algorithm"])
                    self.assertIn(case["outcome"], ("passed", "unstable"), name)
                    self.assertEqual(case["verification_state"], "verified")
                    self.assertEqual(case["samples"].shape[1], ranks)

    def test_leave_the_readings_of_every_ranks_device(self):
        self.cases("cuda", 2)
        with h5py.File(self.folder / "run.h5") as run:
            telemetry = {name: run["telemetry"][name][:] for name in run["telemetry"]}
        for rank in (0, 1):
            power = telemetry["power_watts"][telemetry["rank"] == rank]
            self.assertGreaterEqual(len(power), 1)
            self.assertEqual(set(power), {100.5 + 10 * rank})
        self.assertEqual(list(telemetry["seconds"]), sorted(telemetry["seconds"]))

    def test_record_the_settings_of_the_library(self):
        for case in self.cases("cuda", 2, NCCL_ALGO="Ring").values():
            self.assertIn("NCCL_ALGO=Ring", case["algorithm"])


if __name__ == "__main__":
    unittest.main()
