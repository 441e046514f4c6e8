"""Nights on the scripted device: what became slower is found, and nothing else is."""

import json
import unittest

from nights import NightsTest
from program import HERE


class Gate(NightsTest):
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

    def test_the_rank_that_carries_it_is_named(self):
        def night(seed, more=""):
            name = f"night{seed}.h5"
            done = self.run_ranks(3, "--backend", "fake", "--quiet", suite=HERE / "gate.yaml", output=name,
                                  fake=f"flops=1e12,latency=0,noise=0.01,seed={seed}{more}")
            self.assert_code(0, done)
            return name

        good = [night(seed) for seed in range(1, 4)]
        done = self.gate(good, [night(seed, ",rank=2,slow=0.1") for seed in (11, 12)], "--format", "json")
        self.assert_code(1, done)
        for case in json.loads(done.stdout)["cases"]:
            self.assertRegex(case["carried_by"]["words"], r"^rank 2 \(.*fake:2, ")
            self.assertEqual([rank["shifted"] for rank in case["carried_by"]["ranks"]], [False, False, True])
            self.assertAlmostEqual(case["carried_by"]["ranks"][2]["ratio"], 0.9, delta=0.02)

    def test_a_case_that_fails_is_no_pass(self):
        good = self.nights("good", range(1, 4))
        bad = self.run_night("bad.h5", 11, code=4, more=",fail=gemm@40")
        done = self.gate(good, [bad], "--format", "json")
        self.assert_code(4, done)
        self.assertIn("failed", self.verdicts(done).values())

    def test_a_history_names_the_night(self):
        quiet = self.nights("night1", range(10, 19))
        slower = self.nights("night2", range(20, 25), flops="0.9e12")
        done = self.steelyard("history", "--format", "json", *quiet, *slower)
        self.assert_code(1, done)
        history = json.loads(done.stdout)
        # How long a night measures depends on the machine, so a case may be too unsteady for a verdict; never all.
        alarms = [(case, change) for case in history["cases"] for change in case["changes"] if change["state"] == "alarm"]
        self.assertGreaterEqual(len(alarms), 1)
        for case, change in alarms:
            self.assertEqual(history["runs"][case["points"][change["point"]]["run"]]["file"], "night220.h5")
            self.assertAlmostEqual(change["ratio"], 0.9, delta=0.02)
        # Noise moves the figure of a night by far less than this floor.
        self.assert_code(0, self.steelyard("history", "--floor", "0.05", *quiet))


if __name__ == "__main__":
    unittest.main()
