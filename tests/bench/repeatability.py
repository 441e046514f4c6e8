#!/usr/bin/env python3
"""Does the harness give the same answer twice? Ten launches, and two loops of a fixed count beside it.

    tests/bench/repeatability.py --build-dir DIR [--launches N] [--subject allreduce|matmul] [--keep DIR]
    tests/bench/repeatability.py --build-dir DIR --again DIR

Launches take turns, and each method comes first as often as the others: what drifts drifts for all.
The counts of the loops are scaled until a launch takes as long as one of ours. --keep leaves every
run file and every line of the loops in a folder; --again computes the figures from such a folder, with
the program as it is now.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path

import fixed_count
import launch
import run_file
from figure import Figure, interval_of_median, interval_of_share
from spread import covered, rotated, spreads, steadier_share

HERE = Path(__file__).resolve().parent
SUBJECTS = {"allreduce": (2, "core"), "matmul": (1, "none")}
METHODS = ("steelyard", *fixed_count.METHODS)
FIRST_FACTOR = 0.1  # of the launch that shows what a loop costs, which may be far too much


def file_of(folder, subject, method, number):
    suffix = "h5" if method == "steelyard" else "json"
    return folder / f"{subject}_{method}_{number:02}.{suffix}"


class Session:
    """The launches of one subject, and what is known of them."""

    def __init__(self, build, folder, subject):
        self.steelyard = build / "bin" / "steelyard"
        self.loops = build / "bin" / "bench_fixed_count_loops"
        self.folder, self.subject = folder, subject
        self.ranks, self.binding = SUBJECTS[subject]
        self.suite = HERE / "suites" / f"repeat_{subject}.yaml"
        self.walls = {method: [] for method in METHODS}
        self.scales = {method: [] for method in fixed_count.METHODS}

    def launch(self, method, number):
        load = os.getloadavg()[0]
        factor = 1.0
        if method == "steelyard":
            wall = run_file.measure(self.steelyard, self.ranks, self.binding, self.suite,
                                    file_of(self.folder, self.subject, method, number))
        else:
            factor, wall = self.loop(method, number)
        self.walls[method].append(wall)
        print(f"{time.strftime('%H:%M:%S')} {self.subject} {method} {number}: {wall:.1f} s, "
              f"factor {factor:.2f}, load {load:.1f}", file=sys.stderr, flush=True)
        return {"subject": self.subject, "method": method, "launch": number, "wall_seconds": wall,
                "factor": factor, "load": load, "at": time.strftime("%FT%TZ", time.gmtime())}

    def loop(self, method, number):
        scales = self.scales[method]
        factor = FIRST_FACTOR
        if scales:
            aim = fixed_count.seconds_to_aim_at(self.walls["steelyard"], self.walls[method][1:])
            factor = fixed_count.factor_for(aim, scales)
        lines, wall = fixed_count.sweep(self.loops, self.ranks, self.binding, method, self.subject, factor)
        scales.append((factor, wall, sum(line["loop_seconds"] for line in lines)))
        file_of(self.folder, self.subject, method, number).write_text(json.dumps(lines))
        return factor, wall

    def calibrate(self):
        """One launch of each, of which only the time counts: how long ours takes, what theirs cost."""
        for method in METHODS:
            yield self.launch(method, 0)


def measure(build, folder, subjects, launches):
    """Launches everything and leaves the files and session.json in `folder`."""
    session = {"began": time.strftime("%FT%TZ", time.gmtime()), "log": []}
    for subject in subjects:
        one = Session(build, folder, subject)
        session["log"] += one.calibrate()
        for number in range(1, launches + 1):
            session["log"] += [one.launch(method, number) for method in rotated(METHODS, number)]
            (folder / "session.json").write_text(json.dumps(session, indent=1))


def loop_estimates(folder, subject, method, launches):
    found = {}
    for number in range(1, launches + 1):
        for line in json.loads(file_of(folder, subject, method, number).read_text()):
            found.setdefault(line["case"], []).append(line["seconds"])
    return found


def our_estimates(build, folder, subject, launches):
    """The figures and their intervals, and both once more as fractions of the probe: four tables by
    case, with an empty list for a case never measured."""
    points, intervals, of_probe, of_probe_intervals = {}, {}, {}, {}
    for number in range(1, launches + 1):
        path = file_of(folder, subject, "steelyard", number)
        for one in run_file.read(build / "bin" / "steelyard", path)[0]:
            for table in (points, intervals, of_probe, of_probe_intervals):
                table.setdefault(one.case, [])
            if one.seconds:
                points[one.case].append(one.seconds)
                intervals[one.case].append((one.low, one.high))
            if one.per_probe:
                of_probe[one.case].append(one.per_probe[1])
                of_probe_intervals[one.case].append((one.per_probe[0], one.per_probe[2]))
    return points, intervals, of_probe, of_probe_intervals


def figures(build, folder, subject, session):
    """The figures of one subject, from its files."""
    walls = {method: [entry["wall_seconds"] for entry in session["log"]
                      if (entry["subject"], entry["method"]) == (subject, method) and entry["launch"]]
             for method in METHODS}
    launches = min(map(len, walls.values()))
    points, intervals, of_probe, of_probe_intervals = our_estimates(build, folder, subject, launches)
    ours = spreads(points, launches)
    held = spreads(of_probe, launches)
    others = {method: spreads(loop_estimates(folder, subject, method, launches), launches)
              for method in fixed_count.METHODS}
    title = f"{subject}, {len(ours)} cases"

    def figure(quantity, bounds, unit="ratio", target="", name=title):
        low, value, high = bounds
        return Figure("repeatability", name, quantity, unit, value, low, high, launches, target).judged()

    named = {"steelyard": ours, "steelyard as a fraction of the probe": held, **others}
    for method, found in named.items():
        mine = method == "steelyard"
        worst = max(found.values())
        yield figure(f"max/min, {method}: median of cases", interval_of_median(found.values()),
                     target="<= 1.2" if mine else "")
        yield figure(f"max/min, {method}: worst case", (worst, worst, worst), target="<= 1.5" if mine else "")
    steadier = steadier_share(ours, list(others.values()))
    yield figure("cases in which steelyard is steadier than both loops", interval_of_share(*steadier),
                 "share", ">= 0.8")
    for what, values, bounds in (("", points, intervals), (" of fractions of the probe", of_probe, of_probe_intervals)):
        hits = sum(covered(bounds[case], each) for case, each in values.items() if each)
        made = sum(len(each) for each in bounds.values())
        yield figure(f"intervals{what} that hold the grand median", interval_of_share(hits, made), "share",
                     "" if what else "0.9 to 0.99")
    longest = max(walls["steelyard"])
    yield figure("wall time of a launch: the longest", (longest, longest, longest), "s", "<= 11")
    yield figure("wall time of a launch", interval_of_median(walls["steelyard"]), "s")
    for method in fixed_count.METHODS:
        ratio = sum(walls[method]) / sum(walls["steelyard"])
        yield figure(f"total time, {method} / steelyard", (ratio, ratio, ratio), target="0.9 to 1.1")
    for case in ours:
        for method, found in named.items():
            yield figure(f"max/min, {method}", (found[case],) * 3, name=case)


def main():
    launch.end_on_request()
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--build-dir", type=Path, required=True)
    parser.add_argument("--launches", type=int, default=10)
    parser.add_argument("--subject", choices=SUBJECTS, action="append")
    parser.add_argument("--keep", type=Path, help="folder for run files and the loops' lines")
    parser.add_argument("--again", type=Path, help="folder that --keep left; nothing is measured")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.again or options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        if not options.again:
            measure(options.build_dir.resolve(), folder, options.subject or list(SUBJECTS), options.launches)
        session = json.loads((folder / "session.json").read_text())
        for subject in dict.fromkeys(entry["subject"] for entry in session["log"]):
            for figure in figures(options.build_dir.resolve(), folder, subject, session):
                figure.print()


if __name__ == "__main__":
    main()
