"""Figures of one case on one chip, with what their intervals are made from."""

import math

import numpy as np

import resampling

RESAMPLES = 10000
NEIGHBOURS = 0.1  # correlation of a round with the next that is allowed for
FEWEST_FOR_DEPENDENCE = 8
FEWEST_FOR_INTERVAL = 6


def interval(low, point, high, known=True):
    return {"low": low, "point": point, "high": high} if known else {"low": None, "point": point, "high": None}


def scaled(of, factor):
    return {end: None if value is None else value * factor for end, value in of.items()}


def inverse(of, work):
    return {
        "low": None if of["high"] is None else work / of["high"],
        "point": work / of["point"],
        "high": None if of["low"] is None else work / of["low"],
    }


class Estimate:
    """A point, the logarithms of its resamples around it, and how many degrees of freedom they have."""

    def __init__(self, point, logs, freedom):
        self.point, self.logs, self.freedom = point, logs, freedom

    def interval(self, confidence=0.95, known=True):
        upper = (1 + confidence) / 2
        stretch = 1.0
        if math.isfinite(self.freedom):
            stretch = resampling.students_t(self.freedom, upper) / resampling.normal_quantile(upper)
        low, high = np.quantile(self.logs, [1 - upper, upper]) * stretch
        return interval(self.point * math.exp(min(low, 0)), self.point, self.point * math.exp(max(high, 0)), known)


def difference(one, other, sign=-1):
    """Of two that are independent (Welch and Satterthwaite)."""
    variances = [one.logs.var(), other.logs.var()]
    parts = [v * v / f for v, f in zip(variances, (one.freedom, other.freedom))]
    freedom = math.inf if sum(parts) == 0 else sum(variances) ** 2 / sum(parts)
    return one.logs + sign * other.logs, freedom


def spread_of_rounds(medians):
    """Factor of the spread of resampled medians, and degrees of freedom."""
    rounds = len(medians)
    if rounds < 2:
        return 1.0, math.inf
    tau = 1.0 if rounds < FEWEST_FOR_DEPENDENCE else resampling.autocorrelation_time(medians)
    effective = max(2.0, rounds / tau)
    allowed = (1 + NEIGHBOURS) / (1 - NEIGHBOURS)
    return math.sqrt(max(rounds / effective, allowed) * effective / (effective - 1)), effective - 1


def estimate_of_rounds(rounds, seed, round_seed, resamples=RESAMPLES):
    """The median of all samples of some rounds of one run."""
    point = float(np.median(np.concatenate(rounds)))
    pool = resampling.Pool(rounds)
    if pool.values[0] == pool.values[-1]:
        logs = np.zeros(resamples)
    elif len(rounds) == 1:
        one = np.array([1])
        logs = np.log([pool.median(one, z) for z in resampling.normals(seed, resamples)])
        logs -= math.log(point)
    else:
        counts = resampling.round_counts(round_seed, resamples, len(rounds))
        kinds, which = np.unique(counts, axis=0, return_inverse=True)
        logs = np.log([pool.median(kind, 0) for kind in kinds])[which.reshape(-1)] - math.log(point)
    spread, freedom = spread_of_rounds([np.median(r) for r in rounds])
    return Estimate(point, logs * spread, freedom)


def unit_and_work(case):
    if case["message_bytes"] > 0:
        if case["busbw_factor"] > 0:
            return "B/s busbw", case["message_bytes"] * case["busbw_factor"]
        return "B/s algbw", case["message_bytes"]
    if case["flops"] > 0:
        return "FLOP/s", case["flops"]
    if case["bytes_moved"] > 0:
        return "B/s", case["bytes_moved"]
    return "iterations/s", 1.0


def probe_rate(visit):
    before, after = visit["probe_before_rate"], visit["probe_after_rate"]
    return math.sqrt(before * after) if before > 0 and after > 0 else max(before, after)


class CaseOfRun:
    """One case of one run: the numbers that stand under `figures`."""

    def __init__(self, run, case):
        self.case = case
        self.unit, self.work = unit_and_work(case)
        quoted, self.left_out = case.quoted()
        self.quoted = [times for _, times in quoted]
        self.visits = [visit for visit, _ in quoted]
        everything = case.times()
        self.all = np.concatenate([times for _, times, _ in everything])
        self.rounds = len(everything)
        self.disturbed = sum(visit["disturbed"] != 0 for visit, _, _ in everything)
        self.late = sum(int(visit["late_iterations"]) for visit in case.visits)
        self.known = len(self.all) >= FEWEST_FOR_INTERVAL
        self.seed = resampling.seed_from(1, f"{run['run_uuid']}\n{case.id}")
        self.round_seed = resampling.seed_from(1, run["run_uuid"])
        self.estimate = estimate_of_rounds(self.quoted, self.seed, self.round_seed)

    def per_probe(self):
        """1 / (t p), p the probe rate of the visit: an interval, or None."""
        products = [t * probe_rate(v) for v, t in zip(self.visits, self.quoted) if probe_rate(v) > 0]
        if not products:
            return None
        return inverse(estimate_of_rounds(products, self.seed, self.round_seed, 500).interval(), 1)

    def probe_median(self):
        rates = [visit[key] for visit in self.case.visits for key in ("probe_before_rate", "probe_after_rate")]
        rates = [rate for rate in rates if rate > 0]
        return float(np.median(rates)) if rates else 0.0


def figures(cases):
    """The key `figures` of a result."""
    first = cases[0]
    seconds = first.estimate.interval(known=first.known)
    out = {
        "figure": inverse(seconds, first.work),
        "seconds": seconds,
        "p5_seconds": np.quantile(first.all, 0.05),
        "p95_seconds": np.quantile(first.all, 0.95),
        "p99_seconds": np.quantile(first.all, 0.99),
        "iterations": len(first.all),
        "rounds": first.rounds,
        "disturbed_rounds": first.disturbed,
        "left_out": first.left_out,
        "late_iterations": first.late,
    }
    if first.unit.endswith("busbw") or first.unit.endswith("algbw"):
        out["algbw"] = inverse(seconds, first.case["message_bytes"])
    return out
