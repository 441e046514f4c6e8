"""Runs the steelyard command under mpirun and opens what it left behind."""

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

STEELYARD = os.environ["STEELYARD"]
BUILD = Path(STEELYARD).resolve().parent.parent
HERE = Path(__file__).resolve().parent
LAUNCH = HERE.parent / "mpi" / "launch"


class ProgramTest(unittest.TestCase):
    """A test with a folder of its own, in which commands run."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def execute(self, words, fake="", environment=None, seconds=120):
        variables = dict(os.environ, **(environment or {}))
        if fake:
            variables["STEELYARD_FAKE"] = fake
        return subprocess.run(
            [str(word) for word in words],
            cwd=getattr(self, "folder", None),
            env=variables,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )

    def steelyard(self, *words, **options):
        return self.execute([STEELYARD, *words], **options)

    def run_ranks(self, ranks, *words, suite=HERE / "tiny.yaml", output="run.h5", **options):
        return self.execute(
            [LAUNCH, ranks, STEELYARD, "run", "--suite", suite, "--output", output, *words],
            **options,
        )

    def assert_code(self, code, done):
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
