#!/usr/bin/env python3
"""What the history of ten thousand run files of a hundred cases costs, and whether it is right.

    tests/bench/history_many.py --build-dir DIR [--files N] [--repetitions N] [--folder DIR]

Models one run, makes N nights of it with noise of their own, two new drivers and four cases that
change for good (bench_vary_nights; 0.5 MB each, in --folder), and asks `steelyard history` for them.
Fails unless the one alarm is the loss planted at the end, and each other planted change is found
within three runs of its place and a percent of its size. Memory is the proportional set size of
the program and its children together, sampled every 20 ms; their largest sum counts.

Prints one JSON object per line, as figure.hpp does.
"""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

import launch
from figure import Figure, interval_of_median
from watched import watch

SUITE = Path(__file__).resolve().parent / "suites" / "history_nights.yaml"
RUNS_OFF = 3
RATIO_OFF = 0.01
WORTH_NAMING = 0.02  # a change of less may be noise: these are counted


def make_nights(options, folder):
    """Fills the folder; what was planted."""
    template = folder.parent / "template"
    launch.run([options.bin / "steelyard", "run", "--backend", "model", "--chip", "nvidia-h20", "--devices", "8",
                "--suite", SUITE, "--output", template, "--quiet"], 120)
    made, _ = launch.run([options.bin / "bench_vary_nights", template, folder, str(options.files)], 1800)
    return [json.loads(line) for line in made.splitlines()]


def is_it(change, planted):
    return (change["case"] == planted["case"] and abs(change["run"] - planted["run"]) <= RUNS_OFF
            and abs(change["ratio"] - planted["ratio"]) <= RATIO_OFF)


def changes_of(history):
    return [{"case": series["name"], "run": series["points"][change["point"]]["run"], **change}
            for series in history["cases"] for change in series["changes"]]


def check(found, planted, files):
    """Exits with what is wrong. Returns how many changes are noise."""
    expected = [each for each in planted if each["state"] == "alarm"]
    alarms = [each for each in found if each["state"] == "alarm"]
    wrong = [each for each in alarms if not any(is_it(each, other) for other in expected)]
    lost = [each for each in planted if not any(is_it(each, other) and each["state"] == other["state"]
                                                for other in found)]
    if wrong or lost or len(alarms) != len(expected):
        sys.exit(f"history_many: of {files} runs {wrong} are alarms without cause, {lost} were not found")
    return [each for each in found if not any(is_it(each, other) for other in planted)]


def show(subject, quantity, unit, values, target=""):
    low, point, high = interval_of_median(values)
    Figure("history_many", subject, quantity, unit, point, low, high, len(values), target).judged().print()


def show_costs(subject, watched, targets=("", "", "")):
    show(subject, "wall time", "s", [each.wall_seconds for each in watched], targets[0])
    show(subject, "processor time", "s", [each.processor_seconds for each in watched], targets[1])
    show(subject, "memory of the program and its children", "MiB", [each.mebibytes for each in watched], targets[2])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--build-dir", type=Path, required=True)
    parser.add_argument("--files", type=int, default=10000)
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="with room for 0.5 MB a file")
    options = parser.parse_args()
    options.bin = options.build_dir.resolve() / "bin"
    steelyard = options.bin / "steelyard"
    launch.end_on_request()
    with tempfile.TemporaryDirectory(dir=options.folder) as scratch:
        folder = Path(scratch) / "nights"
        folder.mkdir()
        planted = make_nights(options, folder)
        rounds = [watch([steelyard, "history", folder], accepted=(1,)) for _ in range(options.repetitions)]
        text = Path(scratch) / "history.json"
        with text.open("wb") as file:
            as_json = watch([steelyard, "history", "--format", "json", folder], output=file, accepted=(1,))
        files = sorted(folder / name for name in os.listdir(folder))
        gate = watch([steelyard, "gate", "--baseline", *files[:3], "--candidate", *files[3:6], "--noise", folder],
                     accepted=(0, 1, 3))
        noise = check(changes_of(json.loads(text.read_bytes())), planted, options.files)
    subject = f"history, {options.files} files of 100 cases"
    show_costs(subject, rounds, ("<= 10", "<= 20", "<= 1024"))
    show_costs(f"{subject}, as JSON", [as_json])
    show_costs(f"gate, {options.files} --noise files of 100 cases", [gate])
    show(subject, "planted changes found", "1", [len(planted)])
    show(subject, "changes of less than 2 % that are noise", "1",
         [sum(abs(each["ratio"] - 1) < WORTH_NAMING for each in noise)])
    show(subject, "larger changes that are noise, none an alarm", "1",
         [sum(abs(each["ratio"] - 1) >= WORTH_NAMING for each in noise)])


if __name__ == "__main__":
    main()
