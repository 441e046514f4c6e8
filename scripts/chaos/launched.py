"""A run under mpirun: its processes, and what it has announced."""

import os
import re
import signal
import subprocess
import threading
import time
from pathlib import Path

# What `--progress visits` prints once a visit, or the outcome of a case, is in the file.
VISIT = re.compile(r"^([a-z_]+:\S+): round (\d+), (\d+) iterations, median (\S+ [mun]?s)$")
CASE = re.compile(r"^([a-z_]+:\S+): (passed|failed|unstable|skipped|out of memory|timeout|error)\b")


def processes():
    """(pid, parent, command) of every process that can be seen."""
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            status = Path("/proc", entry, "stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        name_ends = status.rindex(")")
        state, parent = status[name_ends + 2:].split()[:2]
        if state not in "ZX":
            yield int(entry), int(parent), status[status.index("(") + 1:name_ends]


def rank_of(pid):
    try:
        variables = Path("/proc", str(pid), "environ").read_bytes().split(b"\0")
    except OSError:
        return None
    for variable in variables:
        if variable.startswith(b"OMPI_COMM_WORLD_RANK="):
            return int(variable.split(b"=")[1])
    return None


def send(pid, signal_number):
    try:
        os.kill(pid, signal_number)
    except ProcessLookupError:
        pass


class Launched:
    """Starts at once. Every process that it starts is remembered, so that none is left."""

    def __init__(self, words, ranks, environment, scratch):
        self.announced = {}  # (case, round) -> (iterations, median as printed)
        self.finished = {}  # case -> outcome
        self.lines = []
        self.stayed = []
        self.ranks = {}  # rank -> pid
        self.started = time.monotonic()
        options = ["--oversubscribe", "--bind-to", "none", "-n", str(ranks)]
        environment = dict(environment, TMPDIR=str(scratch), OMPI_ALLOW_RUN_AS_ROOT="1",
                           OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1",
                           OMPI_MCA_orte_tmpdir_base=str(scratch),
                           OMPI_MCA_btl_vader_backing_directory=str(scratch))
        self.mpirun = subprocess.Popen(["mpirun", *options, *map(str, words)], env=environment,
                                       stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                       stderr=subprocess.STDOUT, start_new_session=True)
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for raw in self.mpirun.stdout:
            line = raw.decode(errors="replace")
            if not line.endswith("\n"):
                continue  # it was cut off: nobody could have read it
            line = line.rstrip("\r\n")
            self.lines.append(line)
            if visit := VISIT.match(line):
                self.announced[visit[1], int(visit[2])] = (int(visit[3]), visit[4])
            elif case := CASE.match(line):
                self.finished[case[1]] = case[2]

    def ended(self):
        return self.mpirun.poll() is not None

    def find_ranks(self):
        """Looks for the ranks once more; returns those that are known."""
        for pid, parent, _ in list(processes()):
            if parent == self.mpirun.pid and pid not in self.ranks.values():
                rank = rank_of(pid)
                if rank is not None:
                    self.ranks[rank] = pid
        return self.ranks

    def wait_until(self, done, seconds):
        """Polls until `done()`, the end of mpirun, or the time is over; whether it was `done`."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if done():
                return True
            if self.ended():
                return done()
            time.sleep(0.002)
        return False

    def alive(self):
        """Those of its processes that still live; ended ones may be in other hands by now."""
        now = {pid: name for pid, _, name in processes()}
        mine = [pid for pid in self.ranks.values() if "steelyard" in now.get(pid, "")]
        return mine + ([self.mpirun.pid] if not self.ended() else [])

    def kill(self):
        """Ends what is left of it."""
        for pid in self.alive():
            send(pid, signal.SIGKILL)
        self.mpirun.wait()

    def gone_within(self, seconds):
        """Waits until no process of it lives; kills what is left after that and returns False.
        `stayed` then names what was left."""
        until = time.monotonic() + seconds
        while self.alive():
            if time.monotonic() > until:
                self.find_ranks()  # one may have started after the others were killed
                left = self.alive()
                names = {pid: f"rank {rank}" for rank, pid in self.ranks.items()}
                self.stayed = [names.get(pid, "mpirun") for pid in left]
                self.kill()
                return False
            time.sleep(0.01)
        self.mpirun.wait()
        self.reader.join(5)
        return True
