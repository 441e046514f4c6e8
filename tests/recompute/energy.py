"""Power of visits and energy of iterations from a run's telemetry: docs/metrics.md, "Money and energy"."""

import math

import numpy as np

from ends import exactly
from figures import estimate_of_rounds, interval
from resampling import students_t

COLUMNS = (("counter", "energy_joules"), ("power", "power_watts"))
MOST_WATTS = 1e6


def sampled(case, visit):
    """Begin and end of the last seconds of a visit, as many as its batches of samples took."""
    batches = sum(batch["wall_seconds"] for batch in case.batches if batch["round"] == visit["round"])
    end = visit["start_seconds"] + visit["wall_seconds"]
    return end - min(batches, visit["wall_seconds"]), end


def mean_watts(telemetry, rank, column, begin, end):
    """Of one device over a stretch of time, or None where its readings do not span half of it."""
    seconds, values = telemetry["seconds"], telemetry[column]
    chosen = (telemetry["rank"] == rank) & (seconds >= begin) & (seconds <= end) & np.isfinite(values)
    seconds, values = seconds[chosen], values[chosen]
    if len(seconds) < 2 or not seconds[-1] - seconds[0] >= (end - begin) / 2:
        return None
    if column == "energy_joules":
        joules = np.diff(values)
    else:
        joules = np.diff(seconds) * (values[1:] + values[:-1]) / 2
    watts = joules.sum() / (seconds[-1] - seconds[0])
    return watts if np.all(joules >= 0) and 0 < watts <= MOST_WATTS else None


def of_visit(run, case, visit, column):
    begin, end = sampled(case, visit)
    devices = [mean_watts(run.telemetry, rank, column, begin, end) for rank in range(int(case["ranks"]))]
    return None if not devices or None in devices else float(np.mean(devices))


class CaseEnergy:
    """Energy of an iteration and power of one case: intervals, and whether they mean anything."""

    def __init__(self, joules, watts, known):
        self.joules, self.watts, self.known = joules, watts, known

    def numbers(self):
        """The key `energy` of a result."""
        both = (("joules_per_iteration", self.joules), ("watts", self.watts))
        return {key: interval(of["low"], of["point"], of["high"], self.known) for key, of in both}


def of_visits(of_run, joules, watts):
    watts = [np.array([each]) for each in watts]
    made = [estimate_of_rounds(each, of_run.seed, of_run.round_seed) for each in (joules, watts)]
    known = len(watts) > 1 and of_run.known
    return CaseEnergy(*(each.interval() if known else exactly(each.point) for each in made), known)


def of_case(run, of_run):
    """CaseEnergy of a figures.CaseOfRun, or None without sensors."""
    for _, column in COLUMNS:
        known = []
        for visit, times in zip(of_run.visits, of_run.quoted):
            watts = of_visit(run, of_run.case, visit, column) if run.telemetry else None
            if watts is not None:
                known.append((times * watts, watts))
        if known:
            return of_visits(of_run, *zip(*known))
    return None


def mean_of_runs(points):
    """Geometric mean with the interval of Student's t."""
    logs = np.log(points)
    half = students_t(len(logs) - 1, 0.975) * logs.std(ddof=1) / math.sqrt(len(logs))
    return {"low": math.exp(logs.mean() - half), "point": math.exp(logs.mean()), "high": math.exp(logs.mean() + half)}


def of_pooled(pooled):
    """CaseEnergy of a figures.PooledCase, or None without sensors."""
    found = [of_case(run, case) for run, case in zip(pooled.runs, pooled.all)]
    known = [each for each in found if each is not None]
    if len(found) == 1 or not known:
        return known[0] if known else None
    joules, watts = [each.joules["point"] for each in known], [each.watts["point"] for each in known]
    if len(known) == 1:
        return CaseEnergy(exactly(joules[0]), exactly(watts[0]), False)
    return CaseEnergy(mean_of_runs(joules), mean_of_runs(watts), True)


def numbers(pooled):
    """The key `energy` of a result, or None."""
    found = of_pooled(pooled)
    return found and found.numbers()
