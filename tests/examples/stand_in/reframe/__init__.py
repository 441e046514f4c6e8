"""Stands for ReFrame where that is not installed: of ReFrame 4.9.3's documented interface what
docs/examples/reframe/steelyard_check.py uses, with the rules that such a test can break. Nothing of ReFrame's own code.

    run_checks() runs what @simple_test has registered, on the partition and with the variables given.
"""

import os
import subprocess

from reframe.utility import sanity

registered = []
PARTITION = "generic:default"


class ReframeSyntaxError(Exception):
    pass


class PerformanceError(Exception):
    pass


class Variable:
    """A `variable(...)` of a class body."""

    def __init__(self, *types, value=None):
        self.types, self.value = types, value


def _run_before(stage):
    if stage not in ("setup", "compile", "run", "sanity", "performance", "cleanup"):
        raise ValueError(f"no such stage: {stage}")

    def mark(function):
        function.runs_before = stage
        return function
    return mark


def _sanity_function(function):
    function.is_sanity = True
    return sanity.deferrable(function)


class Namespace(dict):
    """A class body knows these names without an import, and gives them up at its end."""

    BUILTINS = {"variable": Variable, "run_before": _run_before, "sanity_function": _sanity_function,
                "deferrable": sanity.deferrable}

    def __missing__(self, name):
        return self.BUILTINS[name]


class Meta(type):
    @classmethod
    def __prepare__(mcs, name, bases, **options):
        return Namespace()

    def __new__(mcs, name, bases, body, **options):
        variables = {key: each for key, each in body.items() if isinstance(each, Variable)}
        made = super().__new__(mcs, name, bases, {**body, **{key: each.value for key, each in variables.items()}})
        made.variables = variables
        return made


class Partition:
    fullname = PARTITION


class RunOnlyRegressionTest(metaclass=Meta):
    """A test that builds nothing."""

    executable_opts, postrun_cmds, keep_files = [], [], []
    current_partition = Partition()

    def __init__(self, stagedir):
        self.stagedir = str(stagedir)
        self.stdout = os.path.join(self.stagedir, "rfm_job.out")
        self.perf_variables, self.reference = {}, {}

    def is_dry_run(self):
        return False


def simple_test(check):
    if not issubclass(check, RunOnlyRegressionTest):
        raise ReframeSyntaxError("the decorated class must be a regression test")
    for needed in ("valid_systems", "valid_prog_environs"):
        if not hasattr(check, needed):
            raise ReframeSyntaxError(f"{needed} is not set")
    registered.append(check)
    return check


def hooks(test, stage):
    for name in dir(type(test)):
        if getattr(getattr(type(test), name), "runs_before", None) == stage:
            getattr(test, name)()


def reference_of(scopes, key):
    """A scope ends at the last colon of a key; what is not found is looked for in the scopes around it."""
    scope, name = key.rsplit(":", 1)
    while True:
        if name in scopes.get(scope, {}):
            return scopes[scope][name]
        if scope == "*":
            return (0, None, None)
        scope = scope.rsplit(":", 1)[0] if ":" in scope else "*"


def check_performance(test):
    """{variable: (value, unit)}; throws where one is beyond its bounds."""
    found, failures = {}, []
    for name, expression in test.perf_variables.items():
        key = f"{PARTITION}:{name}"
        value, reference = expression.evaluate(), reference_of(test.reference, key)
        if not isinstance(reference, tuple):
            raise TypeError(f"reference of {name} is no tuple")
        value_of_reference, lower, upper = reference[:3]
        found[key.rsplit(":", maxsplit=1)[-1]] = (value, expression.unit)
        if lower is not None and not -1 <= lower <= 0:
            raise ValueError(f"invalid low threshold value: {lower}")
        if (lower is not None and value < value_of_reference * (1 + lower)) or (
                upper is not None and value > value_of_reference * (1 + upper)):
            failures.append(name)
    if failures:
        raise PerformanceError(f"failed to meet reference(s): {'; '.join(failures)}")
    return found


def run_check(check, stagedir, settings, environment):
    """The stages of one test. Returns its performance variables; throws SanityError or PerformanceError."""
    test = check(stagedir)
    for name, value in settings.items():
        if name not in check.variables:
            raise ReframeSyntaxError(f"no such variable: {name}")
        setattr(test, name, value)
    hooks(test, "run")
    # No option needs quotes here; each command is a line of the job's script.
    script = "\n".join([" ".join([test.executable, *test.executable_opts]), *test.postrun_cmds]) + "\n"
    with open(test.stdout, "w", encoding="utf-8") as out:
        subprocess.run(["bash", "-c", script], cwd=stagedir, stdout=out, stderr=subprocess.DEVNULL, env=environment, timeout=120,
                       check=False)
    (judge,) = [name for name in dir(check) if getattr(getattr(check, name), "is_sanity", False)]
    sanity.evaluate(getattr(test, judge)())
    hooks(test, "performance")
    return check_performance(test)
