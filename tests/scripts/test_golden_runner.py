#!/usr/bin/env python3
"""tests/golden/run.py on a stand-in program: it must notice every difference that matters."""

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

RUNNER = Path(__file__).resolve().parents[1] / "golden" / "run.py"

PROGRAM = """#!/bin/sh
case "$1" in
  say) shift; printf '%s\\n' "$*" ;;
  warn) echo "careful" >&2; exit 3 ;;
  where) pwd ;;
  chat) echo "steelyard: info: one rank" >&2; echo "steelyard: error: no" >&2; exit 5 ;;
  keep) echo kept > file ;;
  show) cat file ;;
esac
"""


class GoldenRunner(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.root = Path(self.folder.name)
        (self.root / "bin").mkdir()
        self.program = self.root / "bin" / "steelyard"
        self.program.write_text(PROGRAM)
        os.chmod(self.program, 0o755)

    def run_case(self, text, *options, name="case.txt"):
        file = self.root / name
        file.write_text(text)
        done = subprocess.run([sys.executable, RUNNER, "--program", self.program, *options, file],
                              capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr, file.read_text()

    def test_equal_output_passes(self):
        code, output, _ = self.run_case("# says\n$ steelyard say hello\nexit 0\nout|hello\n")
        self.assertEqual(code, 0, output)

    def test_another_text_fails_with_a_diff(self):
        code, output, _ = self.run_case("$ steelyard say hello\nexit 0\nout|goodbye\n")
        self.assertEqual(code, 1)
        self.assertIn("-out|goodbye", output)
        self.assertIn("+out|hello", output)

    def test_a_missing_line_fails(self):
        self.assertEqual(self.run_case("$ steelyard say hello\nexit 0\n")[0], 1)

    def test_exit_code_and_stream_count(self):
        self.assertEqual(self.run_case("$ steelyard warn\nexit 3\nerr|careful\n")[0], 0)
        self.assertEqual(self.run_case("$ steelyard warn\nexit 0\nerr|careful\n")[0], 1)
        self.assertEqual(self.run_case("$ steelyard warn\nexit 3\nout|careful\n")[0], 1)

    def test_commands_of_one_file_share_a_folder(self):
        code, output, _ = self.run_case(
            "$ steelyard keep\nexit 0\n$ steelyard show\nexit 0\nout|kept\n")
        self.assertEqual(code, 0, output)

    def test_places_are_neutralised(self):
        code, output, _ = self.run_case("$ steelyard where\nexit 0\nout|<dir>\n")
        self.assertEqual(code, 0, output)

    def test_numbers_are_neutralised_only_on_request(self):
        body = "$ steelyard say 'rate    12.5 f32 1.5e3x'\nexit 0\nout|rate  <n> f32 <n>x\n"
        self.assertEqual(self.run_case(body)[0], 1)
        code, output, _ = self.run_case("#: numbers\n" + body)
        self.assertEqual(code, 0, output)

    def test_stderr_is_left_out_only_on_request(self):
        self.assertEqual(self.run_case("$ steelyard warn\nexit 3\n")[0], 1)
        self.assertEqual(self.run_case("#: ignore stderr\n$ steelyard warn\nexit 3\n")[0], 0)

    def test_errors_only_leaves_out_notes(self):
        body = "$ steelyard chat\nexit 5\nerr|steelyard: error: no\n"
        self.assertEqual(self.run_case(body)[0], 1)
        code, output, _ = self.run_case("#: errors only\n" + body)
        self.assertEqual(code, 0, output)

    def test_update_writes_what_was_printed_and_keeps_comments(self):
        code, _, text = self.run_case(
            "# kept\n$ steelyard say a\nexit 0\nout|old\nout|older\n\n$ steelyard warn\n",
            "--update")
        self.assertEqual(code, 0)
        self.assertEqual(text, "# kept\n$ steelyard say a\nexit 0\nout|a\n\n"
                               "$ steelyard warn\nexit 3\nerr|careful\n")

    def test_markdown_runs_marked_blocks_alone(self):
        page = ("text\n```\n$ steelyard say never run\n```\n"
                "<!-- golden -->\n```console\n$ steelyard say hi\nhi\n```\n")
        code, output, _ = self.run_case(page, name="page.md")
        self.assertEqual(code, 0, output)
        code, output, _ = self.run_case(page.replace("\nhi\n", "\nho\n"), name="page.md")
        self.assertEqual(code, 1)
        _, _, text = self.run_case(page.replace("\nhi\n", "\nho\n"), "--update", name="page.md")
        self.assertEqual(text, page)

    def test_mistakes_in_a_case_are_named(self):
        for text in ("", "# nothing\n", "stray\n$ steelyard say\n", "#: nubmers\n$ steelyard say\n"):
            code, output, _ = self.run_case(text)
            self.assertEqual(code, 2, text)
            self.assertIn("case.txt", output)


if __name__ == "__main__":
    unittest.main()
