"""A run that does not go on ends, and says who keeps it."""

import os
import re
import signal
import subprocess
import time
import unittest

import h5py

from program import HERE, LAUNCH, STEELYARD, ProgramTest

STEP_SECONDS = 5  # of --case-timeout; more than a busy machine needs to start MPI
PROMISED_SECONDS = 10  # between a deadline and the end


def text(value):
    return value.decode() if isinstance(value, bytes) else value


def outcomes(path):
    with h5py.File(path) as run:
        return {text(group.attrs["name"]): (text(group.attrs["outcome"]), text(group.attrs["reason"]))
                for group in run["cases"].values()}


class LiveRun:
    """A long run of the fake backend under mpirun whose processes a test can reach."""

    def __init__(self, test, ranks=3):
        self.test = test
        self.file = test.folder / "run.h5"
        self.log = open(test.folder / "stderr", "w+b")
        test.addCleanup(self.log.close)
        self.process = subprocess.Popen(
            [str(word) for word in
             (LAUNCH, ranks, STEELYARD, "run", "--suite", HERE / "tiny.yaml", "--rounds", 900,
              "--output", self.file, "--backend", "fake", "--case-timeout", STEP_SECONDS)],
            cwd=test.folder, stdout=subprocess.DEVNULL, stderr=self.log, start_new_session=True)
        test.addCleanup(self.stop)
        self.ranks = {}
        self.wait_until(lambda: b"round 1/" in self.said())
        # Not before: while a rank starts, it copies itself to examine its backend apart.
        self.wait_until(self.find_ranks, ranks)

    def stop(self):
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        for pid in self.ranks.values():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.process.wait()

    def said(self):
        with open(self.log.name, "rb") as log:
            return log.read()

    def wait_until(self, happens, wanted=True, seconds=60):
        """Polls: what happens in other processes cannot be waited for otherwise."""
        limit = time.monotonic() + seconds
        while happens() != wanted:
            self.test.assertIsNone(self.process.poll(), self.said())
            self.test.assertLess(time.monotonic(), limit, self.said())
            time.sleep(0.02)

    def find_ranks(self):
        """Processes of this run by rank; returns their number."""
        wanted = f"{self.file}".encode()
        for entry in os.listdir("/proc"):
            if not entry.isdigit():
                continue
            try:
                with open(f"/proc/{entry}/cmdline", "rb") as file:
                    if wanted not in file.read():
                        continue
                with open(f"/proc/{entry}/environ", "rb") as file:
                    rank = re.search(rb"OMPI_COMM_WORLD_RANK=(\d+)", file.read())
            except OSError:
                continue
            if rank:
                self.ranks[int(rank[1])] = int(entry)
        return len(self.ranks)

    def launcher(self):
        """mpirun itself. What started it would hand a signal on twice, which mpirun takes for haste."""
        with open(f"/proc/{self.ranks[0]}/status", encoding="ascii") as status:
            return int(re.search(r"^PPid:\s+(\d+)", status.read(), re.MULTILINE)[1])

    def ends_within(self, seconds):
        """Waits for the end of the launcher; returns (exit code, what was said)."""
        began = time.monotonic()
        try:
            code = self.process.wait(seconds + 20)  # a hang, not a late end, is what ends the test
        except subprocess.TimeoutExpired:
            self.test.fail(f"hangs: {self.said()}")
        self.test.assertLess(time.monotonic() - began, seconds, self.said())
        return code, self.said().decode(errors="replace")

    def state(self):
        with h5py.File(self.file) as run:
            return text(run.attrs["state"])


class Hangs(ProgramTest):
    """Each within its deadline and the 10 s that are promised."""

    limit = STEP_SECONDS + PROMISED_SECONDS

    def test_a_stopped_rank_is_named(self):
        run = LiveRun(self)
        os.kill(run.ranks[1], signal.SIGSTOP)
        code, said = run.ends_within(self.limit)
        self.assertEqual(code, 4, said)
        self.assertRegex(said, r"error: .*rank 1 \(.+, fake:1\) does not answer: its process is stopped")
        self.assertEqual(run.state(), "interrupted")
        hung = [reason for outcome, reason in outcomes(run.file).values() if outcome == "timeout"]
        self.assertLessEqual(len(hung), 1)

    def test_a_stopped_first_rank_is_named_by_the_others(self):
        run = LiveRun(self)
        os.kill(run.ranks[0], signal.SIGSTOP)
        code, said = run.ends_within(self.limit + 1)  # each rank has waited for it in vain
        self.assertEqual(code, 4, said)
        self.assertRegex(said, r"error: .*rank 0 \(.+, fake:0\) does not answer")

    def test_a_killed_rank_is_named(self):
        run = LiveRun(self)
        os.kill(run.ranks[2], signal.SIGKILL)
        code, said = run.ends_within(self.limit)
        self.assertIn(code, (4, 137), said)  # the launcher's own code if it is faster
        self.assertRegex(said, r"rank 2 \(.+, fake:2\) has ended|process rank 2 .* exited on signal 9")
        self.assertNotIn("timeout", [outcome for outcome, _ in outcomes(run.file).values()])

    def test_a_device_call_that_never_returns_is_named(self):
        done = self.run_ranks(3, "--backend", "fake", "--case-timeout", STEP_SECONDS,
                              fake="hang=gemm@40,rank=1", seconds=60)
        self.assert_code(4, done)
        self.assertRegex(done.stderr, r"error: matmul:.*: rank 1 \(.+, fake:1\) has been in step "
                                      r"'.+' of matmul:.* for [0-9.]+ s \(allowed: 5 s.*\), iteration "
                                      r"\d+, inside 'multiplying matrices'; it last finished '.+'; "
                                      r"waiting in MPI_\w+, step '.+': rank 0 .*, rank 2 ")
        found = outcomes(self.folder / "run.h5")
        self.assertEqual([outcome for outcome, _ in found.values()].count("timeout"), 1)
        reason = next(reason for outcome, reason in found.values() if outcome == "timeout")
        self.assertIn("inside 'multiplying matrices'", reason)

    def test_a_rank_that_never_arrives_in_an_allreduce_is_named(self):
        done = self.run_ranks(3, "--backend", "fake", "--case-timeout", STEP_SECONDS,
                              fake="hang=copy_to_host@3,rank=2,host_accessible=0", seconds=60)
        self.assert_code(4, done)
        self.assertRegex(done.stderr, r"rank 2 \(.+, fake:2\) has been in step '.+' of .* inside "
                                      r"'copying to the host'.*waiting in MPI_\w+, .*: rank 0 .*, rank 1 ")

    def test_a_rank_that_never_arrives_in_the_devices_own_allreduce_is_named(self):
        done = self.run_ranks(3, "--backend", "fake", "--case-timeout", STEP_SECONDS,
                              suite=HERE / "allreduce.yaml",
                              fake="collectives=1,hang=record@8,rank=2", seconds=60)
        self.assert_code(4, done)
        self.assertRegex(done.stderr, r"error: allreduce:.*: rank 2 \(.+, fake:2\) has been in step "
                                      r"'[a-z ]+' of allreduce.* inside 'recording an event'.*"
                                      r"waiting in all-reduce, .*: rank 0 .*, rank 1 ")

    def test_ranks_are_freed_from_a_hung_collective_and_the_run_goes_on(self):
        done = self.run_ranks(3, "--backend", "fake", "--case-timeout", STEP_SECONDS,
                              fake="collectives=1,hang=all_reduce@20,rank=1", seconds=100)
        self.assert_code(4, done)
        self.assertIn("the backend's communicator is aborted, to go on without this case", done.stderr)
        found = outcomes(self.folder / "run.h5")
        hung = [name for name, (outcome, _) in found.items() if outcome == "timeout"]
        self.assertEqual(len(hung), 1)
        self.assertTrue(hung[0].startswith("allreduce"), hung)
        for name, (outcome, reason) in found.items():
            if name not in hung:
                self.assertIn(outcome, ("passed", "unstable"), (name, reason))
        with h5py.File(self.folder / "run.h5") as run:
            self.assertEqual(text(run.attrs["state"]), "complete")
            paths = {text(group.attrs["path"]) for group in run["cases"].values()
                     if text(group.attrs["workload"]) == "allreduce"}
        self.assertEqual(paths, {"native"}, "a new communicator was made")

    def test_a_device_that_does_not_open_is_named_before_anything_is_measured(self):
        done = self.run_ranks(2, "--backend", "fake", "--case-timeout", STEP_SECONDS,
                              fake="hang=open,rank=1", seconds=60)
        self.assert_code(5, done)
        self.assertRegex(done.stderr, r"rank 1 \(.+\) has been in step 'opening the device'.*"
                                      r"inside 'examining a backend in another process'")
        self.assertFalse((self.folder / "run.h5").exists())


class Signals(ProgramTest):
    """What was finished is kept, whoever gets the signal."""

    def assert_interrupted(self, run, who):
        code, said = run.ends_within(PROMISED_SECONDS)
        self.assertRegex(said, who)
        self.assertEqual(run.state(), "interrupted")
        self.assertIn(str(run.file), said)
        self.assertNotIn("timeout", [outcome for outcome, _ in outcomes(run.file).values()])
        return code

    def test_sigterm_to_any_rank(self):
        for rank, who in ((0, "interrupted by SIGTERM\n"),
                          (1, r"interrupted by SIGTERM, which came to rank 1 \(")):
            with self.subTest(rank=rank):
                run = LiveRun(self)
                os.kill(run.ranks[rank], signal.SIGTERM)
                self.assertEqual(self.assert_interrupted(run, who), 4)
                run.file.unlink()

    def test_sigint_to_a_rank(self):
        run = LiveRun(self)
        os.kill(run.ranks[0], signal.SIGINT)
        self.assertEqual(self.assert_interrupted(run, "interrupted by SIGINT"), 4)

    def test_a_signal_to_the_launcher(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with self.subTest(number):
                run = LiveRun(self)
                os.kill(run.launcher(), number)
                self.assert_interrupted(run, "interrupted by SIG(TERM|INT)")
                run.file.unlink()


if __name__ == "__main__":
    unittest.main()
