"""Run files that are altered, or made where nobody should measure: the audit finds it and names it."""

import json
import os
import shutil
import tempfile
import unittest
from pathlib import Path

import h5py
import numpy

from program import HERE, LAUNCH, STEELYARD, ProgramTest
from resume_test import EndsEarly

# What the machine of the test decides; everything else must pass on it.
OF_THE_MACHINE = {"precise", "undisturbed", "probes", "clocks", "warnings", "room"}
# What a processor has no sensor for, and no row in the catalogue.
NOT_RECORDED = {"throttling", "power limit", "plausible"}


def audit(test, *files):
    """The findings of each file by the name of their check, and the exit code."""
    done = test.execute([STEELYARD, "audit", "--format", "json", *files])
    test.assertEqual(done.stderr, "")
    read = json.loads(done.stdout)["files"]
    return [{one["check"]: one for one in file["findings"]} for file in read], done.returncode


class Audit(ProgramTest):
    """One run of two ranks on the processor, copied and altered by each test."""

    @classmethod
    def setUpClass(cls):
        cls.shared = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.shared.cleanup)
        cls.original = Path(cls.shared.name) / "run.h5"
        cls.done = cls().run_ranks(2, "--backend", "cpu", output=cls.original)

    def altered(self, change):
        """The findings after `change` was made to the open file."""
        file = self.folder / "altered.h5"
        shutil.copy(self.original, file)
        with h5py.File(file, "r+", libver=("v110", "v110")) as run:
            self.first = next(group for group in run["cases"].values() if group.attrs["index"] == 0)
            self.name = self.first.attrs["name"].decode()
            change(run)
        (findings,), code = audit(self, file)
        self.assertEqual(code, 1)
        self.assertEqual(findings["digests"]["result"], "failed")
        return findings

    def assert_found(self, findings, check, named):
        self.assertEqual(findings[check]["result"], "failed", findings[check])
        text = findings[check]["sentence"] + "\n".join(findings[check]["named"])
        self.assertIn(named, text)

    def test_passes_what_does_not_hang_on_the_machine(self):
        self.assert_code(0, self.done)
        (findings,), _ = audit(self, self.original)
        for check, finding in findings.items():
            with self.subTest(check):
                wanted = "not recorded" if check in NOT_RECORDED else "passed"
                if check not in OF_THE_MACHINE:
                    self.assertEqual(finding["result"], wanted, finding)

    def test_finds_one_altered_sample(self):
        def change(run):
            self.first["samples"][0, 0] *= 0.999
        self.assert_found(self.altered(change), "digests",
                          f"samples, visits or batches of case {self.name}")

    def test_finds_another_name(self):
        def change(_):
            self.first.attrs.modify("name", numpy.bytes_(self.name.replace("k=64", "k=65")))
        findings = self.altered(change)
        self.assert_found(findings, "digests", "k=65")
        self.assert_found(findings, "complete", self.name + " (missing)")

    def test_finds_a_case_that_was_deleted(self):
        def change(run):
            last = max(run["cases"].values(), key=lambda group: group.attrs["index"])
            self.last = last.attrs["name"].decode()
            del run[last.name]
        findings = self.altered(change)
        self.assert_found(findings, "digests", "the list of cases")
        self.assert_found(findings, "complete", self.last + " (missing)")

    def test_finds_cases_that_were_swapped(self):
        def change(run):
            other = next(group for group in run["cases"].values() if group.attrs["index"] == 1)
            for one, index in ((self.first, 1), (other, 0)):
                one.attrs.modify("index", numpy.int32(index))
            self.other = other.attrs["name"].decode()
        findings = self.altered(change)
        self.assert_found(findings, "digests", f"facts of case {self.name}")
        self.assert_found(findings, "digests", f"facts of case {self.other}")

    def test_finds_figures_that_two_cases_exchanged(self):
        def change(run):
            groups = [group for group in run["cases"].values() if "matmul" in group.attrs["name"].decode()]
            first, second = (group.name for group in groups[:2])
            run.move(first, "/cases/aside")
            run.move(second, first)
            run.move("/cases/aside", second)
        self.assert_found(self.altered(change), "digests", "of case matmul")

    def test_finds_a_missing_round(self):
        def change(_):
            visits = self.first["visits"][()]
            rows = len(self.first["samples"]) - int(visits["iterations"][-1])
            batches = self.first["batches"][()]
            kept = batches[batches["round"] != visits["round"][-1]]
            self.first["visits"].resize(len(visits) - 1, axis=0)
            self.first["batches"].resize(len(kept), axis=0)
            self.first["batches"][()] = kept
            for name in ("samples", "round", "late"):
                self.first[name].resize(rows, axis=0)
        self.assert_found(self.altered(change), "rounds", f"{self.name} (2)")

    def test_finds_throttling(self):
        def change(run):
            start = self.first["visits"][()]["start_seconds"][0]
            values = {"seconds": start, "rank": 1, "core_clock_hz": 1e9, "throttle_reasons": 2}
            for name, column in run["telemetry"].items():
                column.resize(1, axis=0)
                column[0] = values.get(name, numpy.nan)
        findings = self.altered(change)
        self.assert_found(findings, "throttling", "1 of 1 readings were throttled by heat")
        self.assert_found(findings, "throttling", f"{self.name} (rank 1)")

    def alter_rank(self, column, value):
        def change(run):
            ranks = run["environment/ranks"][()]
            ranks[column][1] = value
            run["environment/ranks"][()] = ranks
        return self.altered(change)

    def test_finds_mixed_versions(self):
        self.assert_found(self.alter_rank("driver", b"9.9"), "versions", '"9.9" (rank 1 on')

    def test_finds_more_threads_than_cpus(self):
        self.assert_found(self.alter_rank("threads", 999), "room", "threads in all on")

    def alter_attribute(self, name, value):
        return self.altered(lambda _: self.first.attrs.modify(name, value))

    def test_finds_an_unverified_case(self):
        findings = self.alter_attribute("verification_state", numpy.bytes_("not verified"))
        self.assert_found(findings, "verified", self.name)

    def test_finds_an_imprecise_case(self):
        self.assert_found(self.alter_attribute("reached_precision", 0.6), "precise",
                          f"{self.name} (+-60.0 %")

    def test_finds_an_implausible_case(self):
        findings = self.alter_attribute("outcome", numpy.bytes_("implausible"))
        self.assert_found(findings, "plausible", self.name)

    def test_finds_a_modelled_run(self):
        findings = self.altered(lambda run: run.attrs.modify("origin", numpy.bytes_("modelled")))
        self.assert_found(findings, "origin", "The numbers are modelled, not measured")

    def test_a_file_without_digests_cannot_be_told(self):
        file = self.folder / "old.h5"
        shutil.copy(self.original, file)
        with h5py.File(file, "r+", libver=("v110", "v110")) as run:
            del run["digests"]
        (findings,), _ = audit(self, file)
        self.assertEqual(findings["digests"]["result"], "not recorded")
        self.assertIn("cannot be told", findings["digests"]["sentence"])

    def test_each_file_has_its_findings_and_the_worst_counts(self):
        (self.folder / "broken.h5").write_text("nonsense")
        done = self.steelyard("audit", self.original, "broken.h5")
        self.assert_code(5, done)
        self.assertIn("it is not an HDF5 file", done.stdout)
        self.assertIn("passed  digests", done.stdout)


class AuditOfRanks(ProgramTest):
    def test_finds_more_ranks_than_cpus(self):
        # Both ranks may use the first CPU that this process may use, and no other.
        cpu = str(min(os.sched_getaffinity(0)))
        done = self.execute(["taskset", "-c", cpu, LAUNCH, 2, STEELYARD, "run", "--backend", "fake",
                             "--suite", HERE / "allreduce.yaml", "--output", "run.h5"])
        self.assert_code(0, done)
        (findings,), code = audit(self, "run.h5")
        self.assertEqual(code, 1)
        self.assertEqual(findings["room"]["result"], "failed", findings["room"])
        self.assertIn("2 ranks with 2 threads in all on 1 CPUs", findings["room"]["named"][0])
        self.assertEqual(findings["digests"]["result"], "passed", findings["digests"])

    def test_an_emulated_device_is_not_fit(self):
        self.assert_code(0, self.run_ranks(2, "--backend", "fake"))
        (findings,), code = audit(self, "run.h5")
        self.assertEqual(code, 1)
        self.assertIn("emulated, not measured", findings["origin"]["sentence"])


class AuditOfKilledRuns(EndsEarly):
    def test_has_digests_up_to_its_last_write_and_goes_on_with_them(self):
        self.kill_after(7)
        (killed,), code = audit(self, "run.h5")
        self.assertEqual(code, 1)
        self.assertEqual(killed["complete"]["result"], "failed")
        self.assertIn("was killed", killed["complete"]["sentence"])
        self.assertEqual(killed["digests"]["result"], "passed", killed["digests"])
        self.assert_code(0, self.resume(2))
        (resumed,), _ = audit(self, "run.h5")
        self.assertEqual(resumed["complete"]["result"], "passed", resumed["complete"])
        self.assertEqual(resumed["digests"]["result"], "passed", resumed["digests"])
        self.assertNotEqual(resumed["digests"]["sentence"], killed["digests"]["sentence"])

    def test_is_not_resumed_if_it_was_altered(self):
        self.kill_after(7)
        with h5py.File(self.folder / "run.h5", "r+", libver=("v110", "v110")) as run:
            group = next(group for group in run["cases"].values() if len(group["samples"]) > 0)
            group["samples"][0, 0] *= 0.5
        before = (self.folder / "run.h5").read_bytes()
        done = self.resume(2)
        self.assert_code(2, done)
        self.assertIn("was altered since it was written: the samples", done.stderr)
        self.assertEqual((self.folder / "run.h5").read_bytes(), before)



if __name__ == "__main__":
    unittest.main()
