"""A program's time, and its memory together with that of the processes it starts."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass

PAUSE_SECONDS = 0.02


@dataclass
class Watched:
    wall_seconds: float
    processor_seconds: float
    mebibytes: float  # the largest sum of proportional set sizes


def tree_of(process):
    """A process and all below it."""
    found = [process]
    for pid in found:
        try:
            for task in os.listdir(f"/proc/{pid}/task"):
                with open(f"/proc/{pid}/task/{task}/children", encoding="ascii") as file:
                    found += [int(word) for word in file.read().split()]
        except OSError:
            continue
    return found


def mebibytes(pid):
    try:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
            return sum(int(line.split()[1]) for line in file if line.startswith("Pss:")) / 1024
    except (OSError, ValueError):
        return 0  # it has just ended


def watch(words, output=subprocess.DEVNULL, accepted=(0,)):
    """Runs a program, its standard output to `output`; exits with its standard error if it fails."""
    before = os.times()
    start = time.monotonic()
    most = 0
    with subprocess.Popen([str(word) for word in words], stdout=output, stderr=subprocess.PIPE) as process:
        while process.poll() is None:
            most = max(most, sum(mebibytes(pid) for pid in tree_of(process.pid)))
            time.sleep(PAUSE_SECONDS)
        wall = time.monotonic() - start
        if process.returncode not in accepted:
            sys.exit(process.stderr.read().decode())
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return Watched(wall, used, most)
