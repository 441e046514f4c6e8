#!/usr/bin/env python3
"""What scripts/mutate.py breaks and what it leaves alone."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
sys.path.insert(0, str(SCRIPTS))
sys.dont_write_bytecode = True
import mutate  # noqa: E402


def breaks(code, path="a.cpp"):
    return [m.after.strip() for some in mutate.mutations(path, code).values() for m in some]


class Mutate(unittest.TestCase):
    def test_operators_are_swapped_one_at_a_time(self):
        self.assertIn("return a <= b && c > d;", breaks("return a < b && c > d;"))
        self.assertIn("return a < b || c > d;", breaks("return a < b && c > d;"))
        self.assertIn("return a < b && c >= d;", breaks("return a < b && c > d;"))
        self.assertIn("x = a - b * c;", breaks("x = a + b * c;"))
        self.assertIn("x = a + b / c;", breaks("x = a + b * c;"))

    def test_constants_bools_and_extremes_change(self):
        self.assertIn("return 8;", breaks("return 7;"))
        self.assertIn("return 0.1;", breaks("return 0.05;"))
        self.assertIn("return 1.0;", breaks("return 0.0;"))
        self.assertIn("done_ = false;", breaks("done_ = true;"))
        self.assertIn("x = std::max(a, b);", breaks("x = std::min(a, b);"))
        self.assertNotIn("f33", " ".join(breaks("x = f32;")))

    def test_conditions_are_inverted_whole(self):
        self.assertIn("if (!(a(b) && c)) return;", breaks("if (a(b) && c) return;"))
        self.assertIn("} else if (!(a)) {", breaks("} else if (a) {"))

    def test_statements_are_removed(self):
        self.assertIn(";", breaks("  samples_.push_back(x);"))
        self.assertIn(";", breaks("  total_ += x;"))
        self.assertNotIn(";", breaks("  double total = x;"))
        self.assertNotIn(";", breaks("  return total(x);"))
        # The second line is the tail of a call, not a statement.
        self.assertNotIn(";", breaks("  call(first,\n       second(x));"))

    def test_what_does_not_run_is_left_alone(self):
        for code in ("// a < b", "/// if (a) 7", "/* 1\n 2 < 3 */", '#include "a/7.hpp"',
                     "#define A 7", 'log_info("7 < 8");', "values.reserve(7);", "using A = B<7>;",
                     "static_assert(sizeof(A) == 7);", "namespace steelyard {", "}", "",
                     "STEELYARD_ASSERT(a < b);", "  virtual int size() const = 0;"):
            self.assertEqual(breaks(code), [], code)

    def test_texts_are_left_alone(self):
        self.assertEqual(breaks('throw UsageError("7 is < 8 && more");'), [])
        self.assertIn('x = f("a < b", c > d);', breaks('x = f("a < b", c >= d);'))
        self.assertNotIn('x = f("a <= b", c >= d);', breaks('x = f("a < b", c >= d);'))

    def test_defaults_of_members_are_left_alone_in_headers(self):
        self.assertEqual(breaks("struct A {\n  int rounds = 3;\n};", "a.hpp"), [])
        self.assertTrue(breaks("inline constexpr double limit = 0.1;", "a.hpp"))

    def test_drawing_depends_on_the_seed_alone(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "results" / "a.cpp"
            file.parent.mkdir()
            file.write_text("\n".join(f"x = a + {n};" for n in range(50)))
            first = mutate.draw(Path(folder), "*", 1)
            self.assertEqual(first, mutate.draw(Path(folder), "*", 1))
            self.assertNotEqual(first, mutate.draw(Path(folder), "*", 2))
            self.assertEqual(len({mutation.line for mutation in first}), 50)

    def test_sync_writes_what_differs_and_removes_the_rest(self):
        with tempfile.TemporaryDirectory() as source, tempfile.TemporaryDirectory() as target:
            (Path(source) / "kept").write_text("1")
            (Path(target) / "stale").mkdir()
            (Path(target) / "stale" / "file").write_text("2")
            (Path(target) / "build").mkdir()
            (Path(target) / "build" / "object").write_text("3")
            command = [sys.executable, SCRIPTS / "mutate.py", "sync", "--from", source, "--to", target]
            subprocess.run(command, input=b"kept\0gone\0", check=True)
            left = {file.name for file in Path(target).rglob("*")}
            self.assertEqual(left, {"kept", "build", "object"})
            stamp = (Path(target) / "kept").stat().st_mtime_ns
            subprocess.run(command, input=b"kept\0", check=True)
            self.assertEqual((Path(target) / "kept").stat().st_mtime_ns, stamp)


FAKE_CTEST = """#!/bin/sh
grep -q 'a + b' "$TREE/results/a.cpp" && exit 0
echo '  1 - Sum.Adds (Failed)'
exit 8
"""
FAKE_CMAKE = """#!/bin/sh
! grep -q 'std::min' "$TREE/results/a.cpp"
"""


class MutateRun(unittest.TestCase):
    """The loop around a stand-in for cmake and ctest: the tests notice a broken sum alone."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.root = Path(self.folder.name)
        self.source = self.root / "tree" / "results" / "a.cpp"
        self.source.parent.mkdir(parents=True)
        (self.root / "bin").mkdir()
        for name, text in (("ctest", FAKE_CTEST), ("cmake", FAKE_CMAKE)):
            (self.root / "bin" / name).write_text(text)
            (self.root / "bin" / name).chmod(0o755)

    def run_on(self, code, *options):
        self.source.write_text(code)
        done = subprocess.run(
            [sys.executable, SCRIPTS / "mutate.py", "run", "--tree", self.root / "tree", "--build",
             self.root, "--labels", "unit", *options],
            env={"PATH": f"{self.root / 'bin'}:/usr/bin:/bin", "TREE": str(self.root / "tree")},
            capture_output=True, text=True)
        self.assertEqual(self.source.read_text(), code, "the source was not restored")
        return done.returncode, done.stdout + done.stderr

    def test_a_noticed_break_is_caught(self):
        code, output = self.run_on("return a + b;\n")
        self.assertEqual(code, 0, output)
        self.assertIn("caught by Sum.Adds: results/a.cpp:1: + -> -", output)
        self.assertIn("1 of 1 caught (100%)", output)

    def test_an_unnoticed_break_survives_with_its_diff(self):
        code, output = self.run_on("// a + b\nreturn c * d;\n")
        self.assertEqual(code, 1)
        self.assertIn("SURVIVED: results/a.cpp:2", output)
        self.assertIn("- return c * d;", output)
        self.assertIn("+ return c / d;", output)
        self.assertIn("0 of 1 caught", output)

    def test_what_does_not_compile_does_not_count(self):
        code, output = self.run_on("return a + b;\nreturn std::max(c, d);\n")
        self.assertEqual(code, 0, output)
        self.assertIn("1 of 1 caught (100%)", output)
        self.assertIn("1 more did not compile", output)

    def test_a_tree_that_fails_unbroken_is_refused(self):
        code, output = self.run_on("return 7;\n")
        self.assertEqual(code, 2)
        self.assertIn("the unbroken tree fails (Sum.Adds)", output)


if __name__ == "__main__":
    unittest.main()
