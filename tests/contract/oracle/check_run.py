#!/usr/bin/env python3
"""Runs a suite on a backend and wants every case of the given dtypes verified against the oracle.

    check_run.py --program steelyard --backend NAME --suite FILE --dtypes f32 f64

Cases of other dtypes are verified too, or skipped. Exits 1 with a line for each case that is otherwise.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True)
    parser.add_argument("--backend", required=True)
    parser.add_argument("--suite", required=True)
    parser.add_argument("--dtypes", nargs="+", required=True)
    return parser.parse_args()


def cases_of_a_run(options):
    """The cases of the JSON export of one run."""
    environment = dict(os.environ, OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1")
    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder) / "run.h5")
        subprocess.run([options.program, "run", "--quiet", "--backend", options.backend, "--suite", options.suite,
                        "--output", file], env=environment, check=True)
        exported = subprocess.run([options.program, "export", "--format", "json", file], check=True,
                                  capture_output=True, text=True)
    return json.loads(exported.stdout)["cases"]


def complaint(case, dtypes):
    """What is wrong with a case, or None."""
    wanted = any(f"dtype={dtype}," in case["name"] for dtype in dtypes)
    if not wanted and case["outcome"] == "skipped":
        return None
    if case["verification_state"] != "verified" or case["verification_elements"] == 0:
        return f"is {case['verification_state']} ({case['outcome']}: {case['reason']})"
    return None if case["figures"]["iterations"] > 0 else "was not measured"


def main():
    options = arguments()
    cases = cases_of_a_run(options)
    complaints = [(case["name"], complaint(case, options.dtypes)) for case in cases]
    wrong = [f"{name} {words}" for name, words in complaints if words]
    print("\n".join(wrong) or f"{len(cases)} cases are as they should be")
    return 1 if wrong or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
