"""docs/reviews/performance.md: written by scripts/bench, with causes and notes that people add.

A section that a run did not measure keeps its text. Of those that it did, the text after "Cause:"
of a miss, and what stands between the two comments for notes, survive.
"""

import re
import textwrap

import table

INTRODUCTION = """# Performance

`scripts/bench --write` makes this page: it runs the benchmarks of `tests/bench` and writes down what they print.
They compare within one process or in runs that take turns, and quote medians with 95 % intervals in brackets.
Nothing here is asserted by a test. What is said after "Cause:" and in the notes is written by people and kept.
"""
UNKNOWN_CAUSE = "not looked into yet."
BEGIN, END = "<!-- section {}: begin -->", "<!-- section {}: end -->"
NOTES = re.compile(r"<!-- notes -->\n(.*?)<!-- end of notes -->", re.S)
MISS = re.compile(r"^- \*\*(?P<what>.+?)\*\* is .*? Cause: (?P<cause>.+)$", re.M)


def section_of(page, name):
    """The text of a section in a page, without its two marks; empty if there is none."""
    found = re.search(re.escape(BEGIN.format(name)) + r"\n(.*?)" + re.escape(END.format(name)), page, re.S)
    return found.group(1) if found else ""


def notes_of(text):
    found = NOTES.search(text)
    return found.group(1) if found else ""


def causes_of(text):
    return {found["what"]: found["cause"] for found in MISS.finditer(text)}


def markdown(rows):
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |" for cells in rows]
    return [lines[0], "|" + "---|" * len(rows[0]), *lines[1:]]


def judged_rows(figures):
    """One row for each figure."""
    return [table.HEADINGS[1:], *(table.row(figure)[1:] for figure in figures)]


def compared_rows(figures):
    """Figures for information as subject x quantity."""
    units = {figure.quantity: figure.unit for figure in figures}
    cells = {}
    for figure in figures:
        cells.setdefault(figure.subject, {})[figure.quantity] = table.bounds(figure)
    return [("subject", *(f"{quantity} ({unit})" for quantity, unit in units.items())),
            *((subject, *(row.get(quantity, "") for quantity in units)) for subject, row in cells.items())]


def split(figures):
    """(figures with a row of their own, groups to be set side by side): a group is of three or more
    subjects that have the same quantities and no target."""
    subjects = {}
    for figure in figures:
        subjects.setdefault(figure.subject, []).append(figure)
    alike = {}
    for subject, mine in subjects.items():
        if not any(figure.target for figure in mine):
            alike.setdefault(tuple(figure.quantity for figure in mine), []).append(subject)
    groups = [members for members in alike.values() if len(members) >= 3]
    beside = {subject for members in groups for subject in members}
    return ([figure for figure in figures if figure.subject not in beside],
            [[figure for subject in members for figure in subjects[subject]] for members in groups])


def what(figure):
    return f"{figure.subject}: {figure.quantity}"


def tables(result):
    own, groups = split(result.figures)
    lines = ["", *markdown(judged_rows(own))] if own else []
    for group in groups:
        lines += ["", *markdown(compared_rows(group))]
    return lines


def misses(result, causes):
    if not result.misses():
        return ["", "No target was missed."] if any(one.target for one in result.figures) else []
    lines = ["", "Missed:", ""]
    for one in result.misses():
        lines.append(f"- **{what(one)}** is {table.bounds(one)}, to be {one.target}. "
                     f"Cause: {causes.get(what(one), UNKNOWN_CAUSE)}")
    return lines


def section(result, build, commit, before):
    """The text of one section; `before` is what stood there."""
    lines = [f"## {result.section.title}", "", *textwrap.wrap(result.section.text, 110), "", "```",
             " ".join(result.section.command(build)), "```", ""]
    if result.state == "ran":
        lines.append(f"{result.at}, commit {commit}, {result.wall_seconds:.0f} s, load average "
                     f"{result.load_before:.1f} before and {result.load_after:.1f} after.")
        lines += tables(result) + misses(result, causes_of(before))
    else:
        lines.append(f"{result.state.capitalize()}: {result.reason}")
    notes = notes_of(before)
    lines += ["", "<!-- notes -->", *notes.splitlines(), "<!-- end of notes -->", ""]
    return "\n".join(lines)


def write(page, results, sections, machine, build):
    """The new page, made from the old one and the results of some of the sections."""
    fresh = {result.section.name: result for result in results}
    parts = [INTRODUCTION, "| the machine | |", "|---|---|", *(f"| {name} | {value} |" for name, value in machine), ""]
    for one in sections:
        before = section_of(page, one.name)
        text = before
        if one.name in fresh:
            text = section(fresh[one.name], build, dict(machine)["commit"], before)
        if text:
            parts += [BEGIN.format(one.name), text.rstrip("\n"), END.format(one.name), ""]
    return "\n".join(parts)
