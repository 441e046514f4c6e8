"""The key `money` of a report: docs/metrics.md, "Money and energy"."""

import math

import chips
import energy
from ends import ends, exactly, none_of, over, times
from figures import inverse, scaled

EXA = 1e18


def geometric_mean(weighed):
    """Of [(weight, interval)], end by end."""
    total = sum(w for w, _ in weighed)
    return {end: math.exp(sum(w * math.log(of[end]) for w, of in weighed) / total) for end in weighed[0][1]}


class FromRow:
    """What one chip of the report does in an hour, by its figures."""

    def __init__(self, row, index):
        self.row, self.index = row, index
        self.catalogued = row.chip
        self.names = (row.document["chip_id"], row.document["label"])
        self.is_baseline = row.is_baseline

    def cases(self, weights):
        return [(w, self.row.pooled[case_id]) for case_id, w in weights.items()]

    def known(self, weights):
        """Whether all of these cases have an interval."""
        return all(case.known for _, case in self.cases(weights))

    def flops(self, weights):
        figures = [(w, inverse(self.interval(case), case.work)) for w, case in self.cases(weights)]
        return geometric_mean(figures)

    @staticmethod
    def interval(case):
        return case.estimate.interval() if case.known else exactly(case.estimate.point)

    def seconds(self, entry):
        case = self.row.pooled.get(entry["id"])
        result = next((each for each in entry["results"] if each["chip"] == self.index), {})
        return case and self.interval(case) if result.get("standing") not in ("implausible", "no figure") else None

    def energies(self, weights):
        """[(weight, case, energy)] of those that have sensors."""
        found = [(w, case, energy.of_pooled(case)) for w, case in self.cases(weights)]
        return [each for each in found if each[2] is not None]

    def joules_per_eflop(self, weights):
        """By its sensors, or None."""
        found = [(w, scaled(each.joules, EXA / case.work)) for w, case, each in self.energies(weights)]
        return geometric_mean(found) if found else None

    def watts(self, weights):
        """The weighted mean and of how many cases it is, or None."""
        found = [(w, each.watts) for w, _, each in self.energies(weights)]
        if not found:
            return None
        total = sum(w for w, _ in found)
        return {end: sum(w * of[end] for w, of in found) / total for end in ("low", "point", "high")}, len(found)


class FromReference:
    """The same of the shipped reference: points without an interval."""

    def __init__(self, ranking):
        self.ranking, self.index, self.is_baseline = ranking, None, True
        self.catalogued = ranking.reference.chip
        self.names = (self.catalogued["id"], self.catalogued["name"])

    def value(self, case_id):
        """(the figure, work of an iteration), or None."""
        case = next((row.pooled[case_id] for row in self.ranking.rows if case_id in row.pooled), None)
        found = case and self.ranking.reference.find(case.case, case.unit)
        return found and (found[0], case.work)

    def flops(self, weights):
        logs = sum(w * math.log(self.value(case_id)[0]) for case_id, w in weights.items())
        return exactly(math.exp(logs / sum(weights.values())))

    def known(self, weights):
        return True

    def seconds(self, entry):
        found = self.value(entry["id"])
        return found and exactly(found[1] / found[0])

    def joules_per_eflop(self, weights):
        return None

    def watts(self, weights):
        return None


def without_ends(node):
    """Takes the ends of all intervals away but those of the cost of an hour."""
    for key, value in node.items() if isinstance(node, dict) else enumerate(node):
        if isinstance(value, dict) and "point" in value:
            node[key] = {"low": None, "point": value["point"], "high": None}
        elif isinstance(value, (dict, list)) and key != "per_hour":
            without_ends(value)


class Money:
    def __init__(self, ranking, prices):
        self.ranking, self.prices = ranking, prices
        rows = [FromRow(row, index) for index, row in enumerate(ranking.rows)]
        self.workers = rows if ranking.base else [FromReference(ranking), *rows]
        self.workers.sort(key=lambda worker: not worker.is_baseline)

    def entry(self, worker):
        return self.prices.find(*worker.names) if self.prices else None

    @staticmethod
    def tdp(worker):
        figure = (worker.catalogued or {}).get("tdp_w")
        one = worker.catalogued and worker.catalogued["chips_per_system"] == 1
        return exactly(figure["value"]) if figure and one else None

    def power(self, worker, weights):
        measured = worker.watts(weights)
        if measured:
            return {"watts": measured[0], "cases": measured[1]}
        tdp = self.tdp(worker)
        return tdp and {"watts": tdp, "cases": 0}

    def tokens(self, worker, model, per_hour):
        total = exactly(0)
        for step in model["step"]:
            seconds = self.of_name(worker, step["case"])
            if seconds is None:
                return {"per_second": None, "cost_per_1e9": None}
            total = {end: total[end] + step["count"] * seconds[end] for end in total}
        rate = inverse(total, model["tokens_per_step"])
        cost = over(scaled(per_hour["total"], 1e9 / 3600), rate) if per_hour else None
        return {"per_second": rate, "cost_per_1e9": cost}

    def of_name(self, worker, name):
        """Seconds of the case of this name, whatever group it stands in."""
        named = (entry for entry in self.ranking.document["cases"] if entry["name"] == name)
        return next((found for entry in named if (found := worker.seconds(entry))), None)

    def chip(self, worker, weights, specification):
        """Of one chip in one profile, but for what is held against the baseline."""
        matmuls = self.matmuls(weights)
        flops = worker.flops(matmuls) if matmuls else None
        power = self.power(worker, weights)
        entry = self.entry(worker)
        per_hour = self.prices.per_hour(entry, power and power["watts"]) if entry else None
        joules = worker.joules_per_eflop(matmuls)
        if joules is None and power and power["cases"] == 0 and flops:
            joules = scaled(over(power["watts"], flops), EXA)
        return {
            "chip": worker.index,
            "flops": flops,
            "power": power,
            "joules_per_eflop": joules,
            "flops_per_watt": joules and inverse(joules, EXA),
            "per_hour": per_hour,
            "cost_per_eflop": per_hour and flops and scaled(over(per_hour["total"], flops), EXA / 3600),
            "tokens": [self.tokens(worker, model, per_hour) for model in specification.get("tokens", [])],
        }

    def matmuls(self, weights):
        entries = self.ranking.stand_ins.entries
        return {i: w for i, w in weights.items() if chips.parameters(entries[i]["name"])[0] == "matmul"}

    def to_baseline(self, worker, base_worker, chip, base, speed):
        """`speed` is the score of the profile by its own policy, or None."""
        if worker is base_worker or speed is None:
            return None
        measured = all(each["power"] and each["power"]["cases"] for each in (chip, base))
        watts = [each["power"]["watts"] if measured else None for each in (chip, base)]
        if not measured:
            watts = [self.tdp(each) for each in (worker, base_worker)]
            watts = [None, None] if none_of(*watts) else watts
        hours = [self.total(*each) for each in zip((worker, base_worker), watts)]
        cost = over(over(*hours), speed)
        return {
            "speed": speed,
            "work_per_watt": over(speed, over(*watts)),
            "cost_of_work": cost,
            "work_per_money": cost and inverse(cost, 1),
            "breakeven_per_hour": times(hours[1], speed),
            "breakeven_multiple": speed,
        }

    def total(self, worker, watts):
        """Cost of an hour at a power, or None."""
        per_hour = self.prices and self.prices.per_hour(self.entry(worker), watts)
        return per_hour and per_hour["total"]

    def profile(self, profile):
        specification = self.ranking.profiles[profile["profile"]]
        weights = self.ranking.weights_of_profile(profile, False)[0]
        made = self.ranking.profile_numbers(profile)
        wider = specification["missing"] == "wider" and made.get("wider")
        speeds = {score["chip"]: score["ratio"] for score in (made["wider"] if wider else made["excluded"])}
        found = [self.chip(worker, weights, specification) for worker in self.workers]
        for worker, chip in zip(self.workers, found):
            speed = speeds.get(worker.index)
            chip["to_baseline"] = self.to_baseline(worker, self.workers[0], chip, found[0], speed and ends(speed))
        for worker, chip in zip(self.workers, found):
            if not worker.known(self.matmuls(weights)) or None in (speeds.get(worker.index) or {}).values():
                without_ends(chip)
        return {"chips": found}

    def numbers(self):
        entries = {id(entry): entry for worker in self.workers if (entry := self.entry(worker))}.values()
        return {
            "profiles": [self.profile(profile) for profile in self.ranking.document["profiles"]],
            "sources": self.prices.sources(entries) if self.prices else [],
        }
