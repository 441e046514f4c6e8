"""The digests of a run file, made by docs/run-file.md alone: h5py and hashlib, nothing of the program."""

import hashlib
import struct

import h5py
import numpy

RUN = ["run_uuid", "created_utc", "tool_version", "method_version", "command_line", "label",
       "suite_name", "suite_sha256", "seed", "rounds", "precision", "budget_seconds", "chip",
       "origin", "state", "wall_seconds"]
CONTINUATION = ["created_utc", "start_seconds", "command_line", "tool_version", "budget_seconds"]
CASE = ["name", "workload", "group", "method_version", "data_pattern", "outcome", "reason", "path",
        "timing", "algorithm", "probe_unit", "timer_overhead_seconds", "flops", "bytes_moved",
        "message_bytes", "busbw_factor", "verification_state", "verification_method",
        "verification_evidence", "verification_worst_error", "verification_elements",
        "target_precision", "reached_precision", "ranks"]
TELEMETRY = ["seconds", "rank", "power_watts", "energy_joules", "temperature_celsius",
             "core_clock_hz", "memory_clock_hz", "throttle_reasons"]


class Canonical:
    """SHA-256 over texts with their length in front, and numbers as they stand in the file."""

    def __init__(self, kind):
        self.all = hashlib.sha256()
        self.text(kind)

    def count(self, number):
        self.all.update(struct.pack("<Q", number))

    def text(self, value):
        value = value.encode() if isinstance(value, str) else bytes(value)
        value = value.rstrip(b"\0")
        self.count(len(value))
        self.all.update(value)

    def value(self, value):
        if isinstance(value, (bytes, str)):
            self.text(value)
        else:
            assert value.dtype.byteorder in "=<|", value.dtype
            self.all.update(value.tobytes())

    def row(self, row):
        for name in row.dtype.names:
            self.value(row[name])

    def table(self, rows):
        self.count(len(rows))
        for row in rows:
            self.row(row)

    def digest(self):
        return self.all.hexdigest()


def of_environment(group):
    made = Canonical("environment")
    made.table(group["ranks"][()])
    nodes = group["nodes"][()]
    made.count(len(nodes))
    for i, node in enumerate(nodes):
        made.row(node)
        made.text(group["topology"][str(i)][()])
    for table in ("facts", "software", "variables", "warnings"):
        made.table(group[table][()])
    return made.digest()


def of_starts(run):
    digest = of_environment(run["environment"])
    later = run.get("continuations", {})
    for number in range(1, len(later) + 1):
        group = later[str(number)]
        made = Canonical("continuation")
        made.text(digest)
        for name in CONTINUATION:
            made.value(group.attrs[name])
        made.text(of_environment(group["environment"]))
        digest = made.digest()
    return digest


def of_visits(group, identity):
    made = Canonical("visits")
    made.text(identity)
    digest = made.digest()
    batches = group["batches"][()]
    at = 0
    for row in group["visits"][()]:
        here = slice(at, at + int(row["iterations"]))
        at = here.stop
        samples = group["samples"][here]
        made = Canonical("visit")
        made.text(digest)
        made.row(row)
        made.count(samples.size)
        made.all.update(samples.tobytes())
        if row["late_recorded"]:
            made.all.update(group["late"][here].tobytes())
        made.table(batches[batches["round"] == row["round"]])
        digest = made.digest()
    return digest


def of_case(group, identity):
    made = Canonical("case")
    made.text(identity)
    made.value(group.attrs["index"])
    for name in CASE:
        made.value(group.attrs[name])
    visits = of_visits(group, identity)
    made.text(visits)
    return visits, made.digest()


def of_run(run):
    made = Canonical("run")
    for name in RUN:
        made.value(run.attrs[name])
    made.text(run["suite_text"][()])
    return made.digest()


def of_telemetry(run):
    made = Canonical("telemetry")
    columns = [run["telemetry"][name][()] for name in TELEMETRY]
    for row in zip(*columns):
        for value in row:
            made.value(value)
    return made.digest()


def rank_medians(run):
    """Of each row of the summary, the medians of its ranks; none where it has no times."""
    everything = run["summary/rank_medians"][()]
    at = 0
    for row in run["summary/cases"][()]:
        count = int(row["ranks"]) if row["has_samples"] and not row["fault"] else 0
        yield everything[at:at + count]
        at += count
    assert at == len(everything), "there are more medians than ranks"


def of_summary(run):
    made = Canonical("summary")
    made.text(run["summary"].attrs["head"])
    rows = run["summary/cases"][()]
    made.count(len(rows))
    for row, medians in zip(rows, rank_medians(run)):
        made.row(row)
        made.count(len(medians))
        made.all.update(medians.tobytes())
    return made.digest()


def made_from(path):
    """Every digest that the file should have, by where it stands."""
    with h5py.File(path) as run:
        digests = {("/digests", "run"): of_run(run), ("/digests", "environment"): of_starts(run),
                   ("/digests", "telemetry"): of_telemetry(run)}
        head = Canonical("head")
        head.text(digests["/digests", "run"])
        head.text(digests["/digests", "environment"])
        head.count(len(run["cases"]))
        for identity, group in sorted(run["cases"].items(), key=lambda item: item[1].attrs["index"]):
            visits, whole = of_case(group, identity)
            digests[group.name, "visits_digest"] = visits
            digests[group.name, "digest"] = whole
            head.text(whole)
        head.text(digests["/digests", "telemetry"])
        digests["/digests", "head"] = head.digest()
        if "summary" in run:
            digests["/summary", "head"] = run["digests"].attrs["head"].decode()
            digests["/summary", "digest"] = of_summary(run)
    return digests


def stored_in(path):
    with h5py.File(path) as run:
        stored = {("/digests", name): value.decode() for name, value in run["digests"].attrs.items()
                  if name not in ("form", "description")}
        for name, value in run["summary"].attrs.items() if "summary" in run else ():
            if name not in ("form", "description"):
                stored["/summary", name] = value.decode()
        for group in run["cases"].values():
            for name in ("visits_digest", "digest"):
                stored[group.name, name] = group.attrs[name].decode()
    return stored


def differences(path):
    """Where the file is not what its digests say."""
    made, stored = made_from(path), stored_in(path)
    return sorted("/".join(where) for where in made.keys() | stored.keys()
                  if made.get(where) != stored.get(where))
