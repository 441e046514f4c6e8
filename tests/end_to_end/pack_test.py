"""Nights folded into a pack: what the gate and the history say of it is what they say of the files."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import h5py

from program import HERE, STEELYARD, ProgramTest

PAGE = HERE.parent.parent / "docs" / "pack.md"


class Pack(ProgramTest):
    """Thirteen nights of one rank on the device `fake`: from the ninth on a new driver, and slower; in the eleventh a
    case fails; the fifth dies and is gone on with."""

    @classmethod
    def setUpClass(cls):
        cls.kept = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.kept.cleanup)
        cls.folder = Path(cls.kept.name)
        (cls.folder / "nights").mkdir()
        for night in range(1, 14):
            cls.run_night(cls, night)

    def setUp(self):
        kept = self.kept.name
        super().setUp()
        shutil.copytree(Path(kept) / "nights", self.folder / "nights")

    def run_night(self, night, more=""):
        name = f"nights/{night:02}.h5"
        fake = f"flops={1e12 if night < 9 else 0.9e12},latency=0,noise=0.01,seed={night}"
        fake += ",driver=" + ("535.1" if night < 9 else "550.2")
        words = [STEELYARD, "run", "--backend", "fake", "--suite", HERE / "gate.yaml", "--output", name, "--quiet"]
        faults = {5: ",die=gemm@150", 11: ",fail=gemm@40"}
        done = self.execute(self, words, fake=fake + faults.get(night, ""))
        assert done.returncode == {5: -9, 11: 4}.get(night, 0), done.stderr
        if night == 5:
            done = self.execute(self, [STEELYARD, "run", "--resume", name, "--quiet"], fake=fake)
            assert done.returncode == 0, done.stderr

    def pack(self, *words, code=0):
        done = self.steelyard("history", "--pack", *words)
        self.assert_code(code, done)
        return done

    def said(self, *words):
        """Exit code and output of a command, without the names of files and where lines are broken."""
        done = self.steelyard(*words)
        return done.returncode, re.sub(r"\s+", " ", re.sub(r"([\w/]+\.h5:\s+)?[\w/]+\.h5", "FILE", done.stdout))

    def test_the_nights_are_what_they_should_be(self):
        with h5py.File(self.folder / "nights/05.h5") as run:
            self.assertEqual(len(run["continuations"]), 1)
        done = self.steelyard("history", "nights")
        self.assert_code(1, done)
        self.assertIn("driver: 535.1 before, 550.2 from here on", done.stdout)

    def test_history_and_gate_say_of_a_pack_what_they_say_of_the_files(self):
        self.pack("year.h5", "nights")
        nights = [f"nights/{night:02}.h5" for night in range(1, 14)]
        self.pack("good.h5", *nights[:6])
        self.pack("new.h5", *nights[8:10])
        self.pack("failed.h5", *nights[10:11])
        for form in "text", "json", "markdown", "csv":
            for words in [], ["--all"]:
                with self.subTest(form, words=words):
                    files = self.said("history", "nights", "--format", form, *words)
                    self.assertEqual(files, self.said("history", "year.h5", "--format", form, *words))
                    self.assertEqual(files[0], 1)
        for form in "text", "json", "markdown":
            for name, candidate, code in ("new.h5", nights[8:10], 1), ("failed.h5", nights[10:11], 4):
                with self.subTest(form, candidate=name):
                    files = self.said("gate", "--baseline", *nights[:6], "--candidate", *candidate,
                                      "--noise", *nights[1:6], "--format", form)
                    packs = self.said("gate", "--baseline", "good.h5", "--candidate", name,
                                      "--noise", *nights[1:6], "--format", form)
                    self.assertEqual(files, packs)
                    self.assertEqual(files[0], code)
        self.pack("noise.h5", *nights[1:6])
        self.assertEqual(self.said("gate", "--baseline", *nights[:6], "--candidate", *nights[8:10], "--noise", *nights[1:6]),
                         self.said("gate", "--baseline", "good.h5", "--candidate", "new.h5", "--noise", "noise.h5"))

    def test_a_run_both_loose_and_packed_counts_once(self):
        files = self.said("history", "nights", "--format", "json")
        self.pack("nights/year.h5", "nights")
        self.assertEqual(files, self.said("history", "nights", "--format", "json"))
        for night in range(1, 8):
            os.remove(self.folder / f"nights/{night:02}.h5")
        self.assertEqual(files, self.said("history", "nights", "--format", "json"))

    def test_a_pack_grows_by_what_it_lacks(self):
        done = self.pack("year.h5", *(f"nights/{night:02}.h5" for night in range(1, 8)))
        self.assertIn("7 runs added to 'year.h5'; it holds 7 runs in", done.stdout)
        before = (self.folder / "year.h5").read_bytes()
        done = self.pack("year.h5", "nights/03.h5")
        self.assertIn("0 runs added to 'year.h5', 1 run in it already; it holds 7 runs in", done.stdout)
        self.assertEqual((self.folder / "year.h5").read_bytes(), before)
        done = self.pack("year.h5", "nights")
        self.assertIn("6 runs added to 'year.h5', 7 runs in it already; it holds 13 runs in", done.stdout)
        self.assertEqual(self.said("history", "year.h5"), self.said("history", "nights"))
        self.assertEqual(sorted(os.listdir(self.folder)), ["nights", "year.h5"])

    def test_packs_are_merged(self):
        self.pack("a.h5", *(f"nights/{night:02}.h5" for night in range(1, 6)))
        self.pack("b.h5", *(f"nights/{night:02}.h5" for night in range(4, 14)))
        done = self.pack("year.h5", "a.h5", "b.h5")
        self.assertIn("13 runs added to 'year.h5', 2 runs in it already", done.stdout)
        self.assertEqual(self.said("history", "year.h5"), self.said("history", "nights"))
        self.assertIn("passed", self.steelyard("audit", "year.h5").stdout)

    def test_what_is_not_finished_is_left_out_and_said(self):
        with h5py.File(self.folder / "nights/05.h5", "r+") as run:
            run.attrs.modify("state", b"running")
        done = self.pack("year.h5", "nights", code=4)
        self.assertIn("'nights/05.h5' is left out, since its run is going on, or was killed", done.stderr)
        self.assertIn("12 runs added", done.stdout)

    def test_nothing_is_packed_where_a_file_is_wrong(self):
        self.pack("year.h5", "nights/01.h5")
        before = (self.folder / "year.h5").read_bytes()
        shutil.copy(self.folder / "nights/01.h5", self.folder / "altered.h5")
        with h5py.File(self.folder / "altered.h5", "r+") as run:
            case = next(iter(run["cases"].values()))
            case["samples"][0, 0] *= 0.5
        (self.folder / "text.h5").write_text("no run", encoding="utf-8")
        for name, said in (("altered.h5", "is not as it was written: the samples, visits or batches of case"),
                           ("text.h5", "it is not an HDF5 file")):
            with self.subTest(name):
                done = self.pack("year.h5", "nights", name, code=2)
                self.assertIn(said, done.stderr)
                self.assertEqual((self.folder / "year.h5").read_bytes(), before)
        done = self.pack("text.h5", "nights", code=2)
        self.assertIn("is there and is no pack, so it is not overwritten", done.stderr)
        done = self.pack("nights/01.h5", "nights", code=2)
        self.assertIn("is there and is no pack, so it is not overwritten", done.stderr)

    def test_other_commands_say_what_a_pack_is(self):
        self.pack("year.h5", "nights")
        for words in ["rank", "year.h5"], ["claims", "year.h5"], ["export", "year.h5"], ["run", "--resume", "year.h5"]:
            with self.subTest(words[0]):
                done = self.steelyard(*words)
                self.assert_code(2, done)
                self.assertIn("is that of a pack of many runs", done.stderr)
        shown = self.steelyard("show", "year.h5")
        self.assert_code(0, shown)
        self.assertEqual(len(shown.stdout.splitlines()), 14)
        self.assertIn("suite gate, 3 cases  nights/13.h5", shown.stdout)
        self.assertIn("| nights/13.h5 |", self.steelyard("show", "--format", "markdown", "year.h5").stdout)
        audit = self.steelyard("audit", "year.h5")
        self.assert_code(0, audit)
        self.assertIn("year.h5: as it was written", audit.stdout)

    def test_an_edit_is_found_by_the_audit(self):
        self.pack("year.h5", "nights")
        with h5py.File(self.folder / "year.h5", "r+") as pack:
            pack["cases/p99_seconds"][4] *= 1.01
        done = self.steelyard("audit", "year.h5")
        self.assert_code(1, done)
        self.assertIn("NOT as it was written", done.stdout)
        self.assertRegex(done.stdout, r"the run [0-9a-f-]{36}\s+\(nights/02.h5\)\s+is\s+not\s+what\s+was\s+written")
        done = self.pack("other.h5", "year.h5", code=2)
        self.assertIn("is not as it was packed", done.stderr)

    def test_the_lines_of_the_documentation_print_what_the_history_says(self):
        self.pack("year.h5", "nights")
        block = re.search(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL).group(1)
        done = subprocess.run([sys.executable, "-c", block, "year.h5"], cwd=self.folder, capture_output=True, text=True,
                              check=True)
        printed = re.findall(r"(\S+) (matmul\S+) median (\S+) s, of p5 (\S+) to p95 (\S+) s", done.stdout)
        medians = []
        for night in range(1, 14):
            with h5py.File(self.folder / f"nights/{night:02}.h5") as run:
                for row in run["summary/cases"][()]:
                    if row["has_samples"]:
                        medians.append((run.attrs["created_utc"].decode(), row["name"].decode(), row["median_seconds"]))
        self.assertEqual([(when, name) for when, name, *_ in printed], [each[:2] for each in medians])
        for (_, _, middle, low, high), (_, _, median) in zip(printed, medians):
            self.assertAlmostEqual(float(middle) / median, 1, delta=1e-6)
            self.assertLess(float(low), median)
            self.assertGreater(float(high), median)


if __name__ == "__main__":
    unittest.main()
