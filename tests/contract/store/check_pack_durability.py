#!/usr/bin/env python3
"""Kills the writer of a pack, or fills its disk, and looks at what it left.

    check_pack_durability.py --writer PROGRAM --full PROGRAM --visits PROGRAM --faults LIBRARY [--calls N]

A run is added to a pack of one, with each fault at N (6) of the calls that change the disk, spread over all of them,
and at the last six, among which the pack takes its place. What is left must be the pack as it was, byte for byte, or
the whole new one; where the writer could tell of the fault, it must have told, and nothing may be left beside it. A
next writer must be able to go on.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile

import h5py

DEADLINE = 60


def runs_in(path):
    with h5py.File(path, "r") as pack:
        for member in pack["cases"].values():
            assert len(member[()]) == pack["runs/cases"][()].sum(), "columns of unlike lengths"
        assert len(pack["quantiles"][()]) == pack["cases/quantile_rows"][()].sum(), "quantiles"
        return len(pack["runs/run_uuid"])


class Trial:
    """A folder with a pack of one run, and the file of another."""

    def __init__(self, options, begun, folder):
        shutil.copytree(begun, folder, dirs_exist_ok=True)
        self.folder = folder
        self.words = [options.writer, "pack.h5", "other.h5"]
        self.faults = options.faults

    def write(self, fault="", call=0):
        environment = dict(os.environ)
        if fault:
            environment.update(LD_PRELOAD=self.faults, FAULT=fault, FAULT_AT=str(call))
        return subprocess.run(self.words, cwd=self.folder, env=environment, text=True, timeout=DEADLINE,
                              capture_output=True, check=False)

    def pack(self):
        with open(os.path.join(self.folder, "pack.h5"), "rb") as file:
            return file.read()

    def others(self):
        return sorted(set(os.listdir(self.folder)) - {"pack.h5", "one.h5", "other.h5"})

    def judge(self, fault, call):
        before = self.pack()
        done = self.write(fault, call)
        is_old = self.pack() == before
        left = self.others()
        told = f"{fault} at call {call}: exit {done.returncode}, {done.stderr!r}, left {left}"
        if not is_old and runs_in(os.path.join(self.folder, "pack.h5")) != 2:
            sys.exit(f"{told}: the pack is neither the old one nor the new one")
        if done.returncode == 0 and (is_old or left):
            sys.exit(f"{told}: it ended well, and the new pack is not all that is there")
        if fault in ("kill", "tear") and done.returncode != -9:
            sys.exit(f"{told}: it was not killed")
        if fault == "full" and done.returncode != 0 and (done.returncode != 5 or "cannot be written" not in done.stderr or left):
            sys.exit(f"{told}: it did not tell, or left something")
        if self.write().returncode != 0 or runs_in(os.path.join(self.folder, "pack.h5")) != 2 or self.others():
            sys.exit(f"{told}: a next writer did not go on")


def make_pack_of_one(options, folder):
    run = {"check": True, "timeout": DEADLINE, "cwd": folder, "stdout": subprocess.DEVNULL}
    subprocess.run([options.full, "one.h5"], **run)
    subprocess.run([options.visits, "other.h5", "4"], **run)
    subprocess.run([options.writer, "pack.h5", "one.h5"], **run)


def number_of_calls(options, begun):
    """By halves: a writer whose fault never comes ends well."""
    fewest, most = 0, 1 << 12
    while most - fewest > 1:
        middle = (fewest + most) // 2
        with tempfile.TemporaryDirectory() as folder:
            if Trial(options, begun, folder).write("kill", middle).returncode == 0:
                most = middle
            else:
                fewest = middle
    return fewest


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in "writer", "full", "visits", "faults":
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--calls", type=int, default=6)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as begun:
        make_pack_of_one(options, begun)
        calls = number_of_calls(options, begun)
        if calls < 20:
            sys.exit(f"only {calls} calls: is the library of faults loaded?")
        step = max(1, calls // options.calls)
        chosen = sorted({*range(1, calls + 1, step), *range(calls - 5, calls + 1)})
        for fault in "kill", "tear", "full":
            for call in chosen:
                with tempfile.TemporaryDirectory() as folder:
                    Trial(options, begun, folder).judge(fault, call)
        print(f"{len(chosen)} of {calls} calls that change the disk, none of which lost a run")


if __name__ == "__main__":
    main()
