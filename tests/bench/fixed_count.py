"""Starts the loops of fixed_count_loops.cpp and reads what they print."""

import json
from statistics import median

import launch

METHODS = ("osu", "nccl")


def parse(text):
    """The objects of the loops' lines, in order."""
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def sweep(program, ranks, binding, method, subject, factor, seconds=600):
    """(lines, wall seconds) of one launch over all cases of a subject."""
    words = [*launch.mpirun(ranks, binding), program, "sweep", method, subject, f"{factor:.4f}"]
    out, wall = launch.run(words, seconds)
    return parse(out), wall


def stream(program, ranks, binding, method, subject, wanted_seconds, cases, seconds=600):
    """The lines of a launch that reports mean after mean of short chunks."""
    words = [*launch.mpirun(ranks, binding), program, "stream", method, subject,
             str(wanted_seconds), *cases]
    return parse(launch.run(words, seconds)[0])


def factor_for(target_seconds, launches):
    """What to multiply counts by so that a launch takes `target_seconds`.

    `launches` are (factor, wall seconds, seconds in loops) of earlier ones: what is outside of the
    loops does not grow with the factor. Medians: on a busy machine one launch may take twenty times as long.
    """
    outside = median(wall - loops for _, wall, loops in launches)
    each = median(loops / factor for factor, _, loops in launches)
    return max((target_seconds - outside) / each, 0.05)


def seconds_to_aim_at(ours, theirs):
    """What the next launch of a loop should take so that all of its launches take as long as ours.

    `ours` and `theirs` are the wall seconds of launches so far. A launch that makes up for others takes
    half to twice as long as ours.
    """
    usual = sum(ours) / len(ours)
    behind = usual * (len(theirs) + 1) - sum(theirs)
    return min(max(behind, usual / 2), usual * 2)
