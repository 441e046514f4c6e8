#!/usr/bin/python3
"""Makes every number of a ranking again, from the run files it names, and compares to 6 digits.

    recompute.py REPORT --results results

REPORT is the page of `steelyard rank --html` or the output of `--format json`; run files are looked
for beside it. The formulas are those of docs/metrics.md and docs/run-file.md; no code of the program
is used. A number of the report that this script does not know is a difference, too.
"""

import argparse
import json
import pathlib
import re
import sys

import yaml

import chips
import compare
import reference
from details import Details
from expected import Ranking
from money import Money
from prices import Prices
from run_file import Run

ISLAND = re.compile(r'<script[^>]*id="steelyard-report"[^>]*>(.*?)</script>', re.DOTALL)


def read_report(path):
    """The ranking, and the details of a page or None."""
    content = path.read_text()
    if content.lstrip().startswith("{"):
        return json.loads(content), None
    document = json.loads(ISLAND.search(content).group(1))
    return document["ranking"], document["details"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("report", type=pathlib.Path)
    parser.add_argument("--results", type=pathlib.Path, required=True, help="the folder with chips, baselines, profiles")
    parser.add_argument("--profile", action="append", default=[], type=pathlib.Path, help="a profile that is not shipped")
    parser.add_argument("--prices", type=pathlib.Path, help="the price file that the report was made with")
    parser.add_argument("--not-checked", action="append", default=[], help="a key of the ranking to pass over, and say so")
    given = parser.parse_args()
    ranking, details = read_report(given.report)
    catalogue = chips.load(given.results / "chips")
    profiles = {profile["name"]: profile for profile in chips.load(given.results / "profiles").values()}
    for path in given.profile:
        profile = yaml.safe_load(path.read_text())
        profiles[profile["name"]] = profile
    h20 = reference.Reference(given.results / "baselines/h20.yaml", catalogue)
    load_run = lambda name: Run(given.report.parent / name)
    for key in given.not_checked:
        print(f"not checked: {key}, {sum(1 for _ in compare.numbers(ranking.pop(key)))} numbers")
    table = None if ranking["baseline"]["measured"] else h20
    made = Ranking(ranking, load_run, catalogue, table, h20, profiles)
    document, expected = {"ranking": ranking}, {"ranking": made.numbers()}
    if "money" in ranking:
        prices = Prices(given.prices) if given.prices else None
        expected["ranking"]["money"] = Money(made, prices).numbers()
    if details is not None:
        document["details"], expected["details"] = details, Details(made, details).numbers()
    found = list(compare.differences(document, expected))
    for each in found:
        print(each)
    print(f"{sum(1 for _ in compare.numbers(document))} numbers, {len(found)} differ")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
