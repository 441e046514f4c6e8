"""What replaces a multiplication that a chip could not run: docs/metrics.md, "Profiles"."""

TF32 = ["tf32", "hf32", "xf32"]
WIDER = {
    **dict.fromkeys(["fp8_e4m3", "fp8_e5m2", "fp8_e4m3_fnuz", "fp8_e5m2_fnuz"], ["bf16", "fp16", *TF32, "f32", "f64"]),
    **dict.fromkeys(["int8", "uint8"], ["fp16", "bf16", *TF32, "f32", "f64"]),
    "bf16": ["fp16", *TF32, "f32", "f64"],
    "fp16": ["bf16", *TF32, "f32", "f64"],
    **dict.fromkeys(TF32, ["f32", "f64"]),
    "f32": ["f64"],
}


def wider_names(case_name):
    """Names of the same multiplication in wider dtypes, the next one first."""
    workload, _, rest = case_name.partition(":")
    parts = rest.split(",")
    dtype = next((part.partition("=")[2] for part in parts if part.startswith("dtype=")), "")
    if workload != "matmul":
        return
    for wider in WIDER.get(dtype, []):
        yield workload + ":" + ",".join(f"dtype={wider}" if part.startswith("dtype=") else part for part in parts)


class StandIns:
    """What counts for each chip of an expected.Ranking, by itself or by what stands in for it."""

    def __init__(self, ranking):
        self.ranking = ranking
        self.entries = {entry["id"]: entry for entry in ranking.document["cases"]}

    def result(self, row, entry):
        index = self.ranking.rows.index(row)
        return next((each for each in entry["results"] if each["chip"] == index), {"standing": "no case"})

    def counts(self, row, entry):
        """Whether the chip's own figure may count."""
        return self.result(row, entry)["standing"] in ("counted", "not common")

    def own(self, row, entry):
        """Whether the chip has a ratio of its own for the case that may count."""
        if not self.counts(row, entry):
            return False
        base = self.ranking.base
        return base is None or self.counts(base, entry)

    def find(self, row, case_id):
        """The case, pooled, of the chip or of the next wider dtype that it has; or None."""
        entry = self.entries[case_id]
        standing = self.result(row, entry)["standing"]
        if standing in ("counted", "not common"):
            return row.pooled[case_id]
        if standing in ("implausible", "other scale"):
            return None
        for name in wider_names(entry["name"]):
            for other in self.entries.values():
                if other["name"] == name and self.usable(row, other):
                    return row.pooled[other["id"]]
        return None

    def usable(self, row, entry):
        return self.result(row, entry)["standing"] in ("counted", "not common", "no reference") and bool(
            row.pooled.get(entry["id"])
        )

    def common(self, entries):
        """Of these cases those that every chip with a ratio of its own has, or has a stand-in for."""
        rows = [row for row in self.ranking.rows if any(self.own(row, entry) for entry in entries)]
        return [entry for entry in entries if self.scored(entry) and all(self.find(row, entry["id"]) for row in rows)]

    def scored(self, entry):
        """Whether the baseline has a figure, and some chip a ratio of its own."""
        base = self.ranking.base
        if base is not None and self.find(base, entry["id"]) is None:
            return False
        return any(self.own(row, entry) for row in self.ranking.rows)
