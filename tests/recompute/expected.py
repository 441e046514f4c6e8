"""Every number of the JSON of `rank`, made again from the run files."""

import functools
import math

import numpy as np

import chips
from figures import CaseOfRun, Estimate, difference, interval, inverse, scaled
import figures as of_figures

HAS_SAMPLES = ("passed", "unstable", "implausible")


def outcome_counts(run):
    out = {}
    for case in run.cases:
        out[case["outcome"]] = out.get(case["outcome"], 0) + 1
    return out


class Row:
    """One chip of the ranking with its runs, cases ready."""

    def __init__(self, document, runs, catalogue):
        self.document = document
        self.runs = runs
        first = runs[0]
        self.chip = catalogue.get(document["chip_id"])
        self.is_baseline = document["is_baseline"]
        self.cases = {}
        for run in runs:
            for case in run.cases:
                wrong = case["verification_state"] == "failed"
                if case["outcome"] in HAS_SAMPLES and not wrong and len(case.samples) > 0:
                    self.cases.setdefault(case.id, []).append((run, CaseOfRun(run, case)))

    def numbers(self):
        ranks = self.runs[0].ranks
        return {
            "ranks": len(ranks),
            "nodes": len({rank["host"] for rank in ranks}),
            "runs": [
                {
                    "outcomes": outcome_counts(run),
                    "disturbed_cases": sum(any(v["disturbed"] for v in case.visits) for case in run.cases),
                }
                for run in self.runs
            ],
        }


class Ranking:
    def __init__(self, document, load_run, catalogue, reference):
        self.document = document
        self.confidence = 0.95
        self.reference = reference
        self.rows = [
            Row(chip, [load_run(run["file"]) for run in chip["runs"]], catalogue) for chip in document["chips"]
        ]
        self.base = next((row for row in self.rows if row.is_baseline), None)

    def of(self, row, case_id):
        found = row.cases.get(case_id)
        return found[0] if found else None

    def estimate(self, row, case_id):
        return self.of(row, case_id)[1].estimate

    def fraction(self, row, run, case):
        out = self.of_chip(row, case)
        if out is None:
            out = self.of_probe(case)
        return out

    def of_chip(self, row, case):
        if row.chip is None:
            return None
        limit = {
            "FLOP/s": lambda: chips.peak(row.chip, case.case["name"]),
            "B/s busbw": lambda: chips.link(row.chip),
            "B/s": lambda: chips.memory(row.chip),
        }.get(case.unit, lambda: None)()
        if limit is None:
            return None
        figure = inverse(case.estimate.interval(known=case.known), case.work)
        return {"limit": limit[0], "value": scaled(figure, 1 / limit[0])}

    def of_probe(self, case):
        of = case.case["probe_unit"]
        moves = "memory" in of or "exchange" in of
        if case.unit == "FLOP/s":
            work = case.case["bytes_moved"] if moves else case.work
        elif case.unit == "iterations/s":
            work = 0
        else:
            work = case.work if moves else 0
        per_probe = case.per_probe()
        if per_probe is None or work <= 0:
            return None
        return {"limit": case.probe_median(), "value": scaled(per_probe, work)}

    def excess(self, row, run, case):
        if row.chip is None:
            return None
        rate = {"figure": case.work / case.estimate.point, "bytes": case.case["bytes_moved"] / case.estimate.point}
        for what, _, limit, _ in chips.physical_limits(row.chip, case.case, case.unit, run):
            if rate[what] > limit:
                return {"value": rate[what], "limit": limit}
        return None

    def ratio(self, row, result, case):
        if self.base is None:
            if "reference" not in result:
                return None
            value = self.reference_value(result, case)
            return scaled(inverse(case.estimate.interval(known=case.known), case.work), 1 / value)
        base = self.of(self.base, case.case.id)
        if row.is_baseline or base is None or not self.counts_in_base(case.case.id):
            return None
        logs, freedom = difference(base[1].estimate, case.estimate)
        point = (case.work / case.estimate.point) / (base[1].work / base[1].estimate.point)
        return Estimate(point, logs, freedom).interval(known=case.known)

    def counts_in_base(self, case_id):
        index = self.rows.index(self.base)
        entry = next(each for each in self.document["cases"] if each["id"] == case_id)
        return any(r["chip"] == index and r["standing"] in ("counted", "not common") for r in entry["results"])

    def reference_value(self, result, case):
        return self.reference.value(case.case, case.unit)

    def result(self, result):
        row = self.rows[result["chip"]]
        out = {"chip": result["chip"], "ranks": result["ranks"]}
        return row, out

    def case_numbers(self, entry):
        results = []
        present = [i for i, row in enumerate(self.rows) if any(run.find(entry["id"]) for run in row.runs)]
        for position, chip in enumerate(present):
            row = self.rows[chip]
            shown = entry["results"][position] if position < len(entry["results"]) else {}
            found = next(run.find(entry["id"]) for run in row.runs if run.find(entry["id"]))
            out = {"chip": chip, "ranks": int(found["ranks"])}
            results.append(out)
            if not self.of(row, entry["id"]):
                continue
            run, case = self.of(row, entry["id"])
            out["figures"] = of_figures.figures([each for _, each in row.cases[entry["id"]]])
            for key, value in (
                ("fraction", self.fraction(row, run, case)),
                ("excess", self.excess(row, run, case)),
                ("reference", self.reference.numbers(case) if self.base is None and self.reference else None),
                ("ratio", self.ratio(row, shown, case)),
            ):
                if value is not None:
                    out[key] = value
        return {"results": results}

    def group_numbers(self, group):
        names = [entry["name"] for entry in self.document["cases"] if entry["group"] == group["group"]]
        counted = [e for e in self.document["cases"] if e["name"] in group["counted"] and e["group"] == group["group"]]
        scores = []
        for score in group["scores"]:
            row = self.rows[score["chip"]]
            scores.append({"chip": score["chip"], "ratio": self.score(row, counted)})
        for score in scores:
            score["rank"] = 1 + sum(
                ends(other["ratio"])[0] > ends(score["ratio"])[1] for other in scores
            )
        return {"left_out": len(names) - len(counted), "scores": scores}

    def score(self, row, counted):
        if row.is_baseline:
            return interval(1.0, 1.0, 1.0)
        weight = 1 / len(counted)
        own = [self.of(row, entry["id"])[1] for entry in counted]
        known = all(case.known for case in own)
        mean = lambda cases: Estimate(
            math.exp(sum(weight * math.log(c.work / c.estimate.point) for c in cases)),
            sum(weight * c.estimate.logs for c in cases),
            min(c.estimate.freedom for c in cases),
        )
        mine = mean(own)
        if self.base is None:
            base = Estimate(
                math.exp(sum(weight * math.log(self.reference.value(c.case, c.unit)) for c in own)),
                np.zeros_like(mine.logs),
                math.inf,
            )
        else:
            base = mean([self.of(self.base, entry["id"])[1] for entry in counted])
        logs, freedom = difference(base, mine)
        return Estimate(mine.point / base.point, logs, freedom).interval(known=known)

    @functools.cache
    def numbers(self):
        return {
            "version": 1,
            "confidence": self.confidence,
            "chips": [row.numbers() for row in self.rows],
            "groups": [self.group_numbers(group) for group in self.document["groups"]],
            "cases": [self.case_numbers(entry) for entry in self.document["cases"]],
            "not_comparable": [{"chip": each["chip"]} for each in self.document["not_comparable"]],
        }


def ends(of):
    return (of["point"] if of["low"] is None else of["low"], of["point"] if of["high"] is None else of["high"])
