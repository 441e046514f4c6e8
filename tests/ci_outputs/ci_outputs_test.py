"""Holds what gate and history write for CI systems to what these take: JUnit XML by xmllint and a schema, GitLab's
code quality report by a JSON Schema, OpenMetrics by the parser of Prometheus' Python client, CSV by Python's reader.
Of verdicts made by hand, in which everything occurs, and of what the program writes."""

import csv
import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
from prometheus_client.openmetrics import parser

HERE = Path(__file__).resolve().parent
DATA = HERE.parent / "data" / "golden"
FORMS = {"--junit": ".xml", "--gitlab": ".json", "--openmetrics": ".txt"}


def junit_faults(file):
    """What xmllint says against a file; empty if nothing."""
    done = subprocess.run(["xmllint", "--noout", "--nonet", "--schema", str(HERE / "junit.xsd"), str(file)],
                          capture_output=True, text=True, timeout=60, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


class CiOutputs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        subprocess.run([os.environ["WRITE_CI_OUTPUTS"], str(cls.folder)], check=True, timeout=60)
        cls.written("gate_program", "gate", "--baseline", DATA / "two_ranks.h5", "--candidate", DATA / "two_ranks.h5")
        cls.written("history_program", "history", DATA / "two_ranks.h5")

    @classmethod
    def written(cls, stem, *words):
        """What the program writes, in every form."""
        for option, ending in FORMS.items():
            words += (option, cls.folder / (stem + ending))
        done = subprocess.run([os.environ["STEELYARD"], *map(str, words), "--format", "csv"],
                              capture_output=True, timeout=60, check=False)
        if done.returncode not in (0, 1, 3):
            raise AssertionError(done.stderr.decode())
        (cls.folder / (stem + ".csv")).write_bytes(done.stdout)

    def files(self, ending):
        found = sorted(self.folder.glob("*_*" + ending))
        self.assertEqual(len(found), 8)
        return found

    def changed(self, file, old, new):
        """A copy of a file with one text in the place of another."""
        text = file.read_text(encoding="utf-8")
        self.assertIn(old, text)
        copy = self.folder / "changed"
        copy.write_text(text.replace(old, new, 1), encoding="utf-8")
        return copy

    def test_junit_holds_to_the_schema(self):
        for file in self.files(".xml"):
            with self.subTest(file.name):
                self.assertEqual(junit_faults(file), "")

    def test_junit_adds_up(self):
        for file in self.files(".xml"):
            suites = ElementTree.parse(file).getroot()
            suite = suites.find("testsuite")
            for node in (suites, suite):
                self.assertEqual(int(node.get("tests")), len(suite.findall("testcase")), file.name)
                self.assertEqual(int(node.get("failures")), len(suite.findall("testcase/failure")), file.name)
                self.assertEqual(int(node.get("errors")), len(suite.findall("testcase/error")), file.name)
            self.assertEqual(int(suite.get("skipped")), len(suite.findall("testcase/skipped")), file.name)

    def test_schema_of_junit_notices(self):
        file = self.folder / "gate_every_verdict.xml"
        for old, new in ((' classname="group-p"', ""), ('<failure type="regressed"', "<failure"),
                         (' errors="2"', ' errors="two"'), ("<properties>", "<properties/><properties>"),
                         ("<system-out>", "<output>x</output><system-out>"), ('tests="8"', 'tests="8" time="1"')):
            self.assertNotEqual(junit_faults(self.changed(file, old, new)), "", old)

    def test_code_quality_holds_to_the_schema(self):
        schema = json.loads((HERE / "code_quality.schema.json").read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema)
        for file in self.files(".json"):
            with self.subTest(file.name):
                findings = json.loads(file.read_text(encoding="utf-8"))
                validator.validate(findings)
                self.assertEqual(len({each["fingerprint"] for each in findings}), len(findings))
        finding = json.loads((self.folder / "gate_every_verdict.json").read_text(encoding="utf-8"))[0]
        for change in ({"severity": "bad"}, {"fingerprint": ""}, {"location": {"path": "./x", "lines": {"begin": 1}}},
                       {"extra": 1}):
            with self.assertRaises(jsonschema.ValidationError):
                validator.validate([{**finding, **change}])

    def read_openmetrics(self, file):
        """{gauge: number of samples}."""
        families = list(parser.text_string_to_metric_families(file.read_text(encoding="utf-8")))
        seen = set()
        for family in families:
            self.assertEqual(family.type, "gauge")
            self.assertTrue(family.documentation)
            for sample in family.samples:
                key = (sample.name, tuple(sorted(sample.labels.items())))
                self.assertNotIn(key, seen)
                seen.add(key)
                self.assertLessEqual({"case", "group", "id"}, set(sample.labels))
        return {family.name: len(family.samples) for family in families}

    def test_openmetrics_is_read_by_another_program(self):
        read = {file.stem: self.read_openmetrics(file) for file in self.files(".txt")}
        self.assertEqual(read["gate_every_verdict"], {
            "steelyard_gate_ratio": 5, "steelyard_gate_ratio_low": 4, "steelyard_gate_ratio_high": 4,
            "steelyard_gate_verdict": 8})
        self.assertEqual(read["history_every_state"], {
            "steelyard_history_median_seconds": 8, "steelyard_history_level_seconds": 8,
            "steelyard_history_ratio": 7, "steelyard_history_alarm": 8})
        self.assertEqual(read["history_program"]["steelyard_history_alarm"], 3)
        with self.assertRaises(ValueError):
            self.read_openmetrics(self.changed(self.folder / "gate_every_verdict.txt", "# EOF\n", ""))

    def test_labels_come_back_as_they_were_shown(self):
        text = (self.folder / "history_hostile.txt").read_text(encoding="utf-8")
        family = next(iter(parser.text_string_to_metric_families(text)))
        self.assertIn("<x y='\"'>&amp;]]>|`@c\\d/../\\x1b[1m", family.samples[0].labels["case"])

    def test_csv_has_as_many_cells_in_each_line(self):
        for file in self.files(".csv"):
            with open(file, encoding="utf-8", newline="") as stream:
                titles, *lines = csv.reader(stream, strict=True)
            self.assertEqual(len(set(titles)), len(titles))
            for line in lines:
                self.assertEqual(len(line), len(titles), file.name)
                self.assertFalse(any(cell.startswith(("=", "+", "@")) for cell in line), line)


if __name__ == "__main__":
    unittest.main()
