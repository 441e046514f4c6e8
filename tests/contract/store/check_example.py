#!/usr/bin/env python3
"""Runs the example of docs/run-file.md and compares it with what the program computes.

    check_example.py EXAMPLE_RUN DOCS/RUN-FILE.MD
"""

import os
import re
import subprocess
import sys
import tempfile


def main():
    program, page = sys.argv[1:]
    with open(page, encoding="utf-8") as text:
        block = re.search(r"```python\n(.*?)```", text.read(), re.DOTALL).group(1)
    lines = [line for line in block.splitlines() if line.strip()]
    if len(lines) > 12:
        sys.exit(f"the example of a few lines has {len(lines)}")
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "run.h5")
        wanted = subprocess.run([program, file], check=True, text=True, capture_output=True).stdout
        printed = subprocess.run([sys.executable, "-c", block, file], check=True, text=True,
                                 capture_output=True).stdout
    want = {name: (float(t), float(bw)) for name, t, bw in map(str.split, wanted.splitlines())}
    pattern = re.compile(r"(\S+) median (\S+) s, busbw (\S+) B/s")
    got = {name: (float(t), float(bw)) for name, t, bw in pattern.findall(printed)}
    if len(want) != 2 or want.keys() != got.keys():
        sys.exit(f"the program has {want}, the example printed {printed!r}")
    for name, values in want.items():
        for a, b in zip(values, got[name]):
            if abs(a - b) > 1e-8 * abs(a):
                sys.exit(f"{name}: {a} by the program, {b} by the example")
        print(f"{name}: median {values[0]:g} s, busbw {values[1]:g} B/s by both")


if __name__ == "__main__":
    main()
