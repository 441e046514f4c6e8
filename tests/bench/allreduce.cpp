// Allreduce through the harness against a bare loop over MPI_Allreduce, mode for mode.
//
//   mpirun -n 2 --bind-to core bench_allreduce [seconds per size and mode, default 1
//                                               [smallest bytes, default 4]]
//
// Both use the same buffers in the same launch and take turns, block by block. The statistic is the
// harness's own: of each iteration the slowest rank's time, of a block the median. The bare loops
// stand below as anybody would write them: back to back with one clock reading between neighbours
// (between so many calls as the harness takes together), and with a common start for each
// iteration.
#include <fmt/format.h>
#include <mpi.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "harness/comm/mpi_communicator.hpp"
#include "harness/core/clock.hpp"
#include "harness/device/loader.hpp"
#include "harness/run/sampler.hpp"
#include "tests/bench/figure.hpp"
#include "workloads/collectives/prepared_collective.hpp"

namespace {

using namespace steelyard;
using workloads::collectives::Collective;
using workloads::collectives::Message;

constexpr std::size_t max_batch = 512;
/// Short, so that most blocks pass undisturbed where other work shares the cores.
constexpr double block_seconds = 0.003;
const char* const bench_name = "allreduce";

/// The message of the case that was prepared last.
Message prepared_message;

comm::Operation prepare_and_tell(comm::Communicator& comm, const Message& message) {
  prepared_message = message;
  return comm.prepare_all_reduce(message.send, message.receive, message.count, message.dtype,
                                 comm::ReduceOp::sum);
}

void call_mpi(MPI_Comm comm) {
  MPI_Allreduce(prepared_message.send, prepared_message.receive,
                static_cast<int>(prepared_message.count), MPI_FLOAT, MPI_SUM, comm);
}

/// `each` calls make one sample, as the harness does where a call is too short for the clock.
void run_pipelined(MPI_Comm comm, std::size_t each, std::vector<double>& seconds) {
  MPI_Barrier(comm);
  std::int64_t before = monotonic_nanoseconds();
  for (double& one : seconds) {
    for (std::size_t i = 0; i < each; ++i) call_mpi(comm);
    const std::int64_t now = monotonic_nanoseconds();
    one = static_cast<double>(now - before) * 1e-9 / static_cast<double>(each);
    before = now;
  }
}

/// Ranks of one host share CLOCK_MONOTONIC, so a common start needs no more than a number.
void run_latency(MPI_Comm comm, double window_seconds, std::vector<double>& seconds) {
  const auto window = static_cast<std::int64_t>(window_seconds * 1e9);
  std::int64_t start = monotonic_nanoseconds() + 200'000;
  MPI_Bcast(&start, 1, MPI_INT64_T, 0, comm);
  for (double& one : seconds) {
    std::int64_t begun = monotonic_nanoseconds();
    while (begun < start) {
      if (start - begun > 20'000) sched_yield();
      begun = monotonic_nanoseconds();
    }
    if (begun - start <= 1'000) begun = start;
    call_mpi(comm);
    one = static_cast<double>(monotonic_nanoseconds() - begun) * 1e-9;
    start += window;
  }
}

/// Means of consecutive groups. A clock that counts in steps of 10 ns gives few values for the
/// median of a block of short calls; their mean over some blocks is finer.
std::vector<double> group_means(const std::vector<double>& values) {
  constexpr std::size_t most_groups = 24;
  const std::size_t size = std::max<std::size_t>(1, values.size() / most_groups);
  std::vector<double> means;
  for (std::size_t i = 0; i + size <= values.size(); i += size) {
    double sum = 0;
    for (std::size_t j = i; j < i + size; ++j) sum += values[j];
    means.push_back(sum / static_cast<double>(size));
  }
  return means;
}

/// The median over a block of the slowest rank's time; the same on every rank.
double quoted(comm::Communicator& control, std::span<const double> seconds) {
  std::vector<double> slowest(seconds.begin(), seconds.end());
  control.all_reduce(slowest, comm::ReduceOp::max);
  return median(slowest);
}

struct Bench {
  comm::Communicator& control;
  run::CaseContext& context;
  const comm::GlobalClock& clock;
  MPI_Comm raw;
  double seconds;
};

/// Both loops on one size in one mode, until the time is up.
void compare(Bench& bench, run::PreparedCase& prepared, run::Timing timing, std::size_t bytes) {
  const bool latency = timing == run::Timing::latency;
  const auto sampler = run::make_sampler(timing, true, bench.context, bench.clock, max_batch);
  double typical = 1;
  for (int i = 0; i < 5; ++i) {
    typical = std::min(typical, quoted(bench.control, sampler->run(prepared, 0, 10)));
  }
  sampler->expect(typical);
  const double sample_seconds = typical * static_cast<double>(sampler->iterations_each());
  const auto count =
      static_cast<std::size_t>(std::clamp(block_seconds / sample_seconds, 1.0, 256.0));
  std::vector<double> block(count);
  std::vector<double> ours;
  std::vector<double> bare;
  std::vector<double> single;  ///< the slower rank by its own median
  double elapsed = 0;
  const auto run_bare = [&] {
    if (latency) run_latency(bench.raw, std::max(20e-6, 2 * typical), block);
    if (!latency) run_pipelined(bench.raw, sampler->iterations_each(), block);
    bare.push_back(quoted(bench.control, block));
  };
  const std::int64_t begin = monotonic_nanoseconds();
  while (elapsed < bench.seconds || (ours.size() < 12 && elapsed < 4 * bench.seconds)) {
    const bool bare_first = ours.size() % 2 == 1;
    sampler->expect(typical);
    if (bare_first) run_bare();
    const auto samples = sampler->run(prepared, 0, count);
    ours.push_back(quoted(bench.control, samples));
    single.push_back(comm::max_over_ranks(bench.control, median({samples.begin(), samples.end()})));
    if (!bare_first) run_bare();
    typical = ours.back();
    elapsed = comm::max_over_ranks(bench.control,
                                   static_cast<double>(monotonic_nanoseconds() - begin) * 1e-9);
  }
  if (bench.control.rank() != 0) return;
  const Interval ratio = bench::median_ratio(group_means(ours), group_means(bare));
  fmt::print(stderr, "{} bytes, {}: {:.2f} us, {} per block, {}\n", bytes, run::name(timing),
             median(ours) * 1e6, count, prepared.algorithm());
  bench::print({.bench = bench_name,
                .subject = fmt::format("{} B {}", bytes, run::name(timing)),
                .quantity = "median of the slowest rank / that of a bare loop",
                .unit = "ratio",
                .value = ratio,
                .repetitions = ours.size(),
                .target = "0.97 to 1.03",
                .reached = ratio.point >= 0.97 && ratio.point <= 1.03});
  if (latency) return;
  bench::print({.bench = bench_name,
                .subject = fmt::format("{} B {}", bytes, run::name(timing)),
                .quantity = "median of the slowest rank / the slower rank's own median",
                .unit = "ratio",
                .value = bench::median_ratio(group_means(ours), group_means(single)),
                .repetitions = ours.size(),
                .target = ""});
}

/// What one prepared operation adds to MPI's own call: the marks for the watchdog, the check, and
/// the call through a pointer.
void show_added_time(Bench& bench) {
  constexpr int calls = 500;
  constexpr int blocks = 400;
  const comm::Operation prepared = bench.context.comm.prepare_all_reduce(
      prepared_message.send, prepared_message.receive, prepared_message.count, Dtype::f32,
      comm::ReduceOp::sum);
  std::vector<double> ours;
  std::vector<double> bare;
  for (int block = 0; block < blocks; ++block) {
    const std::int64_t start = monotonic_nanoseconds();
    for (int i = 0; i < calls; ++i) call_mpi(bench.raw);
    const std::int64_t middle = monotonic_nanoseconds();
    for (int i = 0; i < calls; ++i) prepared();
    ours.push_back(static_cast<double>(monotonic_nanoseconds() - middle) / calls);
    bare.push_back(static_cast<double>(middle - start) / calls);
  }
  if (bench.control.rank() != 0) return;
  std::vector<double> added;
  for (int block = 0; block < blocks; ++block) {
    added.push_back(ours[static_cast<std::size_t>(block)] - bare[static_cast<std::size_t>(block)]);
  }
  bench::print({.bench = bench_name,
                .subject = "4 B",
                .quantity = "added to MPI's own call",
                .unit = "ns",
                .value = bench::median_of(added),
                .repetitions = added.size(),
                .target = "<= 100",
                .reached = bench::median_of(added).point <= 100});
}

}  // namespace

int main(int argc, char** argv) {
  comm::MpiSession session;
  const auto control = session.world();
  const auto measured = session.world();
  MPI_Comm raw = MPI_COMM_NULL;
  MPI_Comm_dup(MPI_COMM_WORLD, &raw);
  device::Device device(*device::open_backend("cpu").table, 0);
  device::Stream stream(device);
  run::CaseContext context{.device = device,
                           .stream = stream,
                           .comm = *measured,
                           .collectives = nullptr,
                           .seed = 1,
                           .data = run::DataPattern::normal,
                           .autotune_seconds = 0};
  const auto clock = comm::GlobalClock::synchronise(*control);
  Bench bench{*control, context, clock, raw, argc > 1 ? std::atof(argv[1]) : 1};
  Collective telling = workloads::collectives::collective_table()[0];
  telling.on_host = &prepare_and_tell;
  const std::size_t smallest = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : sizeof(float);
  for (std::size_t bytes = smallest; bytes <= (std::size_t{64} << 20); bytes *= 4) {
    const std::size_t count = bytes / sizeof(float);
    workloads::collectives::PreparedCollective prepared(telling, {count, count, count, Dtype::f32},
                                                        context);
    prepared.load();
    if (bytes == sizeof(float)) show_added_time(bench);
    for (const run::Timing timing : {run::Timing::pipelined, run::Timing::latency}) {
      compare(bench, prepared, timing, bytes);
    }
  }
  MPI_Comm_free(&raw);
}
