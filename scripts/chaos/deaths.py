"""The ways in which a run can die."""

import os
import signal
import subprocess
import time
from dataclasses import dataclass, field
from typing import Callable

from launched import send


@dataclass
class Death:
    """`strike(run, draw, place)` lets it happen; what is fine at the end stands beside it."""

    name: str
    strike: Callable
    ends: dict = field(default_factory=dict)  # exit code -> what the run must say; any, if empty
    folder: str = "plain"  # or "tmpfs"


def signal_ranks(number, choose):
    def strike(run, draw, _):
        ranks = run.find_ranks()
        for rank in choose(sorted(ranks), draw):
            send(ranks[rank], number)
    return strike


def signal_mpirun(number):
    return lambda run, draw, place: send(run.mpirun.pid, number)


def first(ranks, _):
    return ranks[:1]


def another(ranks, draw):
    return [draw.choice(ranks[1:])] if len(ranks) > 1 else ranks


def any_one(ranks, draw):
    return [draw.choice(ranks)] if ranks else []


def everybody(ranks, _):
    return ranks


def all_at_once(run, _, __):
    ranks = run.find_ranks()
    for pid in [run.mpirun.pid, *ranks.values()]:
        send(pid, signal.SIGKILL)


def stop_then_kill(run, draw, _):
    ranks = run.find_ranks()
    for rank in any_one(sorted(ranks), draw):
        send(ranks[rank], signal.SIGSTOP)
        time.sleep(draw.uniform(0, 0.5))
        send(ranks[rank], signal.SIGKILL)


def stop_then_kill_mpirun(run, draw, _):
    """The stopped rank can not notice that mpirun has gone; somebody has to end it."""
    ranks = run.find_ranks()
    for rank in any_one(sorted(ranks), draw):
        send(ranks[rank], signal.SIGSTOP)
        time.sleep(draw.uniform(0, 0.5))
        send(run.mpirun.pid, signal.SIGKILL)
        time.sleep(draw.uniform(0, 0.5))
        send(ranks[rank], signal.SIGKILL)


def take_folder_away(_, __, place):
    os.rename(place.folder, place.elsewhere)


def wait_for_full_disk(run, _, __):
    """The disk was made too small; it fills by itself."""
    run.wait_until(run.ended, 60)


ORDINARY = [
    Death("kill -9 rank 0", signal_ranks(signal.SIGKILL, first)),
    Death("kill -9 another rank", signal_ranks(signal.SIGKILL, another)),
    Death("kill -9 all ranks", signal_ranks(signal.SIGKILL, everybody)),
    Death("kill -9 mpirun", signal_mpirun(signal.SIGKILL)),
    Death("kill -9 mpirun and ranks", all_at_once),
    Death("SIGTERM to mpirun", signal_mpirun(signal.SIGTERM)),
    Death("SIGINT to mpirun", signal_mpirun(signal.SIGINT)),
    Death("SIGTERM to a rank", signal_ranks(signal.SIGTERM, any_one)),
    Death("SIGINT to a rank", signal_ranks(signal.SIGINT, any_one)),
    Death("SIGSTOP, kill -9 a rank", stop_then_kill),
    Death("SIGSTOP a rank, kill -9 mpirun", stop_then_kill_mpirun),
    # A run that was to be resumed may find that its file has gone before it could read it.
    Death("folder vanishes", take_folder_away,
          {5: "cannot be written", 2: "there is no such file"}),
]
FULL_DISK = Death("disk full", wait_for_full_disk, {5: "cannot be written"}, "tmpfs")


class Place:
    """Where a run keeps its file: a folder, which may be a small disk of its own."""

    def __init__(self, base, disk_kib=0):
        self.folder = base / "out"
        self.elsewhere = base / "taken_away"
        self.file = self.folder / "run.h5"
        self.scratch = base / "scratch"
        self.disk_kib = disk_kib
        self.folder.mkdir(parents=True)
        self.scratch.mkdir()
        if disk_kib:
            subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={disk_kib}k", "chaos", self.folder],
                           check=True)

    def repair(self):
        """What a person does before the run is resumed."""
        if self.elsewhere.exists():
            if self.folder.exists():
                self.folder.rmdir()
            self.elsewhere.rename(self.folder)
        if self.disk_kib:
            subprocess.run(["mount", "-o", "remount,size=256m", self.folder], check=True)

    def close(self):
        if self.disk_kib:
            subprocess.run(["umount", "-l", self.folder], check=True)


def can_mount(base):
    """Whether this user may make small disks."""
    if os.geteuid() != 0:
        return False
    base.mkdir()
    tried = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "chaos", base], check=False,
                           capture_output=True)
    if tried.returncode == 0:
        subprocess.run(["umount", base], check=True)
    return tried.returncode == 0
