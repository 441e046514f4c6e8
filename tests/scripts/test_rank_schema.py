#!/usr/bin/env python3
"""Holds what `rank --format json` prints to docs/rank.schema.json: what tests keep of rankings made by
hand, in which everything occurs, and what the program prints of a recorded and of a modelled run.

    tests/scripts/test_rank_schema.py PROGRAM
"""

import copy
import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import jsonschema

ROOT = Path(__file__).resolve().parents[2]
EXPECTED = ROOT / "tests/unit/report/expected"
DATA = ROOT / "tests/data/golden"
PROGRAM = ""


def strict(schema):
    """The schema without the leave to add keys: the page must have every key that is printed."""
    if isinstance(schema, list):
        return [strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    out = {key: strict(value) for key, value in schema.items()}
    if isinstance(schema.get("properties"), dict) and schema.get("type") == "object":
        out.setdefault("additionalProperties", False)
    return out


class RankSchema(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.schema = json.loads((ROOT / "docs/rank.schema.json").read_text(encoding="utf-8"))

    def hold(self, document):
        jsonschema.Draft202012Validator(strict(self.schema)).validate(document)

    def ranked(self, *arguments, cwd=None):
        environment = dict(os.environ, OMPI_ALLOW_RUN_AS_ROOT="1",
                           OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1")
        done = subprocess.run([PROGRAM, *arguments], cwd=cwd, capture_output=True, text=True,
                              env=environment, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_schema_is_one(self):
        jsonschema.Draft202012Validator.check_schema(self.schema)

    def test_rankings_made_by_hand(self):
        files = sorted(EXPECTED.glob("rank_*.json"))
        self.assertGreaterEqual(len(files), 3)
        for file in files:
            with self.subTest(file.name):
                self.hold(json.loads(file.read_text(encoding="utf-8")))

    def test_a_recorded_run(self):
        self.hold(json.loads(self.ranked("rank", "--format", "json", str(DATA / "two_ranks.h5"))))

    def test_modelled_chips(self):
        with tempfile.TemporaryDirectory() as folder:
            self.ranked("model", "h20", "h200", "--suite",
                        str(DATA / "modelled.yaml"), "--output-dir", ".", cwd=folder)
            files = sorted(str(file) for file in Path(folder).glob("*.h5"))
            self.assertGreaterEqual(len(files), 1)
            self.hold(json.loads(self.ranked("rank", "--format", "json", *files)))

    def test_notices_what_the_schema_does_not_allow(self):
        document = json.loads((EXPECTED / "rank_profiles.json").read_text(encoding="utf-8"))
        self.hold(document)
        for change in (lambda d: d.update(extra=1),
                       lambda d: d["chips"][0].update(extra=1),
                       lambda d: d["chips"][0].pop("origin"),
                       lambda d: d.update(version=1),
                       lambda d: d["cases"][0]["results"][0].pop("origin"),
                       lambda d: d["profiles"][0]["excluded"][0].pop("tost"),
                       lambda d: d["profiles"][0]["excluded"][0].update(no_verdict="both"),
                       lambda d: d["profiles"][0].update(policy="other")):
            broken = copy.deepcopy(document)
            change(broken)
            with self.assertRaises(jsonschema.ValidationError):
                self.hold(broken)


if __name__ == "__main__":
    PROGRAM = str(Path(sys.argv.pop(1)).resolve())
    unittest.main()
