"""Every number of the JSON of `rank`, made again from the run files."""

import fnmatch
import functools
import math

import numpy as np

import chips
import energy
from figures import CaseOfRun, Estimate, PooledCase, difference, interval, inverse, scaled
from stand_ins import StandIns

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
        self.pooled = {case_id: PooledCase(runs) for case_id, runs in self.cases.items()}

    def numbers(self):
        ranks = self.runs[0].ranks
        return {
            "ranks": len(ranks),
            "nodes": len({rank["host"] for rank in ranks}),
            "runs": [
                {
                    "outcomes": outcome_counts(run),
                    "disturbed_cases": sum(any(v["disturbed"] for v in case.visits) for case in run.cases),
                    "wall_seconds": run["wall_seconds"],
                }
                for run in self.runs
            ],
        }


class Ranking:
    def __init__(self, document, load_run, catalogue, reference, h20, profiles):
        self.h20, self.profiles = h20, profiles
        self.document = document
        self.confidence = 0.95
        self.reference = reference
        self.rows = [
            Row(chip, [load_run(run["file"]) for run in chip["runs"]], catalogue) for chip in document["chips"]
        ]
        self.base = next((row for row in self.rows if row.is_baseline), None)
        self.stand_ins = StandIns(self)

    def of(self, row, case_id):
        """(its first run, the case pooled), or None."""
        found = row.pooled.get(case_id)
        return (found.runs[0], found) if found else None

    def fraction(self, row, case):
        return self.of_chip(row, case) or self.of_probe(case)

    def of_best(self, row, case):
        """The best published rate of the chip for a multiplication of that dtype."""
        if row.chip is None or case.unit != "FLOP/s" or chips.peak(row.chip, case.case["name"]) is None:
            return None
        dtype = chips.parameters(case.case["name"])[1]["dtype"]
        rates = [
            each["gemm"]["tflops"] * 1e12
            for each in row.chip.get("measured", [])
            if each.get("gemm", {}).get("dtype") == chips.PEAK_KEYS[dtype] and not each["gemm"].get("least")
        ]
        return self.share(case, max(rates)) if rates else None

    def of_h20(self, row, case, ratio):
        if case.unit != "FLOP/s":
            return None
        if ratio and self.base is not None and self.base.document["chip_id"] == "nvidia-h20":
            return {"limit": case.work / case.estimate.point / ratio["point"], "value": ratio}
        found = self.h20.find(case.case, case.unit)
        return self.share(case, found[0]) if found else None

    @staticmethod
    def share(case, limit):
        figure = inverse(case.estimate.interval(known=case.known), case.work)
        return {"limit": limit, "value": scaled(figure, 1 / limit)}

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
        return self.share(case, limit[0])

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
        return {"limit": 1 / (case.estimate.point * per_probe["point"]), "value": scaled(per_probe, work)}

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

    def case_numbers(self, entry):
        results = []
        present = [i for i, row in enumerate(self.rows) if any(run.find(entry["id"]) for run in row.runs)]
        for position, chip in enumerate(present):
            row = self.rows[chip]
            shown = entry["results"][position] if position < len(entry["results"]) else {}
            found = next(run.find(entry["id"]) for run in row.runs if run.find(entry["id"]))
            out = {"chip": chip, "ranks": int(found["ranks"]), "runs": len(row.cases.get(entry["id"], []))}
            results.append(out)
            if not self.of(row, entry["id"]):
                continue
            run, case = self.of(row, entry["id"])
            out["figures"] = case.figures()
            ratio = self.ratio(row, shown, case)
            for key, value in (
                ("between_runs", case.between_runs() if len(case.all) > 1 else None),
                ("fraction", self.fraction(row, case)),
                ("fraction_of_best", self.of_best(row, case)),
                ("fraction_of_h20", self.of_h20(row, case, ratio)),
                ("excess", self.excess(row, run, case)),
                ("reference", self.reference.numbers(case) if self.reference else None),
                ("energy", energy.numbers(case)),
                ("ratio", ratio),
            ):
                if value is not None:
                    out[key] = value
        return {"results": results}

    def group_numbers(self, group):
        names = [entry["name"] for entry in self.document["cases"] if entry["group"] == group["group"]]
        counted = [e for e in self.document["cases"] if e["name"] in group["counted"] and e["group"] == group["group"]]
        weights = {entry["id"]: 1 / len(counted) for entry in counted}
        return {"left_out": len(names) - len(counted), "scores": self.scores(group["scores"], weights)}

    def scores(self, shown, weights, wider=False):
        scores = []
        for score in shown:
            row = self.rows[score["chip"]]
            estimate, known = self.score(row, weights, wider)
            scores.append({"chip": score["chip"], "ratio": estimate.interval(known=known)})
            if not row.is_baseline and "tost" in score:
                scores[-1]["tost"] = estimate.interval(0.90, known)
        for score in scores:
            score["rank"] = 1 + sum(ends(other["ratio"])[0] > ends(score["ratio"])[1] for other in scores)
        return scores

    def score(self, row, weights, wider=False):
        """exp of the weighted mean of the logarithms of ratios, and whether it has an interval."""
        if row.is_baseline:
            return Estimate(1.0, np.zeros(1), math.inf), True
        find = self.stand_ins.find if wider else lambda of, case_id: self.of(of, case_id)[1]
        own = [(w, find(row, case_id)) for case_id, w in weights.items()]
        mine = mean_figure(own)
        if self.base is None:
            entries = self.stand_ins.entries
            total = sum(weights.values())
            logs = [w * math.log(self.reference_of(entries[case_id])) for case_id, w in weights.items()]
            base = Estimate(math.exp(sum(logs) / total), np.zeros_like(mine.logs), math.inf)
        else:
            base = mean_figure([(w, find(self.base, case_id)) for case_id, w in weights.items()])
        logs, freedom = difference(base, mine)
        return Estimate(mine.point / base.point, logs, freedom), all(c.known for _, c in own)

    def reference_of(self, entry):
        """The shipped reference's figure for a case, by whichever run has it."""
        case = next(row.pooled[entry["id"]] for row in self.rows if entry["id"] in row.pooled)
        return self.reference.value(case.case, case.unit)

    def matching(self, specification):
        """[entries] of each part: a case belongs to the first part that it fits."""
        taken, out = set(), []
        for part in specification["parts"]:
            fits = [e for e in self.document["cases"] if e["id"] not in taken and self.matches(part["match"], e)]
            taken.update(entry["id"] for entry in fits)
            out.append(fits)
        return out

    def weights(self, specification, counted):
        """Of each case: the weight of its part, shared evenly by those that count; and the covered share."""
        weights, covered = {}, 0
        for part, ids in zip(specification["parts"], counted):
            weights.update({case_id: part["weight"] / len(ids) for case_id in ids})
            covered += part["weight"] if ids else 0
        return weights, covered / sum(part["weight"] for part in specification["parts"])

    def weights_of_profile(self, profile, wider):
        """Those of the way given to treat what is missing; the document says which cases all chips have."""
        specification = self.profiles[profile["profile"]]
        matching = self.matching(specification)
        if wider:
            every = {entry["id"] for entry in self.stand_ins.common(sum(matching, []))}
            return self.weights(specification, [[e["id"] for e in fits if e["id"] in every] for fits in matching])
        shown = {each["name"]: each["counted"] for each in profile["parts"]}
        names = [shown[part["name"]] for part in specification["parts"]]
        return self.weights(
            specification, [[e["id"] for e in fits if e["name"] in of] for fits, of in zip(matching, names)]
        )

    def profile_numbers(self, profile):
        """Weights are those of the profile's file."""
        specification = self.profiles[profile["profile"]]
        parts = [
            {"weight": part["weight"], "left_out": len(fits) - len(shown["counted"])}
            for part, fits, shown in zip(specification["parts"], self.matching(specification), profile["parts"])
        ]
        weights, covered = self.weights_of_profile(profile, False)
        out = {
            "parts": parts,
            "covered_weight": covered,
            "wider_weight": 0.0,
            "excluded": self.scores(profile["excluded"], weights),
        }
        if profile["wider"]:
            weights, out["wider_weight"] = self.weights_of_profile(profile, True)
            out["wider"] = self.scores(profile["wider"], weights, True)
        if profile["missing"]:
            out["missing"] = [{"chip": each["chip"]} for each in profile["missing"]]
        return out

    def matches(self, match, entry):
        workload, given = chips.parameters(entry["name"])
        case = next(found for row in self.rows for run in row.runs if (found := run.find(entry["id"])))
        size = case["message_bytes"]
        return (
            workload == match["workload"]
            and fnmatch.fnmatchcase(entry["group"], match.get("group", "*"))
            and match.get("mode", given.get("mode", "pipelined")) == given.get("mode", "pipelined")
            and given.get("dtype") in match.get("dtypes", [given.get("dtype")])
            and match.get("minimum_bytes", 0) <= size <= match.get("maximum_bytes", math.inf)
        )

    @functools.cache
    def numbers(self):
        return {
            "version": 2,
            "confidence": self.confidence,
            "margin": 0.05,
            "profiles": [self.profile_numbers(profile) for profile in self.document["profiles"]],
            "unlike": [
                {"values": [{"chips": [c for c in value["chips"] if c < len(self.rows)]} for value in each["values"]]}
                for each in self.document["unlike"]
            ],
            "chips": [row.numbers() for row in self.rows],
            "groups": [self.group_numbers(group) for group in self.document["groups"]],
            "cases": [self.case_numbers(entry) for entry in self.document["cases"]],
            "not_comparable": [{"chip": each["chip"]} for each in self.document["not_comparable"]],
        }


def mean_figure(cases):
    """The weighted geometric mean of the figures of [(weight, case)] of one chip, an estimate."""
    total = sum(w for w, _ in cases)
    return Estimate(
        math.exp(sum(w * math.log(c.work / c.estimate.point) for w, c in cases) / total),
        sum(w * c.estimate.logs for w, c in cases) / total,
        min(c.estimate.freedom for _, c in cases),
    )


def ends(of):
    return (of["point"] if of["low"] is None else of["low"], of["point"] if of["high"] is None else of["high"])
