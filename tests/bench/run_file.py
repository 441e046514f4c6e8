"""What the program itself says of a run file: quoted figures, intervals, batches."""

import json
from dataclasses import dataclass

import launch


@dataclass
class Quoted:
    """A case of one run. Times are the quoted median and its 95 % interval; None: not measured."""

    case: str
    outcome: str
    low: float | None
    seconds: float | None
    high: float | None
    visit_seconds: float
    batches: int
    disturbed: int  # batches of samples during which a CPU was given away
    per_probe: tuple | None = None  # (low, point, high): each sample held against the probes of its visit

    def half_width(self):
        """Of the interval, relative to the figure; infinite where there is none."""
        if not self.seconds:
            return float("inf")
        return (self.high - self.low) / 2 / self.seconds


def short_name(name):
    """"allreduce f32 4" and "matmul bf16 256" of canonical names."""
    workload, _, words = name.partition(":")
    parameters = dict(word.split("=", 1) for word in words.split(",") if word)
    size = parameters.get("bytes") or parameters.get("m")
    return f"{workload} {parameters['dtype']} {size}"


def quoted_of(case):
    """Quoted of one element of `cases` of `steelyard export --format json`."""
    figures = case.get("figures")
    seconds = figures["seconds"] if figures else {"low": None, "point": None, "high": None}
    probe = figures.get("per_probe") if figures else None
    batches = [batch for visit in case["visits"] for batch in visit["batches"]]
    return Quoted(short_name(case["name"]), case["outcome"], seconds["low"], seconds["point"], seconds["high"],
                  sum(visit["wall_seconds"] for visit in case["visits"]), len(batches),
                  sum(bool(batch["disturbed"]) for batch in batches),
                  (probe["low"], probe["point"], probe["high"]) if probe else None)


def read(steelyard, path):
    """(quoted cases, wall seconds of the run) of a run file."""
    out, _ = launch.run([steelyard, "export", "--format", "json", path], seconds=120)
    run = json.loads(out)
    return [quoted_of(case) for case in run["cases"]], run["wall_seconds"]


def measure(steelyard, ranks, binding, suite, path, options=(), seconds=300):
    """Runs a suite into `path`; returns the wall time of the launch. Cases may be inconclusive."""
    words = [*launch.mpirun(ranks, binding), steelyard, "run", "--suite", suite, "--output", path,
             "--force", "--quiet", *options]
    return launch.run(words, seconds, accepted=(0, 3, 4))[1]
