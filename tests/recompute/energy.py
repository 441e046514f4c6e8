"""Power of visits and energy of iterations from a run's telemetry: docs/metrics.md, "Money and energy"."""

import numpy as np

from figures import estimate_of_rounds, of_runs

COLUMNS = (("counter", "energy_joules"), ("power", "power_watts"))


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
        joules = values[-1] - values[0]
    else:
        joules = np.sum(np.diff(seconds) * (values[1:] + values[:-1]) / 2)
    return joules / (seconds[-1] - seconds[0])


def of_visit(run, case, visit, column):
    begin, end = sampled(case, visit)
    devices = [mean_watts(run.telemetry, rank, column, begin, end) for rank in range(int(case["ranks"]))]
    return None if not devices or None in devices else float(np.mean(devices))


class CaseEnergy:
    """Energy of an iteration and power of one case of one run."""

    def __init__(self, of_run, joules, watts):
        self.joules = estimate_of_rounds(joules, of_run.seed, of_run.round_seed)
        self.watts = estimate_of_rounds([np.array([each]) for each in watts], of_run.seed, of_run.round_seed)


def of_case(run, of_run):
    """CaseEnergy of a figures.CaseOfRun, or None without sensors."""
    for _, column in COLUMNS:
        known = []
        for visit, times in zip(of_run.visits, of_run.quoted):
            watts = of_visit(run, of_run.case, visit, column) if run.telemetry else None
            if watts is not None:
                known.append((times * watts, watts))
        if known:
            return CaseEnergy(of_run, *zip(*known))
    return None


def of_pooled(pooled):
    """(joules of an iteration, watts) of a figures.PooledCase as estimates, or None."""
    each = [of_case(run, case) for run, case in zip(pooled.runs, pooled.all)]
    known = [(energy, seed) for energy, seed in zip(each, pooled.seeds) if energy is not None]
    if not known:
        return None
    if len(known) == 1:
        return known[0][0].joules, known[0][0].watts
    seeds = [seed for _, seed in known]
    return tuple(of_runs([getattr(energy, what) for energy, _ in known], seeds) for what in ("joules", "watts"))


def numbers(pooled):
    """The key `energy` of a result, or None."""
    found = of_pooled(pooled)
    if found is None:
        return None
    return {"joules_per_iteration": found[0].interval(), "watts": found[1].interval()}
