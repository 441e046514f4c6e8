"""Reads what docs/run-file.md says of a run, and makes quoted times of it as docs/metrics.md says."""

import h5py
import numpy as np


def text(value):
    return value.decode() if isinstance(value, bytes) else value


def attributes(node):
    return {name: text(value) for name, value in node.attrs.items()}


def rows(table):
    return [{name: text(row[name]) for name in table.dtype.names} for row in table[()]]


class Case:
    """One case of one run."""

    def __init__(self, group):
        self.attributes = attributes(group)
        self.id = group.name.rsplit("/", 1)[1]
        self.samples = group["samples"][()]
        self.round_of = group["round"][()]
        self.visits = rows(group["visits"])
        self.batches = rows(group["batches"]) if "batches" in group else []

    def __getitem__(self, name):
        return self.attributes[name]

    def of_visits(self):
        """For each visit with samples: the visit, rows of `samples`, which of them are disturbed."""
        start = 0
        for visit in self.visits:
            count = int(visit["iterations"])
            part = self.samples[start : start + count]
            start += count
            if count == 0:
                continue
            marks = [
                np.full(int(batch["samples"]), batch["disturbed"] != 0)
                for batch in self.batches
                if batch["round"] == visit["round"]
            ]
            marks = np.concatenate(marks) if marks else np.zeros(count, bool)
            yield visit, part, marks

    def times(self):
        """[(visit, slowest rank's times, disturbed?)]"""
        return [(visit, part.max(axis=1), marks) for visit, part, marks in self.of_visits()]

    def quoted(self):
        """[(visit, times)] that are quoted, and how many samples were left out."""
        everything = [(visit, times) for visit, times, _ in self.times()]
        calm = [(visit, times[~marks]) for visit, times, marks in self.times()]
        calm = [(visit, times) for visit, times in calm if len(times) > 0]
        total = sum(len(times) for _, times in everything)
        left = sum(len(times) for _, times in calm)
        measured = len(everything)
        fewest = max(min(2, measured), -(-measured // 3))
        if left >= 6 and len(calm) >= fewest:
            return calm, total - left
        return everything, 0


class Run:
    """One run file."""

    def __init__(self, path):
        with h5py.File(path) as file:
            self.attributes = attributes(file)
            self.ranks = rows(file["environment/ranks"])
            self.continuations = len(file.get("continuations", ()))
            cases = [Case(group) for group in file["cases"].values()]
            self.cases = sorted(cases, key=lambda case: case["index"])
            telemetry = file.get("telemetry")
            self.telemetry = {name: telemetry[name][()] for name in telemetry} if telemetry else {}

    def __getitem__(self, name):
        return self.attributes[name]

    def find(self, case_id):
        return next((case for case in self.cases if case.id == case_id), None)
