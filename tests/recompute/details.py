"""Every number under `details` of a page, made again from the run files."""

import numpy as np

import chips

MOST_RANKS = 32
QUANTILES = {"p5": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}


def roof(found):
    return None if found is None else {"value": found[0]}


class Details:
    """Made of an expected.Ranking, whose numbers are known, and of what the page says."""

    def __init__(self, ranking, document):
        self.ranking, self.document = ranking, document
        self.rows = ranking.rows
        self.entries = ranking.document["cases"]
        self.files = [(c, r, run) for c, row in enumerate(self.rows) for r, run in enumerate(row.runs)]

    def figure(self, chip, entry):
        """The interval of the figure as it stands in the ranking, recomputed."""
        for result in self.ranking.numbers()["cases"][entry]["results"]:
            if result["chip"] == chip and "figures" in result:
                return result["figures"]["figure"]
        return None

    def run_numbers(self):
        out = []
        for chip, number, run in self.files:
            nodes = {}
            for rank in run.ranks:
                nodes.setdefault(rank["host"], []).append(int(rank["rank"]))
            out.append({"chip": chip, "run": number, "nodes": [{"ranks": ranks} for ranks in nodes.values()]})
        return out

    def cases(self, chip):
        """(index, case) of the chip's cases with a figure, in the ranking's order."""
        for index, entry in enumerate(self.entries):
            found = self.ranking.of(self.rows[chip], entry["id"])
            if found:
                yield index, found[1]

    def rooflines(self):
        out = []
        for chip, row in enumerate(self.rows):
            lines = {}
            for index, case in self.cases(chip):
                dtype = chips.parameters(case.case["name"])[1].get("dtype")
                if case.unit != "FLOP/s" or case.case["bytes_moved"] <= 0 or dtype is None:
                    continue
                new = {"chip": chip, "points": []}
                if row.chip is not None:
                    new["peak"] = roof(chips.peak(row.chip, case.case["name"]))
                    new["memory"] = roof(chips.memory(row.chip))
                per_byte = case.case["flops"] / case.case["bytes_moved"]
                point = {"case": index, "flops_per_byte": per_byte, "figure": self.figure(chip, index)}
                lines.setdefault(dtype, new)["points"].append(point)
            out += lines.values()
        return out

    def bus_bandwidth(self):
        charts = {}
        for index, entry in enumerate(self.entries):
            for chip, row in enumerate(self.rows):
                found = self.ranking.of(row, entry["id"])
                if not found or found[1].unit != "B/s busbw":
                    continue
                case = found[1].case
                workload, given = chips.parameters(case["name"])
                series = tuple((k, v) for k, v in given.items() if k not in ("bytes", "ranks"))
                chart = charts.setdefault((case["group"], workload, series, case["timing"]), {})
                line = chart.setdefault((chip, int(case["ranks"])), {"limits": [], "points": []})
                point = {"case": index, "bytes": case["message_bytes"], "busbw": self.figure(chip, index)}
                line["points"].append(point)
                if row.chip is not None:
                    limits = chips.physical_limits(row.chip, case, "B/s busbw", found[0])
                    line["limits"] += [value for _, name, value, _ in limits if name == "link"]
        return [{"chips": [self.line(*each) for each in self.by_chip(chart)]} for chart in charts.values()]

    @staticmethod
    def by_chip(chart):
        return sorted(chart.items(), key=lambda each: each[0][0])

    @staticmethod
    def line(key, line):
        points = sorted(line["points"], key=lambda point: point["bytes"])
        limit = {"value": max(line["limits"])} if line["limits"] else None
        return {"chip": key[0], "ranks": key[1], "limit": limit, "points": points}

    def times_of_ranks(self, run, case):
        if case is None or case["outcome"] not in ("passed", "unstable", "implausible") or len(case.samples) == 0:
            return []
        return [
            {"rank": rank, "n": len(times), **{key: np.quantile(times, p) for key, p in QUANTILES.items()}}
            for rank, times in enumerate(case.samples.T)
        ]

    def rank_times(self):
        out = []
        for index, entry in enumerate(self.entries):
            for chip, number, run in self.files:
                ranks = self.times_of_ranks(run, run.find(entry["id"]))
                if not ranks or run["origin"] == "imported":
                    continue
                left_out = max(0, len(ranks) - MOST_RANKS)
                if left_out:
                    by_median = sorted(ranks, key=lambda each: each["p50"])
                    ranks = by_median[: MOST_RANKS // 2] + by_median[-MOST_RANKS // 2 :]
                    ranks.sort(key=lambda each: each["rank"])
                out.append({"case": index, "chip": chip, "run": number, "ranks": ranks})
                if left_out:
                    out[-1]["ranks_left_out"] = left_out
        return out

    def devices(self):
        out = []
        for chip, number, run in self.files:
            if len(run.ranks) < 2 or run["origin"] == "modelled":
                continue
            cases, columns = [], []
            for index, entry in enumerate(self.entries):
                ranks = self.times_of_ranks(run, run.find(entry["id"]))
                if ranks:
                    cases.append(index)
                    usual = np.median([each["p50"] for each in ranks])
                    columns.append({each["rank"]: each["p50"] / usual for each in ranks})
            if cases:
                names = [int(rank["rank"]) for rank in run.ranks]
                relative = [[column.get(name) for column in columns] for name in names]
                rows = [{"rank": name} for name in names]
                out.append({"chip": chip, "run": number, "rows": rows, "cases": cases, "relative": relative})
        return out

    def indices(self, entries):
        """What names a chip, run, start, rank or case, where that exists: as it stands."""
        out = []
        for entry in entries:
            chip = self.rows[entry["chip"]]
            known = {"chip": entry["chip"]}
            if "run" in entry:
                run = chip.runs[entry["run"]]
                known["run"] = entry["run"]
                known["ranks"] = [r for r in entry.get("ranks", []) if r in {int(each["rank"]) for each in run.ranks}]
                if entry.get("start") in range(1 + run.continuations):
                    known["start"] = entry["start"]
            if "case" in entry and entry["case"] in range(len(self.entries)):
                known["case"] = entry["case"]
            out.append(known)
        return out

    def numbers(self):
        return {
            "runs": self.run_numbers(),
            "environment_differences": [
                {"values": self.indices(each["values"])} for each in self.document["environment_differences"]
            ],
            "rooflines": self.rooflines(),
            "bus_bandwidth": self.bus_bandwidth(),
            "rank_times": self.rank_times(),
            "devices": self.devices(),
            "reproduce": self.indices(self.document["reproduce"]),
        }
