"""Figures of one case on one chip, with what their intervals are made from."""

import math

import numpy as np

import resampling

RESAMPLES = 10000
NEIGHBOURS = 0.075  # correlation of a round with the next that is allowed for
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
        """t p, p the probe rate of the visit: an estimate, or None."""
        products = [t * probe_rate(v) for v, t in zip(self.visits, self.quoted) if probe_rate(v) > 0]
        if not products:
            return None
        return estimate_of_rounds(products, self.seed, self.round_seed)


def of_runs(estimates, seeds):
    """The geometric mean over several runs."""
    logs = np.log([each.point for each in estimates])
    count = len(logs)
    numbers = np.array([resampling.normals(seed, RESAMPLES) for seed in seeds])
    deviations = (logs - logs.mean()) @ numbers / math.sqrt(count * (count - 1))
    return Estimate(math.exp(logs.mean()), deviations, count - 1)


class PooledCase:
    """One case on one row: of its one run, or of all its runs with a figure."""

    def __init__(self, runs):
        self.runs = [run for run, _ in runs]
        self.all = [case for _, case in runs]
        first = self.all[0]
        self.case, self.unit, self.work = first.case, first.unit, first.work
        self.seeds = [resampling.seed_from(1, f"{run['run_uuid']}\npooled") for run in self.runs]
        self.estimate = self.together([case.estimate for case in self.all])
        self.known = sum(len(case.all) for case in self.all) >= FEWEST_FOR_INTERVAL

    def together(self, estimates):
        return estimates[0] if len(estimates) == 1 else of_runs(estimates, self.seeds)

    def per_probe(self):
        """1 / (t p): an interval, or None where a run has no probes."""
        products = [case.per_probe() for case in self.all]
        if any(each is None for each in products):
            return None
        return inverse(self.together(products).interval(known=self.known), 1)

    def between_runs(self):
        return float(np.std(np.log([case.estimate.point for case in self.all]), ddof=1))

    def quantile(self, p):
        return math.exp(np.mean([math.log(np.quantile(case.all, p)) for case in self.all]))

    def figures(self):
        """The key `figures` of a result."""
        seconds = self.estimate.interval(known=self.known)
        total = lambda of: sum(of(case) for case in self.all)
        out = {
            "figure": inverse(seconds, self.work),
            "seconds": seconds,
            "p5_seconds": self.quantile(0.05),
            "p95_seconds": self.quantile(0.95),
            "p99_seconds": self.quantile(0.99),
            "iterations": total(lambda case: len(case.all)),
            "rounds": total(lambda case: case.rounds),
            "disturbed_rounds": total(lambda case: case.disturbed),
            "left_out": total(lambda case: case.left_out),
            "late_iterations": total(lambda case: case.late),
        }
        if self.unit in ("B/s busbw", "B/s algbw"):
            out["algbw"] = inverse(seconds, self.case["message_bytes"])
        return out
