#!/usr/bin/env python3
"""Kills the writer of a run file, or fills its disk, and looks at what it left.

    check_durability.py MODE --writer PROGRAM --faults LIBRARY [--kills N] [--seed N]

  kill_at_every_call   once for every call that changes the disk, at its start and in its middle
  full_at_every_call   the same, with ENOSPC from that call on
  kill_at_random       N times (20), some time after a visit drawn at random was announced

After each the file must open with h5py, hold every visit that was announced with all its samples,
and at most the one after that; and a next run must be able to write in its place (which is
tried after every eighth call, and after every kill at random).
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time

import h5py
import numpy

VISITS = 2
DEADLINE = 60  # seconds until a writer counts as hanging


def visits_in(path):
    """The numbers of the visits in the file; raises if one of them is not whole."""
    found = []
    with h5py.File(path, "r") as file:
        for case in file["cases"].values():
            samples = case["samples"][()]
            rounds = case["round"][()]
            rows = case["visits"][()]
            for i, row in enumerate(rows):
                number = int(row["round"])
                mine = slice(40 * i, 40 * (i + 1))
                want = number + numpy.arange(80).reshape(40, 2) * 2.0**-20
                assert (rounds[mine] == number).all(), f"visit {number}: rounds"
                assert numpy.array_equal(samples[mine], want), f"visit {number}: samples"
                found.append(number)
            assert len(samples) == len(rounds) == 40 * len(rows), "rows that belong to no visit"
    return sorted(found)


def judge(path, announced, moment):
    """Stops the program with a message if the file is not what was promised."""
    if announced is None and not os.path.exists(path):
        return
    try:
        found = visits_in(path)
    except Exception as error:  # whatever it is, it is a file that does not open plainly
        sys.exit(f"{moment}: visit {announced} was announced, and the file is broken: {error}")
    least = announced or 0
    if found not in (list(range(1, least + 1)), list(range(1, least + 2))):
        sys.exit(f"{moment}: visit {announced} was announced, and the file holds {found}")


def last_announced(lines):
    numbers = [int(line) for line in lines if line.strip().isdigit()]
    return numbers[-1] if numbers else None


def write_in_its_place(options, path):
    subprocess.run([options.writer, path, "1", "--force"], check=True, timeout=DEADLINE,
                   stdout=subprocess.DEVNULL)
    judge(path, 1, "a run in its place")
    left = os.listdir(os.path.dirname(path))
    if left != [os.path.basename(path)]:
        sys.exit(f"a run in its place left {left}")


def at_every_call(options, fault):
    """Runs the writer with the fault at call 1, 2, ... until it ends before the fault comes."""
    call = 0
    while True:
        call += 1
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "run.h5")
            environment = dict(os.environ, LD_PRELOAD=options.faults, FAULT=fault,
                               FAULT_AT=str(call))
            done = subprocess.run([options.writer, path, str(VISITS)], env=environment, text=True,
                                  timeout=DEADLINE, capture_output=True)
            moment = f"{fault} at call {call}"
            judge(path, last_announced(done.stdout.splitlines()), moment)
            if done.returncode == 0:
                return call - 1
            if fault == "full" and (done.returncode != 5 or "cannot be written" not in done.stderr):
                sys.exit(f"{moment}: exit {done.returncode}, {done.stderr!r}")
            if fault != "full" and done.returncode != -9:
                sys.exit(f"{moment}: exit {done.returncode}, {done.stderr!r}")
            if call % 8 == 0:
                write_in_its_place(options, path)


def kill_at_random(options):
    draw = random.Random(options.seed)
    announced_in_all = 0
    for kill in range(options.kills):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "run.h5")
            with subprocess.Popen([options.writer, path, "1000000"], text=True,
                                  stdout=subprocess.PIPE) as writer:
                goal = draw.randrange(40)
                lines = []
                while last_announced(lines[-1:]) != goal:
                    lines.append(writer.stdout.readline())
                # Somewhere within the next visit: where exactly is the machine's business.
                until = time.monotonic() + draw.random() * options.spread
                while time.monotonic() < until:
                    pass
                writer.kill()
                lines += writer.stdout.readlines()
            announced = last_announced(lines)
            judge(path, announced, f"kill {kill} of seed {options.seed}")
            announced_in_all += announced
            write_in_its_place(options, path)
    return announced_in_all


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("mode", choices=["kill_at_every_call", "full_at_every_call",
                                         "kill_at_random"])
    parser.add_argument("--writer", required=True)
    parser.add_argument("--faults", required=True)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    parser.add_argument("--spread", type=float, default=0.02,
                        help="longest time from an announcement to the kill, seconds")
    options = parser.parse_args()
    if options.mode == "kill_at_random":
        visits = kill_at_random(options)
        print(f"{options.kills} kills (seed {options.seed}), {visits} announced visits, none lost")
        return
    for fault in ["full"] if options.mode == "full_at_every_call" else ["kill", "tear"]:
        calls = at_every_call(options, fault)
        print(f"{fault}: {calls} calls that change the disk, none of which lost a visit")
        if calls < VISITS * 5:
            sys.exit("too few calls: is the library of faults loaded?")


if __name__ == "__main__":
    main()
