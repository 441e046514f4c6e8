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

from digests import differences

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
    ("the head", set_attribute("digests", "head", b"0" * 64), ["/digests/head"]),
]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--full", required=True)
    parser.add_argument("--visits", required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        full, changed = os.path.join(folder, "full.h5"), os.path.join(folder, "changed.h5")
        subprocess.run([options.full, full], check=True, timeout=60)
        expect(full, [], "a run of everything, resumed once")
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
