#!/usr/bin/env python3
"""Starts a workload, a backend or a collector: writes one folder that builds and passes its contract
tests as it stands, and touches nothing else. Then make it yours; docs/adding.md says what to read.

    scripts/new_plugin.py {workload,backend,collector} NAME
"""

import argparse
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOMES = {"workload": "workloads", "backend": "harness/backends", "collector": "collectors"}
# Words that C++ or CMake would stumble over as the name of a namespace or a target.
TAKEN = {"auto", "bool", "break", "case", "catch", "char", "class", "const", "continue", "default",
         "delete", "do", "double", "else", "enum", "explicit", "export", "extern", "false", "float",
         "for", "friend", "goto", "if", "inline", "int", "long", "mutable", "namespace", "new",
         "operator", "private", "protected", "public", "register", "return", "short", "signed",
         "sizeof", "static", "std", "struct", "switch", "template", "this", "throw", "true", "try",
         "typedef", "typename", "union", "unsigned", "using", "virtual", "void", "volatile", "while",
         "comm", "core", "device", "kit", "run", "results", "collectors", "workloads", "reference",
         "steelyard", "suites"}


class UsageError(Exception):
    """A sentence for the user."""


def check_name(kind, name):
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name):
        raise UsageError(f"'{name}' is no name for a {kind}; use small letters, digits and single "
                         f"underscores, beginning with a letter: my_{kind}")
    if name in TAKEN:
        raise UsageError(f"'{name}' is taken by the language or by Steelyard; choose another name")


def camel_case(name):
    return "".join(part.capitalize() for part in name.split("_"))


def write_folder(kind, name, root):
    """Writes the folder and returns its files."""
    check_name(kind, name)
    folder = root / HOMES[kind] / name
    if folder.exists():
        raise UsageError(f"{folder.relative_to(root)} exists; choose another name or take it away")
    written = []
    folder.mkdir(parents=True)
    for template in sorted((ROOT / "scripts" / "templates" / kind).glob("*.in")):
        text = template.read_text(encoding="utf-8")
        text = text.replace("@name@", name).replace("@Name@", camel_case(name))
        text = text.replace("@NAME@", name.upper())
        file = folder / template.name.removesuffix(".in").replace("NAME", name)
        file.write_text(text, encoding="utf-8")
        written.append(file)
    formatter = shutil.which("clang-format-14")
    if formatter:  # lines grow with the name
        subprocess.run([formatter, "-i", *(file for file in written if file.suffix in (".cpp", ".hpp"))],
                       check=True)
    return written


def main():
    parser = argparse.ArgumentParser(description="Starts a plug-in in a folder of its own.")
    parser.add_argument("kind", choices=sorted(HOMES))
    parser.add_argument("name", help="small letters, digits, underscores")
    parser.add_argument("--root", type=Path, default=ROOT, help="another copy of the tree")
    arguments = parser.parse_args()
    try:
        written = write_folder(arguments.kind, arguments.name, arguments.root.resolve())
    except UsageError as error:
        print(f"new_plugin: {error}", file=sys.stderr)
        return 2
    for file in written:
        print(file.relative_to(arguments.root.resolve()))
    print("The next build finds it and the contract tests run over it: "
          "ctest --preset dev -L contract")
    if arguments.kind == "backend":
        print(f"See where it stands: steelyard conformance --backend {arguments.name}; "
              "docs/vendor-guide.md says what each rung wants.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
