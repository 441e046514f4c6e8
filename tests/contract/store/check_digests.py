#!/usr/bin/env python3
"""Makes the digests of run files again by docs/run-file.md alone, and changes files to see them differ.

    check_digests.py --full WRITER --visits WRITER

  --full     writes a run file in which every member has a value: sample_run_file FILE
  --visits   writes a run visit by visit, and resumes: visit_writer FILE VISITS [--resume]
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile

import h5py
import numpy

from digests import differences, rank_medians

FULL = "00000000000000a2"  # the first case of the suite, with three visits
OTHER = "00000000000000a1"
LAST = "00000000000000a0"


def expect(path, wanted, moment):
    found = differences(path)
    if found != sorted(wanted):
        sys.exit(f"{moment}: {found} differ, expected {sorted(wanted)}")
    print(f"{moment}: {', '.join(found) or 'as written'}")


def change_sample(run):
    run[f"cases/{FULL}/samples"][7, 1] *= 1 + 2**-50


def change_cell(table, column):
    def change(run):
        rows = run[f"cases/{FULL}/{table}"][()]
        rows[column][1] += 1
        run[f"cases/{FULL}/{table}"][()] = rows
    return change


def set_attribute(path, name, value):
    def change(run):
        run[path].attrs.modify(name, value)
    return change


def swap_cases(run):
    one, other = run[f"cases/{FULL}"], run[f"cases/{OTHER}"]
    one.attrs.modify("index", other.attrs["index"])
    other.attrs.modify("index", one.attrs["index"] * 0)


def delete_case(run):
    del run[f"cases/{LAST}"]


def change_reading(run):
    run["telemetry/power_watts"][0] = 1


def change_warning(run):
    rows = run["environment/warnings"][()]
    rows["text"][0] = b"nothing"
    run["environment/warnings"][()] = rows


def change_later_start(run):
    run["continuations/1"].attrs.modify("start_seconds", 0.0)


def of_case(identity, *names):
    return [f"/cases/{identity}/{name}" for name in names] + ["/digests/head"]


def change_summary(run):
    rows = run["summary/cases"][()]
    rows["median_seconds"][0] *= 1 + 2**-50
    run["summary/cases"][()] = rows


def change_rank_median(run):
    run["summary/rank_medians"][0] *= 1 - 2**-50


VISITS = of_case(FULL, "visits_digest", "digest")
CHANGES = [
    ("one sample, by its last bits", change_sample, VISITS),
    ("one visit", change_cell("visits", "warmup_iterations"), VISITS),
    ("one batch", change_cell("batches", "runnable"), VISITS),
    ("the name of a case", set_attribute(f"cases/{FULL}", "name", b"another"),
     of_case(FULL, "digest")),
    ("an outcome", set_attribute(f"cases/{OTHER}", "outcome", b"passed"), of_case(OTHER, "digest")),
    ("two cases swapped", swap_cases,
     of_case(FULL, "digest") + of_case(OTHER, "digest")[:1]),
    ("a case deleted", delete_case, ["/digests/head"]),
    ("the chip", set_attribute("/", "chip", b"nvidia-h20"), ["/digests/run", "/digests/head"]),
    ("a warning", change_warning, ["/digests/environment", "/digests/head"]),
    ("a later start", change_later_start, ["/digests/environment", "/digests/head"]),
    ("a reading", change_reading, ["/digests/telemetry", "/digests/head"]),
    ("the head", set_attribute("digests", "head", b"0" * 64), ["/digests/head", "/summary/head"]),
    ("the summary", change_summary, ["/summary/digest"]),
    ("a rank's median", change_rank_median, ["/summary/digest"]),
]


def times_of(case):
    """(times of all samples, those that are quoted, visits with samples) by docs/run-file.md."""
    all_times = case["samples"][()].max(axis=1)
    batches = case["batches"][()]
    rounds = case["round"][()]
    calm = numpy.ones(len(all_times), bool)
    for number in numpy.unique(batches["round"]):
        of_round = batches[batches["round"] == number]
        calm[rounds == number] = numpy.repeat(of_round["disturbed"] == 0, of_round["samples"].astype(int))
    measured = len(numpy.unique(rounds))
    left = len(numpy.unique(rounds[calm]))
    enough = calm.sum() >= 6 and left >= max(min(2, measured), (measured + 2) // 3)
    return all_times, calm if enough else numpy.ones(len(all_times), bool), rounds


def per_probe(case, times, rounds):
    rates = {}
    for visit in case["visits"][()]:
        before, after = visit["probe_before_rate"], visit["probe_after_rate"]
        rates[visit["round"]] = (before * after) ** 0.5 if before > 0 and after > 0 else max(before, after)
    return 1 / numpy.median([time * rates[number] for time, number in zip(times, rounds)])


def check_summary(path):
    """Every number of the summary, made again from the samples."""
    with h5py.File(path) as run:
        for row, of_ranks in zip(run["summary/cases"][()], rank_medians(run)):
            case = run["cases"][row["id"].decode()]
            for name, value in case.attrs.items():
                if name not in ("description", "index", "digest", "visits_digest") and row[name] != value:
                    sys.exit(f"summary: {name} is {row[name]}, not {value}")
            assert numpy.isnan(row["watts"]) and not row["power_source"], "there are too few readings"
            if not row["has_samples"]:
                assert len(case["samples"]) == 0
                continue
            times, quoted, rounds = times_of(case)
            visits = case["visits"][()]
            made = {"median_seconds": numpy.median(times[quoted]), "iterations": len(times),
                    "p5_seconds": numpy.quantile(times, 0.05), "p95_seconds": numpy.quantile(times, 0.95),
                    "p99_seconds": numpy.quantile(times, 0.99), "left_out": (~quoted).sum(),
                    "measured_rounds": len(visits), "disturbed_rounds": visits["disturbed"].sum(),
                    "late_iterations": visits["late_iterations"].sum(),
                    "per_probe": per_probe(case, times[quoted], rounds[quoted])}
            for name, value in made.items():
                if not numpy.isclose(row[name], value, rtol=1e-12):
                    sys.exit(f"summary: {name} of {row['id']} is {row[name]}, made again {value}")
            again = numpy.median(case["samples"][()][quoted], axis=0)
            if not numpy.allclose(of_ranks, again, rtol=1e-12, atol=0):
                sys.exit(f"summary: the ranks of {row['id']} have {of_ranks}, made again {again}")
    print("summary: every number made again")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--full", required=True)
    parser.add_argument("--visits", required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        full, changed = os.path.join(folder, "full.h5"), os.path.join(folder, "changed.h5")
        subprocess.run([options.full, full], check=True, timeout=60)
        expect(full, [], "a run of everything, resumed once")
        check_summary(full)
        for moment, change, wanted in CHANGES:
            shutil.copy(full, changed)
            with h5py.File(changed, "r+", libver=("v110", "v110")) as run:
                change(run)
            expect(changed, wanted, moment)
        visits = os.path.join(folder, "visits.h5")
        for count, how in (("0", []), ("3", ["--force"]), ("6", ["--resume"])):
            subprocess.run([options.visits, visits, count, *how], check=True, timeout=60,
                           stdout=subprocess.DEVNULL)
            expect(visits, [], f"{count} visits {' '.join(how)}")


if __name__ == "__main__":
    main()
