"""Two ranks on the emulated libraries of each CUDA-shaped vendor: every product is verified, what the
vendor lacks is skipped with a reason, and no number passes for a measured one."""

import unittest

import h5py

from end_to_end_test import cases_of, text
from program import BUILD, HERE, ProgramTest

WIDE = {"f64", "f32", "bf16", "fp16"}
# Dtypes with B stored transposed, and with both plain.
MULTIPLIED = {
    "cuda": (WIDE | {"tf32", "fp8_e4m3", "int8"}, WIDE | {"tf32"}),
    "hip": (WIDE | {"xf32", "fp8_e4m3_fnuz", "fp8_e5m2_fnuz", "int8"},) * 2,
    "musa": (WIDE | {"tf32", "int8"},) * 2,
    "maca": (WIDE | {"tf32", "int8"},) * 2,
    "supa": (set(), set()),
    "tops": (set(), set()),
    "kunlun": (set(), set()),
}


class EveryDtype(ProgramTest):
    def run_vendor(self, backend):
        """The origin of the run and its cases by name."""
        output = self.folder / f"{backend}.h5"
        libraries = {f"STEELYARD_{backend.upper()}_LIBRARIES": str(BUILD / "emulated" / backend)}
        done = self.run_ranks(2, "--backend", backend, suite=HERE / "every_dtype.yaml",
                              output=output, environment=libraries)
        self.assert_code(0, done)
        with h5py.File(output) as run:
            origin = text(run.attrs["origin"])
        return origin, cases_of(output)

    def assert_fast_accumulation_is_named(self, cases):
        fast = [case for name, case in cases.items() if "accum=fast" in name]
        self.assertEqual(len(fast), 1)
        self.assertIn("cuBLASLt", fast[0]["algorithm"])
        self.assertIn("fast accumulation", fast[0]["algorithm"])

    def test_verifies_what_the_vendor_multiplies_and_skips_the_rest(self):
        for backend, by_layout in MULTIPLIED.items():
            origin, cases = self.run_vendor(backend)
            self.assertEqual(origin, "emulated")
            for layout, dtypes in zip(("nt", "nn"), by_layout):
                found = {name.split("dtype=")[1].split(",")[0] for name, case in cases.items()
                         if f"trans={layout}" in name and "accum" not in name
                         and case["outcome"] in ("passed", "unstable")
                         and case["verification_state"] == "verified"}
                self.assertEqual(found, dtypes, f"{backend}, trans={layout}")
            for name, case in cases.items():
                with self.subTest(f"{backend} {name}"):
                    self.assertIn(case["outcome"], ("passed", "unstable", "skipped"))
                    if case["outcome"] == "skipped":
                        self.assertNotEqual(case["reason"], "")
            if backend == "cuda":
                self.assert_fast_accumulation_is_named(cases)


if __name__ == "__main__":
    unittest.main()
