"""Stands for reframe.utility.sanity: deferred expressions, and the few functions on them that are used."""

import builtins
import functools
import re


class SanityError(Exception):
    pass


class Deferred:
    """A call that is made when somebody evaluates it; so are the calls among its arguments and in its result."""

    def __init__(self, function, *arguments, **named):
        self.call = (function, arguments, named)

    def evaluate(self):
        function, arguments, named = self.call
        return evaluate(function(*map(evaluate, arguments), **{key: evaluate(each) for key, each in named.items()}))

    def __bool__(self):
        raise TypeError("a deferred expression is neither true nor false before it is evaluated")


class Performance(Deferred):
    def __init__(self, function, unit, *arguments, **named):
        super().__init__(function, *arguments, **named)
        if not isinstance(unit, str):
            raise TypeError("performance units must be a string")
        self.unit = unit


def evaluate(expression):
    if isinstance(expression, Deferred):
        return expression.evaluate()
    return [evaluate(each) for each in expression] if isinstance(expression, list) else expression


def deferrable(function):
    @functools.wraps(function)
    def later(*arguments, **named):
        return Deferred(function, *arguments, **named)
    return later


def make_performance_function(function, unit, *arguments, **named):
    if isinstance(function, Deferred):
        inner, arguments, named = function.call
        return Performance(inner, unit, *arguments, **named)
    return Performance(function, unit, *arguments, **named)


def must(holds, message, *values):
    if not holds:
        raise SanityError(message.format(*values))
    return True


@deferrable
def defer(value):
    return value


@deferrable
def all(values):
    return builtins.all(values)


@deferrable
def assert_true(value, msg):
    return must(bool(value), msg, value)


@deferrable
def assert_eq(a, b, msg):
    return must(a == b, msg, a, b)


@deferrable
def assert_in(item, container, msg):
    return must(item in container, msg, item, container)


@deferrable
def assert_found(pattern, filename, msg):
    with open(filename, encoding="utf-8") as file:
        return must(re.search(pattern, file.read(), re.MULTILINE), msg, pattern, filename)
