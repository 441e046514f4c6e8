"""Runs that end early: by a kill, a full disk, a folder that goes away; and runs that go on with them."""

import errno
import fcntl
import os
import re
import shutil
import signal
import subprocess
import tempfile
import unittest
from pathlib import Path

import h5py
import numpy

from program import HERE, LAUNCH, STEELYARD, ProgramTest

VISIT = re.compile(r": round \d+, \d+ iterations, median ")


def visits_in(path):
    """(round, case) of every visit in the order in which they were begun."""
    with h5py.File(path) as run:
        for group in run["cases"].values():
            assert (group["samples"][()] > 0).all(), "a sample is no time"
        rows = [(row["start_seconds"], int(row["round"]), group.attrs["name"].decode())
                for group in run["cases"].values() for row in group["visits"][()]]
    return [row[1:] for row in sorted(rows)]


def state_of(path):
    with h5py.File(path) as run:
        return run.attrs["state"].decode()


def can_mount():
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(["mount", "-t", "tmpfs", "none", folder], capture_output=True, check=False)
        if done.returncode == 0:
            subprocess.run(["umount", folder], check=True)
        return done.returncode == 0


class EndsEarly(ProgramTest):
    def begin(self, *words, output="run.h5"):
        """Starts two ranks on the fake device that announce each visit."""
        started = subprocess.Popen(
            [str(word) for word in (LAUNCH, 2, STEELYARD, "run", "--progress", "visits", "--suite",
                                    HERE / "tiny.yaml", "--backend", "fake", "--output", output,
                                    *words)],
            cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            start_new_session=True)
        self.addCleanup(started.stderr.close)
        self.addCleanup(started.wait)
        return started

    def follow(self, started, visits):
        """Reads what it says until so many visits are announced."""
        lines = []
        while sum(1 for line in lines if VISIT.search(line)) < visits:
            line = started.stderr.readline()
            self.assertTrue(line, "it ended too early:\n" + "".join(lines))
            lines.append(line)
        return lines

    def kill_after(self, visits, output="run.h5"):
        """Leaves the file of a run that was killed after so many visits."""
        started = self.begin(output=output)
        self.follow(started, visits)
        os.killpg(started.pid, signal.SIGKILL)
        started.stderr.read()
        # Its ranks live on for a while, and may still write.
        with open(self.folder / (output + ".lock"), "r+", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)

    def resume(self, ranks, *words, **options):
        return self.execute([LAUNCH, ranks, STEELYARD, "run", "--resume", "run.h5", *words], **options)


class Resume(EndsEarly):
    def test_a_killed_run_goes_on_in_the_order_that_was_planned(self):
        self.assert_code(0, self.run_ranks(2, "--backend", "fake", output="whole.h5"))
        self.kill_after(5)
        first = self.resume(2)
        self.assert_code(0, first)
        self.assertRegex(first.stderr, r"going on with 'run.h5': \d+ visits and 0 of 13 outcomes")
        self.assertEqual(visits_in(self.folder / "run.h5"), visits_in(self.folder / "whole.h5"))
        self.assertEqual(state_of(self.folder / "run.h5"), "complete")
        self.assertEqual(sorted(os.listdir(self.folder)), ["run.h5", "whole.h5"])
        with h5py.File(self.folder / "run.h5") as run:
            again = run["continuations/1"]
            self.assertIn(b"--resume run.h5", again.attrs["command_line"])
            self.assertEqual(len(again["environment/ranks"]), 2)

    def test_a_complete_run_is_left_alone(self):
        self.assert_code(0, self.run_ranks(2, "--backend", "fake"))
        before = (self.folder / "run.h5").read_bytes()
        done = self.resume(2)
        self.assert_code(0, done)
        self.assertEqual(done.stdout, "'run.h5' is complete, with 13 cases; nothing is left to do\n")
        self.assertEqual((self.folder / "run.h5").read_bytes(), before)

    def test_what_would_not_be_comparable_is_refused_with_each_difference(self):
        self.kill_after(3)
        shutil.copy(self.folder / "run.h5", self.folder / "killed.h5")
        other = self.folder / "other.yaml"
        other.write_text((HERE / "tiny.yaml").read_text().replace("96", "95"), encoding="utf-8")
        for ranks, words, fake, differences in (
                (3, [], "", [r"number of ranks: 2 in the file, 3 now"]),
                (2, ["--suite", other, "--seed", 9], "",
                 [r"suite: tiny \(sha256 [0-9a-f]{12}\) in the file, tiny \(sha256 [0-9a-f]{12}\) now",
                  r"seed: 1 in the file, 9 now"]),
                (2, ["--precision", 0.1, "--rounds", 4, "--label", "new", "--chip", "h20"], "",
                 [r"precision: 0.5 in the file, 0.1 now", r"rounds: 3 in the file, 4 now",
                  r"label: '' in the file, 'new' now", r"chip: .* in the file, nvidia-h20 now"]),
                (2, ["--backend", "cpu"], "",
                 [r"backend of ranks 0 to 1: fake in the file, cpu now", r"origin: emulated in the file",
                  r"product of ranks 0 to 1: ", r"library versions of ranks 0 to 1: "]),
                (2, [], "chip=nvidia-h20",
                 [r"chip id of ranks 0 to 1: unknown in the file, nvidia-h20 now"])):
            with self.subTest(words=words, ranks=ranks, fake=fake):
                done = self.resume(ranks, *words, fake=fake)
                self.assert_code(2, done)
                for difference in differences:
                    self.assertRegex(done.stderr, difference)
                self.assertEqual((self.folder / "run.h5").read_bytes(),
                                 (self.folder / "killed.h5").read_bytes())
        self.assert_code(0, self.resume(2, "--backend", "fake", "--suite", HERE / "tiny.yaml",
                                        "--seed", 1, "--precision", 0.5, "--rounds", 3))

    def test_a_file_that_no_run_leaves_is_refused(self):
        self.kill_after(3)
        for name, value, said in (
                ("rounds", numpy.int32(0), "rounds, precision or budget are none"),
                ("precision", float("nan"), "rounds, precision or budget are none"),
                ("budget_seconds", -1.0, "rounds, precision or budget are none"),
                ("suite_sha256", numpy.bytes_("0" * 64), "not the one that its checksum is of"),
                ("origin", numpy.bytes_("imported"), "The file's numbers are imported"),
                ("tool_version", numpy.bytes_("0.0.9"), "program version: 0.0.9 in the file"),
                ("method_version", numpy.int32(7), "method version: 7 in the file"),
                ("schema_version", numpy.int32(2), "newer one")):
            with self.subTest(name):
                shutil.copy(self.folder / "run.h5", self.folder / "odd.h5")
                with h5py.File(self.folder / "odd.h5", "r+") as run:
                    kind = run.attrs.get_id(name).get_type()
                    run.attrs.modify(name, numpy.asarray(value).astype(kind.dtype))
                done = self.execute([LAUNCH, 2, STEELYARD, "run", "--resume", "odd.h5"])
                self.assert_code(2, done)
                self.assertIn(said, done.stderr)

    def test_a_larger_budget_reaches_what_a_smaller_one_left(self):
        self.assert_code(4, self.run_ranks(2, "--backend", "fake", "--budget", "0.05"))
        same = self.resume(2)
        self.assert_code(4, same)
        self.assertRegex(same.stdout, r"were not reached in its budget of 0.05 s; a larger --budget")
        self.assert_code(0, self.resume(2, "--budget", 100))
        with h5py.File(self.folder / "run.h5") as run:
            self.assertEqual(run.attrs["budget_seconds"], 100)
            outcomes = {group.attrs["outcome"].decode() for group in run["cases"].values()}
        self.assertFalse(outcomes - {"passed", "unstable"}, outcomes)


class LostDisk(EndsEarly):
    """What was announced survives; the run ends with code 5 and a sentence."""

    def mount(self, kib):
        place = self.folder / "disk"
        place.mkdir(exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kib}k", "none", place], check=True)
        self.addCleanup(subprocess.run, ["umount", "-l", place], check=False, capture_output=True)
        return place

    def end(self, started, lines):
        """Waits for the end of a run; all that it said, as one text."""
        said = "".join(lines) + started.stderr.read()
        self.assertEqual(started.wait(), 5, said)
        return said

    def test_a_removed_folder_ends_the_run(self):
        (self.folder / "out").mkdir()
        started = self.begin(output="out/run.h5")
        lines = self.follow(started, 3)
        shutil.rmtree(self.folder / "out", ignore_errors=True)
        said = self.end(started, lines)
        self.assertIn("its folder was removed, renamed or unmounted while the run went on", said)

    @unittest.skipUnless(can_mount(), "wants to mount")
    def test_a_disk_that_is_unmounted_ends_the_run(self):
        place = self.mount(10000)
        started = self.begin(output="disk/run.h5")
        lines = self.follow(started, 3)
        subprocess.run(["umount", "-l", place], check=True)
        said = self.end(started, lines)
        self.assertIn("its folder was removed, renamed or unmounted while the run went on", said)

    @unittest.skipUnless(can_mount(), "wants to mount")
    def test_a_full_disk_loses_nothing_that_was_announced(self):
        # 64 KiB has no room for the plan, in two copies; 160 for no visits.
        for kib in (64, 160, 256, 320):
            with self.subTest(kib=kib):
                place = self.mount(kib)
                said = self.end(self.begin(output="disk/run.h5"), [])
                self.assertRegex(said, r"steelyard: error: .*The disk is full\..*No space left on device")
                announced = len(VISIT.findall(said))
                file = place / "run.h5"
                self.assertEqual(file.exists(), kib > 64)
                if file.exists():
                    self.assertEqual(len(visits_in(file)), announced)
                    self.assertEqual(os.listdir(place), ["run.h5"])
                    subprocess.run(["mount", "-o", "remount,size=10m", place], check=True)
                    self.assert_code(0, self.execute(
                        [LAUNCH, 2, STEELYARD, "run", "--resume", file]))
                    self.assertEqual(len(visits_in(file)), 39)
                subprocess.run(["umount", place], check=True)
                place.rmdir()

    @unittest.skipUnless(can_mount(), "wants to mount")
    def test_a_disk_that_fills_up_on_the_way_loses_nothing_that_was_announced(self):
        place = self.mount(10000)
        started = self.begin("--rounds", 1000, output="disk/run.h5")
        lines = self.follow(started, 3)
        other = place / "other"
        with open(other, "ab", buffering=0) as filling:
            while started.poll() is None:
                try:
                    filling.write(bytes(4096))
                except OSError as error:
                    self.assertEqual(error.errno, errno.ENOSPC)
        said = self.end(started, lines)
        self.assertRegex(said, r"steelyard: error: .*The disk is full\..*No space left on device")
        announced = len(VISIT.findall(said))
        self.assertGreaterEqual(announced, 3)
        self.assertEqual(len(visits_in(place / "run.h5")), announced)


if __name__ == "__main__":
    unittest.main()
