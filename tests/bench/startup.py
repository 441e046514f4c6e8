#!/usr/bin/env python3
"""What a start costs, and how much memory a rank takes.

    tests/bench/startup.py --build-dir DIR [--repetitions N]

Times `steelyard cases`; and `steelyard run` of a suite without cases in turn with a program that starts
MPI, meets in a barrier and ends. Then samples the memory of both ranks of small runs every few
milliseconds, and prints the largest of each kind: private memory in large pieces (the buffers of a
case, the arrays of the memory probe, which must not fit into the cache), all other private memory, what
is mapped from files, and memory that is shared.

Prints one JSON object per line, as figure.hpp does.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import launch
from figure import Figure, interval_of_median

EMPTY = "name: empty\ngroups: []\n"
RUNS = {
    "a run without cases": EMPTY,
    "allreduce of 4 B, memory probed": """name: small
rounds: 3
max_seconds: 0.1
groups:
  - {name: g, workload: allreduce, with: {dtype: f32, op: sum}, cases: [{bytes: 4}]}
""",
    "f32 matmul of 4096": """name: small
rounds: 2
max_seconds: 0.1
groups:
  - {name: g, workload: matmul, with: {trans: nt}, cases: [{dtype: f32, mnk: 4096}]}
""",
}
RANKS = launch.mpirun(2)
BUFFER = 16  # MiB; memory of its own of this size or more is a buffer of a case or of a probe


def show(subject, quantity, unit, values, target=""):
    low, point, high = interval_of_median(values)
    Figure("startup", subject, quantity, unit, point, low, high, len(values), target).judged().print()


def processor_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def timed(words, folder):
    """Wall and processor seconds of a command, with its children."""
    begin, used = time.monotonic(), processor_seconds()
    subprocess.run(words, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                   timeout=120, env=launch.environment())
    return time.monotonic() - begin, processor_seconds() - used


def startup(options, folder):
    program = os.path.join(options.bin, "steelyard")
    cases = [timed([program, "cases"], folder) for _ in range(3 * options.repetitions)]
    show("steelyard cases", "wall time", "ms", [1e3 * wall for wall, _ in cases], "<= 50")
    show("steelyard cases", "processor time", "ms", [1e3 * used for _, used in cases])
    ours, bare = [], []
    for _ in range(options.repetitions):
        bare.append(timed(RANKS + [os.path.join(options.bin, "bench_mpi_nothing")], folder))
        ours.append(timed(RANKS + [program, "run", "--suite", "empty.yaml", "--output", "empty.h5",
                                    "--force", "--quiet"], folder))
    subject = "steelyard run on 2 ranks, suite without cases"
    show(subject, "wall time", "ms", [1e3 * wall for wall, _ in ours])
    show(subject, "wall time / that of an MPI program that does nothing", "ratio",
         [a[0] / b[0] for a, b in zip(ours, bare)], "<= 1.2")
    show(subject, "wall time more than that program's", "ms",
         [1e3 * (a[0] - b[0]) for a, b in zip(ours, bare)])
    show(subject, "processor time more than that program's, all ranks", "ms",
         [1e3 * (a[1] - b[1]) for a, b in zip(ours, bare)])


def memory_of(pid):
    """MiB of a process: private in large pieces and otherwise, of files and shared."""
    sums = {"buffers": 0, "private": 0, "files": 0, "shared": 0}
    try:
        with open(f"/proc/{pid}/smaps", encoding="ascii", errors="replace") as file:
            for line in file:
                name, _, value = line.partition(":")
                if name == "Size":
                    large = int(value.split()[0]) >= BUFFER * 1024
                elif name == "Rss":
                    resident = int(value.split()[0]) / 1024
                elif name == "Anonymous":
                    private = int(value.split()[0]) / 1024
                    sums["buffers" if large and private >= BUFFER else "private"] += private
                    rest = resident - private
                elif name == "VmFlags":
                    sums["shared" if " sh " in f" {value.strip()} " else "files"] += rest
    except (OSError, ValueError, UnboundLocalError):
        return None  # it has just ended
    return sums


def ranks_below(parent, program):
    """Processes of the program anywhere below a process, other than its own children."""
    parents = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat", encoding="ascii", errors="replace") as file:
                parents[int(name)] = int(file.read().rsplit(")", 1)[1].split()[1])
        except (OSError, IndexError, ValueError):
            continue
    found = []
    for pid in parents:
        try:
            if os.readlink(f"/proc/{pid}/exe") != os.path.realpath(program):
                continue
        except OSError:
            continue
        above = parents[pid]
        while above not in (0, 1, parent):
            above = parents.get(above, 0)
        if above == parent:
            found.append(pid)
    return found


def memory(options, folder, subject):
    program = os.path.join(options.bin, "steelyard")
    words = RANKS + [program, "run", "--suite", "small.yaml", "--output", "small.h5",
                                           "--force", "--quiet"]
    most = {}
    with subprocess.Popen(words, cwd=folder, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL, env=launch.environment()) as run:
        ranks = []
        while run.poll() is None:
            if len(ranks) < 2:
                ranks = ranks_below(run.pid, program)
            for pid in ranks:
                for name, value in (memory_of(pid) or {}).items():
                    most.setdefault(name, {})[pid] = max(value, most.get(name, {}).get(pid, 0))
            time.sleep(0.005)
    if run.returncode not in (0, 4) or not most:
        sys.exit(f"the run of {subject} ended with exit code {run.returncode}")
    subject = "a rank: " + subject
    show(subject, "private memory beside buffers", "MiB", list(most["private"].values()), "<= 64")
    show(subject, f"private memory in pieces of {BUFFER} MiB and more: buffers, probe arrays", "MiB",
         list(most["buffers"].values()))
    show(subject, "programs and libraries mapped, shared by the ranks of a node", "MiB",
         list(most["files"].values()))
    show(subject, "shared memory of MPI", "MiB", list(most["shared"].values()))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--build-dir", type=Path, required=True)
    parser.add_argument("--repetitions", type=int, default=15)
    options = parser.parse_args()
    options.bin = options.build_dir.resolve() / "bin"
    with tempfile.TemporaryDirectory() as folder:
        def write(name, text):
            with open(os.path.join(folder, name), "w", encoding="ascii") as file:
                file.write(text)
        write("empty.yaml", EMPTY)
        startup(options, folder)
        for subject, text in RUNS.items():
            write("small.yaml", text)
            memory(options, folder, subject)


if __name__ == "__main__":
    main()
