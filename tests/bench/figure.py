"""The figures that benchmarks print, one JSON object per line, as in figure.hpp."""

import json
import math
from dataclasses import asdict, dataclass
from statistics import median

KEYS = ("bench", "subject", "quantity", "unit", "value", "low", "high", "target", "repetitions")


@dataclass
class Figure:
    bench: str
    subject: str
    quantity: str
    unit: str
    value: float
    low: float
    high: float
    repetitions: int
    target: str = ""
    reached: bool | None = None

    def judged(self):
        """The same, with what became of its target."""
        self.reached = reached(self.value, self.target)
        return self

    def print(self):
        line = asdict(self)
        if self.reached is None:
            del line["reached"]
        print(json.dumps(line), flush=True)


def parse(line):
    """The Figure of one line of output, or None if it is something else."""
    try:
        found = json.loads(line)
    except ValueError:
        return None
    if not isinstance(found, dict) or any(key not in found for key in KEYS):
        return None
    numbers = [found[key] if found[key] is not None else math.nan for key in ("value", "low", "high")]
    return Figure(found["bench"], found["subject"], found["quantity"], found["unit"], *numbers,
                  int(found["repetitions"]), found["target"], found.get("reached"))


def interval_of_median(values):
    """(low, median, high): order statistics at 95 %; the range where there are too few for that.

    The ranks l and n + 1 - l of Binomial(n, 1/2), as steelyard::median_interval has them.
    """
    ordered = sorted(values)
    n = len(ordered)
    outside, below = 0.0, 0
    while below < n // 2:
        outside += 2 * math.comb(n, below) / 2**n
        if outside > 0.05:
            break
        below += 1
    rank = max(below - 1, 0)
    return ordered[rank], median(ordered), ordered[n - 1 - rank]


def interval_of_share(hits, trials):
    """(low, share, high) of a share at 95 % (Wilson 1927)."""
    z = 1.959964
    share = hits / trials
    centre = (share + z * z / (2 * trials)) / (1 + z * z / trials)
    half = z / (1 + z * z / trials) * math.sqrt(
        share * (1 - share) / trials + z * z / (4 * trials * trials))
    return max(0.0, centre - half), share, min(1.0, centre + half)


def reached(value, target):
    """Whether a value meets a target: "<= 1.2", ">= 0.8", "> 0", "0.9 to 0.99"; None: no target."""
    words = target.split()
    if not words:
        return None
    if len(words) == 3 and words[1] == "to":
        return float(words[0]) <= value <= float(words[2])
    limit = float(words[1])
    return {"<=": value <= limit, ">=": value >= limit, "<": value < limit, ">": value > limit}[words[0]]
