"""The catalogue of chips, and what docs/metrics.md holds figures against."""

import math
import pathlib
import re

import yaml

PEAK_KEYS = {
    "f64": "fp64", "f32": "fp32", "tf32": "tf32", "hf32": "tf32", "xf32": "tf32", "bf16": "bf16", "fp16": "fp16",
    "fp8_e4m3": "fp8", "fp8_e5m2": "fp8", "fp8_e4m3_fnuz": "fp8", "fp8_e5m2_fnuz": "fp8", "int8": "int8", "uint8": "int8",
}
CONFIDENCES = ["low", "medium", "high"]


def parameters(case_name):
    """workload and parameters of a canonical name."""
    workload, _, rest = case_name.partition(":")
    return workload, dict(part.split("=", 1) for part in rest.split(",") if "=" in part)


def load(folder):
    return {path.stem: yaml.safe_load(path.read_text()) for path in pathlib.Path(folder).glob("*.yaml")}


def plain(name):
    return re.sub(r"[^a-z0-9]+", " ", name.lower()).strip()


def find_exact(catalogue, name):
    """The one chip whose id, name or alias this is."""
    found = [
        chip
        for chip in catalogue.values()
        if plain(name) in {plain(each) for each in [chip["id"], chip["name"], *chip.get("aliases", [])]}
    ]
    return found[0] if len(found) == 1 else None


def peak(chip, case_name):
    """(operations/s, figure) of the dense peak for a case, or None."""
    _, given = parameters(case_name)
    dtype = given.get("dtype", "")
    formats = chip.get("formats", {})
    if given.get("accum") == "fast" and formats.get("accumulation") == "full":
        return None
    if dtype in ("tf32", "hf32", "xf32") and dtype != formats.get("tf32", "tf32"):
        return None
    if dtype.startswith("fp8") and dtype.endswith("fnuz") != (formats.get("fp8", "ocp") == "fnuz"):
        return None
    figure = chip.get("dense_peak_tflops", {}).get(PEAK_KEYS.get(dtype))
    if figure is None or chip["chips_per_system"] > 1:
        return None
    return figure["value"] * 1e12, figure


def memory(chip):
    figure = chip.get("memory_bandwidth_gb_s")
    if figure is None or chip["chips_per_system"] > 1:
        return None
    return figure["value"] * 1e9, figure


def link(chip):
    figure = chip["interconnect"].get("per_chip_bidirectional_gb_s")
    return None if figure is None else (figure["value"] * 1e9 / 2, figure)


def in_switch(case):
    algorithm = case["algorithm"].lower()
    named = any(mark in algorithm for mark in ("nvls", "sharp", "collnet"))
    return case["workload"] == "allreduce" and (named or (case["method_version"] == 0 and algorithm == ""))


def crossing_share(collective, n, d, reduces):
    """x of docs/metrics.md, "Network"."""
    islands = math.ceil(n / d)
    elsewhere = (islands - 1) / islands
    sizes = [d] * (n // d) + ([n % d] if n % d else [])
    return {
        "allreduce": 1 if reduces else 2 * elsewhere,
        "reduce_scatter": elsewhere,
        "allgather": elsewhere,
        "alltoall": (n - sum(r * r for r in sizes) / n) / islands,
        "broadcast": 1,
        "reduce": 1,
        "gather": (n - d) / n,
        "scatter": (n - d) / n,
    }.get(collective)


def physical_limits(chip, case, kind, run):
    """[(what is checked, name of the limit, its value, its figure)], in the order of docs/metrics.md."""
    limits = []
    if kind == "FLOP/s" and peak(chip, case["name"]):
        limits.append(("figure", "dense peak", *peak(chip, case["name"])))
    if kind == "B/s busbw" and case["path"] == "native":
        n = int(case["ranks"])
        if link(chip):
            value, figure = link(chip)
            factor = max(1, 2 * (n - 1) / (n + 1)) if in_switch(case) else 1
            limits.append(("figure", "link", value * factor, figure))
        nic, joined = chip.get("nic_per_chip_gbit_s"), chip["interconnect"].get("joined")
        hosts = [rank["host"] for rank in run.ranks]
        if nic and joined and hosts and "" not in hosts:
            d = max(joined, max(hosts.count(host) for host in hosts))
            x = crossing_share(case["workload"], n, d, in_switch(case)) if n > d else None
            if x is not None:
                value = case["busbw_factor"] * d * nic["value"] * 1e9 / 8 / x
                limits.append(("figure", "network", value, nic))
    hot = parameters(case["name"])[1].get("cache") == "hot"
    if memory(chip) and not hot and case["message_bytes"] == 0:
        limits.append(("bytes", "memory", *memory(chip)))
    return limits
