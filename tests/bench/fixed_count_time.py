"""How long a loop of a fixed count takes until its mean says the same thing again. Pure."""

from statistics import mean, stdev

FEWEST_BLOCKS = 10


def student_95(freedom):
    """Two-sided 95 % quantile of Student's t (Abramowitz & Stegun 26.7.5; within 0.1 % from 9 on)."""
    z = 1.959964
    return (z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
            + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * freedom**3))


def half_width(estimates):
    """Of the interval in which 95 % of such estimates lie, relative to their mean."""
    return student_95(len(estimates) - 1) * stdev(estimates) / mean(estimates)


def blocks(chunks, size):
    """Means of `size` chunks that follow each other; what is left over at the end is left out."""
    return [mean(chunks[i:i + size]) for i in range(0, len(chunks) - size + 1, size)]


def seconds_until(chunks, wall_seconds, target):
    """Time of the shortest block whose mean repeats within `target`; None if there is none.

    `chunks` are means of equally long chunks of a loop that took `wall_seconds` in all. Blocks of 1, 2,
    4, ... chunks are tried, while ten of them are there to show a spread.
    """
    size = 1
    while len(chunks) // size >= FEWEST_BLOCKS:
        if half_width(blocks(chunks, size)) <= target:
            return size * wall_seconds / len(chunks)
        size *= 2
    return None
