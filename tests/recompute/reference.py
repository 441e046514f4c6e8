"""The shipped reference of docs/metrics.md: published rows, then bounds of the datasheet."""

import yaml

import chips


class Reference:
    def __init__(self, path, catalogue):
        content = yaml.safe_load(path.read_text())
        self.devices = content["devices"]
        self.rows = content["published"]
        wanted = content["chip"]
        self.chip = catalogue.get(wanted) or chips.find_exact(catalogue, wanted)

    def row(self, case):
        """The fastest published row of the case, or None."""
        workload, given = chips.parameters(case["name"])
        best = None
        for row in self.rows:
            value = row["tflops"] * 1e12 if "tflops" in row else row["busbw_gb_s"] * 1e9
            if row["workload"] != workload:
                continue
            if any(given.get(key) != str(text) for key, text in row["parameters"].items()):
                continue
            if case["message_bytes"] > 0:
                if case["message_bytes"] < row.get("minimum_bytes", 0):
                    continue
            elif {"m", "n", "k"} <= given.keys():
                plain = 2.0 * int(given["m"]) * int(given["n"]) * int(given["k"])
                if abs(case["flops"] / plain - 1) >= 1e-9:
                    continue
            if best is None or value > best[0]:
                best = (value, row.get("devices", 1))
        return best

    def find(self, case, unit):
        """(value, devices), or None."""
        if unit in ("B/s algbw", "iterations/s"):
            return None
        published = self.row(case)
        if published:
            return published
        if unit == "B/s busbw":
            link = chips.link(self.chip)
            return (link[0], self.devices) if link else None
        memory = chips.memory(self.chip)
        if unit == "B/s":
            return (memory[0], 1) if memory else None
        peak = chips.peak(self.chip, case["name"])
        if peak is None:
            return None
        seconds = case["flops"] / peak[0]
        if memory and chips.parameters(case["name"])[1].get("cache") != "hot":
            seconds = max(seconds, case["bytes_moved"] / memory[0])
        return case["flops"] / seconds, 1

    def value(self, case, unit):
        return self.find(case, unit)[0]

    def numbers(self, case):
        found = self.find(case.case, case.unit)
        return {"value": found[0], "devices": found[1]} if found else None
