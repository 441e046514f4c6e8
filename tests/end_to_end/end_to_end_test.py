"""What a person gets who runs the program: results verified, files whole, faults named."""

import json
import os
import re
import shutil
import tempfile
import unittest
from pathlib import Path

import h5py
import numpy

from program import BUILD, HERE, LAUNCH, STEELYARD, ProgramTest


def text(value):
    return value.decode() if isinstance(value, bytes) else value


def cases_of(path):
    """The cases of a run file by canonical name."""
    with h5py.File(path) as run:
        return {
            text(group.attrs["name"]): {key: text(value) for key, value in group.attrs.items()}
            | {"samples": group["samples"][:], "round": group["round"][:]}
            for group in run["cases"].values()
        }


def cpu_flags():
    with open("/proc/cpuinfo", encoding="utf-8") as cpuinfo:
        return next((line for line in cpuinfo if line.startswith("flags")), "").split()


class CpuRun(ProgramTest):
    """Two ranks on the processor of this machine; one run for all tests."""

    @classmethod
    def setUpClass(cls):
        cls.shared = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.shared.cleanup)
        cls.file = Path(cls.shared.name) / "run.h5"
        cls.done = cls().run_ranks(2, "--backend", "cpu", output=cls.file)
        cls.cases = cases_of(cls.file)

    def test_verifies_measures_and_keeps_every_case(self):
        self.assert_code(0, self.done)
        self.assertEqual(len(self.cases), 13)
        for name, case in self.cases.items():
            with self.subTest(name):
                if case["outcome"] == "skipped":
                    self.assertIn("bf16", name)  # the only dtype that a processor may lack
                    continue
                self.assertIn(case["outcome"], ("passed", "unstable"))
                self.assertEqual(case["verification_state"], "verified")
                self.assertGreater(case["verification_elements"], 0)
                self.assertEqual(case["samples"].shape[1], 2)
                self.assertTrue((case["samples"] > 0).all())
                self.assertEqual(sorted(set(case["round"])), [1, 2, 3])

    def test_checks_every_element_of_an_allreduce_on_every_rank(self):
        case = self.cases["allreduce:dtype=f32,bytes=65536,op=sum,ranks=2"]
        self.assertEqual(case["verification_elements"], 2 * 65536 // 4)
        self.assertEqual(case["path"], "mpi")

    def test_says_which_unit_multiplied(self):
        bf16 = self.cases["matmul:dtype=bf16,m=96,n=80,k=64,trans=nt"]
        int8 = self.cases["matmul:dtype=int8,m=96,n=80,k=64,trans=nt"]
        if "amx_bf16" in cpu_flags():
            self.assertIn("amx", bf16["algorithm"])
            self.assertIn("amx", int8["algorithm"])
        elif "avx512_bf16" in cpu_flags():
            self.assertIn("avx512_core_bf16", bf16["algorithm"])
            self.assertIn("avx512_core_vnni", int8["algorithm"])
        for case in (bf16, int8):
            self.assertIn("oneDNN", case["algorithm"] or case["reason"])

    def test_the_ranking_agrees_with_the_samples(self):
        ranking = self.steelyard("rank", self.file)
        self.assert_code(0, ranking)
        name = "matmul:dtype=f32,m=96,n=80,k=64,trans=nt"
        rate = 2 * 96 * 80 * 64 / numpy.median(self.cases[name]["samples"].max(axis=1)) / 1e9
        lines = ranking.stdout.splitlines()
        row = lines[lines.index("  " + name) + 1].split()
        self.assertEqual(row[2], "GFLOP/s", row)
        self.assertAlmostEqual(float(row[1]) / rate, 1, delta=1e-3)

    def test_a_run_alone_is_one_rank_and_says_so(self):
        done = self.steelyard("run", "--suite", HERE / "tiny.yaml", "--output", "run.h5",
                              "--backend", "fake")
        self.assert_code(0, done)
        self.assertIn("one rank", done.stderr)
        with h5py.File(self.folder / "run.h5") as run:
            self.assertEqual(text(run.attrs["state"]), "complete")


class Oversubscribed(ProgramTest):
    """Four ranks on fewer cores."""

    def test_the_quick_suite_runs_to_the_end_and_says_that_it_was_oversubscribed(self):
        done = self.run_ranks(4, "--backend", "cpu", "--budget", "75", suite="quick")
        # A busy machine may use up the budget before the last case; that is said, not hidden.
        self.assertIn(done.returncode, (0, 4), done.stderr)
        with h5py.File(self.folder / "run.h5") as run:
            self.assertEqual(text(run.attrs["state"]), "complete")
            outcomes = [text(group.attrs["outcome"]) for group in run["cases"].values()]
        self.assertEqual(len(outcomes), 29)
        self.assertFalse(set(outcomes) - {"passed", "unstable", "not reached"}, outcomes)
        if (os.cpu_count() or 1) < 4:
            self.assertIn("oversubscribed", done.stderr)


class NativeCollectives(ProgramTest):
    """The backend's own collectives instead of MPI."""

    def allreduces(self, ranks, script, *words):
        done = self.run_ranks(ranks, "--backend", "fake", *words, fake=f"collectives=1{script}",
                              seconds=90)
        self.assert_code(0, done)
        return {name: case for name, case in cases_of(self.folder / "run.h5").items()
                if name.startswith("allreduce")}

    def test_carry_and_verify_an_allreduce(self):
        for ranks in (2, 4):
            with self.subTest(ranks=ranks):
                cases = self.allreduces(ranks, "", "--force")
                self.assertEqual(len(cases), 4)
                for name, case in cases.items():
                    elements = int(re.search(r"bytes=(\d+)", name)[1]) // (4 if "f32" in name else 2)
                    self.assertEqual(case["path"], "native", name)
                    self.assertIn("shared memory", case["algorithm"])
                    self.assertIn(case["outcome"], ("passed", "unstable"), name)
                    self.assertEqual(case["verification_state"], "verified")
                    self.assertEqual(case["verification_elements"], elements * ranks)
                    self.assertEqual(case["samples"].shape[1], ranks)

    def test_wait_for_a_rank_that_is_late_but_alive(self):
        cases = self.allreduces(2, ",slow_call=all_reduce@30:2,rank=1", "--case-timeout", "30")
        for name, case in cases.items():
            self.assertIn(case["outcome"], ("passed", "unstable"), name)


class Faults(ProgramTest):
    """Scripted faults of the fake device under real MPI."""

    def test_a_broken_kernel_is_failed_on_the_rank_that_has_it(self):
        done = self.run_ranks(2, "--backend", "fake", fake="wrong=gemm,rank=1")
        self.assert_code(1, done)
        for name, case in cases_of(self.folder / "run.h5").items():
            with self.subTest(name):
                if name.startswith("matmul"):
                    self.assertEqual(case["outcome"], "failed")
                    self.assertIn("rank 1", case["reason"])
                    self.assertEqual(len(case["samples"]), 0)
                else:
                    self.assertIn(case["outcome"], ("passed", "unstable"))

    def test_a_rank_that_fails_leaves_nobody_waiting(self):
        done = self.run_ranks(2, "--backend", "fake", fake="fail=allocate@3,rank=1", seconds=60)
        self.assert_code(4, done)
        reasons = [case["reason"] for case in cases_of(self.folder / "run.h5").values()
                   if case["outcome"] in ("error", "out of memory")]
        self.assertTrue(reasons)
        for reason in reasons:
            self.assertRegex(reason, r"rank 1 \(.+, fake:\d\)")

    def test_what_does_not_fit_is_skipped_before_it_is_allocated(self):
        done = self.run_ranks(1, "--backend", "fake", fake="memory=70000")
        self.assert_code(0, done)
        outcomes = {name: case for name, case in cases_of(self.folder / "run.h5").items()}
        big = outcomes["allreduce:dtype=f32,bytes=65536,op=sum,ranks=1"]
        self.assertEqual(big["outcome"], "skipped")
        self.assertRegex(big["reason"], "does not fit: needs .* GiB are free")

    def test_a_budget_too_small_leaves_cases_not_reached(self):
        done = self.run_ranks(2, "--backend", "cpu", "--budget", "0.3")
        self.assert_code(4, done)
        cases = cases_of(self.folder / "run.h5")
        left = [case for case in cases.values() if case["outcome"] == "not reached"]
        self.assertTrue(left)
        for case in left:
            self.assertIn("budget of 0.3 s", case["reason"])

    def test_results_of_a_test_double_say_so(self):
        self.assert_code(0, self.run_ranks(2, "--backend", "fake"))
        with h5py.File(self.folder / "run.h5") as run:
            self.assertEqual(text(run.attrs["origin"]), "emulated")


class Launch(ProgramTest):
    """Wrong launches are refused with the remedy."""

    def test_copies_that_do_not_know_of_each_other_are_refused(self):
        done = self.steelyard("run", "--suite", HERE / "tiny.yaml", "--output", "run.h5",
                              environment={"PMI_SIZE": "4", "PMI_RANK": "0"})
        self.assert_code(2, done)
        self.assertIn("started 4 processes, but each of them is alone", done.stderr)
        self.assertFalse((self.folder / "run.h5").exists())

    def mixed(self, *ranks, **options):
        """One rank for each list of words, under one mpirun; each word list has its own program."""
        words = [LAUNCH, 1]
        for number, (program, *rest) in enumerate(ranks):
            words += [":", "-n", "1"] if number else []
            words += [program, "run", "--suite", HERE / "tiny.yaml", "--output", "run.h5",
                      "--backend", "fake", *rest]
        return self.execute(words, **options)

    def test_another_number_of_ranks_than_expected_is_refused(self):
        done = self.run_ranks(2, "--backend", "fake", "--expect-ranks", "4")
        self.assert_code(2, done)
        self.assertEqual(done.stderr.count("--expect-ranks 4, but 2 ranks were started"), 1)
        self.assertFalse((self.folder / "run.h5").exists())
        self.assert_code(0, self.run_ranks(2, "--backend", "fake", "--expect-ranks", "2"))

    def test_fewer_ranks_than_the_job_asked_for_are_warned_of(self):
        job = {"SLURM_JOB_ID": "7", "SLURM_NTASKS": "16", "SLURM_JOB_NUM_NODES": "1"}
        done = self.run_ranks(2, "--backend", "fake", environment=job)
        self.assert_code(0, done)
        sentence = "Slurm was asked for 16 ranks (SLURM_NTASKS), but 2 run"
        self.assertEqual(done.stderr.count(sentence), 1, done.stderr)
        with h5py.File(self.folder / "run.h5") as run:
            warnings = [text(line[0]) for line in run["environment/warnings"][:]]
        self.assertTrue(any(sentence in line for line in warnings), warnings)
        done = self.run_ranks(2, "--backend", "fake", "--expect-ranks", "2", "--force",
                              environment=job)
        self.assert_code(0, done)
        self.assertNotIn(sentence, done.stderr)

    def test_ranks_with_other_options_are_refused(self):
        done = self.mixed([STEELYARD, "--seed", "1"], [STEELYARD, "--seed", "2"])
        self.assert_code(5, done)
        self.assertRegex(done.stderr, r"ranks differ in their options: rank 0 \(.+\) has seed 1,"
                                      r".* rank 1 \(.+\) has seed 2")
        self.assertFalse((self.folder / "run.h5").exists())

    def test_ranks_with_another_build_of_the_same_version_are_refused(self):
        tree = self.folder / "other"
        (tree / "bin").mkdir(parents=True)
        for folder in ("lib", "share"):
            (tree / folder).symlink_to(BUILD / folder)
        other = tree / "bin" / "steelyard"
        shutil.copy(STEELYARD, other)
        with open(other, "ab") as program:
            program.write(b"another build")
        done = self.mixed([STEELYARD], [other])
        self.assert_code(5, done)
        self.assertIn("ranks differ in their build of the program", done.stderr)
        self.assertIn("install the same build on every node", done.stderr)

    def test_more_ranks_than_accelerators_are_refused(self):
        done = self.run_ranks(2, "--backend", "fake", fake="devices=1")
        self.assert_code(5, done)
        self.assertIn("start one rank per device", done.stderr)

    def test_a_mistake_on_the_command_line_is_told_once(self):
        done = self.run_ranks(2, "--backend", "cudda")
        self.assertEqual(done.stderr.count("unknown backend 'cudda'"), 1, done.stderr)
        done = self.run_ranks(2, "--precison", "0.1")
        self.assertEqual(done.stderr.count("unknown option '--precison'"), 1, done.stderr)

    def test_an_existing_file_is_kept_unless_forced(self):
        (self.folder / "run.h5").write_text("mine", encoding="utf-8")
        done = self.run_ranks(1, "--backend", "fake")
        self.assert_code(2, done)
        self.assertEqual((self.folder / "run.h5").read_text(encoding="utf-8"), "mine")
        self.assert_code(0, self.run_ranks(1, "--backend", "fake", "--force"))


class Plugins(ProgramTest):
    """Backends that crash, hang or cannot be trusted are a sentence, not the end."""

    def deadly(self, *names):
        """The variables with which these of the deadly backends are found."""
        links = self.folder / "plugins"
        links.mkdir()
        for name in names:
            file = f"steelyard_backend_{name}.so"
            (links / file).symlink_to(BUILD / "tests" / "deadly_backends" / file)
        return {"STEELYARD_BACKEND_PATH": str(links), "STEELYARD_BACKEND_SECONDS": "2"}

    def test_devices_lists_them_with_how_they_died(self):
        crashing = ("crash_constructor", "crash_entry", "crash_probe", "crash_open")
        found = self.deadly("exit_probe", "hang_probe", *crashing)
        done = self.steelyard("devices", "--format", "json", environment=found)
        self.assert_code(0, done)
        listed = {entry["backend"]: entry for entry in json.loads(done.stdout)}
        self.assertTrue(listed["cpu"]["usable"])
        self.assertTrue(listed["fake"]["usable"])
        for name in crashing:
            self.assertFalse(listed[name]["usable"])
            self.assertIn("segmentation fault", listed[name]["reason"])
        self.assertIn("did not answer within 2 s", listed["hang_probe"]["reason"])
        self.assertIn("ended the program", listed["exit_probe"]["reason"])

    def test_a_run_is_told_on_every_rank_why_its_backend_is_broken(self):
        done = self.run_ranks(2, "--backend", "crash_probe", environment=self.deadly("crash_probe"))
        self.assert_code(5, done)
        self.assertEqual(done.stderr.count("crashed while it was asked for its devices"), 1)
        self.assertFalse((self.folder / "run.h5").exists())

    def test_a_run_goes_on_without_a_broken_backend(self):
        done = self.run_ranks(2, environment=self.deadly("crash_probe"))
        self.assert_code(0, done)
        self.assertIn("crash_probe: It crashed", done.stderr)

    def test_nothing_is_taken_from_the_working_directory(self):
        name = "steelyard_backend_crash_probe.so"
        (self.folder / name).symlink_to(BUILD / "tests" / "deadly_backends" / name)
        done = self.steelyard("devices")
        self.assert_code(0, done)
        self.assertNotIn("crash_probe", done.stdout)

    def test_a_file_that_others_may_write_is_refused(self):
        plugin = self.folder / "mine.so"
        shutil.copy(BUILD / "lib/steelyard/backends/steelyard_backend_fake.so", plugin)
        self.assert_code(0, self.run_ranks(2, "--backend-file", plugin))
        plugin.chmod(0o757)
        done = self.run_ranks(2, "--backend-file", plugin, "--force")
        self.assert_code(5, done)
        self.assertIn(f"chmod o-w {plugin}", done.stderr)


if __name__ == "__main__":
    unittest.main()
