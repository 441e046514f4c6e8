"""What a reader must know of the machine that figures come from."""

import os
import platform
import re
import subprocess
from pathlib import Path


def first_line(path, missing):
    try:
        return Path(path).read_text(encoding="utf-8").split("\n", 1)[0]
    except OSError:
        return missing


def cpu_model():
    found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.M)
    return found.group(1) if found else platform.processor() or platform.machine()


def said(words):
    """The first line that a program prints, or that it is not there."""
    try:
        done = subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return "unknown"
    return (done.stdout.strip().splitlines() or ["unknown"])[0]


def libraries(programs):
    """File names, with versions, of the libraries that figures depend on: "libdnnl.so.2.6"."""
    found = set()
    for program in programs:
        try:
            listing = subprocess.run(["ldd", str(program)], capture_output=True, text=True, check=False).stdout
        except OSError:
            return "unknown"
        found |= {Path(os.path.realpath(path)).name
                  for path in re.findall(r"=> (/\S*lib(?:mpi|dnnl|openblas|hdf5)[^/\s]*)", listing)}
    return ", ".join(sorted(found)) or "unknown"


def commit(root):
    changed = said(["git", "-C", root, "status", "--porcelain", "--untracked-files=no"])
    return said(["git", "-C", root, "rev-parse", "--short=10", "HEAD"]) + (
        "" if changed == "unknown" else ", with changes")


def describe(root, build):
    """(what, value) pairs."""
    cores = len(os.sched_getaffinity(0))
    variables = [f"{name}={value}" for name, value in sorted(os.environ.items())
                 if name.startswith(("OPENBLAS_", "OMP_", "DNNL_", "ONEDNN_"))]
    programs = [build / "bin" / "steelyard", build / "lib/steelyard/backends/steelyard_backend_cpu.so"]
    return [
        ("commit", commit(root)),
        ("program", said([build / "bin" / "steelyard", "--version"])),
        ("processor", f"{cpu_model()}, {cores} cores to run on"),
        ("kernel", f"{platform.system()} {platform.release()}"),
        ("clock source", first_line("/sys/devices/system/clocksource/clocksource0/current_clocksource", "unknown")),
        ("governor", first_line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "none to be seen")),
        ("libraries", libraries(programs)),
        ("variables", " ".join(variables) or "none"),
    ]
