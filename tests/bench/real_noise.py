#!/usr/bin/env python3
"""Real noise: how often the nightly gate raises an alarm on a machine on which nothing changes, and whether it
finds what is slowed down there.

    tests/bench/real_noise.py --build-dir build/ci [--pairs 20] [--keep FOLDER] [--markdown FILE]

A pair is two runs of the quick suite, one after the other. From the pair on before which there are three runs, the
second run is the candidate, the first the baseline, and all runs before them are the noise; suspects are measured
again by turns, as in a night of scripts/nightly.sh. Then a slower device is scripted (backend fake), and one rank of
a real run gets half of its core. Figures go to standard output, one JSON object a line. On two cores 20 pairs take
about ten minutes; nothing else should run meanwhile.
"""

import argparse
import contextlib
import json
import os
import shlex
import sys
import tempfile
from pathlib import Path
from statistics import median

import launch
from figure import Figure, interval_of_share

HERE = Path(__file__).resolve().parent
SUITE_OF_FAKE = HERE.parent / "end_to_end" / "gate.yaml"
RUN_SECONDS = 300
LEAST_NOISE = 3
SLOWED_RANK = 1
# The figure of a case is a median, so stops must be as frequent as iterations are: the kernel takes no quota below 1 ms.
PERIOD_MICROSECONDS = 2000
# Runs beside the rank, bound as it is, until the rank ends.
COMPETITOR = "import os; rank = os.getppid()\nwhile os.getppid() == rank:\n for _ in range(100000): pass"


class Session:
    """Runs and verdicts in one folder."""

    def __init__(self, build, folder, suite, ranks, turns, budget):
        self.program = build / "bin" / "steelyard"
        self.folder = folder
        self.suite = suite
        self.start = launch.mpirun(ranks)
        self.turns = turns
        self.budget = ["--budget", str(budget)] if budget else []

    def words(self, suite, *before, options=()):
        return [*self.start, *before, str(self.program), "run", "--suite", str(suite), "--quiet", *self.budget, *options]

    def measure(self, name, words):
        """What a run leaves that did not reach its precision (3) or all of its cases (4) is judged too."""
        path = self.folder / f"{name}.h5"
        launch.run([*words, "--output", path], RUN_SECONDS, accepted=(0, 3, 4))
        return path

    def gate(self, name, baseline, candidate, noise, good, new):
        """The verdict of `steelyard gate --rerun`, where `good` and `new` are words that measure."""
        again = (f"case $STEELYARD_SIDE in baseline) set -- {shlex.join(good)} \"$@\" ;; "
                 f"candidate) set -- {shlex.join(new)} \"$@\" ;; esac; env")
        words = [self.program, "gate", "--baseline", *baseline, "--candidate", candidate, "--format", "json", "--rerun",
                 again, "--again", self.turns, "--rerun-timeout", RUN_SECONDS, "--rerun-folder", self.folder / "again"]
        if noise:
            words += ["--noise", *noise]
        out, _ = launch.run(words, 2 * self.turns * RUN_SECONDS, accepted=(0, 1, 3, 4))
        (self.folder / f"{name}.json").write_text(out)
        return json.loads(out)


def named(verdict):
    """Cases that the night named, and those that were named again."""
    regressed = [case for case in verdict["cases"] if case["verdict"] == "regressed"]
    suspects = verdict["again"]["cases"] if verdict["again"] else []
    return suspects, regressed


def quiet_pairs(session, count):
    """The runs and the verdicts of pairs between which nothing was changed."""
    words = session.words(session.suite)
    runs, verdicts = [], []
    for number in range(1, count + 1):
        pair = [session.measure(f"pair{number}-{side}", words) for side in ("a", "b")]
        if len(runs) >= LEAST_NOISE:
            verdicts.append(session.gate(f"pair{number}", pair[:1], pair[1], runs, words, words))
            print(f"real_noise: pair {number} of {count}: {verdicts[-1]['verdict']}", file=sys.stderr)
        runs += pair
    return runs, verdicts


def slower_fake(session, loss):
    """A night on a scripted device that is slower by `loss`, with 1 % noise of each iteration."""
    def words(flops, seed):
        script = f"STEELYARD_FAKE=flops={flops:g},latency=0,noise=0.01,seed={seed}"
        return session.words(SUITE_OF_FAKE, "env", script, options=("--backend", "fake"))
    good = [session.measure(f"fake{seed}", words(1e12, seed)) for seed in range(1, 6)]
    slow = session.measure("fake-slower", words(1e12 * (1 - loss), 11))
    return session.gate("fake", good, slow, [], words(1e12, 21), words(1e12 * (1 - loss), 31))


def write(path, value):
    path.write_text(str(value))


def quota_of_v1(group, share):
    write(group / "cpu.cfs_period_us", PERIOD_MICROSECONDS)
    write(group / "cpu.cfs_quota_us", int(share * PERIOD_MICROSECONDS))


def quota_of_v2(group, share):
    write(group / "cpu.max", f"{int(share * PERIOD_MICROSECONDS)} {PERIOD_MICROSECONDS}")


@contextlib.contextmanager
def less_of_a_core(share):
    """Words that start a rank so that rank 1 gets `share` of its core, and in words how."""
    on_rank = 'if [ "$OMPI_COMM_WORLD_RANK" = "$0" ]; then {}; fi; exec "$@"'
    for root, limit, how in (("/sys/fs/cgroup/cpu", quota_of_v1, "cpu.cfs_quota_us of a control group (v1)"),
                             ("/sys/fs/cgroup", quota_of_v2, "cpu.max of a control group (v2)")):
        group = Path(root) / f"steelyard-real-noise-{os.getpid()}"
        try:
            group.mkdir()
        except OSError:
            continue
        try:
            try:
                limit(group, share)
            except OSError:
                continue
            enter = on_rank.format(f"echo $$ >{group}/cgroup.procs")
            yield ["sh", "-c", enter, str(SLOWED_RANK)], f"{share:.0%} of its core by {how}"
            return
        finally:
            group.rmdir()
    busy = on_rank.format(f"{shlex.join([sys.executable, '-c', COMPETITOR])} &")
    yield ["sh", "-c", busy, str(SLOWED_RANK)], "a competitor of the same priority on its core, so half of it"


def slower_rank(session, runs, share):
    """A night in which one rank gets less of its core, against the last five runs of the pairs."""
    with less_of_a_core(share) as (before, how):
        slow = session.words(session.suite, *before)
        candidate = session.measure("slower-rank", slow)
        verdict = session.gate("slower-rank", runs[-5:], candidate, runs[:-5], session.words(session.suite), slow)
    return verdict, how


def carriers(cases):
    """What the gate says carries the losses: "rank 1 (vm): 9 of 12 cases"."""
    words = [(case.get("carried_by") or {}).get("words", "") for case in cases]
    counts = {each: words.count(each) for each in dict.fromkeys(words) if each}
    return "; ".join(f"{each}: {count} of {len(words)} cases" for each, count in counts.items()) or "not said"


def figure(subject, quantity, value, repetitions, unit="count", bounds=None, target=""):
    low, value, high = bounds or (value, value, value)
    return Figure("real_noise", subject, quantity, unit, value, low, high, repetitions, target).judged()


def figures_of_quiet(verdicts):
    subject = "A/A pairs"
    nights = len(verdicts)
    suspects = [named(each)[0] for each in verdicts]
    alarms = sum(bool(named(each)[1]) for each in verdicts)
    yield figure(subject, "pairs judged", nights, nights)
    yield figure(subject, "pairs with a suspect, before it was measured again", sum(map(bool, suspects)), nights)
    yield figure(subject, "alarms", alarms, nights, target="<= 0")
    yield figure(subject, "alarms, share of pairs", None, nights, "share", interval_of_share(alarms, nights))
    for verdict in ("inconclusive", "failed", "missing"):
        yield figure(subject, f"pairs {verdict}", sum(each["verdict"] == verdict for each in verdicts), nights)
    for key, quantity in (("spread", "spread between runs"), ("detectable", "detectable loss")):
        known = [case[key] for case in verdicts[-1]["cases"] if case[key] is not None]
        if known:
            yield figure(subject, f"{quantity}: median of cases, last pair", median(known), len(known), "ratio")
            yield figure(subject, f"{quantity}: worst case, last pair", max(known), len(known), "ratio")


def figures_of_loss(subject, verdict):
    suspects, regressed = named(verdict)
    ratios = [case["ratio"]["point"] for case in regressed]
    yield figure(subject, "cases", len(verdict["cases"]), 1)
    yield figure(subject, "suspects of the night", len(suspects), 1)
    yield figure(subject, "named again", len(regressed), 1, target="> 0")
    if ratios:
        yield figure(subject, "ratio: median of those named", median(ratios), len(ratios), "ratio")
        yield figure(subject, "ratio: largest loss", min(ratios), len(ratios), "ratio")


def markdown(figures, notes):
    lines = ["| what | quantity | value | wanted |", "|---|---|---|---|"]
    for one in figures:
        value = f"{one.value:.3g}"
        if one.low != one.high:
            value += f" [{one.low:.3g}, {one.high:.3g}]"
        lines.append(f"| {one.subject} | {one.quantity} | {value} | {one.target} |")
    return "\n".join([*lines, "", *(f"- {note}" for note in notes)]) + "\n"


def main():
    launch.end_on_request()
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--build-dir", type=Path, required=True)
    parser.add_argument("--pairs", type=int, default=20)
    parser.add_argument("--suite", default="quick")
    parser.add_argument("--ranks", type=int, default=2)
    parser.add_argument("--again", type=int, default=5, help="turns of --rerun")
    parser.add_argument("--budget", type=float, help="seconds of each run, else what the precision takes")
    parser.add_argument("--loss", type=float, default=0.05, help="of the scripted device")
    parser.add_argument("--share", type=float, default=0.5, help="of its core that the slowed rank gets")
    parser.add_argument("--keep", type=Path, help="folder for run files and verdicts; must be new")
    parser.add_argument("--markdown", type=Path, help="file for the table")
    options = parser.parse_args()
    if options.pairs < 3:
        parser.error("--pairs must be at least 3: the first two are noise")
    with tempfile.TemporaryDirectory() as temporary:
        folder = (options.keep or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            parser.error(f"{folder} is not empty")
        session = Session(options.build_dir.resolve(), folder, options.suite, options.ranks, options.again,
                          options.budget)
        fake = slower_fake(session, options.loss)
        runs, verdicts = quiet_pairs(session, options.pairs)
        rank, how = slower_rank(session, runs, options.share)
    figures = [*figures_of_quiet(verdicts),
               *figures_of_loss(f"a scripted device, {options.loss:.0%} slower", fake),
               *figures_of_loss(f"rank {SLOWED_RANK} slowed", rank)]
    for one in figures:
        one.print()
    text = markdown(figures, [f"Rank {SLOWED_RANK} of {options.ranks} had {how}.",
                              f"Carried by: {carriers(named(rank)[1])}."])
    if options.markdown:
        options.markdown.write_text(text)
    print(text, file=sys.stderr)


if __name__ == "__main__":
    main()
