// Rates of every candidate of the cpu backend and of what its search chose, as ratios to the best.
//
//   bench_gemm_candidates [seconds per shape and dtype, default 2] [n ...]
//
// The candidates run in turn on the same operands, so that a machine that drifts drifts for all of
// them; medians are compared. Nothing is asserted: these are figures to look at.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "harness/backends/cpu/gemm_plan.hpp"
#include "harness/backends/cpu/probe.hpp"
#include "harness/backends/cpu/scratch_data.hpp"
#include "harness/core/clock.hpp"

namespace {

using namespace steelyard;

struct Types {
  const char* name;
  sy_dtype a, b, c, accumulate;
};

constexpr Types all_types[] = {
    {"f64", SY_F64, SY_F64, SY_F64, SY_F64},
    {"f32", SY_F32, SY_F32, SY_F32, SY_F32},
    {"bf16 -> f32", SY_BF16, SY_BF16, SY_F32, SY_F32},
    {"bf16", SY_BF16, SY_BF16, SY_BF16, SY_F32},
    {"int8", SY_INT8, SY_INT8, SY_INT32, SY_INT32},
    {"uint8 x int8", SY_UINT8, SY_INT8, SY_INT32, SY_INT32},
};

/// Something that multiplies, with its operands in the form it takes.
struct Runner {
  std::string name;
  std::unique_ptr<cpu::GemmKernel> kernel;
  std::unique_ptr<cpu::GemmPlan> plan;
  cpu::HostMemory packed_a, packed_b;
  std::vector<double> seconds;

  template <typename Body>
  auto with(Body body) {
    return kernel != nullptr ? body(*kernel) : body(*plan);
  }
  double median() {
    std::ranges::sort(seconds);
    return seconds[seconds.size() / 2];
  }
};

cpu::HostMemory pack(Runner& runner, sy_operand operand, const cpu::HostMemory& plain,
                     const cpu::Host& host) {
  const std::size_t bytes = runner.with([&](auto& one) { return one.packed_bytes(operand); });
  if (bytes == 0) return nullptr;
  cpu::HostMemory packed = cpu::allocate_touched(bytes, host.limits, host.team);
  runner.with([&](auto& one) { one.pack(operand, plain.get(), packed.get()); });
  return packed;
}

std::vector<Runner> make_runners(const sy_gemm_shape& shape, const cpu::Host& host,
                                 double search_seconds) {
  std::vector<Runner> runners;
  for (const cpu::Candidate& candidate : cpu::gemm_candidates()) {
    auto kernel = cpu::make_kernel(candidate, shape, host);
    if (kernel == nullptr) continue;
    std::string name = kernel->algorithm();
    runners.push_back({std::move(name), std::move(kernel), nullptr, nullptr, nullptr, {}});
  }
  if (runners.empty()) return runners;
  auto plan = std::make_unique<cpu::GemmPlan>(shape, host);
  plan->autotune(search_seconds);
  std::string name = "chosen: " + plan->algorithm();
  runners.push_back({std::move(name), nullptr, std::move(plan), nullptr, nullptr, {}});
  return runners;
}

void print(const Types& types, std::int64_t n, std::vector<Runner>& runners, double probe_rate) {
  double best = runners.front().median();
  for (Runner& runner : runners) best = std::min(best, runner.median());
  const double operations =
      2.0 * static_cast<double>(n) * static_cast<double>(n) * static_cast<double>(n);
  for (Runner& runner : runners) {
    const double rate = operations / runner.median();
    std::printf("%-13s %6lld %9.1f %7.2f %9.2f %6zu  %s\n", types.name, static_cast<long long>(n),
                rate * 1e-9, best / runner.median(), rate / probe_rate, runner.seconds.size(),
                runner.name.c_str());
  }
}

void compare(const Types& types, std::int64_t n, double seconds, const cpu::Host& host) {
  const sy_gemm_shape shape{n, n, n, 1, 0, 0, types.a, types.b, types.c, types.accumulate, 1};
  std::vector<Runner> runners = make_runners(shape, host, seconds / 3);
  if (runners.empty()) {
    std::printf("%-13s %6lld  not offered on this processor\n", types.name,
                static_cast<long long>(n));
    return;
  }
  const std::size_t bytes_a = cpu::plain_bytes(shape, SY_OPERAND_A);
  const std::size_t bytes_b = cpu::plain_bytes(shape, SY_OPERAND_B);
  const auto a = cpu::allocate_touched(bytes_a, host.limits, host.team);
  const auto b = cpu::allocate_touched(bytes_b, host.limits, host.team);
  const auto c = cpu::allocate_touched(cpu::result_bytes(shape), host.limits, host.team);
  cpu::fill_scratch(types.a, a.get(), bytes_a);
  cpu::fill_scratch(types.b, b.get(), bytes_b);
  for (Runner& runner : runners) {
    runner.packed_a = pack(runner, SY_OPERAND_A, a, host);
    runner.packed_b = pack(runner, SY_OPERAND_B, b, host);
  }
  const double probe_rate = cpu::probe_multiply(host.team, types.a, 0.03).rate;
  const double end = monotonic_seconds() + seconds;
  do {
    for (Runner& runner : runners) {
      const void* left = runner.packed_a ? runner.packed_a.get() : a.get();
      const void* right = runner.packed_b ? runner.packed_b.get() : b.get();
      const double begin = monotonic_seconds();
      runner.with([&](auto& one) { one.run(left, right, c.get()); });
      runner.seconds.push_back(monotonic_seconds() - begin);
    }
  } while (monotonic_seconds() < end);
  print(types, n, runners, probe_rate);
}

}  // namespace

int main(int argc, char** argv) {
  const double seconds = argc > 1 ? std::atof(argv[1]) : 2;
  std::vector<std::int64_t> sizes;
  for (int i = 2; i < argc; ++i) sizes.push_back(std::max(1L, std::atol(argv[i])));
  if (sizes.empty()) sizes = {256, 1000, 1024, 2048};
  const int cores = static_cast<int>(cpu::bound_cores().size());
  const cpu::Host host{cpu::Team(cpu::threads_to_use(cores, std::getenv("OMP_NUM_THREADS")))};
  std::printf("%-13s %6s %9s %7s %9s %6s  %s\n", "dtype", "n", "GOP/s", "of best", "of probe",
              "runs", "algorithm");
  for (const std::int64_t n : sizes) {
    for (const Types& types : all_types) compare(types, n, seconds, host);
  }
}
