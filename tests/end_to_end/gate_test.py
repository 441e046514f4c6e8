"""Nights on the scripted device: what became slower is found, and nothing else is."""

import json
import os
import unittest

from program import HERE, STEELYARD, ProgramTest

NIGHTLY = HERE.parent.parent / "scripts" / "nightly.sh"


class Gate(ProgramTest):
    """Runs of one rank on the device `fake`, whose speed and noise the script says."""

    def run_night(self, name, seed, flops="1e12", code=0, more=""):
        fake = f"flops={flops},latency=0,noise=0.01,seed={seed}{more}"
        done = self.steelyard("run", "--backend", "fake", "--suite", HERE / "gate.yaml", "--output", name,
                              "--quiet", fake=fake)
        self.assert_code(code, done)
        return name

    def nights(self, name, seeds, **options):
        return [self.run_night(f"{name}{seed}.h5", seed, **options) for seed in seeds]

    def gate(self, baseline, candidate, *words):
        return self.steelyard("gate", "--baseline", *baseline, "--candidate", *candidate, *words)

    def verdicts(self, done):
        return {case["name"]: case["verdict"] for case in json.loads(done.stdout)["cases"]}

    def test_same_speed_passes(self):
        done = self.gate(self.nights("good", range(1, 5)), self.nights("new", range(11, 14)), "--format", "json")
        self.assert_code(0, done)
        self.assertEqual(set(self.verdicts(done).values()), {"pass"})

    def test_a_slower_device_is_found(self):
        good = self.nights("good", range(1, 5))
        done = self.gate(good, self.nights("new", range(11, 14), flops="0.85e12"), "--format", "json")
        self.assert_code(1, done)
        self.assertEqual(set(self.verdicts(done).values()), {"regressed"})
        for case in json.loads(done.stdout)["cases"]:
            self.assertAlmostEqual(case["ratio"]["point"], 0.85, delta=0.02)

    def test_a_case_that_fails_is_no_pass(self):
        good = self.nights("good", range(1, 4))
        bad = self.run_night("bad.h5", 11, code=4, more=",fail=gemm@40")
        done = self.gate(good, [bad], "--format", "json")
        self.assert_code(4, done)
        self.assertIn("failed", self.verdicts(done).values())

    def test_a_history_names_the_night(self):
        quiet = self.nights("night1", range(10, 19))
        slower = self.nights("night2", range(20, 23), flops="0.9e12")
        done = self.steelyard("history", "--format", "json", *quiet, *slower)
        self.assert_code(1, done)
        history = json.loads(done.stdout)
        self.assertEqual(history["alarms"], 3)
        for case in history["cases"]:
            (change,) = case["changes"]
            self.assertEqual(history["runs"][case["points"][change["point"]]["run"]]["file"], "night220.h5")
            self.assertAlmostEqual(change["ratio"], 0.9, delta=0.02)
        self.assert_code(0, self.steelyard("history", *quiet))

    def night_of(self, flops):
        """Exit code and files of scripts/nightly.sh with a new build of this speed."""
        (self.folder / "all" / "good").mkdir(parents=True)
        self.nights("all/good/run", range(1, 5))
        program = f"env STEELYARD_FAKE=flops={{}},latency=0,noise=0.01 {STEELYARD}"
        return self.execute([
            NIGHTLY, "--good", program.format("1e12"), "--new", program.format(flops), "--folder", "all",
            "--suite", HERE / "gate.yaml", "--again", "2", "--", "--backend", "fake"])

    def test_a_quiet_night_ends_well(self):
        self.assert_code(0, self.night_of("1e12"))
        self.assertEqual(os.listdir(self.folder / "all" / "nights" / "again"), [])

    def test_a_bad_night_fails_after_its_suspects_were_measured_again(self):
        done = self.night_of("0.8e12")
        self.assert_code(1, done)
        self.assertIn("3 suspects are measured again", done.stderr)
        self.assertEqual(len(os.listdir(self.folder / "all" / "nights" / "again")), 4)
        self.assertTrue(done.stdout.rstrip().splitlines()[0].startswith("REGRESSED")
                        or "REGRESSED: 3" in done.stdout, done.stdout)


if __name__ == "__main__":
    unittest.main()
