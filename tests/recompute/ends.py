"""Arithmetic of intervals whose ends are combined as if both were off in the worst way at once."""


def exactly(value):
    return {"low": value, "point": value, "high": value}


def none_of(*intervals):
    return any(each is None for each in intervals)


def ends(of):
    """Both ends; where there is no interval the point."""
    return {end: of["point"] if of[end] is None else of[end] for end in ("low", "point", "high")}


def combined(one, other, how, falling=False):
    """`how` rises with the first, and falls with the second if `falling`."""
    if none_of(one, other):
        return None
    against = {"low": "high", "point": "point", "high": "low"}
    out = {}
    for end in ("low", "point", "high"):
        a, b = one[end], other[against[end] if falling else end]
        out[end] = None if a is None or b is None else how(a, b)
    return out


def plus(one, other):
    return combined(one, other, lambda a, b: a + b)


def times(one, other):
    return combined(one, other, lambda a, b: a * b)


def over(one, other):
    return combined(one, other, lambda a, b: a / b, falling=True)
