"""A price file and what an hour of a chip costs: docs/prices.md."""

import yaml

from ends import exactly, over, plus, times

HOURS_OF_A_YEAR = 8766
ORDER = ("per_hour", "purchase", "host_share", "lifetime_years", "utilisation")  # of the sources of a report


def figure(given):
    """The interval of a figure of the file, or None."""
    if given is None:
        return None
    low, high = given.get("low", given.get("value")), given.get("high", given.get("value"))
    return {"low": low, "point": given.get("value", (low + high) / 2), "high": high}


class Prices:
    """One price file."""

    def __init__(self, path):
        self.content = yaml.safe_load(path.read_text())
        energy = self.content.get("energy") or {}
        self.per_kwh, self.pue = figure(energy.get("per_kwh")), figure(energy.get("pue"))

    def find(self, chip_id, label):
        """The entry of a chip, or None."""
        for entry in self.content["chips"]:
            if "chip" in entry and entry["chip"] == chip_id or "label" in entry and entry["label"] == label:
                return entry
        return None

    def hardware(self, entry):
        """A chip's share of an hour, without energy."""
        if "per_hour" in entry:
            return figure(entry["per_hour"])
        paid = figure(entry["purchase"])
        if "host_share" in entry:
            paid = plus(paid, figure(entry["host_share"]))
        hours = times(figure(entry["lifetime_years"]), exactly(HOURS_OF_A_YEAR))
        if "utilisation" in entry:
            hours = times(hours, figure(entry["utilisation"]))
        return over(paid, hours)

    def energy(self, watts):
        """Of an hour, or None if it is not known."""
        if watts is None or self.per_kwh is None or self.pue is None:
            return None
        return times(times(over(watts, exactly(1000)), self.pue), self.per_kwh)

    def per_hour(self, entry, watts):
        """The key `per_hour` of a chip, or None without a price."""
        if entry is None:
            return None
        hardware = self.hardware(entry)
        energy = None if "per_hour" in entry else self.energy(watts)
        return {"total": plus(hardware, energy) if energy else hardware, "hardware": hardware, "energy": energy}

    def sources(self, entries):
        """Intervals of the figures used: of chips in the order of the report, then of energy."""
        used = []
        for entry in entries:
            used += [figure(entry[key]) for key in ORDER if key in entry]
        if any("purchase" in entry for entry in entries):
            used += [each for each in (self.per_kwh, self.pue) if each is not None]
        return [{"value": each} for each in used]
