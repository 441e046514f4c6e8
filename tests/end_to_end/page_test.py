"""The pages of `rank --html` and `history --html`: whole, harmless, and their numbers those of the files."""

import json
import re
import shlex
import tempfile
import unittest
from html.parser import HTMLParser
from pathlib import Path

import h5py
import numpy

from program import HERE, LAUNCH, STEELYARD, ProgramTest

BUILT_WITHOUT = "built without the page"
ROOT = {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
HOSTILE = "</script><script>alert(1)</script>\"'<img src=x onerror=alert(2)>&amp; $(id)`id` \\"


class Elements(HTMLParser):
    """The elements of a page, and the text of its document."""

    def __init__(self, page):
        super().__init__()
        self.elements = []
        self.document = ""
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_data(self, data):
        if self.elements and self.elements[-1][1].get("id") == "steelyard-report":
            self.document += data

    def handle_endtag(self, tag):
        if tag == "script":
            self.elements.append(("end of script", {}))


def text(value):
    return value.decode() if isinstance(value, bytes) else value


def cases_of(path):
    """Attributes and samples of the cases of a run file, by canonical name."""
    with h5py.File(path) as run:
        return {
            text(group.attrs["name"]): {key: text(value) for key, value in group.attrs.items()}
            | {"samples": group["samples"][:]}
            for group in run["cases"].values()
        }


class Page(ProgramTest):
    """Two ranks and one rank on this processor, in one page for all tests."""

    @classmethod
    def setUpClass(cls):
        cls.shared = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.shared.cleanup)
        here = Path(cls.shared.name)
        cls.two, cls.one, cls.page = here / "two.h5", here / "<b>\u202eone.h5", here / "report.html"
        test = cls()
        test.assert_code(0, test.run_ranks(2, "--backend", "cpu", output=cls.two))
        test.assert_code(
            0,
            test.steelyard("run", "--suite", HERE / "tiny.yaml", "--backend", "cpu", "--rounds", "2",
                           "--label", HOSTILE, "--output", cls.one),
        )
        done = test.steelyard("rank", cls.two, cls.one, "--html", cls.page)
        if BUILT_WITHOUT in done.stderr:
            raise unittest.SkipTest(BUILT_WITHOUT)
        test.assert_code(0, done)
        cls.said = done.stdout
        cls.html = cls.page.read_text(encoding="utf-8")
        cls.elements = Elements(cls.html)
        cls.report = json.loads(cls.elements.document)
        cls.details = cls.report["details"]
        cls.names = [case["name"] for case in cls.report["ranking"]["cases"]]
        cls.chips = [Path(run["file"]).name for run in sorted(cls.details["runs"], key=lambda run: run["chip"])]

    def file_of(self, entry):
        return self.two if self.chips[entry["chip"]] == "two.h5" else self.one

    def cases_of(self, entry):
        return cases_of(self.file_of(entry))

    def test_one_line_says_where_it_is(self):
        self.assertRegex(self.said, rf"\Areport: {re.escape(str(self.page))} \(\d+\.\d MB\)\n\Z")

    def test_holds_the_ranking_as_json_prints_it(self):
        done = self.steelyard("rank", self.two, self.one, "--format", "json")
        self.assert_code(0, done)
        self.assertIn(HOSTILE, [chip["run_label"] for chip in self.report["ranking"]["chips"]])
        shown = done.stdout.replace("\u202e", r"\\u202e")
        self.assertEqual(self.report["ranking"], json.loads(shown))

    def test_both_are_had_at_once(self):
        other = Path(self.shared.name) / "again.html"
        done = self.steelyard("rank", self.two, "--format", "json", "--html", other)
        self.assert_code(0, done)
        self.assertIn("report: ", done.stderr)
        document = json.loads(Elements(other.read_text(encoding="utf-8")).document)
        self.assertEqual(document["ranking"], json.loads(done.stdout))

    def test_needs_no_network_and_runs_no_strangers_script(self):
        kinds = [kind for kind, _ in self.elements.elements]
        self.assertEqual(kinds.count("script"), 2)
        self.assertEqual(kinds.count("end of script"), 2)
        self.assertNotIn("img", kinds)
        policy = next(attributes["content"] for _, attributes in self.elements.elements
                      if attributes.get("http-equiv") == "Content-Security-Policy")
        self.assertIn("default-src 'none'", policy)
        self.assertIn("script-src 'sha256-", policy)
        self.assertNotIn("unsafe-inline", policy)
        self.assertFalse([attributes for _, attributes in self.elements.elements
                          if re.match(r"https?:|//", attributes.get("src") or "")])

    def test_document_cannot_break_out(self):
        self.assertNotRegex(self.elements.document, "[<>&]|[^ -~]")
        self.assertNotIn("onerror=alert", self.html.replace(self.elements.document, ""))

    def test_times_by_rank_are_quantiles_of_the_samples(self):
        self.assertEqual(len(self.details["rank_times"]), 26)
        for entry in self.details["rank_times"]:
            samples = self.cases_of(entry)[self.names[entry["case"]]]["samples"]
            for rank in entry["ranks"]:
                own = samples[:, rank["rank"]]
                self.assertEqual(rank["n"], len(own))
                for key, p in (("p5", 5), ("p25", 25), ("p50", 50), ("p75", 75), ("p95", 95)):
                    self.assertAlmostEqual(rank[key] / numpy.quantile(own, p / 100), 1, delta=1e-8)

    def test_devices_are_held_against_their_median(self):
        self.assertEqual(len(self.details["devices"]), 1)
        devices = self.details["devices"][0]
        self.assertEqual([row["rank"] for row in devices["rows"]], [0, 1])
        cases = self.cases_of(devices)
        for column, case in enumerate(devices["cases"]):
            medians = numpy.median(cases[self.names[case]]["samples"], axis=0)
            for row in (0, 1):
                expected = medians[row] / numpy.median(medians)
                self.assertAlmostEqual(devices["relative"][row][column] / expected, 1, delta=1e-8)

    def test_rooflines_and_bandwidth_come_from_the_work_model(self):
        ranking = self.report["ranking"]["cases"]
        points = [(line, point) for line in self.details["rooflines"] for point in line["points"]]
        self.assertEqual(len(points), 18)
        for line, point in points:
            case = self.cases_of(line)[self.names[point["case"]]]
            self.assertIn(f"dtype={line['dtype']}", case["name"])
            self.assertAlmostEqual(
                point["flops_per_byte"] / (case["flops"] / case["bytes_moved"]), 1, delta=1e-8)
            result = next(each for each in ranking[point["case"]]["results"] if each["chip"] == line["chip"])
            self.assertAlmostEqual(
                point["figure"]["point"] / result["figures"]["figure"]["point"], 1, delta=1e-8)
        charts = self.details["bus_bandwidth"]
        self.assertEqual(sum(len(line["points"]) for chart in charts for line in chart["chips"]), 4)
        for chart in charts:
            for line in chart["chips"]:
                for point in line["points"]:
                    case = self.cases_of(line)[self.names[point["case"]]]
                    self.assertEqual(point["bytes"], case["message_bytes"])
                    self.assertEqual((chart["mode"], line["ranks"]), (case["timing"], 2))

    def test_says_what_differs_between_the_runs(self):
        differences = {each["what"]: each["values"] for each in self.details["environment_differences"]}
        self.assertEqual({value["value"] for value in differences["rounds"]}, {"2", "3"})
        self.assertNotIn("kernel", differences)
        self.assertNotIn("suite", differences)

    def test_its_commands_measure_their_case_again(self):
        wanted = next(name for name in self.names if name.startswith("matmul:dtype=int8,m=64"))
        for chip, ranks in enumerate(2 if name == "two.h5" else 1 for name in self.chips):
            command = next(each["command"] for each in self.details["reproduce"]
                           if each["chip"] == chip and self.names[each["case"]] == wanted)
            with tempfile.TemporaryDirectory() as folder:
                self.folder = Path(folder)
                path = f"PATH={shlex.quote(str(Path(STEELYARD).parent))}:\"$PATH\"; "
                self.assert_code(0, self.execute(["sh", "-c", path + command], environment=ROOT))
                files = list(self.folder.iterdir())
                self.assertEqual(len(files), 1, files)
                again = cases_of(files[0])
                self.assertEqual(list(again), [wanted])
                self.assertEqual(again[wanted]["samples"].shape[1], ranks)
                with h5py.File(files[0]) as run:
                    label = text(run.attrs["label"])
                self.assertEqual(label, "" if ranks == 2 else HOSTILE)

    def test_a_page_replaces_a_page_and_nothing_else(self):
        kept = self.two.read_bytes()
        done = self.steelyard("rank", self.one, "--html", self.two)
        self.assert_code(2, done)
        self.assertIn("is no HTML page", done.stderr)
        self.assertEqual(self.two.read_bytes(), kept)
        done = self.steelyard("rank", self.two, "--html", Path(self.shared.name) / "no" / "report.html")
        self.assert_code(2, done)
        self.assertIn("There is no folder", done.stderr)


class SelectedCases(ProgramTest):
    """Runs of single cases of a suite."""

    def test_measure_those_alone_and_say_so(self):
        name = "matmul:dtype=f32,m=96,n=80,k=64,trans=nt"
        other = "allreduce:dtype=f32,bytes=65536,op=sum,ranks=2"
        self.assert_code(0, self.run_ranks(2, "--backend", "cpu", "--case", other, "--case", name))
        file = self.folder / "run.h5"
        self.assertEqual(set(cases_of(file)), {name, other})
        with h5py.File(file) as run:
            software = {text(row["name"]): text(row["value"]) for row in run["environment/software"][:]}
        self.assertEqual(software["selected cases"], f"{other} {name}")
        audit = self.steelyard("audit", file)
        self.assert_code(1, audit)

    def test_are_gone_on_with(self):
        name = "matmul:dtype=f32,m=96,n=80,k=64,trans=nt"
        other = "matmul:dtype=f64,m=96,n=80,k=64,trans=nt"
        self.assert_code(4, self.run_ranks(1, "--backend", "cpu", "--case", name, "--case", other,
                                           "--budget", "0.001"))
        self.assert_code(0, self.execute([LAUNCH, 1, STEELYARD, "run", "--resume", "run.h5", "--budget", "60"]))
        self.assertEqual(set(cases_of(self.folder / "run.h5")), {name, other})
        done = self.steelyard("run", "--resume", "run.h5", "--case", name)
        self.assert_code(2, done)
        self.assertIn("leave out --case", done.stderr)

    def test_of_an_unknown_name_are_refused_with_the_nearest(self):
        done = self.run_ranks(2, "--backend", "cpu", "--case", "matmul:dtype=f32,m=96,n=80,k=46,trans=nt")
        self.assert_code(2, done)
        self.assertIn("did you mean 'matmul:dtype=f32,m=96,n=80,k=64,trans=nt'?", done.stderr)
        self.assertFalse((self.folder / "run.h5").exists())


class HistoryPage(ProgramTest):
    """The page of `history --html`."""

    def nights(self, count):
        names = [f"night{number}.h5" for number in range(count)]
        for seed, name in enumerate(names):
            self.assert_code(0, self.steelyard(
                "run", "--backend", "fake", "--suite", HERE / "gate.yaml", "--label", HOSTILE, "--quiet", "--output", name,
                fake=f"flops=1e12,latency=0,noise=0.01,seed={seed}"))
        return names

    def test_holds_what_the_json_says(self):
        done = self.steelyard("history", "--html", "page.html", "--format", "json", *self.nights(4))
        if BUILT_WITHOUT in done.stderr:
            self.skipTest(BUILT_WITHOUT)
        self.assert_code(0, done)
        self.assertRegex(done.stderr.splitlines()[-1], r"^report: page\.html \(0\.\d MB\)$")
        printed = json.loads(done.stdout)
        elements = Elements((self.folder / "page.html").read_text(encoding="utf-8"))
        self.assertEqual([name for name, _ in elements.elements].count("script"), 2)
        shown = json.loads(elements.document)
        self.assertEqual(shown["runs"][2]["label"], HOSTILE)
        for printed_case, shown_case in zip(printed["cases"], shown["cases"], strict=True):
            points, columns = printed_case.pop("points"), shown_case.pop("points")
            self.assertEqual(columns["runs"], [[0, 4]])
            for point, seconds in zip(points, columns["figure"], strict=True):
                self.assertAlmostEqual(seconds / point["figure"], 1, delta=1e-5)
            self.assertEqual(shown_case["levels"][0]["points"], 4)
        self.assertEqual(shown, printed)

    def test_takes_no_run_files_place(self):
        names = self.nights(2)
        kept = (self.folder / names[1]).read_bytes()
        done = self.steelyard("history", "--html", names[1], names[0])
        if BUILT_WITHOUT in done.stderr:
            self.skipTest(BUILT_WITHOUT)
        self.assert_code(2, done)
        self.assertIn("is no HTML page", done.stderr)
        self.assertEqual((self.folder / names[1]).read_bytes(), kept)
        self.assertEqual(done.stdout, "")
