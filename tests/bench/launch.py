"""How benchmarks start programs: the environment, mpirun, a time limit that leaves nothing behind."""

import contextlib
import os
import signal
import subprocess
import sys
import time


class LaunchError(Exception):
    """A program that could not run, did not end in time or ended with a failure."""


def environment():
    """This process's environment, with what Open MPI wants under root and in containers."""
    variables = dict(os.environ)
    if os.geteuid() == 0:
        variables["OMPI_ALLOW_RUN_AS_ROOT"] = "1"
        variables["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1"
    variables.setdefault("OMPI_MCA_btl_vader_single_copy_mechanism", "none")
    return variables


def mpirun(ranks, binding="core"):
    """The words before a program; `binding` is that of `--bind-to`."""
    return ["mpirun", "-n", str(ranks), "--bind-to", binding]


def end_on_request():
    """Makes SIGTERM end this process as an exception does, so that what it started ends with it."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


def end(process, patience=5):
    """Ends a process group: politely first, so that a script or mpirun ends what it started; what is
    left of it after that, or after `patience` seconds, is killed."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(patience)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def run(words, seconds, accepted=(0,)):
    """Standard output of a program and how long it took.

    Raises LaunchError, with the end of standard error, if it cannot start, does not end within
    `seconds` or ends with a code that is not accepted. What it started ends with it.
    """
    words = [str(word) for word in words]
    start = time.monotonic()
    try:
        process = subprocess.Popen(words, env=environment(), stdout=subprocess.PIPE, text=True,
                                   stderr=subprocess.PIPE, start_new_session=True)
    except OSError as error:
        raise LaunchError(f"{words[0]} could not be started: {error.strerror}.") from error
    try:
        out, err = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired as error:
        raise LaunchError(f"`{' '.join(words)}` did not end within {seconds:.0f} s.") from error
    finally:
        if process.poll() is None:
            end(process)
    if process.returncode not in accepted:
        raise LaunchError(f"`{' '.join(words)}` ended with code {process.returncode}:\n"
                          + "\n".join(err.strip().splitlines()[-5:]))
    return out, time.monotonic() - start
