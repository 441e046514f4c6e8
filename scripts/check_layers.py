#!/usr/bin/env python3
"""Holds the sources to the two rules of docs/architecture.md:

  * includes point down only, and folders on one line never include each other;
  * every foreign library has one home.

    scripts/check_layers.py [ROOT]

Prints `file:line: what is wrong (the rule)` for every violation and exits 1 if there is one. An
angle include that is neither of the standard, nor of the system, nor in LIBRARIES is a violation
too: a new library gets its home here, in the same change that brings it in.
"""

import argparse
import fnmatch
import re
import sys
from pathlib import Path

# Folder -> (level, what it may include besides itself; None: every lower level).
LAYERS = {
    "harness/core": (0, None),
    "harness/comm": (1, None),
    "harness/device": (1, None),
    "harness/run": (2, None),
    "harness/backends": (2, ("harness/device", "harness/core")),
    "workloads": (3, None),
    "results": (3, ("harness/core",)),
    "collectors": (4, None),
    "harness/app": (5, None),
    "tests": (6, None),
    "scripts": (6, None),
}

# Folders whose sub-folders are plug-ins that must not know each other, and what all may use.
PLUGINS = {"harness/backends": ("harness/backends/cuda_shaped",), "workloads": ("workloads/reference",), "collectors": ()}

# CMake target -> folder; targets named after a plug-in folder are never linked by others.
TARGETS = {
    "core": "harness/core", "comm": "harness/comm", "device": "harness/device",
    "device_table": "harness/device", "conformance": "harness/device", "device_kit": "harness/device", "run": "harness/run", "workloads": "workloads",
    "collectors": "collectors", "app": "harness/app", "store": "results", "chips": "results",
    "verdicts": "results", "profiles": "results", "money": "results", "audit": "results",
    "report": "results", "report_page": "results", "model": "results", "import": "results",
    "claims": "results", "claim_verdicts": "results", "gate": "results", "gate_report": "results",
    "ci_report": "results",
    "history": "results", "history_report": "results", "history_files": "results",
}

# Library -> (header patterns, homes as path patterns). Tests may use any of them.
LIBRARIES = {
    "MPI": (("mpi.h", "mpi-ext.h"), ("harness/comm/*",)),
    "HDF5": (("hdf5.h", "hdf5_hl.h", "H5*.h"), ("results/store/hdf5_*",)),
    "Boost.Program_options": (("boost/program_options*",), ("harness/app/*",)),
    "Boost.Asio": (("boost/asio*",), ("harness/comm/side_*",)),
    "Boost.Math and Boost.Random": (("boost/math/*", "boost/random/*"),
                                    ("harness/core/statistics/*.cpp", "results/verdicts/*.cpp")),
    "yaml-cpp": (("yaml-cpp/*",), ("harness/run/suite.cpp", "results/*.cpp")),
    "hwloc": (("hwloc.h", "hwloc/*"), ("collectors/environment/*", "harness/backends/cpu/*")),
    "spdlog": (("spdlog/*",), ("harness/core/log.cpp",)),
    "OpenSSL": (("openssl/*",), ("harness/core/digest.cpp",)),
    "fmt": (("fmt/*",), ("*.cpp",)),
    "nlohmann-json": (("nlohmann/*",), ("*.cpp", "results/import/json_*.hpp", "results/report/carrier_json.hpp",
                      "results/report/metric_json.hpp")),
    "pugixml": (("pugixml.hpp",), ("results/report/ci/*.cpp",)),
    "OpenMP": (("omp.h",), ("harness/backends/*",)),
    "oneDNN": (("dnnl*", "oneapi/dnnl/*"), ("harness/backends/*",)),
    "BLAS": (("cblas.h", "openblas*"), ("harness/backends/*",)),
    "a vendor's SDK": (("cuda*.h", "cublas*.h", "nv*.h", "nccl*.h", "hip/*", "hipblas*", "rccl/*",
                        "rocm*", "rocblas*", "CL/*", "clblast*.h", "acl/*", "aclnn*", "hccl/*"),
                       ("harness/backends/*",)),
    "libtorch": (("ATen/*", "c10/*", "torch/*"), ("harness/backends/torch/*",)),
    "GoogleTest": (("gtest/*", "gmock/*"), ("tests/*",)),
}
# A project of its own, which knows an installed tree alone.
STRANGERS = ("tests/out_of_tree_backend/",)
# Libraries that stay in one file of results.
ONE_FILE_OF_RESULTS = ("yaml-cpp",)

SYSTEM = re.compile(
    r"^(sys|linux|asm|net|netinet|arpa)/[a-z0-9_]+\.h$"
    r"|^(assert|cpuid|ctype|dirent|dlfcn|errno|execinfo|fcntl|float|ftw|glob|grp|ifaddrs|immintrin"
    r"|inttypes|limits|link"
    r"|locale|math|netdb|poll|pthread|pwd|sched|semaphore|setjmp|signal|spawn|stdbool|stddef|stdint"
    r"|stdio|stdlib|string|strings|time|unistd|x86intrin|arm_neon|arm_sve)\.h$")
STANDARD = re.compile(r"^(experimental/)?[a-z_0-9]+$")
INCLUDE = re.compile(r'^\s*#\s*(?:include|include_next|import)\s*([<"])([^>"]+)[>"]')
LINK = re.compile(r"\bsteelyard(?:::|_)([a-z0-9_]+)\b")
SOURCES = (".c", ".cc", ".cpp", ".cu", ".h", ".hip", ".hpp", ".in")


def layer_of(path):
    """The entry of LAYERS that holds `path`, or None."""
    matches = [folder for folder in LAYERS if path == folder or path.startswith(folder + "/")]
    return max(matches, key=len) if matches else None


def plugin_of(path):
    """(family, "family/name") of a file inside a plug-in folder, else None."""
    for family in PLUGINS:
        rest = path[len(family) + 1:] if path.startswith(family + "/") else ""
        if "/" in rest:
            return family, f"{family}/{rest.split('/')[0]}"
    return None


def direction_fault(user, used):
    """Why a file in `user` may not use `used` (both paths from the root), or None."""
    source, target = layer_of(user), layer_of(used)
    if source is None or target is None:
        return None if source is None else f"{used} is in no folder of the design"
    if source == target:
        mine, other = plugin_of(user), plugin_of(used)
        if mine and other and mine != other and other[1] not in PLUGINS[mine[0]]:
            return f"plug-in folders do not include each other ({mine[1]} -> {other[1]})"
        return None
    level, allowed = LAYERS[source]
    if allowed is not None:
        if target not in allowed and LAYERS[target][0] < 6:
            return f"{source} may include {' and '.join(allowed)} only"
    if LAYERS[target][0] >= level and level < 6:
        how = "folders on one line never include each other" if LAYERS[target][0] == level else \
            "includes point down only"
        return f"{how} ({source} -> {target})"
    return None


def home_fault(user, header):
    """Why `user` may not include the foreign `header`, or None."""
    for library, (patterns, homes) in LIBRARIES.items():
        if any(fnmatch.fnmatchcase(header, pattern) for pattern in patterns):
            if user.startswith("tests/") or any(fnmatch.fnmatchcase(user, home) for home in homes):
                return None
            return f"{library} lives in {' and '.join(homes)}"
    if SYSTEM.match(header) or STANDARD.match(header):
        return None
    return f"<{header}> is of no library that this project knows; see LIBRARIES"


def library_of(header):
    for library, (patterns, _) in LIBRARIES.items():
        if any(fnmatch.fnmatchcase(header, pattern) for pattern in patterns):
            return library
    return None


def strip_block_comments(text):
    return re.sub(r"/\*.*?\*/", lambda match: re.sub(r"[^\n]", " ", match.group()), text,
                  flags=re.DOTALL)


def check_source(root, path, found, single_homes):
    text = strip_block_comments((root / path).read_text(encoding="utf-8", errors="replace"))
    for number, line in enumerate(text.splitlines(), 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        kind, header = match.groups()
        if kind == "<":
            library = library_of(header)
            if library in ONE_FILE_OF_RESULTS and path.startswith("results/"):
                single_homes.setdefault(library, {}).setdefault(path, number)
            fault = home_fault(path, header)
        elif layer_of(header) is None or header.startswith("."):
            fault = "quoted includes start at the repository root"
        else:
            fault = direction_fault(path, header)
        if fault:
            found.append((path, number, f"{line.strip()}: {fault}"))


def check_cmake(root, path, found):
    folder = str(Path(path).parent)
    if layer_of(folder) is None:
        return
    for number, line in enumerate((root / path).read_text(encoding="utf-8").splitlines(), 1):
        for target in LINK.findall(line.split("#")[0]):
            if target in TARGETS:
                fault = direction_fault(folder + "/CMakeLists.txt", TARGETS[target] + "/x")
                if fault:
                    found.append((path, number, f"links steelyard::{target}: {fault}"))


def check(root):
    """All violations below `root` as (path, line, text), in order."""
    found = []
    single_homes = {}
    for top in ("harness", "workloads", "collectors", "results", "tests"):
        for file in sorted((root / top).rglob("*")):
            path = file.relative_to(root).as_posix()
            if not file.is_file() or path.startswith(STRANGERS):
                continue
            if file.name == "CMakeLists.txt":
                check_cmake(root, path, found)
            elif file.suffix in SOURCES:
                check_source(root, path, found, single_homes)
    for library, users in single_homes.items():
        for path, number in list(users.items())[1:]:
            found.append((path, number, f"{library} stays in one file of results, which is "
                                        f"{next(iter(users))}"))
    return found


def main():
    parser = argparse.ArgumentParser(description="Checks include directions and library homes.")
    parser.add_argument("root", nargs="?", type=Path, default=Path(__file__).parent.parent)
    root = parser.parse_args().root.resolve()
    if not (root / "harness").is_dir():
        print(f"check_layers: {root} holds no folder harness; is it the repository's root?")
        return 2
    found = check(root)
    for path, number, text in found:
        print(f"{path}:{number}: {text}")
    print(f"check_layers: {len(found)} violation(s)" if found else "check_layers: fine")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
