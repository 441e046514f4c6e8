"""docs/faults.md names a test for each promise: those tests must exist."""

import fnmatch
import os
import re
import subprocess
import unittest
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "faults.md"


def tests_of_the_build(folder):
    listing = subprocess.run(["ctest", "--test-dir", folder, "-N"], capture_output=True, text=True,
                             check=True).stdout
    return set(re.findall(r"Test +#\d+: (\S+)", listing))


def promises(page):
    """(fault, names of tests) for each row of the page's tables."""
    for line in page.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and len(cells) == 3 and cells[0] != "fault" and "---" not in cells[0]:
            yield cells[0], re.findall(r"`([^`]+)`", cells[2])


class FaultsPage(unittest.TestCase):
    def test_names_tests_that_exist(self):
        known = tests_of_the_build(os.environ["STEELYARD_BUILD"])
        rows = list(promises(PAGE.read_text(encoding="utf-8")))
        self.assertGreater(len(rows), 40)
        for fault, names in rows:
            with self.subTest(fault):
                self.assertTrue(names, "a promise without a test")
                for name in names:
                    # Tests over all backends stand as Backend/Suite.Test/PARAMETER.
                    found = any(fnmatch.fnmatch(test, name) or fnmatch.fnmatch(test, f"*/{name}/*")
                                for test in known)
                    self.assertTrue(found, f"no test is called {name}")


if __name__ == "__main__":
    unittest.main()
