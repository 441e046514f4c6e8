#!/usr/bin/env python3
"""scripts/new_plugin.py: what it refuses, and that it writes into one new folder."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "new_plugin.py"
HOMES = {"workload": "workloads", "backend": "harness/backends", "collector": "collectors"}


class NewPlugin(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.root = Path(self.folder.name)

    def run_script(self, *words):
        done = subprocess.run([sys.executable, SCRIPT, *words, "--root", self.root],
                              capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    def test_every_kind_fills_its_own_folder(self):
        for kind, home in HOMES.items():
            code, output = self.run_script(kind, "two_words")
            self.assertEqual(code, 0, output)
            files = [file for file in (self.root / home / "two_words").rglob("*") if file.is_file()]
            self.assertIn("CMakeLists.txt", [file.name for file in files])
            for file in files:
                text = file.read_text()
                self.assertNotIn("@", text, file)
                self.assertIn("two_words", text, file)
        everything = {file for file in self.root.rglob("*") if file.is_file()}
        inside = {file for file in everything if "two_words" in file.parent.name}
        self.assertEqual(everything, inside)

    def test_a_folder_that_exists_is_left_alone(self):
        self.run_script("collector", "ledger")
        before = (self.root / "collectors/ledger/CMakeLists.txt").stat().st_mtime_ns
        code, output = self.run_script("collector", "ledger")
        self.assertEqual(code, 2)
        self.assertIn("collectors/ledger exists", output)
        after = (self.root / "collectors/ledger/CMakeLists.txt").stat().st_mtime_ns
        self.assertEqual(before, after)

    def test_bad_names_are_refused_before_anything_is_written(self):
        for name in ("Upper", "1st", "a-b", "a__b", "_a", "a_", "", "../a", "namespace", "run"):
            code, output = self.run_script("workload", name)
            self.assertEqual(code, 2, name)
            self.assertIn(f"'{name}'", output)
        self.assertEqual(list(self.root.iterdir()), [])

    def test_an_unknown_kind_is_refused(self):
        code, output = self.run_script("gadget", "name")
        self.assertEqual(code, 2)
        self.assertIn("collector", output)


if __name__ == "__main__":
    unittest.main()
