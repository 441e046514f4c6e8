#!/usr/bin/env python3
"""Kills the writer of a run file, or fills its disk, and looks at what it left.

    check_durability.py MODE --writer PROGRAM --faults LIBRARY [--kills N] [--seed N]

  kill_at_every_call   once for every call that changes the disk, at its start and in its middle
  full_at_every_call   the same, with ENOSPC from that call on, and in that call alone
  kill_at_random       N times (20), some time after a visit drawn at random was announced

After each the file must open with h5py, hold every visit that was announced with all its samples,
and at most the one after that; a run that resumes must bring it to its end; and a next run must be
able to write in its place (both are tried after every eighth call, and after every kill at random).
The faults come to a run that begins, and to one that resumes what a killed one left.
"""

import argparse
import os
import random
import shutil
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


def resume_to_the_end(options, path):
    """Goes on with what is there, and wants every visit in the file once."""
    if not os.path.exists(path):
        return
    visits = max([VISITS] + visits_in(path))
    subprocess.run([options.writer, path, str(visits), "--resume"], check=True, timeout=DEADLINE,
                   stdout=subprocess.DEVNULL)
    if visits_in(path) != list(range(1, visits + 1)):
        sys.exit(f"resumed to {visits} visits, the file holds {visits_in(path)}")
    left = os.listdir(os.path.dirname(path))
    if left != [os.path.basename(path)]:
        sys.exit(f"a resumed run left {left}")


def at_every_call(options, fault, begun):
    """Runs the writer with the fault at call 1, 2, ... until it ends before the fault comes. If
    `begun` is a folder, the writer resumes what is in there."""
    call = 0
    while True:
        call += 1
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "run.h5")
            if begun:
                shutil.copytree(begun, folder, dirs_exist_ok=True)
            environment = dict(os.environ, LD_PRELOAD=options.faults, FAULT=fault,
                               FAULT_AT=str(call))
            done = subprocess.run([options.writer, path, str(VISITS)] + ["--resume"] * bool(begun),
                                  env=environment, text=True, timeout=DEADLINE, capture_output=True)
            moment = f"{fault} at call {call}{' of a resumed run' if begun else ''}"
            announced = last_announced(done.stdout.splitlines())
            judge(path, max(announced or 0, 1) if begun else announced, moment)
            if done.returncode == 0:
                if visits_in(path) != list(range(1, VISITS + 1)):
                    sys.exit(f"{moment}: it ended well, and the file holds {visits_in(path)}")
                if "the fault has come" not in done.stderr:
                    return call - 1
                continue  # a call that it can do without
            if fault in ("full", "once") and (done.returncode != 5 or
                                              "cannot be written" not in done.stderr):
                sys.exit(f"{moment}: exit {done.returncode}, {done.stderr!r}")
            if fault in ("kill", "tear") and done.returncode != -9:
                sys.exit(f"{moment}: exit {done.returncode}, {done.stderr!r}")
            if call % 8 == 0:
                resume_to_the_end(options, path)
                write_in_its_place(options, path)


def leave_killed(options, folder):
    """Leaves in `folder` what a run leaves that is killed while it writes its second visit."""
    path = os.path.join(folder, "run.h5")
    call = 0
    while not os.path.exists(path) or visits_in(path) != [1]:
        call += 1
        for name in os.listdir(folder):
            os.remove(os.path.join(folder, name))
        environment = dict(os.environ, LD_PRELOAD=options.faults, FAULT="tear", FAULT_AT=str(call))
        subprocess.run([options.writer, path, "2"], env=environment, timeout=DEADLINE, check=False,
                       stdout=subprocess.DEVNULL)


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
            resume_to_the_end(options, path)
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
    with tempfile.TemporaryDirectory() as killed:
        leave_killed(options, killed)
        for fault in {"full_at_every_call": ["full", "once"],
                      "kill_at_every_call": ["kill", "tear"]}[options.mode]:
            for begun in None, killed:
                calls = at_every_call(options, fault, begun)
                print(f"{fault} in a run that {'resumes' if begun else 'begins'}: {calls} calls that "
                      "change the disk, none of which lost a visit")
                if calls < VISITS * 5:
                    sys.exit("too few calls: is the library of faults loaded?")


if __name__ == "__main__":
    main()
