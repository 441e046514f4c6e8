"""Suspects are measured again before a night fails: `gate --rerun` and scripts/nightly.sh."""

import json
import os
import signal
import subprocess
import time
import unittest

from nights import SUITE, NightsTest
from program import HERE, STEELYARD

NIGHTLY = HERE.parent.parent / "scripts" / "nightly.sh"
# What the shell is given: the sides differ by what a test says, each turn by its seed.
RUNNER = ("case $STEELYARD_SIDE in baseline) more={good}; base=100;; *) more={new}; base=200;; esac; "
          "STEELYARD_FAKE=latency=0,noise=0.01,seed=$((base + STEELYARD_TURN)),$more "
          f"{STEELYARD} run --backend fake --suite {SUITE} --quiet")


def runner(good="flops=1e12", new="flops=1e12"):
    return RUNNER.format(good=good, new=new)


class GateRerun(NightsTest):
    """A night that is slower, and what the command finds once it measures again."""

    def again(self, command, *words, turns=2, flops="0.85e12"):
        if not hasattr(self, "good"):
            self.good = self.nights("good", range(1, 5))
            self.new = self.nights("new", range(11, 14), flops=flops)
        return self.gate(self.good, self.new, "--rerun", command, "--again", turns, *words)

    def judged(self, done):
        return json.loads(done.stdout)

    def failure(self, done):
        self.assert_code(5, done)
        night = self.judged(done)
        self.assertEqual(night["verdict"], "regressed")
        self.assertEqual(night["again"]["cases"], [])
        return night["again"]["failure"]

    def test_a_loss_that_lasts_stays_one(self):
        done = self.again("echo $STEELYARD_SIDE >>order; " + runner(new="flops=0.85e12"), "--format", "json",
                          turns=3)
        self.assert_code(1, done)
        night = self.judged(done)
        self.assertEqual(night["again"]["turns"], 3)
        self.assertEqual([case["verdict"] for case in night["again"]["cases"]], ["regressed"] * 3)
        for case in night["again"]["cases"]:
            self.assertAlmostEqual(case["ratio"]["point"], 0.85, delta=0.02)
        order = (self.folder / "order").read_text().split()
        self.assertEqual(order, ["baseline", "candidate", "candidate", "baseline", "baseline", "candidate"])
        self.assertEqual(len(os.listdir(self.folder / "again")), 6)

    def test_what_was_chance_is_acquitted(self):
        done = self.again(runner(), "--format", "json")
        self.assert_code(0, done)
        night = self.judged(done)
        self.assertEqual(night["verdict"], "pass")
        for case, again in zip(night["cases"], night["again"]["cases"]):
            self.assertAlmostEqual(case["ratio"]["point"], 0.85, delta=0.02)
            self.assertAlmostEqual(again["ratio"]["point"], 1, delta=0.02)
            self.assertRegex(case["reason"], r"^ratio 0\.8.* in the night, (1\.0|0\.9).* measured again")
        text = self.again(runner(), "--all", "--rerun-folder", "second/time")
        self.assert_code(0, text)
        self.assertIn("Measured again, 2 times with each side by turns: 3 suspects, 0 slower there too.", text.stdout)
        self.assertEqual(len(os.listdir(self.folder / "second" / "time")), 4)

    def test_a_case_that_fails_the_second_time_is_incomplete(self):
        done = self.again(runner(new="fail=gemm@40"), "--format", "json")
        self.assert_code(4, done)
        self.assertIn("failed", self.verdicts(done).values())

    def test_a_quiet_night_is_not_measured_again(self):
        self.assert_code(0, self.again("touch ran; false", flops="1e12"))
        self.assertFalse((self.folder / "ran").exists())

    def test_a_command_that_fails_acquits_nothing(self):
        commands = {"exit 7;": "ended with code 7", "true": "ended with code 0 and left no file",
                    "kill -9 $$;": "ended by signal 9", "no-such-program": "ended with code 127",
                    "cp new11.h5 $STEELYARD_OUTPUT;:": "read before",
                    "echo no >$STEELYARD_OUTPUT;:": "cannot be read"}
        for number, (command, said) in enumerate(commands.items()):
            with self.subTest(command):
                failure = self.failure(self.again(command, "--format", "json", "--rerun-folder", f"again{number}"))
                self.assertIn(said, failure)
                self.assertIn("turn 1 of the baseline", failure)
        self.assertIn("Measuring suspects again failed, so the verdicts are those of the night:",
                      " ".join(self.again("false").stdout.split()))

    def test_another_machine_acquits_nothing(self):
        done = self.again(runner(good="chip=nvidia-h20", new="chip=nvidia-h20"), "--format", "json")
        self.assertIn("not the machine of the night: chip of", self.failure(done))

    def alive(self):
        pid = int((self.folder / "pid").read_text())
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        # One that nobody has waited for yet is gone as well.
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"

    def test_a_command_that_hangs_is_ended_with_all_it_started(self):
        done = self.again("sh -c 'echo $$ >pid; sleep 1000' & wait;", "--rerun-timeout", "0.5", "--format", "json")
        self.assertIn("took longer than 0.5 s (--rerun-timeout)", self.failure(done))
        self.assertFalse(self.alive())

    def test_the_command_ends_with_the_gate(self):
        self.again("true")  # makes the nights
        words = [STEELYARD, "gate", "--baseline", *self.good, "--candidate", *self.new, "--rerun",
                 "sh -c 'echo $$ >pid.new; mv pid.new pid; sleep 1000' & wait;"]
        with subprocess.Popen(words, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as gate:
            while not (self.folder / "pid").exists():
                self.assertIsNone(gate.poll())
                time.sleep(0.01)
            gate.send_signal(signal.SIGTERM)
            self.assertEqual(gate.wait(60), -signal.SIGTERM)
        self.assertFalse(self.alive())

    def test_options_that_say_nothing_are_refused(self):
        for words in (["--again", "3"], ["--rerun-folder", "x"], ["--rerun", "true", "--again", "1"],
                      ["--rerun", "true", "--rerun-timeout", "0"]):
            self.assert_code(2, self.gate(["a.h5"], ["b.h5"], *words))


class Nightly(NightsTest):
    """scripts/nightly.sh, of which the gate is one part."""

    def night_of(self, flops, *words, environment=None):
        """Exit code and files of a night with a new build of this speed."""
        if not (self.folder / "all").exists():
            (self.folder / "all" / "good").mkdir(parents=True)
            self.nights("all/good/run", range(1, 5))
        # The seed is another one for each turn of each side, and for each night.
        program = f"env STEELYARD_FAKE=flops={{}},latency=0,noise=0.01,seed={{}}$STEELYARD_TURN {STEELYARD}"
        self.night = getattr(self, "night", 10) + 1
        return self.execute([
            NIGHTLY, "--good", program.format("1e12", 5), "--new", program.format(flops, self.night), "--folder", "all",
            "--suite", SUITE, "--again", "2", *words, "--", "--backend", "fake"], environment=environment)

    def files(self, pattern):
        return sorted(path.name for path in (self.folder / "all").glob(pattern))

    def test_a_quiet_night_ends_well(self):
        self.assert_code(0, self.night_of("1e12"))
        self.assertEqual(self.files("again/*"), [])
        self.assertEqual(self.files("nights/*.no-noise"), [])
        self.assertEqual(len(self.files("nights/*.md")), 1)

    def test_a_bad_night_fails_after_its_suspects_were_measured_again(self):
        done = self.night_of("0.8e12")
        self.assert_code(1, done)
        self.assertTrue(done.stdout.startswith("REGRESSED: 3 regressed of 3 cases"), done.stdout)
        self.assertIn("3 suspects, 3 slower there too", done.stdout)
        self.assertEqual(len(self.files("again/*.h5")), 4)
        self.assertEqual(len(self.files("nights/*.no-noise")), 1)

    def test_a_build_that_cannot_run_is_infrastructure(self):
        self.night_of("1e12")
        done = self.execute([NIGHTLY, "--good", "false", "--new", "false", "--folder", "all"])
        self.assert_code(5, done)
        self.assertIn("left no file", done.stderr)

    def test_a_list_of_baselines_is_taken_if_there_is_one(self):
        self.night_of("1e12")
        good = sorted((self.folder / "all" / "good").iterdir())
        self.assert_code(0, self.steelyard("gate", "--accept", "all/baselines.yaml", "--candidate", *good, "--why",
                                           "first", "--by", "ann", "--allow", "origin"))
        for path in good[1:]:
            path.rename(self.folder / path.name)
        done = self.night_of("1e12")
        self.assert_code(2, done)
        self.assertIn("accepted by ann", done.stderr)

    def sbatch(self, script):
        """A stand-in for Slurm's program, which runs the script at once or does not."""
        path = self.folder / "sbatch"
        path.write_text("#!/bin/sh\necho \"$@\" >>jobs\nfor word in \"$@\"; do case $word in --output=*) "
                        "log=${word#--output=} ;; esac; done\nwhile :; do case $1 in --*) shift ;; *) break ;; esac; "
                        f"done\n{script}\n")
        path.chmod(0o755)
        return {"PATH": f"{self.folder}:{os.environ['PATH']}"}

    def test_a_job_has_the_whole_night_and_its_exit_code(self):
        job = self.sbatch('"$@" >"$log" 2>&1')
        done = self.night_of("0.8e12", "--slurm", "--nodes=2 --exclusive", environment=job)
        self.assert_code(1, done)
        self.assertIn("REGRESSED: 3 regressed of 3 cases", done.stdout)
        (line,) = (self.folder / "jobs").read_text().splitlines()
        self.assertIn("--nodes=2 --exclusive", line)
        self.assertEqual(self.files("nights/job.*"), [])

    def test_a_job_that_is_not_to_be_had_is_infrastructure(self):
        ended = '"$@" >"$log" 2>&1 & job=$!; until [ -e started ]; do sleep 0.1; done; kill $job; wait $job; exit 0'
        for script in ("echo no such partition >&2; exit 1", "echo killed >$log; exit 1", "exit 0", ended):
            with self.subTest(script):
                hangs = ["--launch", "touch started; exec sleep 1;"] if script == ended else []
                done = self.night_of("1e12", *hangs, "--slurm", "--nodes=2", environment=self.sbatch(script))
                self.assert_code(5, done)
                self.assertIn("did not come to its end", done.stderr)


if __name__ == "__main__":
    unittest.main()
