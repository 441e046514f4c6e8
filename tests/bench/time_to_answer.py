#!/usr/bin/env python3
"""How long until the answer is within 1 % and within 5 %? Steelyard beside loops of a fixed count.

    tests/bench/time_to_answer.py --build-dir DIR [--seconds S]

Ours: the suite runs once at each precision; a case answers when its quoted 95 % interval is that
narrow, after the wall time of all its visits. A loop answers with the shortest count whose mean, in at
least ten blocks of a stream of S seconds, repeats that well (95 % of blocks).
"""

import argparse
import math
import tempfile
from pathlib import Path

import fixed_count
import launch
import run_file
from figure import Figure
from fixed_count_time import seconds_until

HERE = Path(__file__).resolve().parent
SUBJECTS = {"allreduce": (2, "core"), "matmul": (1, "none")}
TARGETS = (0.01, 0.05)


def figure(subject, quantity, seconds, unit="s", target=""):
    return Figure("time to answer", subject, quantity, unit, seconds, seconds, seconds, 1, target).judged()


def ours(build, folder, subject, target):
    """(case -> seconds or None, wall seconds of the launch)"""
    steelyard = build / "bin" / "steelyard"
    ranks, binding = SUBJECTS[subject]
    path = Path(folder) / f"{subject}_{target}.h5"
    wall = run_file.measure(steelyard, ranks, binding, HERE / "suites" / f"answer_{subject}.yaml", path,
                            ("--precision", str(target)))
    cases, _ = run_file.read(steelyard, path)
    return {one.case: one.visit_seconds if one.half_width() <= target else None for one in cases}, wall


def loops(build, subject, seconds, cases):
    """method -> case -> (means of chunks, wall seconds)"""
    ranks, binding = SUBJECTS[subject]
    program = build / "bin" / "bench_fixed_count_loops"
    found = {}
    for method in fixed_count.METHODS:
        lines = fixed_count.stream(program, ranks, binding, method, subject, seconds, cases)
        found[method] = {line["case"]: (line["seconds"], line["wall_seconds"]) for line in lines}
    return found


def sweep(subject, percent, method, times):
    """How many cases answered, and the time of those that did."""
    answered = [seconds for seconds in times.values() if seconds is not None]
    share = len(answered) / len(times)
    title = f"{subject}, {len(times)} cases"
    yield figure(title, f"cases answered within {percent:.0f} %, {method}", share, "share")
    yield figure(title, f"sum over cases answered within {percent:.0f} %, {method}", sum(answered))


def report(build, folder, subject, seconds):
    answers = {target: ours(build, folder, subject, target) for target in TARGETS}
    cases = list(answers[TARGETS[0]][0])
    streams = loops(build, subject, seconds, cases)
    for target, (mine, wall) in answers.items():
        percent = 100 * target
        times = {"steelyard": mine}
        for method, chunks in streams.items():
            times[method] = {case: seconds_until(*chunks[case], target) for case in cases}
        for method, each in times.items():
            yield from sweep(subject, percent, method, each)
        yield figure(f"{subject}, {len(cases)} cases", f"wall time of the launch at {percent:.0f} %", wall)
        for case in cases:
            for method, each in times.items():
                answer = math.inf if each[case] is None else each[case]
                yield figure(case, f"{percent:.0f} %, {method}", answer)


def main():
    launch.end_on_request()
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--build-dir", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=3, help="stream of each loop and case")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for subject in SUBJECTS:
            for one in report(options.build_dir.resolve(), folder, subject, options.seconds):
                one.print()


if __name__ == "__main__":
    main()
