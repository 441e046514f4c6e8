"""The statistics of docs/metrics.md, "Intervals": streams of draws, resampled medians, distributions."""

import hashlib
import math
from statistics import NormalDist

import numpy as np

GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def output(state, number):
    """The number-th output of SplitMix64 from a state."""
    with np.errstate(over="ignore"):
        x = np.uint64(state) + (np.asarray(number, np.uint64) + np.uint64(1)) * GOLDEN
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return x ^ (x >> np.uint64(31))


def indices(seed, resamples, draws, limit):
    """[resample, draw]: draws 0 to draws - 1 of each resample, each of 0 to limit - 1."""
    states = output(seed, np.arange(resamples))[:, None]
    with np.errstate(over="ignore"):
        bits = output(states, np.arange(draws)[None, :])
        return ((bits >> np.uint64(32)) * np.uint64(limit)) >> np.uint64(32)


def normals(seed, resamples):
    """The normal number of draw 0 of each resample."""
    bits = output(output(seed, np.arange(resamples)), 0)
    uniforms = ((bits >> np.uint64(11)).astype(float) + 0.5) * 2.0**-53
    inverse = NormalDist().inv_cdf
    return np.array([inverse(u) for u in uniforms])


def seed_from(seed, identity):
    """The first 64 bits of SHA-256 over a number and a text."""
    return int(hashlib.sha256(f"{seed}\n{identity}".encode()).hexdigest()[:16], 16)


def round_counts(seed, resamples, rounds):
    """[resample, round]: how often each round is drawn."""
    drawn = indices(seed, resamples, rounds, rounds)
    return np.stack([(drawn == r).sum(axis=1) for r in range(rounds)], axis=1)


def beta_fraction(a, b, x):
    """Continued fraction of the incomplete beta function (modified Lentz)."""
    tiny = 1e-300
    c, d = 1.0, 1 - (a + b) * x / (a + 1)
    d = 1 / (d if abs(d) > tiny else tiny)
    result = d
    for m in range(1, 1000):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 + term * d
            d = 1 / (d if abs(d) > tiny else tiny)
            c = 1 + term / c
            c = c if abs(c) > tiny else tiny
            result *= d * c
        if abs(d * c - 1) < 1e-15:
            break
    return result


def beta_share(a, b, x):
    """Regularised incomplete beta function."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    log = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    front = math.exp(log + a * math.log(x) + b * math.log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * beta_fraction(a, b, x) / a
    return 1 - front * beta_fraction(b, a, 1 - x) / b


def students_t(freedom, probability):
    """Quantile of Student's t, for probabilities above a half."""
    low, high = 0.0, 1.0
    share = lambda t: 1 - beta_share(freedom / 2, 0.5, freedom / (freedom + t * t)) / 2
    while share(high) < probability:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if share(middle) < probability else (low, middle)
    return (low + high) / 2


def normal_quantile(probability):
    return NormalDist().inv_cdf(probability)


def autocorrelation_time(series):
    """Geyer's initial positive sequence; lags up to a third of the series."""
    series = np.asarray(series, float)
    n = len(series)
    if n < 4:
        return 1.0
    deviations = series - series.mean()
    variance = deviations @ deviations
    if not variance > 0:
        return 1.0
    tau, lag = -1.0, 0
    while lag + 1 <= n // 3:
        pair = (deviations[lag:] @ deviations[: n - lag] + deviations[lag + 1 :] @ deviations[: n - lag - 1]) / variance
        if pair <= 0:
            break
        tau += 2 * pair
        lag += 2
    return max(1.0, tau)


class Pool:
    """All samples of some rounds in ascending order, for medians of resamples."""

    def __init__(self, rounds):
        rounds = [np.asarray(r, float) for r in rounds if len(r) > 0]
        tags = np.concatenate([np.full(len(r), i) for i, r in enumerate(rounds)])
        values = np.concatenate(rounds)
        order = np.lexsort((tags, values))
        self.values = values[order]
        self.sizes = np.array([len(r) for r in rounds])
        # Row k, column r: how many of round r are among the first k + 1.
        self.below = np.cumsum(tags[order][:, None] == np.arange(len(rounds)), axis=0)

    def median(self, counts, z):
        total = int(counts @ self.sizes)
        mean = self.below @ counts
        variance = (self.below * (self.sizes - self.below) / self.sizes) @ counts
        deviation = z * np.sqrt(variance)

        def statistic(h):
            first = int(np.argmax(mean >= h))
            holds = mean - h + 0.5 >= deviation
            if z >= 0:
                return self.values[first + int(np.argmax(holds[first:]))]
            while first > 0 and holds[first - 1]:
                first -= 1
            return self.values[first]

        return (statistic((total + 1) // 2) + statistic(total // 2 + 1)) / 2
