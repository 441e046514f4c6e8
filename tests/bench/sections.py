"""What scripts/bench runs, in the order of the page, and what a reader is told of each."""

from dataclasses import dataclass
from pathlib import Path

import launch

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Section:
    name: str  # as --only takes it
    title: str
    program: str  # a target of the build, or a script of this folder
    text: str
    start: tuple = ()  # words before a program: how it wants to be bound
    arguments: tuple = ()  # of a program or script; {build} stands for the folder of the build
    seconds: int = 300  # after which it is given up
    needs: tuple = ()  # further targets of the build

    def is_script(self):
        return self.program.endswith(".py")

    def targets(self):
        return self.needs if self.is_script() else (self.program, *self.needs)

    def command(self, build):
        """The words that start it, as a person would type them from the root of the sources."""
        program = Path("tests/bench") / self.program if self.is_script() else build / "bin" / self.program
        return [*self.start, str(program), *(word.format(build=build) for word in self.arguments)]

    def available(self, build):
        """Whether the source is there and the build made what it needs."""
        if self.is_script() and not (HERE / self.program).exists():
            return False
        return all((build / "bin" / target).exists() for target in self.targets())


SECTIONS = (
    Section("timed-loop", "The timed loop", "bench_timed_loop",
            "What the harness adds to an iteration that does nothing, and the rate of a matmul through backend, "
            "ABI and harness as a share of the same library in a bare loop. Both sides take turns in one "
            "process, bound to one core: what keeps another core from its part of a multiplication does not disturb it.",
            start=("taskset", "-c", "1")),
    Section("matmul", "Matmul on the CPU", "bench_matmul",
            "The kernel that the cpu backend chose, against every candidate and against the peak that register-only "
            "loops reach. All take turns on the same operands in one process.", seconds=900),
    Section("opencl-matmul", "Matmul through OpenCL", "bench_opencl_matmul",
            "The backend opencl beside a bare loop that calls CLBlast with buffers and a queue of its own, on PoCL, "
            "bound to one core. Both take turns over equally many operands that together exceed the cache twice.",
            start=("taskset", "-c", "1")),
    Section("torch-matmul", "Matmul through libtorch", "bench_torch_matmul",
            "The backend torch on its CPU device beside a bare loop of at::mm_out over the same memory, bound to one core.",
            start=("taskset", "-c", "1")),
    Section("allreduce", "Allreduce", "bench_allreduce",
            "The harness against a bare loop over MPI's allreduce, mode for mode, in the same launch of two ranks.",
            start=tuple(launch.mpirun(2))),
    Section("repeatability", "Repeatability", "repeatability.py",
            "Ten independent launches of allreduce (25 sizes, 4 B to 64 MiB, two ranks) and of matmul (five squares in "
            "three dtypes, one rank on all cores). Beside them two loops of a fixed count, written after the published "
            "methods: `osu` times each iteration with a barrier after it and takes the mean of 1000 or 100; `nccl` "
            "takes the elapsed time of 20 back to back. Their counts are multiplied by one factor, so that each launch "
            "takes as long as ours; launches take turns, and each method comes first as often as the others. Of each "
            "case, the largest quoted figure over the smallest. The last target is how often a launch's 95 % interval "
            "holds the median of all launches. Figures are also compared as fractions of the probe, each sample held against the "
            "probes around its own visit: that stays where the host gives the machine other cores. For scale: 11 launches on a busy machine of this size gave, as median "
            "over sizes (worst size), 1.8 (3.3) for ReproMPI's median of 100 repetitions, 2.4 (214) for OSU's mean and "
            "4.7 (9.8) for IMB, for sweeps of 11, 12 and 2 s.", seconds=3000,
            arguments=("--build-dir", "{build}"), needs=("steelyard", "bench_fixed_count_loops")),
    Section("time-to-answer", "Time to answer", "time_to_answer.py",
            "Wall time, probes and warm-up included, until a case's quoted 95 % interval of the median of the slowest "
            "rank's time is within 1 % and within 5 %. A loop of a fixed count answers with the shortest count whose "
            "mean, in at least ten blocks of one stream, repeats that well (95 % of blocks); start-up and the ten "
            "repeats that it takes to know are not counted for it. `inf`: not within a budget of 20 s for all "
            "cases, or not within three seconds of stream. Sums are over the cases that answered.", seconds=900,
            arguments=("--build-dir", "{build}"), needs=("steelyard", "bench_fixed_count_loops")),
    Section("startup", "Start-up and memory", "startup.py",
            "How long the commands take that measure nothing, and what a rank holds beside its buffers.",
            arguments=("--build-dir", "{build}"), needs=("steelyard", "bench_mpi_nothing")),
    Section("recorder", "Recorder", "bench_recorder",
            "Samples per second into a run file that survives a kill at any moment, and what closing a case costs."),
    Section("reader", "Reader", "bench_reader",
            "Samples per second out of a run file, and from samples to intervals."),
    Section("rank-many", "Ranking a thousand files", "rank_many.py",
            "Run files of the standard suite, 229 cases each, of 31 chips with 32 runs or so, ranked by their summaries. On two cores; "
            "processor time is that of the program and the processes that read.", seconds=900,
            arguments=("--build-dir", "{build}"), needs=("steelyard", "bench_vary_run")),
    Section("history-many", "A history of ten thousand files", "history_many.py",
            "Run files of one machine, 100 cases each, two hours apart, with noise of 1 %, single bad nights, two new "
            "drivers and four lasting changes, which must be found; no other change may be an alarm. What a history "
            "calls a change without cause is counted. On two cores; processor time is that of the program and the "
            "processes that read.", seconds=2400,
            arguments=("--build-dir", "{build}"), needs=("steelyard", "bench_vary_nights")),
    Section("under-load", "Under load", "under_load.py",
            "One matmul on all cores and one allreduce of two ranks, in turn alone and beside a process that burns one "
            "core for one contiguous half of the run. Ratios are of runs right after each other; the last row says how "
            "much quiet runs differ on this machine anyway. A batch is about ten milliseconds of samples.", seconds=900,
            arguments=("--build-dir", "{build}"), needs=("steelyard",)),
)


def find(names):
    """The sections of these names, in the order of the page; raises KeyError with an unknown one."""
    known = {section.name for section in SECTIONS}
    for name in names:
        if name not in known:
            raise KeyError(name)
    return [section for section in SECTIONS if not names or section.name in names]
