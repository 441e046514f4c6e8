"""The pure parts of scripts/bench and of the benchmarks written in Python."""

import contextlib
import io
import math
import signal
import subprocess
import sys
import unittest
from pathlib import Path
from types import SimpleNamespace

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "bench"))
import fixed_count
import fixed_count_time
import gather
import launch
import page
import run_file
import sections
import spread
import table
from figure import Figure, interval_of_median, interval_of_share, parse, reached


def figure(subject="4 B", quantity="rate", value=1.0, target="", **more):
    return Figure("a bench", subject, quantity, "ratio", value, more.get("low", value), more.get("high", value),
                  10, target).judged()


class FigureLines(unittest.TestCase):
    def test_are_read_as_they_were_printed(self):
        for original in (figure(), figure(value=0.5, low=0.4, high=math.inf, target=">= 0.98")):
            with contextlib.redirect_stdout(io.StringIO()) as out:
                original.print()
            self.assertEqual(parse(out.getvalue()), original)

    def test_without_a_number_have_none(self):
        line = ('{"bench":"b","subject":"s","quantity":"q","unit":"u","value":null,"low":1,"high":2,'
                '"target":"","repetitions":3}')
        self.assertTrue(math.isnan(parse(line).value))

    def test_of_other_kinds_are_passed_over(self):
        for line in ("", "GOP/s 17", "{}", "[1]", '{"bench": "x"}'):
            self.assertIsNone(parse(line), line)

    def test_meet_targets_in_every_form(self):
        cases = {"<= 1.2": (1.2, 1.3), ">= 0.8": (0.8, 0.79), "< 1": (0.9, 1.0), "> 0": (0.1, 0.0),
                 "0.9 to 0.99": (0.9, 1.0)}
        for target, (good, bad) in cases.items():
            self.assertTrue(reached(good, target), target)
            self.assertFalse(reached(bad, target), target)
        self.assertFalse(reached(0.89, "0.9 to 0.99"))
        self.assertIsNone(reached(3, ""))


class Intervals(unittest.TestCase):
    def test_of_a_median_are_order_statistics(self):
        # Conover 1999: of 10, the 2nd and the 9th at 97.9 %; of 6, the ends; of 20, the 6th and 15th.
        self.assertEqual(interval_of_median(range(1, 11)), (2, 5.5, 9))
        self.assertEqual(interval_of_median([3, 1, 2, 6, 5, 4]), (1, 3.5, 6))
        self.assertEqual(interval_of_median(range(1, 9)), (1, 4.5, 8))
        self.assertEqual(interval_of_median(range(1, 21)), (6, 10.5, 15))

    def test_of_few_values_are_their_range(self):
        self.assertEqual(interval_of_median([7]), (7, 7, 7))
        self.assertEqual(interval_of_median([1, 2, 3]), (1, 2, 3))

    def test_of_shares_stay_within_0_and_1(self):
        low, share, high = interval_of_share(8, 10)
        self.assertAlmostEqual(low, 0.490, places=3)
        self.assertAlmostEqual(high, 0.943, places=3)
        self.assertEqual(share, 0.8)
        self.assertAlmostEqual(interval_of_share(0, 5)[0], 0)
        self.assertAlmostEqual(interval_of_share(5, 5)[2], 1)


class Spreads(unittest.TestCase):
    def test_are_largest_over_smallest(self):
        self.assertEqual(spread.spreads({"a": [2, 4, 3], "b": [5, 5, 5]}, 3), {"a": 2, "b": 1})

    def test_are_infinite_without_a_figure_of_every_launch(self):
        self.assertEqual(spread.spread([1, 1], 3), math.inf)

    def test_count_as_steadier_only_below_all_others(self):
        ours = {"a": 1.1, "b": 1.1, "c": 1.1, "d": math.inf}
        others = [{"a": 1.2, "b": 1.2, "c": 1.1, "d": 9}, {"a": 1.3, "b": 1.0, "c": 1.2, "d": 9}]
        self.assertEqual(spread.steadier_share(ours, others), (1, 4))

    def test_are_covered_by_intervals_around_the_grand_median(self):
        self.assertEqual(spread.covered([(1, 2), (2, 3), (2.5, 3), (1, 1.5)], [1.5, 2, 2.75, 1.2]), 1)
        self.assertEqual(spread.covered([(1, 2), (2, 3)], [2, 2]), 2)

    def test_come_from_launches_that_take_turns(self):
        orders = [spread.rotated("abc", number) for number in range(3)]
        self.assertEqual(orders, [list("abc"), list("bca"), list("cab")])
        self.assertEqual(spread.rotated("abc", 4), list("bca"))


class FixedCounts(unittest.TestCase):
    def test_grow_until_the_launch_takes_as_long(self):
        # 1 s outside of the loops, 2 s in them for a factor of 1.
        self.assertAlmostEqual(fixed_count.factor_for(11, [(1, 3, 2), (2, 5, 4)]), 5)
        self.assertAlmostEqual(fixed_count.factor_for(11, [(0.1, 60, 58), (1, 3, 2), (2, 5, 4)]), 5)

    def test_never_vanish(self):
        self.assertEqual(fixed_count.factor_for(0.5, [(1, 3, 2)]), 0.05)

    def test_make_up_for_the_time_of_earlier_launches(self):
        aim = fixed_count.seconds_to_aim_at
        self.assertEqual(aim([10, 12], []), 11)
        self.assertEqual(aim([10, 10], [8, 9]), 13)
        self.assertEqual(aim([10], [30]), 5)
        self.assertEqual(aim([10], [1, 1, 1]), 20)

    def test_answer_with_the_shortest_block_that_repeats(self):
        even = [1.0, 1.2] * 20
        self.assertIsNone(fixed_count_time.seconds_until([1.0, 1.2] * 5, 10, 0.01))
        self.assertAlmostEqual(fixed_count_time.seconds_until(even, 40, 0.01), 2)
        self.assertAlmostEqual(fixed_count_time.seconds_until(even, 40, 0.5), 1)

    def test_answer_never_from_fewer_than_ten_blocks(self):
        self.assertIsNone(fixed_count_time.seconds_until([1.0] * 9, 9, 0.01))
        self.assertEqual(fixed_count_time.seconds_until([1.0] * 10, 10, 0.01), 1)

    def test_are_judged_by_students_t(self):
        for freedom, quantile in {9: 2.2622, 19: 2.0930, 99: 1.9842}.items():
            self.assertAlmostEqual(fixed_count_time.student_95(freedom), quantile, delta=0.001)
        # Mean 10, deviation 1.0541 from ten values.
        self.assertAlmostEqual(fixed_count_time.half_width([9, 11] * 5), 0.10541 * 2.2622, places=3)

    def test_are_cut_into_whole_blocks(self):
        self.assertEqual(fixed_count_time.blocks([1, 3, 5, 7, 9], 2), [2, 6])
        self.assertEqual(fixed_count_time.blocks([1, 3, 5, 7], 2), [2, 6])


class RunFiles(unittest.TestCase):
    def test_name_cases_as_the_loops_do(self):
        self.assertEqual(run_file.short_name("allreduce:dtype=f32,bytes=4,op=sum,ranks=2"), "allreduce f32 4")
        self.assertEqual(run_file.short_name("matmul:dtype=bf16,m=256,n=256,k=256,trans=nt"), "matmul bf16 256")

    def case(self, **more):
        calm, disturbed = {"disturbed": 0}, {"disturbed": 1}
        visits = [{"wall_seconds": 0.25, "batches": batches} for batches in ([calm, disturbed], [disturbed], [])]
        return {"name": "allreduce:dtype=f32,bytes=4", "outcome": "passed", "visits": visits, **more}

    def test_give_the_quoted_median_and_its_visits(self):
        one = run_file.quoted_of(self.case(figures={"seconds": {"low": 0.9, "point": 1.0, "high": 1.2}}))
        self.assertEqual((one.low, one.seconds, one.high), (0.9, 1.0, 1.2))
        self.assertAlmostEqual(one.half_width(), 0.15)
        self.assertEqual((one.batches, one.disturbed, one.visit_seconds), (3, 2, 0.75))

    def test_have_no_figure_of_a_case_that_was_not_reached(self):
        one = run_file.quoted_of(self.case())
        self.assertIsNone(one.seconds)
        self.assertEqual(one.half_width(), math.inf)


class Sections(unittest.TestCase):
    def test_are_found_in_the_order_of_the_page(self):
        names = [section.name for section in sections.find(["under-load", "matmul"])]
        self.assertEqual(names, ["matmul", "under-load"])
        self.assertEqual(len(sections.find([])), len(sections.SECTIONS))
        with self.assertRaises(KeyError):
            sections.find(["matmul", "nothing"])

    def test_that_a_build_lacks_are_not_available(self):
        for section in sections.SECTIONS:
            result = gather.measure(section, Path("/nowhere"))
            self.assertEqual((result.state, result.figures), ("not available", []), section.name)

    def run_words(self, *words, seconds=20):
        section = SimpleNamespace(name="x", seconds=seconds, available=lambda _: True, command=lambda _: words)
        return gather.measure(section, Path("/nowhere"))

    def test_that_fail_say_why(self):
        self.assertIn("code 3:\nno device", self.run_words("sh", "-c", "echo no device >&2; exit 3").reason)
        self.assertIn("could not be started", self.run_words("/nowhere/bench").reason)
        self.assertIn("no figure", self.run_words("echo", "hello").reason)

    def test_that_run_for_ever_are_ended(self):
        result = self.run_words("sleep", "1000", seconds=0.1)
        self.assertEqual(result.state, "failed")
        self.assertIn("did not end within", result.reason)

    def test_say_at_once_how_it_went(self):
        with contextlib.redirect_stderr(io.StringIO()) as told:
            gather.run(sections.SECTIONS[0], Path("/nowhere"))
        self.assertIn("timed-loop: not available: not in this build", told.getvalue())

    def test_give_the_figures_among_other_lines(self):
        with contextlib.redirect_stdout(io.StringIO()) as out:
            figure().print()
        result = self.run_words("echo", "a line\n" + out.getvalue())
        self.assertEqual((result.state, result.figures), ("ran", [figure()]))


class Launches(unittest.TestCase):
    def test_accept_the_codes_that_they_are_told(self):
        self.assertEqual(launch.run(["sh", "-c", "echo yes; exit 4"], 20, accepted=(0, 4))[0], "yes\n")
        with self.assertRaises(launch.LaunchError):
            launch.run(["sh", "-c", "exit 4"], 20)

    def started(self, script):
        process = subprocess.Popen(["sh", "-c", script], stdout=subprocess.PIPE, text=True, start_new_session=True)
        self.addCleanup(process.stdout.close)
        self.assertEqual(process.stdout.readline(), "ready\n")
        return process

    def test_are_asked_to_end_before_they_are_killed(self):
        process = self.started("trap 'exit 7' TERM; sleep 1000 & echo ready; wait")
        launch.end(process)
        self.assertEqual(process.returncode, 7)

    def test_are_killed_when_they_do_not_listen(self):
        process = self.started("trap '' TERM; echo ready; sleep 1000")
        launch.end(process, patience=0.1)
        self.assertEqual(process.returncode, -signal.SIGKILL)


def result(*figures, state="ran", name="matmul", reason=""):
    return gather.Result(sections.find([name])[0], state, list(figures), reason, "2026-01-01 00:00 UTC", 3.0, 1.0, 2.0)


class Tables(unittest.TestCase):
    def test_align_columns_and_count_targets(self):
        text = table.text([result(figure(value=0.5, low=0.4, high=0.6, target=">= 0.98"), figure(target="<= 2"),
                                  figure(target="<= 3"), figure("a longer subject")), result(state="failed", reason="No device.")])
        lines = text.splitlines()
        columns = {line.index("ratio") for line in lines if "ratio" in line}
        self.assertEqual(len(columns), 1)
        self.assertIn("0.5 [0.4, 0.6]", lines[1])
        self.assertTrue(lines[1].endswith("NO"))
        self.assertTrue(lines[2].endswith("yes"))
        self.assertIn("4 figures; 2 of 3 targets reached.", text)
        self.assertIn("matmul: failed: No device.", text)


class Page(unittest.TestCase):
    machine = [("commit", "abc"), ("kernel", "Linux")]

    def written(self, *results, before=""):
        return page.write(before, results, sections.SECTIONS, self.machine, Path("build/bench"))

    def test_shows_command_table_and_misses(self):
        text = self.written(result(figure(value=0.5, target=">= 0.98")))
        self.assertIn("```\nbuild/bench/bin/bench_matmul\n```", text)
        self.assertIn("| 4 B | rate | 0.5 | ratio | >= 0.98 | NO |", text)
        self.assertIn("- **4 B: rate** is 0.5, to be >= 0.98. Cause: not looked into yet.", text)
        self.assertIn("| kernel | Linux |", text)

    def test_keeps_causes_and_notes(self):
        def missed(value):
            return result(figure(quantity="what is lost: all", value=value, target=">= 0.98"), figure(target="<= 0"))

        text = self.written(missed(0.5))
        text = text.replace("not looked into yet.", "the cache is small.", 1)
        text = text.replace("<!-- notes -->\n", "<!-- notes -->\nRead with care.\n\nTwice.\n")
        again = self.written(missed(0.6), before=text)
        self.assertIn("is 0.6, to be >= 0.98. Cause: the cache is small.", again)
        self.assertIn("is 1, to be <= 0. Cause: not looked into yet.", again)
        self.assertIn("<!-- notes -->\nRead with care.\n\nTwice.\n<!-- end of notes -->", again)
        self.assertEqual(again, self.written(missed(0.6), before=again))

    def test_leaves_sections_alone_that_were_not_measured(self):
        first = self.written(result(figure()))
        both = self.written(result(figure(), name="reader"), before=first)
        self.assertEqual(page.section_of(both, "matmul"), page.section_of(first, "matmul"))
        self.assertLess(both.index("## Matmul"), both.index("## Reader"))

    def test_says_what_could_not_run(self):
        self.assertIn("Not available: not in this build",
                      self.written(result(state="not available", reason="not in this build")))

    def test_sets_figures_without_a_target_side_by_side(self):
        figures = [figure("all", target="<= 2")]
        figures += [figure(f"case {n}", quantity, n) for n in range(3) for quantity in ("ours", "theirs")]
        figures += [figure(f"sum {n}", "seconds", n) for n in range(2)]
        text = self.written(result(*figures))
        self.assertIn("| subject | ours (ratio) | theirs (ratio) |", text)
        self.assertIn("| case 2 | 2 | 2 |", text)
        self.assertIn("| sum 1 | seconds | 1 | ratio |", text)
        self.assertIn("No target was missed.", text)


if __name__ == "__main__":
    unittest.main()
