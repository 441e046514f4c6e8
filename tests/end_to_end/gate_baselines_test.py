"""Baselines by a list: who accepted what, and whether it is still that."""

import getpass
import json
import shutil
import unittest

from nights import NightsTest


class GateBaselines(NightsTest):
    """The list is good.yaml; the scripted device is no real one, so every acceptance allows for that."""

    def accept(self, files, *words, why="first good build", code=0, allow=("origin",)):
        allowed = [word for each in allow for word in ("--allow", each)]
        done = self.steelyard("gate", "--accept", "good.yaml", "--candidate", *files, "--why", why, *allowed, *words)
        self.assert_code(code, done)
        return done

    def by_list(self, candidate, *words):
        return self.steelyard("gate", "--baselines", "good.yaml", "--candidate", *candidate, "--format", "json", *words)

    def list(self):
        return (self.folder / "good.yaml").read_text()

    def test_what_was_accepted_is_the_baseline(self):
        said = self.accept(self.nights("good", range(1, 5)), "--by", "ann@example.org").stdout
        self.assertRegex(said, r"^Baseline 'gate on .*', accepted by ann@example.org at 20.*Z: first good build "
                               r"\(4 runs\)\.$")
        new = self.nights("new", range(11, 14), flops="0.85e12")
        done = self.by_list(new)
        self.assert_code(1, done)
        self.assertIn("accepted by ann@example.org", json.loads(done.stdout)["baseline"])
        self.assertIn("REGRESSED", self.steelyard("gate", "--baselines", "good.yaml", "--candidate", *new).stdout)

    def test_the_newest_of_a_name_counts_and_the_others_are_kept(self):
        good = self.nights("good", range(1, 5))
        new = self.nights("new", range(11, 15), flops="0.85e12")
        self.accept(good)
        said = self.accept(new, why="power limit lowered").stdout
        self.assertIn("It takes the place of 'gate on", said)
        self.assertIn("first good build", self.list())
        self.assert_code(0, self.by_list(self.nights("night", range(21, 24), flops="0.85e12")))
        self.assertIn(f"by: {getpass.getuser()}@", self.list())

    def test_the_entry_alike_to_the_candidate_is_taken(self):
        ours = self.nights("ours", range(1, 4))
        others = self.nights("others", range(1, 4), more=",chip=nvidia-h20")
        self.accept(ours, "--name", "ours")
        self.accept(others, "--name", "others")
        self.assertIn("'others'", json.loads(self.by_list(others).stdout)["baseline"])
        self.assertIn("'ours'", json.loads(self.by_list(ours).stdout)["baseline"])
        self.accept(ours, "--name", "ours too")
        several = self.by_list(ours)
        self.assert_code(2, several)
        self.assertIn("choose one with --name", several.stderr)
        self.assert_code(0, self.by_list(ours, "--name", "ours"))
        wrong = self.by_list(ours, "--name", "our")
        self.assert_code(2, wrong)
        self.assertIn("'ours'", wrong.stderr)
        neither = self.by_list(self.nights("third", [1], more=",chip=nvidia-h800"))
        self.assert_code(2, neither)
        self.assertIn("no baseline of 'good.yaml'", neither.stderr)

    def test_a_swapped_file_is_noticed(self):
        good = self.nights("good", range(1, 4))
        self.accept(good)
        (new,) = self.nights("new", [11])
        shutil.copy(self.folder / new, self.folder / good[1])
        done = self.by_list([new])
        self.assert_code(2, done)
        self.assertIn("'good2.h5' is not the file that was accepted", done.stderr)
        (self.folder / good[1]).unlink()
        self.assertIn("there is no file 'good2.h5'", self.by_list([new]).stderr)

    def test_a_list_that_names_another_run_is_noticed(self):
        good = self.nights("good", range(1, 4))
        self.accept(good)
        before = self.list()
        uuid = next(line.split()[1] for line in before.splitlines() if "uuid:" in line)
        (self.folder / "good.yaml").write_text(before.replace(uuid, "another"))
        done = self.by_list(good)
        self.assert_code(2, done)
        self.assertIn("as the run another, which it is not", done.stderr)

    def test_runs_that_make_no_baseline_are_refused_by_name(self):
        good = self.nights("good", range(1, 4))
        bad = self.run_night("bad.h5", 11, code=4, more=",fail=gemm@40")
        self.assertIn("emulated, not measured (--allow origin)", self.accept(good, allow=(), code=2).stderr)
        self.assertIn("2 runs, where 3 are the least", self.accept(good[:2], code=2).stderr)
        self.assertIn("have no sound figure", self.accept([*good, bad], code=2).stderr)
        self.assertIn("is a run that is given twice", self.accept([*good, good[0]], code=2).stderr)
        self.assertFalse((self.folder / "good.yaml").exists())
        self.accept([good[0], bad], allow=("origin", "few", "failed"))

    def test_options_that_exclude_each_other_are_refused(self):
        for words in (["--accept", "l", "--candidate", "a"], ["--accept", "l", "--why", "w"],
                      ["--accept", "l", "--why", "w", "--candidate", "a", "--baseline", "b"],
                      ["--baselines", "l", "--baseline", "b", "--candidate", "a"],
                      ["--baseline", "b", "--candidate", "a", "--why", "w"],
                      ["--baseline", "b", "--candidate", "a", "--name", "n"],
                      ["--baseline", "b", "--candidate", "a", "--allow", "few"], ["--baselines", "l"]):
            with self.subTest(words):
                self.assert_code(2, self.steelyard("gate", *words))


if __name__ == "__main__":
    unittest.main()
