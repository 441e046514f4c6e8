#!/usr/bin/env python3
"""Mutation testing: how many random one-line breaks do the tests notice? See mutate.sh.

    mutate.py list FILE...                       what could be broken in these files
    mutate.py run --tree DIR --build DIR ...     break, build, test, restore, report

A break is one of: another comparison, another arithmetic or logical operator, a flipped bool, a
changed constant, min for max, an inverted condition, break for continue, a removed statement. Comments,
texts, messages, preprocessor lines and declarations are left alone. What does not compile does not
count and another is drawn. A break that no test notices is printed with its diff: either a test is
missing, or the break changes nothing that can be seen.
"""

import argparse
import fnmatch
import os
import random
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

FOLDERS = ("harness/core", "harness/run", "workloads", "results")
SUFFIXES = (".cpp", ".hpp")


@dataclass(frozen=True)
class Mutation:
    path: str
    line: int  # from 1
    before: str
    after: str
    what: str


# ---- what can be broken ----------------------------------------------------------------------

# (pattern, replacement, what); the pattern is searched in code whose texts and comments are blanked.
SWAPS = [(re.compile(pattern), to, f"{name} -> {to.strip()}") for pattern, to, name in (
    (r" < ", " <= ", "<"), (r" <= ", " < ", "<="), (r" > ", " >= ", ">"), (r" >= ", " > ", ">="),
    (r" == ", " != ", "=="), (r" != ", " == ", "!="),
    (r" \+ ", " - ", "+"), (r" - ", " + ", "-"), (r" \* ", " / ", "*"), (r" / ", " * ", "/"),
    (r" % ", " + ", "%"), (r" \+= ", " -= ", "+="), (r" -= ", " += ", "-="), (r" \*= ", " /= ", "*="),
    (r" << ", " >> ", "<<"), (r" >> ", " << ", ">>"), (r"\+\+(?=\w)", "--", "++"),
    (r" && ", " || ", "&&"), (r" \|\| ", " && ", "||"), (r"(?<![\w)\]])!(?=[\w(])", "", "! removed"),
    (r"\btrue\b", "false", "true"), (r"\bfalse\b", "true", "false"),
    (r"\bstd::min\b", "std::max", "min"), (r"\bstd::max\b", "std::min", "max"),
    (r"\bbreak;", "continue;", "break"), (r"\bcontinue;", "break;", "continue"),
    (r"\bany_of\b", "all_of", "any_of"), (r"\ball_of\b", "any_of", "all_of"),
)]
NUMBER = re.compile(r"(?<![\w.])(\d+\.\d+(?:e[-+]?\d+)?|\d+e[-+]?\d+|\d+)(?![\w.'])")
CONDITION = re.compile(r"\b(?:if|while) \((?!constexpr)")
CALL = re.compile(r"^\s*[\w:]+(?:(?:\.|->)\w+|\[[^\]]*\]|\(\))*\(.*\);$")
ASSIGNMENT = re.compile(r"^\s*\*?[\w]+(?:(?:\.|->)\w+|\[[^\]]*\])* (?:[-+*/|&]?=) .*;$")
LEFT_ALONE = re.compile(
    r"^\s*(?:#|using |namespace |template|static_assert|typedef|friend|class |struct |enum |return;"
    r"|case |default:|public:|private:|protected:|STEELYARD_ASSERT)"
    r"|\blog_(?:debug|info|warning|error)\(|\breserve\(|= default;|= delete;|__builtin|\boperator\b"
    r"|throw \w+\($|\bvirtual\b.* = 0;|\\$")
# A member's default, which nearly every user of the type sets itself.
MEMBER_DEFAULT = re.compile(r"^\s+(?!static |inline |constexpr )[\w:<>, ]+ \w+ = [^;(]*;\s*$")
NOT_REMOVED = re.compile(r"^\s*(?:return|throw|delete|co_|goto|else|const |auto |static )")


def blank(text):
    """The same text, as long, with comments and the insides of strings and characters blanked."""
    def spaces(match):
        piece = match.group()
        if piece.startswith("/"):
            return re.sub(r"[^\n]", " ", piece)
        quote = piece[-1]
        first = piece.index(quote)
        return piece[:first + 1] + re.sub(r"[^\n]", "_", piece[first + 1:-1]) + quote
    return re.sub(r'//[^\n]*|/\*.*?\*/|R"\((?:.|\n)*?\)"|"(?:\\.|[^"\\\n])*"'
                  r"|(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+'", spaces, text, flags=re.DOTALL)


def matching_bracket(text, opening):
    depth = 0
    for place in range(opening, len(text)):
        depth += {"(": 1, ")": -1}.get(text[place], 0)
        if depth == 0:
            return place
    return None


def replaced(line, start, end, new):
    return line[:start] + new + line[end:]


def changed_number(text):
    if "." in text or "e" in text:
        return repr(float(text) * 2 + (1.0 if float(text) == 0 else 0))
    return str(int(text) + 1)


def mutations_of_line(line, code):
    """(new line, what) for every break of one line; `code` is its blanked form."""
    if LEFT_ALONE.search(code) or not code.strip(" {}();,"):
        return []
    found = []
    for pattern, new, what in SWAPS:
        found += [(replaced(line, m.start(), m.end(), new), what) for m in pattern.finditer(code)]
    for match in NUMBER.finditer(code):
        new = changed_number(match.group())
        found.append((replaced(line, match.start(), match.end(), new), f"{match.group()} -> {new}"))
    for match in CONDITION.finditer(code):
        opening = match.end() - 1
        closing = matching_bracket(code, opening)
        if closing is not None and ";" not in code[opening:closing]:
            inner = line[opening + 1:closing]
            found.append((replaced(line, opening + 1, closing, f"!({inner})"), "condition inverted"))
    statement = code.rstrip()
    if (CALL.match(statement) or ASSIGNMENT.match(statement)) and not NOT_REMOVED.match(statement):
        if statement.count("(") == statement.count(")"):
            indent = line[:len(line) - len(line.lstrip())]
            found.append((f"{indent};", "statement removed"))
    return found


def mutations(path, text):
    """Every break of one file, by line."""
    lines, code = text.splitlines(), blank(text).splitlines()
    by_line = {}
    for number, (line, clean) in enumerate(zip(lines, code), 1):
        if path.endswith(".hpp") and MEMBER_DEFAULT.match(clean):
            continue
        # A line that goes on from the one before is no statement of its own.
        goes_on = number > 1 and not re.search(r"[;{}:]\s*$|^\s*$", code[number - 2])
        for after, what in mutations_of_line(line, clean):
            if not (goes_on and what == "statement removed"):
                by_line.setdefault(number, []).append(Mutation(path, number, line, after, what))
    return by_line


def sources(tree, only):
    paths = [file.relative_to(tree).as_posix() for folder in FOLDERS
             for file in sorted((tree / folder).rglob("*")) if file.suffix in SUFFIXES]
    return [path for path in paths if fnmatch.fnmatchcase(path, only)]


def draw(tree, only, seed):
    """All lines that can be broken, in random order, each with one of its breaks."""
    generator = random.Random(seed)
    by_line = [some for path in sources(tree, only)
               for some in mutations(path, (tree / path).read_text(encoding="utf-8")).values()]
    generator.shuffle(by_line)
    return [generator.choice(some) for some in by_line]


# ---- breaking, building, testing -------------------------------------------------------------


def run(command, seconds, **options):
    """Exit code and output; the whole process group is killed when the time is up (code None)."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors="replace", start_new_session=True, **options) as process:
        try:
            output, _ = process.communicate(timeout=seconds)
            return process.returncode, output
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return None, process.communicate()[0]


def run_tests(build, labels, seconds):
    """Name of what noticed, or None if all tests passed."""
    jobs = str(os.cpu_count() or 1)
    for label in labels:
        code, output = run(["ctest", "--test-dir", build, "-L", f"^{label}$", "-j", jobs,
                            "--stop-on-failure", "--no-tests=error", "--timeout", "120"], seconds)
        if code is None:
            return f"{label} tests did not end in {seconds:.0f} s"
        if code != 0:
            failed = re.search(r"^\s*\d+ - (\S+) \(", output, re.MULTILINE)
            return failed.group(1) if failed else f"{label} tests could not run"
    return None


def try_mutation(tree, build, mutation, labels, seconds):
    """"not built", or the name of the test that noticed, or None."""
    file = tree / mutation.path
    original = file.read_text(encoding="utf-8")
    lines = original.splitlines()
    lines[mutation.line - 1] = mutation.after
    try:
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        code, _ = run(["cmake", "--build", build], 1800)
        return run_tests(build, labels, seconds) if code == 0 else "not built"
    finally:
        file.write_text(original, encoding="utf-8")


def report_line(mutation, verdict):
    return (f"{verdict}: {mutation.path}:{mutation.line}: {mutation.what}\n"
            f"    - {mutation.before.strip()}\n    + {mutation.after.strip()}")


def command_run(arguments):
    tree, build = arguments.tree.resolve(), arguments.build.resolve()
    labels = arguments.labels.split(",")
    drawn = draw(tree, arguments.only, arguments.seed)
    print(f"== {len(drawn)} lines can be broken; {arguments.count} will be, seed {arguments.seed}")
    start = time.monotonic()
    noticed = run_tests(build, labels, 3600)
    if noticed:
        print(f"mutate: the unbroken tree fails ({noticed}); mend that first")
        return 2
    # Three times what the tests take unbroken, and a minute: a break that hangs is caught too.
    seconds = 3 * (time.monotonic() - start) + 60
    caught, survived, not_built = [], [], 0
    for mutation in drawn:
        if len(caught) + len(survived) == arguments.count:
            break
        verdict = try_mutation(tree, build, mutation, labels, seconds)
        if verdict == "not built":
            not_built += 1
        elif verdict:
            caught.append((mutation, f"caught by {verdict}"))
            print(report_line(*caught[-1]), flush=True)
        else:
            survived.append((mutation, "SURVIVED"))
            print(report_line(*survived[-1]), flush=True)
    run(["cmake", "--build", build], 1800)
    return summarise(arguments, caught, survived, not_built)


def summarise(arguments, caught, survived, not_built):
    total = len(caught) + len(survived)
    if total == 0:
        print("mutate: nothing was broken; is --only right?")
        return 2
    share = len(caught) / total
    summary = (f"{len(caught)} of {total} caught ({share:.0%}), seed {arguments.seed}; "
               f"{not_built} more did not compile and do not count")
    print(f"== {summary}")
    if arguments.report:
        rows = [report_line(*entry) for entry in survived + caught]
        arguments.report.write_text("\n".join([summary, "", *rows]) + "\n", encoding="utf-8")
    return 0 if share >= arguments.bar else 1


# ---- the other commands ----------------------------------------------------------------------


def command_list(arguments):
    for file in arguments.files:
        for some in mutations(str(file), file.read_text(encoding="utf-8")).values():
            for mutation in some:
                print(report_line(mutation, "could be"))
    return 0


def command_sync(arguments):
    """Makes `to` hold the files named on standard input (NUL between), writing only what differs.
    Its folders build and .git are left alone."""
    names = [name for name in sys.stdin.buffer.read().decode().split("\0") if name]
    wanted = {name for name in names if (arguments.source / name).is_file()}
    for name in sorted(wanted):
        source, target = arguments.source / name, arguments.to / name
        content = source.read_bytes()
        if not target.is_file() or target.read_bytes() != content:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        target.chmod(source.stat().st_mode)
    for target in sorted(arguments.to.rglob("*"), reverse=True):  # folders after what they hold
        name = target.relative_to(arguments.to)
        if name.as_posix() in wanted or name.parts[0] in ("build", ".git"):
            continue
        if not target.is_dir() or target.is_symlink():
            target.unlink()
        elif not any(target.iterdir()):
            target.rmdir()
    return 0


def main():
    parser = argparse.ArgumentParser(description="Mutation testing; scripts/mutate.sh prepares it.")
    commands = parser.add_subparsers(dest="command", required=True)
    run_parser = commands.add_parser("run", help="break, build, test, restore, report")
    run_parser.add_argument("--tree", type=Path, required=True, help="a copy; it will be changed")
    run_parser.add_argument("--build", type=Path, required=True, help="its build folder, built")
    run_parser.add_argument("--count", type=int, default=40, help="breaks that compile")
    run_parser.add_argument("--seed", type=int, default=1)
    run_parser.add_argument("--only", default="*", help="glob of the files to break")
    run_parser.add_argument("--labels", default="unit,contract,mpi,golden", help="tests, in order")
    run_parser.add_argument("--bar", type=float, default=0.8, help="share below which to exit 1")
    run_parser.add_argument("--report", type=Path, help="also write the outcome to this file")
    list_parser = commands.add_parser("list", help="what could be broken in these files")
    list_parser.add_argument("files", nargs="+", type=Path)
    sync_parser = commands.add_parser("sync", help="copy the files named on standard input")
    sync_parser.add_argument("--from", dest="source", type=Path, required=True)
    sync_parser.add_argument("--to", type=Path, required=True)
    arguments = parser.parse_args()
    return {"run": command_run, "list": command_list, "sync": command_sync}[arguments.command](
        arguments)


if __name__ == "__main__":
    sys.exit(main())
