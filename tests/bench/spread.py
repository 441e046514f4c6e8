"""How far the figures of independent launches lie apart. Pure."""

import math
from statistics import median


def spread(values, launches):
    """Largest over smallest; infinite where a launch has no figure."""
    if len(values) < launches:
        return math.inf
    return max(values) / min(values)


def spreads(estimates, launches):
    """Case -> spread, of case -> figures."""
    return {case: spread(values, launches) for case, values in estimates.items()}


def steadier_share(ours, others):
    """Share of cases in which our spread is smaller than each of the others'."""
    steadier = [all(mine < other[case] for other in others) for case, mine in ours.items()]
    return sum(steadier), len(steadier)


def covered(intervals, values):
    """How many of the intervals (low, high) of one case hold the median of its figures."""
    centre = median(values)
    return sum(low <= centre <= high for low, high in intervals)


def rotated(items, by):
    """The order of launch number `by`: each comes first as often as the others."""
    by %= len(items)
    return [*items[by:], *items[:by]]
