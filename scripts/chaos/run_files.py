"""What a run file holds, and whether that is what was promised."""

import hashlib
import subprocess
from dataclasses import dataclass

import h5py
import numpy


def text(value):
    return value.decode() if isinstance(value, bytes) else str(value)


@dataclass
class Content:
    state: str
    outcomes: dict  # case -> outcome
    visits: dict  # (case, round) -> (iterations, median of the slowest rank, digest of all samples)
    order: list  # (case, round), as they were begun
    twice: list  # visits that are there more than once
    clock_runs_back: bool
    continuations: int


def read(path):
    """Everything in the file; raises if it does not open plainly or is not whole."""
    visits, begun, outcomes, twice = {}, [], {}, []
    with h5py.File(path, "r") as file:
        for group in file["cases"].values():
            case = text(group.attrs["name"])
            outcomes[case] = text(group.attrs["outcome"])
            samples, rounds = group["samples"][()], group["round"][()]
            at = 0
            for row in group["visits"][()]:
                mine = samples[at:at + int(row["iterations"])]
                key = (case, int(row["round"]))
                if len(mine) != row["iterations"] or (rounds[at:at + len(mine)] != key[1]).any():
                    raise ValueError(f"{key} has not all of its samples")
                if not len(mine) or not numpy.isfinite(mine).all() or (mine <= 0).any():
                    raise ValueError(f"{key} has samples that are no times")
                at += len(mine)
                if key in visits:
                    twice.append(key)
                visits[key] = (len(mine), float(numpy.median(mine.max(axis=1))),
                               hashlib.sha256(mine.tobytes()).hexdigest())
                begun.append((float(row["start_seconds"]), float(row["wall_seconds"]), key))
            if at != len(samples) or at != len(rounds) or at != len(group["late"]):
                raise ValueError(f"{case} has samples that belong to no visit")
        state = text(file.attrs["state"])
        continuations = len(file["continuations"]) if "continuations" in file else 0
    begun.sort()
    ends = [start + wall for start, wall, _ in begun]
    starts = [start for start, _, _ in begun]
    return Content(state, outcomes, visits, [key for _, _, key in begun], twice,
                   any(end > start for end, start in zip(ends, starts[1:])), continuations)


def dump_fails(path):
    """What h5dump, which shares no code with this program but the library, says of the file; "" if
    it is content."""
    done = subprocess.run(["h5dump", str(path)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          check=False, timeout=60)
    return "" if done.returncode == 0 else done.stderr.decode(errors="replace")[:300]


UNITS = {"s": 1, "ms": 1e-3, "us": 1e-6, "ns": 1e-9}


def missing(content, run):
    """Announcements of the run that the file does not bear out."""
    lost = []
    for key, (iterations, median) in run.announced.items():
        number, unit = median.split(" ")
        kept = content.visits.get(key)
        if kept is None:
            lost.append(f"{key} was announced and is not there")
        elif kept[0] != iterations:
            lost.append(f"{key}: {iterations} iterations were announced, {kept[0]} are there")
        elif abs(kept[1] / (float(number) * UNITS[unit]) - 1) > 0.006:  # three digits are printed
            lost.append(f"{key}: median {median} was announced, {kept[1]:g} s is there")
    for case, outcome in run.finished.items():
        if content.outcomes.get(case) != outcome:
            lost.append(f"{case} was announced as {outcome}, it is {content.outcomes.get(case)}")
    return lost


def changed(before, after):
    """Visits that were there before and are other ones now, or gone."""
    return [f"{key} was there and is {'another' if key in after.visits else 'gone'} now"
            for key, visit in before.visits.items() if after.visits.get(key) != visit]
