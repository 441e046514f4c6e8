// What the timed loop adds, and how much of a library's rate is left behind backend, ABI and
// harness.
//
//   taskset -c 1 bench_timed_loop [seconds per shape and dtype, default 2]
//
// Empty iterations show what a sampler adds to each. For matmul, the harness and a bare loop take
// turns on the same operands in the same memory: the bare loop calls the kernel itself, with a
// clock reading before and after, and no backend, no ABI and no sampler between. Bound to one core,
// it is not disturbed by what keeps another core from its part of a multiplication.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "harness/backends/cpu/gemm_kernel.hpp"
#include "harness/backends/cpu/gemm_plan.hpp"
#include "harness/comm/thread_communicator.hpp"
#include "harness/core/clock.hpp"
#include "harness/core/error.hpp"
#include "harness/device/loader.hpp"
#include "harness/run/sampler.hpp"
#include "tests/bench/figure.hpp"
#include "workloads/matmul/prepared_matmul.hpp"
#include "workloads/table.hpp"

namespace {

using namespace steelyard;

constexpr std::size_t max_batch = 512;
constexpr int empty_blocks = 400;
/// Short, so that most blocks pass undisturbed where other work shares the cores.
constexpr double block_seconds = 0.002;
const char* const bench_name = "timed loop";

double seconds_since(std::int64_t start) {
  return static_cast<double>(monotonic_nanoseconds() - start) * 1e-9;
}

/// An iteration that does nothing, or only leaves the marks of a blocking call.
class Empty final : public run::PreparedCase {
 public:
  explicit Empty(bool marks) : marks_(marks) {}
  Verification verify() override { return {}; }
  void load() override {}
  run::Iteration iteration() override {
    return marks_ ? run::Iteration::of<&Empty::mark>(*this)
                  : run::Iteration::of<&Empty::nothing>(*this);
  }
  std::string algorithm() const override { return ""; }

 private:
  void nothing(std::uint64_t) {}
  void mark(std::uint64_t) { const InCall call("nothing", Waits::for_others); }

  bool marks_;
};

/// What one iteration of an empty case costs in this mode: of the wall time of a batch, and what a
/// sample says. Nanoseconds.
struct EmptyCost {
  std::vector<double> wall;
  std::vector<double> sample;
};

EmptyCost time_empty(run::Sampler& sampler, bool marks) {
  Empty empty(marks);
  EmptyCost cost;
  for (int block = 0; block < empty_blocks; ++block) {
    const std::int64_t start = monotonic_nanoseconds();
    const auto seconds = sampler.run(empty, 0, max_batch);
    cost.wall.push_back(seconds_since(start) / max_batch * 1e9);
    cost.sample.push_back(median({seconds.begin(), seconds.end()}) * 1e9);
  }
  return cost;
}

void print_added(const std::string& subject, const std::string& quantity,
                 const std::vector<double>& nanoseconds, double target) {
  bench::Figure figure{.bench = bench_name,
                       .subject = subject,
                       .quantity = quantity,
                       .unit = "ns",
                       .value = bench::median_of(nanoseconds),
                       .repetitions = nanoseconds.size(),
                       .target = ""};
  if (target > 0) {
    figure.target = fmt::format("<= {:.0f}", target);
    figure.reached = figure.value.point <= target;
  }
  bench::print(figure);
}

/// A pair of events as the C ABI records it, and nothing else. Nanoseconds.
std::vector<double> event_pair_cost(const sy_streams& streams, device::Device& device,
                                    device::Stream& stream) {
  sy_event* pair[2] = {nullptr, nullptr};
  for (sy_event*& event : pair) {
    device.check(streams.event_create(device.handle(), &event), "making an event");
  }
  std::vector<double> cost;
  for (int block = 0; block < empty_blocks; ++block) {
    const std::int64_t start = monotonic_nanoseconds();
    for (std::size_t i = 0; i < max_batch; ++i) {
      for (sy_event* event : pair) streams.event_record(stream.handle(), event);
    }
    cost.push_back(seconds_since(start) / max_batch * 1e9);
  }
  for (sy_event* event : pair) device.check(streams.event_destroy(event), "destroying an event");
  return cost;
}

void show_empty_iterations(run::CaseContext& context, const comm::GlobalClock& clock) {
  const auto host = run::make_sampler(run::Timing::pipelined, true, context, clock, max_batch);
  const std::string per_iteration = "added per iteration, wall time of a batch";
  print_added("host path", per_iteration, time_empty(*host, false).wall, 100);
  print_added("host path with the marks of a call", per_iteration, time_empty(*host, true).wall,
              100);

  const auto pair =
      event_pair_cost(*context.device.table().streams, context.device, context.stream);
  const auto events =
      run::make_sampler(run::Timing::device_events, false, context, clock, max_batch);
  const EmptyCost device = time_empty(*events, false);
  print_added("device path", "a pair of events by the ABI alone", pair, 0);
  print_added("device path", "added to a sample", device.sample, 0);
  print_added("device path", per_iteration, device.wall, 0);
  const Interval ratio = bench::median_ratio(device.sample, pair);
  bench::print({.bench = bench_name,
                .subject = "device path",
                .quantity = "added to a sample / a pair of events",
                .unit = "ratio",
                .value = ratio,
                .repetitions = pair.size(),
                .target = "<= 1",
                .reached = ratio.point <= 1});
}

/// The pointers that a case hands to the backend in its iterations: caught once, before anything is
/// timed, by a table whose gemm group is put back afterwards.
struct Call {
  const void* a;
  const void* b;
  void* c;
};
std::vector<Call> caught;

sy_status catch_call(sy_stream*, sy_gemm*, const void* a, const void* b, void* c) {
  caught.push_back({a, b, c});
  return SY_OK;
}

/// The cpu backend's table with a gemm group that can be changed.
struct OpenTable {
  explicit OpenTable(const sy_backend_v1& backend) : gemm(*backend.gemm), table(backend) {
    table.gemm = &gemm;
  }
  sy_gemm_functions gemm;
  sy_backend_v1 table;
};

std::vector<Call> calls_of(run::PreparedCase& prepared, OpenTable& open) {
  caught.clear();
  const auto run = std::exchange(open.gemm.run, &catch_call);
  const run::Iteration iteration = prepared.iteration();
  for (std::uint64_t number = 0; number < 1000; ++number) {
    iteration(number);
    if (number > 0 && caught.back().c == caught.front().c) break;
  }
  open.gemm.run = run;
  caught.pop_back();
  return caught;
}

std::unique_ptr<cpu::GemmKernel> kernel_named(const std::string& algorithm,
                                              const sy_gemm_shape& shape, const cpu::Host& host) {
  for (const cpu::Candidate& candidate : cpu::gemm_candidates()) {
    auto kernel = cpu::make_kernel(candidate, shape, host);
    if (kernel != nullptr && kernel->algorithm() == algorithm) return kernel;
  }
  throw Unsupported("The bare loop has no kernel named \"" + algorithm + "\".");
}

/// Median seconds of `count` calls, the inputs in turn as the case takes them.
double run_bare(cpu::GemmKernel& kernel, const std::vector<Call>& calls, std::uint64_t first,
                std::vector<double>& seconds) {
  for (std::size_t i = 0; i < seconds.size(); ++i) {
    const Call& call = calls[(first + i) % calls.size()];
    const std::int64_t start = monotonic_nanoseconds();
    kernel.run(call.a, call.b, call.c);
    seconds[i] = seconds_since(start);
  }
  return median(seconds);
}

/// What blocks of one loop took: the median of an iteration, and the processor's time for the whole
/// block, in which other work that takes the core away does not show.
struct Turns {
  std::vector<double> seconds;
  std::vector<double> cpu_seconds;
};

void print_rate(const std::string& subject, const std::string& quantity,
                const std::vector<double>& ours, const std::vector<double>& bare) {
  const Interval ratio = bench::median_ratio(bare, ours);
  bench::print({.bench = bench_name,
                .subject = subject,
                .quantity = quantity,
                .unit = "ratio",
                .value = ratio,
                .repetitions = ours.size(),
                .target = ">= 0.98",
                .reached = ratio.point >= 0.98});
}

void compare_matmul(const std::string& dtype, int n, double seconds, OpenTable& open,
                    run::CaseContext& context, const comm::GlobalClock& clock) {
  const run::Workload& matmul = workloads::find_workload("matmul");
  const CaseSpec spec = run::canonical(
      matmul, parse_case(fmt::format("matmul:dtype={},m={},n={},k={},trans=nt", dtype, n, n, n)),
      1);
  const auto prepared = matmul.prepare(spec, context);
  prepared->load();
  const std::vector<Call> calls = calls_of(*prepared, open);
  const cpu::Host host{cpu::Team(static_cast<int>(context.device.properties().threads))};
  const sy_gemm_shape shape = to_abi(workloads::matmul::parse_shape(spec));
  const auto kernel = kernel_named(prepared->algorithm(), shape, host);
  const auto sampler =
      run::make_sampler(run::Timing::device_events, false, context, clock, max_batch);

  std::vector<double> one(1);
  double typical = 1e9;
  for (int i = 0; i == 0 || (i < 3 && typical < 0.5); ++i) {
    typical =
        std::min({typical, run_bare(*kernel, calls, 0, one), sampler->run(*prepared, 0, 1)[0]});
  }
  const auto count = static_cast<std::size_t>(std::clamp(block_seconds / typical, 1.0, 256.0));
  std::vector<double> block(count);
  Turns ours;
  Turns bare;
  std::uint64_t next = 0;
  const auto take_turn = [&](Turns& turns, auto&& run_block) {
    const double cpu_before = process_cpu_seconds();
    turns.seconds.push_back(run_block());
    turns.cpu_seconds.push_back(process_cpu_seconds() - cpu_before);
  };
  const auto run_ours = [&] {
    take_turn(ours, [&] {
      const auto samples = sampler->run(*prepared, next, count);
      return median({samples.begin(), samples.end()});
    });
  };
  const std::int64_t begin = monotonic_nanoseconds();
  while (seconds_since(begin) < seconds ||
         (ours.seconds.size() < 8 && seconds_since(begin) < 4 * seconds) ||
         ours.seconds.size() < 3) {
    const bool bare_first = ours.seconds.size() % 2 == 1;
    if (!bare_first) run_ours();
    take_turn(bare, [&] { return run_bare(*kernel, calls, next, block); });
    if (bare_first) run_ours();
    next += count;
  }
  const std::string subject = fmt::format("matmul {} {}", dtype, n);
  fmt::print(stderr, "{}: {:.1f} GOP/s, {} per block, {}\n", subject,
             2e-9 * n * n * n / median(ours.seconds), count, prepared->algorithm());
  print_rate(subject, "rate through the harness / of a bare loop", ours.seconds, bare.seconds);
  print_rate(subject, "the same by CPU time", ours.cpu_seconds, bare.cpu_seconds);
}

}  // namespace

int main(int argc, char** argv) {
  const double seconds = argc > 1 ? std::atof(argv[1]) : 2;
  OpenTable open(*device::open_backend("cpu").table);
  comm::run_thread_ranks(1, [&](comm::Communicator& comm) {
    device::Device device(open.table, 0);
    device::Stream stream(device);
    run::CaseContext context{.device = device,
                             .stream = stream,
                             .comm = comm,
                             .collectives = nullptr,
                             .seed = 1,
                             .data = run::DataPattern::normal,
                             .autotune_seconds = seconds / 4};
    const auto clock = comm::GlobalClock::synchronise(comm);
    show_empty_iterations(context, clock);
    for (const int n : {256, 512, 1024, 2048, 4096}) {
      for (const char* dtype : {"f64", "f32", "bf16", "int8"}) {
        compare_matmul(dtype, n, seconds, open, context, clock);
      }
    }
  });
}
