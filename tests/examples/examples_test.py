"""Runs the jobs of docs/examples as far as that goes without the systems that they are for: their own shell lines, in a
folder that stands for theirs, with the real program on made-up nights. And holds every command line of the pages to the
program's options."""

import os
import re
import shlex
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import yaml

STEELYARD = os.environ["STEELYARD"]
HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
EXAMPLES = ROOT / "docs" / "examples"
SUITE = HERE.parent / "end_to_end" / "gate.yaml"

# Stands for mpirun: forgets how many ranks.
MPIRUN = """#!/bin/sh
while [ "$1" = -n ]; do shift 2; done
exec "$@"
"""
# Stands for the program: `run` checks its options and gives what was measured before, as TONIGHT and RUN_CODE say.
PROGRAM = f"""#!/bin/bash
if [ "$1" != run ]; then exec {STEELYARD} "$@"; fi
{STEELYARD} "$@" --help >/dev/null || exit
while [ $# -gt 1 ]; do
  if [ "$1" = --output ] && [ -n "$TONIGHT" ]; then cp "$TONIGHT" "$2"; fi
  shift
done
exit "${{RUN_CODE:-0}}"
"""
# Stands for sbatch --wait: the job's exit code is its own.
SBATCH = """#!/bin/bash
for word in "$@"; do
  case $word in --wait | --quiet) ;; -*) echo "unknown option $word" >&2; exit 1 ;; *) script=$word ;; esac
done
log=$(sed -n 's/^#SBATCH --output=//p' "$script")
exec bash "$script" >"$log" 2>&1
"""


def execute(words, **options):
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=120, check=False, **options)


class Jobs(unittest.TestCase):
    """Each test in a folder of its own; `data` in it stands for /data."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.nights = Path(folder.name)
        names = [("good", seed) for seed in range(3)] + [("night", seed) for seed in range(10, 15)] + [("same", 20)]
        for name, seed in names:
            cls.measure(f"{name}{seed}.h5", seed, "1e12")
        cls.measure("slow.h5", 21, "0.8e12")

    @classmethod
    def measure(cls, name, seed, flops):
        done = execute([STEELYARD, "run", "--backend", "fake", "--suite", SUITE, "--output", name, "--quiet"], cwd=cls.nights,
                       env=dict(os.environ, STEELYARD_FAKE=f"flops={flops},latency=0,noise=0.01,seed={seed}"))
        if done.returncode != 0:
            raise AssertionError(done.stderr)

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.data = self.folder / "data"
        for name in ("good", "night"):
            place = self.data / (name if name == "good" else "nights")
            place.mkdir(parents=True)
            for file in self.nights.glob(name + "*.h5"):
                shutil.copy(file, place)
        programs = self.folder / "bin"
        programs.mkdir()
        for name, text in (("mpirun", MPIRUN), ("steelyard", PROGRAM), ("sbatch", SBATCH)):
            (programs / name).write_text(text, encoding="utf-8")
            (programs / name).chmod(0o755)
        self.environment = dict(os.environ, PATH=f"{programs}:{os.environ['PATH']}")

    def example(self, name):
        return (EXAMPLES / name).read_text(encoding="utf-8").replace("/data", str(self.data))

    def tonight(self, which, code=0):
        """What the run of this night gives; nothing, if `which` is empty."""
        self.environment["TONIGHT"] = str(self.nights / which) if which else ""
        self.environment["RUN_CODE"] = str(code)

    def few_runs(self):
        """Leaves so few that a large loss could be missed."""
        shutil.rmtree(self.data / "nights")
        (self.data / "nights").mkdir()
        for file in sorted((self.data / "good").iterdir())[1:]:
            file.unlink()

    def count_nights(self):
        return len(list((self.data / "nights").iterdir()))


class GithubActions(Jobs):
    def steps(self):
        """{name of a step: exit code}, by the rules of GitHub for `run` without a shell."""
        job = yaml.safe_load(self.example("github-actions.yml"))["jobs"]["gate"]
        place = self.folder / "workspace"
        place.mkdir()
        temporary = self.folder / "temporary"
        temporary.mkdir()
        environment = dict(self.environment, RUNNER_TEMP=str(temporary), GITHUB_STEP_SUMMARY=str(self.folder / "summary"))
        codes, self.printed, failed = {}, "", False
        for step in job["steps"]:
            if "run" not in step or (failed and "cancelled()" not in step.get("if", "")):
                continue
            done = execute(["bash", "-e", "-c", step["run"]], cwd=place, env=environment)
            codes[step["name"]] = done.returncode
            failed |= done.returncode != 0
            self.printed += done.stdout + done.stderr
        return codes

    def test_a_quiet_night_passes(self):
        self.tonight("same20.h5")
        self.assertEqual(self.steps(), {"Measure": 0, "Gate": 0, "History": 0}, self.printed)
        self.assertEqual(self.count_nights(), 6)
        for name in ("tonight.h5", "gate.xml", "history.xml"):
            self.assertTrue((self.folder / "temporary" / name).exists(), name)
        summary = (self.folder / "summary").read_text(encoding="utf-8")
        self.assertIn("**PASS: 3 pass of 3 cases**", summary)
        self.assertIn("**no alarm in 3 cases over 6 runs**", summary)

    def test_a_slow_night_fails_and_is_kept(self):
        self.tonight("slow.h5")
        codes = self.steps()
        self.assertEqual((codes["Gate"], codes["History"]), (1, 0), self.printed)
        self.assertIn("::error title=steelyard%3A regressed", self.printed)
        self.assertEqual(self.count_nights(), 6)

    def test_what_could_be_missed_is_a_warning(self):
        self.few_runs()
        self.tonight("same20.h5")
        self.assertEqual(self.steps(), {"Measure": 0, "Gate": 0, "History": 0}, self.printed)
        self.assertIn("::warning title=steelyard%3A inconclusive", self.printed)

    def test_a_night_without_a_file_fails(self):
        self.tonight("", code=5)
        codes = self.steps()
        self.assertEqual((codes["Measure"], codes["Gate"]), (5, 1), codes)
        self.assertEqual(self.count_nights(), 5)


class GitlabCi(Jobs):
    def script(self):
        """Exit code of the job's script, which GitLab runs as one."""
        self.job = yaml.safe_load(self.example("gitlab-ci.yml"))["nightly"]
        done = execute(["bash", "-c", "set -eo pipefail\n" + "\n".join(self.job["script"])], cwd=self.folder,
                       env=self.environment)
        self.printed = done.stdout + done.stderr
        return done.returncode

    def test_a_quiet_night_passes_and_leaves_what_is_promised(self):
        self.tonight("same20.h5")
        self.assertEqual(self.script(), 0, self.printed)
        artifacts = self.job["artifacts"]
        for name in artifacts["paths"] + artifacts["reports"]["junit"] + [artifacts["reports"]["codequality"]]:
            self.assertTrue((self.folder / name).exists(), name)
        self.assertEqual(self.count_nights(), 6)

    def test_a_slow_night_fails_and_is_kept(self):
        self.tonight("slow.h5")
        self.assertEqual(self.script(), 1, self.printed)
        self.assertEqual(self.count_nights(), 6)
        self.assertTrue((self.folder / "history.xml").exists())

    def test_what_could_be_missed_is_a_warning(self):
        self.few_runs()
        self.tonight("same20.h5")
        self.assertIn(self.script(), yaml.safe_load(self.example("gitlab-ci.yml"))["nightly"]["allow_failure"]["exit_codes"])

    def test_a_night_with_a_failed_case_is_judged(self):
        self.tonight("same20.h5", code=4)
        self.assertEqual(self.script(), 0, self.printed)

    def test_a_night_without_a_file_fails(self):
        self.tonight("", code=5)
        self.assertEqual(self.script(), 1, self.printed)
        self.assertFalse((self.folder / "gate.xml").exists())


class Jenkins(Jobs):
    """Groovy itself is not run: its brackets are counted, and its shell lines run in their order."""

    def test_brackets_close(self):
        text = re.sub(r"//[^\n]*|'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"", "", self.example("Jenkinsfile"))
        self.assertNotRegex(text, "['\"]")
        opened = []
        for letter in re.findall(r"[][(){}]", text):
            if letter in "([{":
                opened.append(letter)
            else:
                self.assertEqual(opened.pop() + letter, {")": "()", "]": "[]", "}": "{}"}[letter])
        self.assertEqual(opened, [])
        self.assertEqual(re.findall(r"^  (\w+) ", text, re.M), ["agent", "triggers", "options", "stages", "post"])

    def lines(self):
        """Exit codes of the `sh` steps in their order, by Jenkins' `sh -xe`."""
        text = re.sub(r"^\s*//.*$", "", self.example("Jenkinsfile"), flags=re.M)
        lines = re.findall(r"\bsh '([^']*)'|\bscript: '([^']*)'", text)
        codes = []
        self.printed = ""
        for line in ("".join(each) for each in lines):
            done = execute(["sh", "-xe", "-c", line], cwd=self.folder, env=self.environment)
            self.printed += done.stdout + done.stderr
            codes.append(done.returncode)
        return codes

    def test_nights_end_with_the_codes_of_the_gate(self):
        self.tonight("same20.h5")
        self.assertEqual(self.lines(), [0, 0, 0, 0], self.printed)
        for name in ("gate.xml", "history.xml"):
            self.assertTrue((self.folder / name).exists(), name)
        self.assertEqual(self.count_nights(), 6)
        (self.folder / "tonight.h5").unlink()
        self.tonight("slow.h5")
        self.assertEqual(self.lines(), [0, 0, 1, 0], self.printed)
        self.few_runs()
        self.tonight("same20.h5")
        self.assertEqual(self.lines(), [0, 0, 3, 0], self.printed)

    def test_a_night_without_a_file_fails(self):
        self.tonight("", code=5)
        self.assertNotEqual(self.lines()[0], 0)


class CronWithSlurm(Jobs):
    def job(self):
        """Exit code of the job."""
        script = self.data / "nightly.sbatch"
        script.write_text(self.example("nightly.sbatch"), encoding="utf-8")
        done = execute(["bash", script], env=dict(self.environment, SLURM_JOB_ID="7"), cwd=self.folder)
        self.printed = done.stdout + done.stderr
        return done.returncode

    def cron(self):
        """What the line of the crontab prints, in the environment that cron gives it."""
        self.job()
        variables, lines = {}, []
        for line in self.example("crontab").splitlines():
            if re.match(r"\w+=", line):
                name, variables[name] = line.split("=", 1)[0], line.split("=", 1)[1]
            elif line and not line.startswith("#"):
                lines.append(line)
        (line,) = lines
        fields = line.split(None, 5)
        for field, top in zip(fields[:5], (59, 23, 31, 12, 7)):
            self.assertTrue(field == "*" or 0 <= int(field) <= top, field)
        # Unless escaped, % ends the line: what follows is standard input.
        self.assertNotIn("%", fields[5])
        environment = dict(variables, HOME=str(self.folder), LOGNAME="user",
                           PATH=f"{self.folder / 'bin'}:{variables['PATH']}")
        for name in ("TONIGHT", "RUN_CODE"):
            environment[name] = self.environment[name]
        done = execute([variables["SHELL"], "-c", fields[5]], cwd=self.folder, env=environment)
        self.assertEqual(done.stderr, "")
        return done.stdout

    def test_the_script_is_clean(self):
        done = execute(["shellcheck", EXAMPLES / "nightly.sbatch"])
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_slurm_reads_every_directive(self):
        text = self.example("nightly.sbatch")
        head = text[:text.index("\nset ")]
        # Slurm stops at the first line that is neither comment nor blank.
        self.assertEqual(len(re.findall(r"^#SBATCH --[a-z-]+=?\S*$", head, re.M)), text.count("#SBATCH"))

    def test_a_quiet_night_passes(self):
        self.tonight("same20.h5")
        self.assertEqual(self.job(), 0, self.printed)
        self.assertEqual(self.count_nights(), 6)
        self.assertEqual({file.name for file in self.data.iterdir() if file.is_file()},
                         {"gate.xml", "history.xml", "steelyard.prom", "nightly.sbatch"})

    def test_a_slow_night_fails_and_is_kept(self):
        self.tonight("slow.h5")
        self.assertEqual(self.job(), 1, self.printed)
        self.assertEqual(self.count_nights(), 6)

    def test_a_failed_run_is_not_hidden(self):
        self.tonight("same20.h5", code=4)
        self.assertEqual(self.job(), 4, self.printed)

    def test_a_night_without_a_file_fails(self):
        for code, expected in ((139, 139), (0, 5)):
            self.tonight("", code=code)
            self.assertEqual(self.job(), expected, self.printed)

    def test_cron_prints_only_where_somebody_must_look(self):
        self.tonight("same20.h5")
        self.assertEqual(self.cron(), "")
        self.tonight("slow.h5")
        self.assertIn("ended with exit code 1;", self.cron())


class CommandLines(unittest.TestCase):
    """Every command line of the pages is one that the program takes."""

    @staticmethod
    def command_lines(text):
        """The words behind each `steelyard`, up to the end of the command or of the quotes around it."""
        for line in re.sub(r"\$\([^)]*\)", "date", text.replace("\\\n", " ")).splitlines():
            for found in re.finditer(r"(?:^|[\s'\"/])steelyard ", line):
                command = line[found.end():]
                for quote in "'\"":
                    if line[:found.end()].count(quote) % 2 == 1:
                        command = command.split(quote)[0]
                command = re.split(r"\s(?:\|\|?|&&|\d?>>?|<|#)(?=\s|\w|$)|;", command)[0]
                yield shlex.split(command)

    def refused(self, words):
        done = execute([STEELYARD, *words, "--help"])
        return done.stderr if done.returncode != 0 else ""

    def test_pages_and_examples(self):
        commands = set(re.findall(r"^  (\w+)  ", execute([STEELYARD, "--help"]).stdout, re.M))
        self.assertLessEqual({"run", "gate", "history"}, commands)
        texts = {}
        for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
            # What is printed on a console is held to the program by the golden tests.
            texts[page.name] = "\n".join(re.findall(r"^```(?!console)[^\n]*\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S))
        for file in sorted(EXAMPLES.rglob("*")):
            if file.is_file():
                texts[file.name] = file.read_text(encoding="utf-8")
        seen = 0
        for name, text in texts.items():
            for words in self.command_lines(text):
                if words[0] not in commands:
                    continue
                seen += 1
                with self.subTest(f"{name}: steelyard {' '.join(words)}"):
                    self.assertEqual(self.refused(words), "")
        self.assertGreater(seen, 25)
        self.assertIn("unknown option '--candidates'", self.refused(["gate", "--candidates", "x"]))


if __name__ == "__main__":
    unittest.main()
