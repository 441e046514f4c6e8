// How good the cpu backend's matrix multiplication is: what its search chose beside every
// candidate, beside a bare loop around the library, and beside the probe of the unit that
// multiplies.
//
//   bench_matmul [SECONDS per case, default 0.8] [SUITE.yaml [LONGEST run in seconds, default 1]]
//
// Without a suite: squares of every dtype, and the products of one narrow layer. With one: its
// matmul cases that one run of takes less than LONGEST. Candidates, choice and bare loop run in
// random turn, each on the next of slots that together exceed the cache twice, so that operands are
// cold as in a run of the harness, and ratios are of times measured right after each other.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "harness/backends/cpu/gemm_plan.hpp"
#include "harness/backends/cpu/probe.hpp"
#include "harness/backends/cpu/processor.hpp"
#include "harness/backends/cpu/scratch_data.hpp"
#include "harness/core/clock.hpp"
#include "harness/run/suite.hpp"
#include "tests/bench/bare_gemm.hpp"
#include "tests/bench/figure.hpp"
#include "workloads/matmul/shape.hpp"
#include "workloads/table.hpp"

namespace {

using namespace steelyard;

constexpr const char* default_suite = R"(
name: bench
description: squares by dtype, and one narrow layer
groups:
  - name: squares
    workload: matmul
    with: {trans: nt}
    cases:
      - {mnk: [256, 512, 1024, 2048], dtype: [f64, f32]}
      - {mnk: [256, 512, 1024, 2048], dtype: bf16, out: [default, f32]}
      - {mnk: [256, 512, 1024, 2048], dtype: int8, a: [same, uint8]}
      - {mnk: 4096, dtype: [f32, bf16, int8]}
  - name: narrow layer, DeepSeek-V3 kv_a
    workload: matmul
    with: {dtype: bf16}
    cases:
      - {m: 4096, n: 576, k: 7168, trans: nt}
      - {m: 4096, n: 7168, k: 576, trans: nn}
      - {m: 576, n: 7168, k: 4096, trans: tn}
)";

constexpr std::size_t least_rounds = 11;
constexpr double search_seconds = 1;  // what a run of the harness allows
constexpr double probe_seconds = 0.002;

/// Copies of one operand, or of C, one after another.
struct Slots {
  cpu::HostMemory memory;
  std::size_t stride = 0;
  std::byte* at(std::size_t slot) const { return memory.get() + slot * stride; }
};

/// Somebody who multiplies, with operands in the form that he takes.
struct Runner {
  std::string name;
  std::function<std::size_t(sy_operand)> packed_bytes;
  std::function<void(sy_operand, const void*, void*)> pack;
  std::function<void(const void*, const void*, void*)> run;
  Slots packed_a = {}, packed_b = {};
  std::vector<double> seconds = {};
};

/// Calls a GemmKernel, a GemmPlan or a BareGemm, and keeps it.
template <class Gemm>
Runner runner_of(std::string name, std::shared_ptr<Gemm> gemm) {
  return {std::move(name), [gemm](sy_operand operand) { return gemm->packed_bytes(operand); },
          [gemm](sy_operand operand, const void* plain, void* packed) {
            gemm->pack(operand, plain, packed);
          },
          [gemm](const void* a, const void* b, void* c) { gemm->run(a, b, c); }};
}

Runner bare_runner(const sy_gemm_shape& shape) {
  const std::shared_ptr<bench::BareGemm> bare = bench::make_bare_gemm(shape);
  return {"bare " + bare->name(),
          [bare](sy_operand operand) {
            return operand == SY_OPERAND_B ? bare->packed_bytes() : std::size_t{0};
          },
          [bare](sy_operand, const void* plain, void* packed) { bare->pack(plain, packed); },
          [bare](const void* a, const void* b, void* c) { bare->run(a, b, c); }};
}

class Comparison {
 public:
  Comparison(const std::string& subject, const sy_gemm_shape& shape, const cpu::Host& host)
      : subject_(subject), shape_(shape), host_(host), slots_(slot_count()) {
    const auto plan = std::make_shared<cpu::GemmPlan>(shape, host);
    plan->autotune(search_seconds);
    runners_.push_back(runner_of("chosen: " + plan->algorithm(), plan));
    runners_.push_back(bare_runner(shape));
    for (const cpu::Candidate& candidate : cpu::gemm_candidates()) {
      const std::shared_ptr<cpu::GemmKernel> kernel = cpu::make_kernel(candidate, shape, host);
      if (kernel != nullptr) runners_.push_back(runner_of(kernel->algorithm(), kernel));
    }
    a_ = operand_slots(SY_OPERAND_A, shape.a);
    b_ = operand_slots(SY_OPERAND_B, shape.b);
    c_ = make_slots(cpu::result_bytes(shape));
    for (Runner& runner : runners_) {
      runner.packed_a = packed_slots(runner, SY_OPERAND_A, a_);
      runner.packed_b = packed_slots(runner, SY_OPERAND_B, b_);
    }
  }

  void measure(double seconds) {
    for (Runner& runner : runners_) time(runner);  // warm-up
    for (Runner& runner : runners_) runner.seconds.clear();
    const double end = monotonic_seconds() + seconds;
    std::mt19937 random(1);
    std::vector<std::size_t> order(runners_.size());
    std::iota(order.begin(), order.end(), 0);
    double next_probe = 0;
    double probe = 0;
    while (runners_[chosen].seconds.size() < least_rounds || monotonic_seconds() < end) {
      if (monotonic_seconds() >= next_probe) {
        probe = cpu::probe_multiply(host_.team, shape_.a, probe_seconds).rate;
        next_probe = monotonic_seconds() + 10 * probe_seconds;
      }
      std::ranges::shuffle(order, random);  // so that nobody always follows the same one
      for (const std::size_t i : order) time(runners_[i]);
      probe_shares_.push_back(operations() / runners_[chosen].seconds.back() / probe);
    }
  }

  void print() const {
    const auto& ours = runners_[chosen].seconds;
    Interval worst{};
    std::string best;
    for (std::size_t i = first_candidate; i < runners_.size(); ++i) {
      const Interval ratio = bench::median_ratio(runners_[i].seconds, ours);
      if (best.empty() || ratio.point < worst.point) {
        worst = ratio;
        best = runners_[i].name;
      }
    }
    print("rate of the best candidate reached", worst, ">= 0.95", worst.point >= 0.95);
    const Interval bare = bench::median_ratio(runners_[first_candidate - 1].seconds, ours);
    print("rate of a bare library loop reached", bare, ">= 0.98", bare.point >= 0.98);
    print("rate of the register-only loop reached", bench::median_of(probe_shares_), "", {});
    for (const Runner& runner : runners_) {
      std::fprintf(stderr, "%-40s %8.1f GOP/s  %5.3f of chosen  %s\n", subject_.c_str(),
                   operations() / median(runner.seconds) * 1e-9,
                   bench::median_ratio(ours, runner.seconds).point, runner.name.c_str());
    }
  }

 private:
  static constexpr std::size_t chosen = 0;
  static constexpr std::size_t first_candidate = 2;

  double operations() const {
    return 2 * static_cast<double>(shape_.m) * static_cast<double>(shape_.n) *
           static_cast<double>(shape_.k);
  }

  std::size_t slot_count() const {
    const std::size_t set = cpu::plain_bytes(shape_, SY_OPERAND_A) +
                            cpu::plain_bytes(shape_, SY_OPERAND_B) + cpu::result_bytes(shape_);
    return 2 * cpu::last_level_cache_bytes(cpu::bound_cores()) / set + 1;
  }

  Slots make_slots(std::size_t bytes) const {
    constexpr std::size_t alignment = 256;
    const std::size_t stride = (bytes + alignment - 1) / alignment * alignment;
    return {cpu::allocate_touched(stride * slots_, host_.limits, host_.team), stride};
  }

  Slots operand_slots(sy_operand operand, sy_dtype dtype) const {
    Slots slots = make_slots(cpu::plain_bytes(shape_, operand));
    cpu::fill_scratch(dtype, slots.memory.get(), slots.stride * slots_);
    return slots;
  }

  Slots packed_slots(Runner& runner, sy_operand operand, const Slots& plain) const {
    const std::size_t bytes = runner.packed_bytes(operand);
    if (bytes == 0) return {};
    Slots packed = make_slots(bytes);
    for (std::size_t i = 0; i < slots_; ++i) runner.pack(operand, plain.at(i), packed.at(i));
    return packed;
  }

  void time(Runner& runner) {
    const std::size_t slot = runs_++ % slots_;
    const Slots& a = runner.packed_a.memory ? runner.packed_a : a_;
    const Slots& b = runner.packed_b.memory ? runner.packed_b : b_;
    const double begin = monotonic_seconds();
    runner.run(a.at(slot), b.at(slot), c_.at(slot));
    runner.seconds.push_back(monotonic_seconds() - begin);
  }

  void print(const char* quantity, const Interval& value, const char* target,
             std::optional<bool> reached) const {
    bench::print({"matmul", subject_, quantity, "ratio", value, runners_[chosen].seconds.size(),
                  target, reached});
  }

  std::string subject_;
  sy_gemm_shape shape_;
  cpu::Host host_;
  std::size_t slots_;
  std::vector<Runner> runners_;  ///< the choice, the bare loop, the candidates
  Slots a_, b_, c_;
  std::vector<double> probe_shares_;
  std::size_t runs_ = 0;
};

bool is_multiplied(const sy_gemm_shape& shape, const cpu::Host& host) {
  return (cpu::gemm_dtypes(host) >> shape.a & 1) != 0 && shape.batch == 1;
}

double shortest_seconds(const sy_gemm_shape& shape, double rate) {
  return 2 * static_cast<double>(shape.m) * static_cast<double>(shape.n) *
         static_cast<double>(shape.k) / rate;
}

}  // namespace

int main(int argc, char** argv) {
  const double seconds = argc > 1 ? std::atof(argv[1]) : 0.8;
  const double longest = argc > 3 ? std::atof(argv[3]) : 1;
  const int cores = static_cast<int>(cpu::bound_cores().size());
  const cpu::Host host{cpu::Team(cpu::threads_to_use(cores, std::getenv("OMP_NUM_THREADS")))};
  const run::Suite suite =
      argc > 2 ? run::load_suite(argv[2], {}) : run::parse_suite(default_suite, "bench_matmul");
  for (const run::SuiteCase& one : suite.cases) {
    if (one.spec.workload != "matmul") continue;
    const CaseSpec spec = run::canonical(workloads::find_workload("matmul"), one.spec, 1);
    const sy_gemm_shape shape = workloads::matmul::to_abi(workloads::matmul::parse_shape(spec));
    if (!is_multiplied(shape, host)) continue;
    const double rate = cpu::probe_multiply(host.team, shape.a, probe_seconds).rate;
    if (shortest_seconds(shape, rate) > longest) continue;
    Comparison comparison(to_string(spec), shape, host);
    comparison.measure(seconds);
    comparison.print();
  }
}
