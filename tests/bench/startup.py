#!/usr/bin/env python3
"""What a start costs, and how much memory a rank takes.

    startup.py --bin BUILD/bin [--repetitions N] [--mpirun "mpirun -n 2"]

Times `steelyard cases`; and `steelyard run` of a suite without cases in turn with a program that starts
MPI, meets in a barrier and ends. Then samples the memory of both ranks of a small run every
few milliseconds, and prints the largest of each kind: private memory (RssAnon), what is mapped from files
(RssFile: programs and libraries, which ranks of a node share) and shared memory (RssShmem: of MPI).
Device buffers of the small run take less than 2 MiB; probes' arrays are in these figures.

Prints one JSON object per line, as tests/bench/figure.hpp does.
"""

import argparse
import json
import math
import os
import resource
import shlex
import statistics
import subprocess
import sys
import tempfile
import time

EMPTY = "name: empty\ngroups: []\n"
SMALL = """name: small
rounds: 3
max_seconds: 0.1
groups:
  - {name: matmul, workload: matmul, with: {trans: nt}, cases: [{dtype: [f32, bf16], mnk: 128}]}
  - {name: allreduce, workload: allreduce, with: {dtype: f32, op: sum}, cases: [{bytes: [4, 65536]}]}
"""


def interval(values):
    """The median and, from six values on, its distribution-free interval of at least 95 %."""
    ordered = sorted(values)
    n = len(ordered)
    low = 0
    tail = 0.5 ** n
    while tail + math.comb(n, low + 1) * 0.5 ** n <= 0.025:
        low += 1
        tail += math.comb(n, low) * 0.5 ** n
    return ordered[low], statistics.median(ordered), ordered[n - 1 - low]


def show(subject, quantity, unit, values, target="", limit=None):
    low, point, high = interval(values)
    line = {"bench": "startup", "subject": subject, "quantity": quantity, "unit": unit, "value": point,
            "low": low, "high": high, "target": target, "repetitions": len(values)}
    if limit is not None:
        line["reached"] = point <= limit
    print(json.dumps(line), flush=True)


def processor_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def timed(words, folder):
    """Wall and processor seconds of a command, with its children."""
    begin, used = time.monotonic(), processor_seconds()
    subprocess.run(words, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                   timeout=120)
    return time.monotonic() - begin, processor_seconds() - used


def startup(options, folder):
    program = os.path.join(options.bin, "steelyard")
    cases = [timed([program, "cases"], folder) for _ in range(3 * options.repetitions)]
    show("steelyard cases", "wall time", "ms", [1e3 * wall for wall, _ in cases], "<= 50", 50)
    show("steelyard cases", "processor time", "ms", [1e3 * used for _, used in cases])
    launch = shlex.split(options.mpirun)
    ours, bare = [], []
    for _ in range(options.repetitions):
        bare.append(timed(launch + [os.path.join(options.bin, "bench_mpi_nothing")], folder))
        ours.append(timed(launch + [program, "run", "--suite", "empty.yaml", "--output", "empty.h5",
                                    "--force", "--quiet"], folder))
    subject = f"{options.mpirun} steelyard run, empty suite"
    show(subject, "wall time", "ms", [1e3 * wall for wall, _ in ours])
    show(subject, "wall time / that of an MPI program that does nothing", "ratio",
         [a[0] / b[0] for a, b in zip(ours, bare)], "<= 1.2", 1.2)
    show(subject, "wall time more than that program's", "ms",
         [1e3 * (a[0] - b[0]) for a, b in zip(ours, bare)])
    show(subject, "processor time more than that program's, all ranks", "ms",
         [1e3 * (a[1] - b[1]) for a, b in zip(ours, bare)])


def status_of(pid):
    """The Rss lines of a process in MiB."""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as file:
            lines = dict(line.split(":", 1) for line in file)
        return {name: int(lines[name].split()[0]) / 1024
                for name in ("RssAnon", "RssFile", "RssShmem", "VmHWM")}
    except (OSError, KeyError, ValueError):
        return None  # it has just ended


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


def memory(options, folder):
    program = os.path.join(options.bin, "steelyard")
    words = shlex.split(options.mpirun) + [program, "run", "--suite", "small.yaml", "--output", "small.h5",
                                           "--force", "--quiet"]
    most = {}
    with subprocess.Popen(words, cwd=folder, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL) as run:
        ranks = []
        while run.poll() is None:
            if len(ranks) < 2:
                ranks = ranks_below(run.pid, program)
            for pid in ranks:
                for name, value in (status_of(pid) or {}).items():
                    most.setdefault(name, {})[pid] = max(value, most.get(name, {}).get(pid, 0))
            time.sleep(0.005)
    if run.returncode not in (0, 4) or not most:
        sys.exit(f"the small run ended with exit code {run.returncode}")
    meanings = {"RssAnon": "largest private memory", "RssFile": "largest part of files mapped",
                "RssShmem": "largest shared memory", "VmHWM": "largest resident memory"}
    for name, meaning in meanings.items():
        limited = name == "RssAnon"
        show("a rank of a small run", f"{meaning} ({name})", "MiB", list(most[name].values()),
             "<= 64" if limited else "", 64 if limited else None)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--bin", required=True, help="folder of steelyard and bench_mpi_nothing")
    parser.add_argument("--repetitions", type=int, default=15)
    parser.add_argument("--mpirun", default="mpirun -n 2")
    options = parser.parse_args()
    options.bin = os.path.abspath(options.bin)
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("empty.yaml", EMPTY), ("small.yaml", SMALL)):
            with open(os.path.join(folder, name), "w", encoding="ascii") as file:
                file.write(text)
        startup(options, folder)
        memory(options, folder)


if __name__ == "__main__":
    main()
