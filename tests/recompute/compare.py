"""Holds the numbers of one document against expected ones, leaf by leaf."""

import math
import numbers as numbers_abc

import numpy as np


def numbers(node, path=()):
    """(path, number) of every number; null and text are none, and neither are true and false."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from numbers(value, (*path, key))
    elif isinstance(node, (list, tuple)):
        for index, value in enumerate(node):
            yield from numbers(value, (*path, index))
    elif isinstance(node, numbers_abc.Real) and not isinstance(node, (bool, np.bool_)):
        yield path, node


def agree(a, b):
    """To 6 digits."""
    return a == b or math.isclose(a, b, rel_tol=5e-7)


def differences(document, expected):
    """Sentences: numbers that differ, that nobody expected, and that are missing."""
    there, wanted = dict(numbers(document)), dict(numbers(expected))
    name = lambda path: "/".join(str(part) for part in path)
    for path, value in there.items():
        if path not in wanted:
            yield f"{name(path)} = {value}: nobody knows how this number is made"
        elif not agree(value, wanted[path]):
            yield f"{name(path)} = {value}, recomputed {wanted[path]}"
    for path, value in wanted.items():
        if path not in there:
            yield f"{name(path)}: missing, recomputed {value}"
