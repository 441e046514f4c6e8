"""Nights on the scripted device, and the gate over them."""

import json
import shutil
import tempfile
from pathlib import Path

from program import HERE, ProgramTest

SUITE = HERE / "gate.yaml"


class NightsTest(ProgramTest):
    """Runs of one rank on the device `fake`, whose speed and noise the script says."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.kept = Path(folder.name)

    def run_night(self, name, seed, flops="1e12", code=0, more=""):
        """A run as the script has it; tests of a class that want the same share it."""
        fake = f"flops={flops},latency=0,noise=0.01,seed={seed}{more}"
        kept = self.kept / fake
        if not kept.exists():
            done = self.steelyard("run", "--backend", "fake", "--suite", SUITE, "--output", kept, "--quiet", fake=fake)
            self.assert_code(code, done)
        shutil.copy(kept, self.folder / name)
        return name

    def nights(self, name, seeds, **options):
        return [self.run_night(f"{name}{seed}.h5", seed, **options) for seed in seeds]

    def gate(self, baseline, candidate, *words):
        return self.steelyard("gate", "--baseline", *baseline, "--candidate", *candidate, *words)

    def verdicts(self, done):
        return {case["name"]: case["verdict"] for case in json.loads(done.stdout)["cases"]}
