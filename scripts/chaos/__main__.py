"""See scripts/chaos.sh."""

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import run_files
from deaths import FULL_DISK, ORDINARY, Place, can_mount
from launched import Launched

ROOT = Path(__file__).resolve().parents[2]
SUITE = """name: chaos
description: many short visits, so that most of a run is spent between them
precision: 0.5
rounds: 3
max_samples: 30
max_seconds: 0.02
groups:
  - name: matmul
    workload: matmul
    with: {dtype: f32, trans: nt}
    cases:
      - {mnk: [8, 12, 16, 24, 32, 48]}
  - name: allreduce
    workload: allreduce
    with: {dtype: f32, op: sum}
    cases:
      - {bytes: [8, 1024]}
      - {bytes: 8, mode: latency}
"""
STEP_DEADLINE = 20  # seconds for a step of a case, as the runs are told
GRACE = 10  # seconds beyond its deadline after which a run counts as hanging
WHOLE_RUN = 120  # seconds for a run that nobody kills
MOST_FAULTS = 4  # in one run, the resumed parts counted in


@dataclass
class Trial:
    """One run with all its deaths."""

    deaths: list = field(default_factory=list)  # names, in order
    opened: Counter = field(default_factory=Counter)
    announced: Counter = field(default_factory=Counter)
    lost: Counter = field(default_factory=Counter)
    hangs: Counter = field(default_factory=Counter)
    problems: list = field(default_factory=list)
    completed: bool = False

    def blame(self, what, death, items):
        what[death.name] += len(items)
        self.problems += [f"{death.name}: {item}" for item in items]


class Chaos:
    def __init__(self, options, base):
        self.options = options
        self.base = base
        self.suite = base / "chaos.yaml"
        self.suite.write_text(SUITE, encoding="utf-8")
        self.deaths = list(ORDINARY)
        if can_mount(base / "mount"):
            self.deaths.append(FULL_DISK)
        self.launcher_hangs = 0
        self.started = []  # runs of the present trial
        self.order, self.duration = self.undisturbed()

    def launch(self, place):
        """Begins a run, or goes on with one whose file is there."""
        words = [self.options.program, "run", "--progress", "visits", "--case-timeout",
                 STEP_DEADLINE]
        if place.file.exists():
            words += ["--resume", place.file]
        else:
            words += ["--suite", self.suite, "--seed", 11, "--backend", self.options.backend,
                      "--output", place.file]
        return Launched(words, self.options.ranks, dict(os.environ), place.scratch)

    def undisturbed(self):
        """The visits of a whole run in their order, and how long it takes."""
        place = Place(self.base / "undisturbed")
        run = self.launch(place)
        if not run.gone_within(WHOLE_RUN) or run.mpirun.returncode != 0:
            sys.exit("a run that nobody disturbs does not end well:\n" + "\n".join(run.lines[-20:]))
        content = run_files.read(place.file)
        if len(run.announced) != len(content.visits) or run_files.missing(content, run):
            sys.exit("a run that nobody disturbs announces something else than its file holds")
        return content.order, time.monotonic() - run.started

    def strike(self, run, death, draw, place):
        """Waits for the moment and lets it happen; whether the run was still there to die."""
        when = draw.random()
        if when < 0.15:  # any time, also before there is a file
            run.wait_until(lambda: time.monotonic() - run.started > when / 0.15 * self.duration, 60)
        else:  # somewhere around a visit
            goal = draw.randrange(len(self.order) * 3 // 4)
            run.wait_until(lambda: len(run.announced) >= goal, 60)
            time.sleep(draw.uniform(0, 0.04))
        if run.ended():
            return False
        run.find_ranks()
        death.strike(run, draw, place)
        return True

    def look(self, trial, death, run, place, before):
        """Compares the file with what was announced, and with what was there before."""
        if not place.file.exists():
            lost = [f"{len(run.announced)} visits were announced, and there is no file"]
            trial.blame(trial.lost, death, lost if run.announced or before else [])
            return None
        try:
            content = run_files.read(place.file)
        except Exception as error:  # whatever it is, the file does not open plainly
            trial.blame(trial.lost, death, [f"the file does not open: {error}"])
            return None
        said = run_files.dump_fails(place.file)
        if said:
            trial.blame(trial.lost, death, [f"h5dump: {said}"])
            return None
        trial.opened[death.name] += 1
        trial.announced[death.name] += len(run.announced) + len(run.finished)
        trial.blame(trial.lost, death, run_files.missing(content, run) + content.twice)
        if before:
            trial.blame(trial.lost, death, run_files.changed(before, content))
        return content

    def want_gone(self, trial, death, run, seconds):
        """Counts a hang if processes of the run live longer than that. mpirun alone is another
        matter: Open MPI 4.1.4 may hang by itself if a rank is killed while it connects to it."""
        if run.gone_within(seconds):
            return
        if run.stayed == ["mpirun"]:
            self.launcher_hangs += 1
            return
        trial.hangs[death.name] += 1
        trial.problems.append(f"{death.name}: {', '.join(run.stayed)} hung\n" +
                              "\n".join(run.lines[-10:]))

    def die_once(self, trial, death, draw, place, before):
        """One start that is killed; what the file holds then."""
        run = self.launch(place)
        self.started.append(run)
        struck = self.strike(run, death, draw, place)
        # A killed mpirun leaves ranks behind for a while. Whoever resumes may not wait for that.
        at_once = struck and draw.random() < 0.5 and run.wait_until(run.ended, 0.3)
        if at_once:
            run.reader.join(5)
        if not at_once:
            self.want_gone(trial, death, run, STEP_DEADLINE + GRACE if struck else WHOLE_RUN)
        trial.deaths.append(death.name)
        code = run.mpirun.poll()
        said = "\n".join(run.lines)
        if death.ends and struck and code != 0 and (
                code not in death.ends or death.ends[code] not in said):
            trial.problems.append(f"{death.name}: exit code {code}\n{said[-1500:]}")
        place.repair()
        return self.look(trial, death, run, place, before)

    def trial(self, number):
        draw = random.Random(f"{self.options.seed}/{number}")
        trial = Trial()
        base = self.base / f"run{number}"
        death = self.deaths[number % len(self.deaths)]
        small = draw.randrange(64, 257, 16)  # a whole run needs some 200
        place = Place(base, small if death.folder == "tmpfs" else 0)
        before = None
        try:
            while True:
                before = self.die_once(trial, death, draw, place, before)
                if len(trial.deaths) >= MOST_FAULTS or draw.random() < 0.6:
                    break
                death = draw.choice(ORDINARY)
            self.finish(trial, death, place, before)
            for run in self.started:
                self.want_gone(trial, death, run, GRACE)
        finally:
            for run in self.started:
                run.kill()
            self.started.clear()
            place.close()
        if trial.problems and self.options.keep:
            # Not what Open MPI left: there are pipes in it.
            shutil.copytree(base, Path(self.options.keep) / f"run{number}", dirs_exist_ok=True,
                            ignore=shutil.ignore_patterns("scratch"))
        shutil.rmtree(base, ignore_errors=True)
        return trial

    def finish(self, trial, death, place, before):
        """Goes on until the file is complete, and looks at all of it."""
        run = self.launch(place)
        self.started.append(run)
        self.want_gone(trial, death, run, WHOLE_RUN)
        if run.mpirun.returncode != 0:
            trial.problems.append("resumed: exit code "
                                  f"{run.mpirun.returncode}\n" + "\n".join(run.lines[-15:]))
            return
        content = self.look(trial, death, run, place, before)
        if content is None:
            return
        wrong = []
        if content.state != "complete":
            wrong.append(f"the state is {content.state}")
        if content.order != self.order:
            wrong.append("the visits were not made once each and in the planned order")
        if content.clock_runs_back:
            wrong.append("a visit began before the one before it ended")
        if content.continuations > len(trial.deaths):
            wrong.append(f"{content.continuations} continuations for {len(trial.deaths)} deaths")
        if set(content.outcomes.values()) - {"passed", "unstable"}:
            wrong.append(f"outcomes {sorted(set(content.outcomes.values()))}")
        beside = sorted(os.listdir(place.folder))
        if beside != [place.file.name]:
            wrong.append(f"the folder holds {beside}")
        trial.problems += [f"resumed: {one}" for one in wrong]
        trial.completed = not wrong


def print_table(deaths, trials):
    print(f"\n{'way of dying':32} {'deaths':>7} {'opened':>7} {'announced':>10} {'lost':>5} "
          f"{'resumed':>8} {'hangs':>6}")
    for death in [*(one.name for one in deaths), None]:
        mine = [trial for trial in trials if death is None or death in trial.deaths]
        total = lambda what: sum(c.total() if death is None else c[death] for c in what)
        died = sum(len(t.deaths) if death is None else t.deaths.count(death) for t in mine)
        print(f"{death or 'all':32} {died:7} {total(t.opened for t in mine):7} "
              f"{total(t.announced for t in mine):10} {total(t.lost for t in mine):5} "
              f"{sum(t.completed for t in mine):3} of {len(mine):<3}"
              f"{total(t.hangs for t in mine):5}")
    print("opened: with h5py and h5dump, the final look counted in; some died before there was a file")


def main():
    parser = argparse.ArgumentParser(prog="chaos.sh", description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    parser.add_argument("--ranks", type=int, default=2)
    parser.add_argument("--backend", default="fake")
    parser.add_argument("--program", default=str(ROOT / "build/bin/steelyard"))
    parser.add_argument("--keep")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended by SIGTERM"))  # and tidy up
    print(f"seed {options.seed}, {options.runs} runs of {options.ranks} ranks", flush=True)
    began = time.monotonic()
    trials = []
    with tempfile.TemporaryDirectory(prefix="steelyard-chaos-") as folder:
        chaos = Chaos(options, Path(folder))
        if FULL_DISK not in chaos.deaths:
            print("not root: no full disks")
        try:
            for number in range(options.runs):
                trials.append(chaos.trial(number))
                for problem in trials[-1].problems:
                    print(f"run {number}: {problem}", flush=True)
        finally:  # also if somebody ends it
            print_table(chaos.deaths, trials)
            print(f"mpirun outlived all of its ranks {chaos.launcher_hangs} times, and was killed")
            print(f"{len(trials)} runs in {time.monotonic() - began:.0f} s", flush=True)
    bad = sum(1 for trial in trials if trial.problems or not trial.completed or trial.hangs.total())
    print(f"{bad} runs were not as promised")
    sys.exit(1 if bad else 0)


main()
