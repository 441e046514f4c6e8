"""Runs docs/examples/reframe with the real program on a scripted device: on a stand-in of ReFrame's interface, and by
ReFrame itself where there is one (the program `reframe`)."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

STEELYARD = os.environ["STEELYARD"]
HERE = Path(__file__).resolve().parent
EXAMPLE = HERE.parents[1] / "docs" / "examples" / "reframe"
SUITE = HERE.parent / "end_to_end" / "gate.yaml"
NAMES = {f"matmul.dtype=f32,m={n},n={n},k={n},trans=nt" for n in (64, 96, 128)}

# Stands for the program on a machine with devices: `run` is on the scripted one, `export` spoils what SPOIL says.
PROGRAM = f"""#!/bin/bash
if [ "$1" = export ] && [ -n "$SPOIL" ]; then {STEELYARD} "$@" | sed "0,/\\"$SPOIL\\"/s//\\"spoilt\\"/"; exit; fi
if [ "$1" = run ]; then shift; set -- run --backend fake "$@"; fi
exec {STEELYARD} "$@"
"""


class Reframe(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        (cls.folder / "steelyard").write_text(PROGRAM, encoding="utf-8")
        (cls.folder / "steelyard").chmod(0o755)
        for seed in range(3):
            done = cls.execute(["steelyard", "run", "--suite", SUITE, "--output", f"good{seed}.h5", "--quiet"],
                               cls.variables(seed))
            if done.returncode != 0:
                raise AssertionError(done.stderr)
        cls.references = cls.folder / "references.json"
        cls.references.write_text(cls.made_references("good0.h5", "good1.h5", "good2.h5").stdout, encoding="utf-8")
        sys.path.insert(0, str(HERE / "stand_in"))
        cls.addClassCleanup(sys.path.remove, str(HERE / "stand_in"))
        specification = importlib.util.spec_from_file_location("steelyard_check", EXAMPLE / "steelyard_check.py")
        cls.module = importlib.util.module_from_spec(specification)
        specification.loader.exec_module(cls.module)

    @classmethod
    def variables(cls, seed=9, flops="1e12", more=""):
        return dict(os.environ, PATH=f"{cls.folder}:{os.environ['PATH']}", PYTHONDONTWRITEBYTECODE="1",
                    STEELYARD_FAKE=f"flops={flops},latency=0,noise=0.01,seed={seed}{more}")

    @classmethod
    def execute(cls, words, variables):
        return subprocess.run([str(word) for word in words], cwd=cls.folder, env=variables, capture_output=True, text=True,
                              timeout=120, check=False)

    @classmethod
    def made_references(cls, *words):
        return cls.execute([sys.executable, EXAMPLE / "steelyard_references.py", "--system", "generic:default", *words],
                           cls.variables())

    def check(self, variables, **settings):
        import reframe
        stage = Path(tempfile.mkdtemp(dir=self.folder))
        (check,) = reframe.registered
        return reframe.run_check(check, stage, {"suite": str(SUITE), **settings}, variables)

    def test_thresholds_are_what_the_gate_could_find(self):
        (made,) = json.loads(self.references.read_text(encoding="utf-8")).values()
        self.assertEqual(set(made), NAMES)
        judged = json.loads(self.execute(["steelyard", "gate", "--format", "json", "--baseline", "good0.h5", "good1.h5",
                                          "good2.h5", "--candidate", "good0.h5"], self.variables()).stdout)
        for case in judged["cases"]:
            value, lower, upper, unit = made[case["name"].replace(":", ".")]
            self.assertAlmostEqual(value, 1e12, delta=1e10)
            self.assertEqual((lower, upper, unit), (-case["detectable"], None, "FLOP/s"))
            self.assertGreater(case["detectable"], 0.01)

    def test_one_run_needs_noise(self):
        done = self.made_references("good0.h5")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("give more good runs, or --noise", done.stderr)
        with_noise = self.made_references("good0.h5", "--noise", "good1.h5", "good2.h5")
        self.assertEqual(set(json.loads(with_noise.stdout)["generic:default"]), NAMES)

    def test_references_of_other_systems_are_kept(self):
        done = self.made_references("--add", str(self.references), "good0.h5", "good1.h5", "--system", "other:part")
        self.assertEqual(set(json.loads(done.stdout)), {"generic:default", "other:part"})

    def test_reports_a_rate_for_each_case(self):
        found = self.check(self.variables())
        self.assertEqual(set(found), NAMES)
        for value, unit in found.values():
            self.assertAlmostEqual(value, 1e12, delta=2e10)
            self.assertEqual(unit, "FLOP/s")

    def test_passes_at_the_same_speed_and_fails_when_slower(self):
        import reframe
        self.assertEqual(set(self.check(self.variables(), references=str(self.references))), NAMES)
        with self.assertRaisesRegex(reframe.PerformanceError, "m=64.*m=96.*m=128"):
            self.check(self.variables(flops="0.9e12"), references=str(self.references))

    def test_a_case_that_fails_is_no_pass(self):
        from reframe.utility import sanity
        with self.assertRaisesRegex(sanity.SanityError, "did not end with exit code 0"):
            self.check(self.variables(more=",fail=gemm@40"))

    def test_a_case_without_a_verified_result_is_no_pass(self):
        from reframe.utility import sanity
        for state in ("passed", "verified"):
            with self.assertRaisesRegex(sanity.SanityError, "did not pass with a verified result: \\['matmul[^']*'\\]"):
                self.check(dict(self.variables(), SPOIL=state))

    def test_a_case_that_vanished_is_no_pass(self):
        from reframe.utility import sanity
        scopes = json.loads(self.references.read_text(encoding="utf-8"))
        scopes["generic:default"]["gone"] = [1, -0.1, None, "FLOP/s"]
        more = self.folder / "more.json"
        more.write_text(json.dumps(scopes), encoding="utf-8")
        with self.assertRaisesRegex(sanity.SanityError, "were not run: \\['gone'\\]"):
            self.check(self.variables(), references=str(more))

    def test_an_unknown_partition_is_no_pass(self):
        from reframe.utility import sanity
        other = self.folder / "other.json"
        other.write_text(json.dumps({"other:part": {}}), encoding="utf-8")
        with self.assertRaisesRegex(sanity.SanityError, "no references for generic:default; make some"):
            self.check(self.variables(), references=str(other))

    @unittest.skipUnless(shutil.which("reframe"), "ReFrame is not installed")
    def test_reframe_itself_runs_it(self):
        words = ["reframe", "--prefix", self.folder / "reframe", "-c", EXAMPLE / "steelyard_check.py",
                 "-S", f"steelyard_check.suite={SUITE}", "-S", f"steelyard_check.references={self.references}"]
        done = self.execute([*words, "--dry-run"], self.variables())
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        done = self.execute([*words, "-r"], self.variables())
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        for name in NAMES:
            self.assertIn(f"P: {name}: ", done.stdout)
        done = self.execute([*words, "-r"], self.variables(flops="0.9e12"))
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn("failed to meet reference(s)", done.stdout)
        done = self.execute([*words, "-r"], self.variables(more=",fail=gemm@40"))
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn("did not end with exit code 0", done.stdout)


if __name__ == "__main__":
    unittest.main()
