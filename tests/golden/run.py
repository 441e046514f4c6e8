#!/usr/bin/env python3
"""Golden tests: runs commands as a user types them and compares what they print.

    tests/golden/run.py --program build/ci/bin/steelyard tests/golden/cases/help.txt
    tests/golden/run.py --program build/ci/bin/steelyard --update tests/golden/cases/help.txt

A case file (.txt) holds one or more commands that share an empty working directory:

    # What the case shows.
    #: numbers                  a directive, see below
    $ steelyard chips h21
    exit 2
    err|steelyard: error: unknown chip 'h21'; did you mean 'h20'?

`out|` and `err|` start the lines of standard output and standard error. A Markdown page (.md) is a
case file too: its fenced blocks that follow the line `<!-- golden -->` (or `<!-- golden: numbers -->`)
hold `$ command` lines, each followed by what the command prints, both streams, and it must end well.

Commands run under `sh` with the program's folder first in PATH, $DATA set to tests/data/golden and
$BACKENDS to the folder of the backends that were built. Folders of this machine, its name, UUIDs and
times of day are replaced by <dir>, <host>, <uuid>, <time>.
Directives: `numbers` replaces every number by <n> and levels the padding around it, for output that
is measured; `ignore stderr` leaves standard error out, and `errors only` leaves out its warnings and
notes, which depend on the machine and the hour.

--update writes what was printed into the files instead of comparing; read the diff before you keep
it.
"""

import argparse
import difflib
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DIRECTIVES = {"numbers", "ignore stderr", "errors only"}
TIMEOUT_SECONDS = 300
NUMBER = re.compile(r"(?<![A-Za-z0-9_.])[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
NOTE = re.compile(r"err\|steelyard: (?:debug|info|warning): ")


class CaseError(Exception):
    """The case file itself is wrong."""


@dataclass
class Step:
    command: str
    expected: list = field(default_factory=list)
    directives: frozenset = frozenset()
    first_line: int = 0  # of the expectation, counted from 0
    last_line: int = 0   # one past it


# ---- reading the two kinds of files ----------------------------------------------------------


def parse_directives(text, where):
    found = frozenset(part.strip() for part in text.split(",") if part.strip())
    if found - DIRECTIVES:
        raise CaseError(f"{where}: unknown directive {', '.join(sorted(found - DIRECTIVES))}; "
                        f"valid: {', '.join(sorted(DIRECTIVES))}")
    return found


def read_text_case(path, lines):
    steps, directives = [], frozenset()
    for number, line in enumerate(lines):
        where = f"{path}:{number + 1}"
        if line.startswith("$ "):
            steps.append(Step(line[2:], [], directives, number + 1, number + 1))
        elif line.startswith("#:"):
            directives |= parse_directives(line[2:], where)
        elif line.startswith(("exit ", "out|", "err|")) and steps:
            steps[-1].expected.append(line)
            steps[-1].last_line = number + 1
        elif line.strip() and not line.startswith("#"):
            raise CaseError(f"{where}: expected '$ ', 'exit ', 'out|', 'err|' or '#'")
    return steps


def read_markdown(path, lines):
    steps, directives, wanted, inside = [], frozenset(), False, False
    for number, line in enumerate(lines):
        marker = re.fullmatch(r"<!-- golden(?::\s*(.*?))? -->", line.strip())
        if marker and not inside:
            directives = parse_directives(marker.group(1) or "", f"{path}:{number + 1}")
            wanted = True
        elif line.startswith("```"):
            inside = wanted and not inside
            wanted = wanted and inside
        elif inside and line.startswith("$ "):
            steps.append(Step(line[2:], [], directives, number + 1, number + 1))
        elif inside and steps:
            steps[-1].expected.append(line)
            steps[-1].last_line = number + 1
    return steps


# ---- running ---------------------------------------------------------------------------------


def environment(program):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("STEELYARD_")}
    kept.update(PATH=f"{program.parent}:{os.environ['PATH']}", LC_ALL="C.UTF-8", TERM="dumb",
                DATA=str(ROOT / "tests" / "data" / "golden"),
                BACKENDS=str(program.parent.parent / "lib" / "steelyard" / "backends"),
                OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1")
    kept.pop("COLUMNS", None)
    return kept


def neutralise(text, folder, program, directives):
    places = [(folder, "<dir>"), (program.parent.parent, "<build>"), (ROOT, "<source>")]
    for place, word in places:
        text = text.replace(str(place), word)
    text = re.sub(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "<uuid>", text)
    text = re.sub(r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z?", "<time>", text)
    host = socket.gethostname()
    if len(host) > 1:
        text = re.sub(rf"(?<![\w.-]){re.escape(host)}(?![\w-])", "<host>", text)
    if "numbers" in directives:
        text = NUMBER.sub("<n>", text)
        text = re.sub(r"(?<=\S) {2,}", "  ", text)
        text = re.sub(r"(?m)^ +", " ", text)
        text = re.sub(r"([-=─━])\1{2,}", r"\1\1\1", text)
    return text


def execute(step, folder, program, merge):
    """Runs one command; returns the lines in the form that the case files use."""
    done = subprocess.Popen(["sh", "-c", step.command], cwd=folder, env=environment(program),
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT if merge else subprocess.PIPE,
                            text=True, errors="replace", start_new_session=True)
    try:
        out, err = done.communicate(timeout=TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(done.pid, signal.SIGKILL)
        done.communicate()
        return [f"did not end within {TIMEOUT_SECONDS} seconds"]

    def lines(text, prefix):
        clean = neutralise(text or "", folder, program, step.directives)
        return [prefix + line.rstrip() for line in clean.splitlines()]

    if merge:
        ending = [] if done.returncode == 0 else [f"exit {done.returncode}"]
        return lines(out, "") + ending
    errors = [] if "ignore stderr" in step.directives else lines(err, "err|")
    if "errors only" in step.directives:
        errors = [line for line in errors if not NOTE.match(line)]
    return [f"exit {done.returncode}"] + lines(out, "out|") + errors


def run_file(path, program, update):
    """True if every command of the file printed what it should."""
    lines = path.read_text(encoding="utf-8").splitlines()
    markdown = path.suffix == ".md"
    steps = (read_markdown if markdown else read_text_case)(path, lines)
    if not steps:
        raise CaseError(f"{path}: holds no command; a golden test that runs nothing proves nothing")
    same, offset = True, 0
    with tempfile.TemporaryDirectory(prefix="golden-") as folder:
        for step in steps:
            actual = execute(step, folder, program, merge=markdown)
            if actual == step.expected:
                continue
            same = False
            if update:
                lines[step.first_line + offset:step.last_line + offset] = actual
                offset += len(actual) - (step.last_line - step.first_line)
                continue
            print(f"{path}: $ {step.command}")
            print("\n".join(difflib.unified_diff(step.expected, actual, "expected", "printed",
                                                 lineterm="")))
    if update and not same:
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"{path}: updated; read the diff before you keep it")
    return same or update


def main():
    parser = argparse.ArgumentParser(description="Runs golden tests.")
    parser.add_argument("files", nargs="+", type=Path, help="case files and Markdown pages")
    parser.add_argument("--program", required=True, type=Path, help="the steelyard to run")
    parser.add_argument("--update", action="store_true", help="accept what is printed")
    arguments = parser.parse_args()
    program = arguments.program.resolve()
    if not os.access(program, os.X_OK):
        print(f"run.py: {program} is no program; build it first")
        return 2
    try:
        results = [run_file(path, program, arguments.update) for path in arguments.files]
    except (CaseError, OSError) as error:
        print(f"run.py: {error}")
        return 2
    command = shlex.join([sys.executable, *sys.argv])
    if not all(results):
        print(f"run.py: to accept what was printed: {command} --update")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
