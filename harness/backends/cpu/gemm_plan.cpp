#include "harness/backends/cpu/gemm_plan.hpp"

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <tuple>

#include "harness/backends/cpu/fastest.hpp"
#include "harness/backends/cpu/onednn_gemm.hpp"
#include "harness/backends/cpu/scratch_data.hpp"
#include "harness/core/clock.hpp"
#include "harness/device/kit/guard.hpp"

namespace steelyard::cpu {
namespace {

using Key = std::tuple<std::int64_t, std::int64_t, std::int64_t, std::int64_t, std::uint32_t,
                       std::uint32_t, sy_dtype, sy_dtype, sy_dtype, double, int>;

Key key_of(const sy_gemm_shape& shape, const Host& host) {
  return {shape.m, shape.n, shape.k, shape.batch, shape.transpose_a,  shape.transpose_b,
          shape.a, shape.b, shape.c, shape.alpha, host.team.threads()};
}

class Choices {
 public:
  const Candidate* find(const Key& key) {
    const std::scoped_lock lock(mutex_);
    const auto found = chosen_.find(key);
    return found == chosen_.end() ? nullptr : found->second;
  }
  void remember(const Key& key, const Candidate& candidate) {
    const std::scoped_lock lock(mutex_);
    chosen_[key] = &candidate;
  }

 private:
  std::mutex mutex_;
  std::map<Key, const Candidate*> chosen_;
};

Choices& choices() {
  static Choices of_process;
  return of_process;
}

bool is_offered_combination(const sy_gemm_shape& shape) {
  if (shape.a == SY_INT8 || shape.a == SY_UINT8) {
    return shape.b == SY_INT8 && shape.c == SY_INT32 && shape.accumulate == SY_INT32;
  }
  if (shape.b != shape.a) return false;
  if (shape.a == SY_F64) return shape.c == SY_F64 && shape.accumulate == SY_F64;
  if (shape.accumulate != SY_F32) return false;
  if (shape.a == SY_F32) return shape.c == SY_F32;
  return shape.a == SY_BF16 && (shape.c == SY_BF16 || shape.c == SY_F32);
}

void require_offered_combination(const sy_gemm_shape& shape) {
  if (is_offered_combination(shape)) return;
  throw kit::Failure(SY_UNSUPPORTED,
                     "The cpu backend multiplies f64, f32, bf16 into bf16 or f32 (accumulated in "
                     "f32), and int8 x int8 or uint8 x int8 into int32, not this combination of "
                     "dtypes.");
}

/// A kernel with operands in the form it takes.
struct Trial {
  const Candidate* candidate;
  std::unique_ptr<GemmKernel> kernel;
  HostMemory packed_a, packed_b;
};

HostMemory packed_copy(GemmKernel& kernel, sy_operand operand, const std::byte* plain,
                       const Host& host) {
  const std::size_t bytes = kernel.packed_bytes(operand);
  if (bytes == 0) return nullptr;
  HostMemory packed = allocate_touched(bytes, host.limits, host.team);
  kernel.pack(operand, plain, packed.get());
  return packed;
}

/// Plain operands of random numbers, and room for the result.
struct Scratch {
  HostMemory a, b, c;
};

Scratch make_scratch(const sy_gemm_shape& shape, const Host& host) {
  const std::size_t bytes_a = plain_bytes(shape, SY_OPERAND_A);
  const std::size_t bytes_b = plain_bytes(shape, SY_OPERAND_B);
  Scratch scratch{allocate_touched(bytes_a, host.limits, host.team),
                  allocate_touched(bytes_b, host.limits, host.team),
                  allocate_touched(result_bytes(shape), host.limits, host.team)};
  fill_scratch(shape.a, scratch.a.get(), bytes_a);
  fill_scratch(shape.b, scratch.b.get(), bytes_b);
  return scratch;
}

/// All candidates that offer the shape; those whose packed operands do not fit are left out.
std::vector<Trial> make_trials(const sy_gemm_shape& shape, const Host& host,
                               const Scratch& scratch) {
  std::vector<Trial> trials;
  for (const Candidate& candidate : gemm_candidates()) {
    auto kernel = make_kernel(candidate, shape, host);
    if (kernel == nullptr) continue;
    try {
      HostMemory a = packed_copy(*kernel, SY_OPERAND_A, scratch.a.get(), host);
      HostMemory b = packed_copy(*kernel, SY_OPERAND_B, scratch.b.get(), host);
      trials.push_back({&candidate, std::move(kernel), std::move(a), std::move(b)});
    } catch (const kit::Failure& failure) {
      if (failure.status() != SY_OUT_OF_MEMORY) throw;
    }
  }
  return trials;
}

}  // namespace

GemmPlan::GemmPlan(const sy_gemm_shape& shape, const Host& host) : shape_(shape), host_(host) {
  require_offered_combination(shape_);
  if (const Candidate* found = choices().find(key_of(shape_, host_))) {
    kernel_ = make_kernel(*found, shape_, host_);
    return;
  }
  for (const Candidate& candidate : gemm_candidates()) {
    kernel_ = make_kernel(candidate, shape_, host_);
    if (kernel_ != nullptr) return;
  }
  throw kit::Failure(SY_UNSUPPORTED, onednn_label() +
                                         " does not multiply these dtypes with the instructions of "
                                         "this processor (" +
                                         onednn_isa() + "), or not exactly.");
}

void GemmPlan::autotune(double seconds) {
  const Key key = key_of(shape_, host_);
  if (choices().find(key) != nullptr) return;
  std::optional<Scratch> scratch;
  std::vector<Trial> trials;
  try {
    scratch = make_scratch(shape_, host_);
    trials = make_trials(shape_, host_, *scratch);
  } catch (const kit::Failure& failure) {
    if (failure.status() != SY_OUT_OF_MEMORY) throw;
  }
  if (trials.empty()) {
    note_ = ", not searched for lack of memory";
    return;
  }
  std::vector<std::function<void()>> attempts;
  for (Trial& trial : trials) {
    attempts.emplace_back([&trial, &scratch] {
      trial.kernel->run(trial.packed_a ? trial.packed_a.get() : scratch->a.get(),
                        trial.packed_b ? trial.packed_b.get() : scratch->b.get(), scratch->c.get());
    });
  }
  Trial& best = trials[find_fastest(attempts, seconds, monotonic_seconds)];
  choices().remember(key, *best.candidate);
  kernel_ = std::move(best.kernel);
}

std::string GemmPlan::algorithm() const { return kernel_->algorithm() + note_; }

std::uint64_t gemm_dtypes(const Host& host) {
  static const std::uint64_t found = [&] {
    std::uint64_t bits = 0;
    const auto try_one = [&](sy_dtype a, sy_dtype b, sy_dtype c) {
      const sy_gemm_shape shape{64, 64, 64, 1, 0, 0, a, b, c, c, 1};
      for (const Candidate& candidate : gemm_candidates()) {
        if (make_kernel(candidate, shape, host) == nullptr) continue;
        bits |= std::uint64_t{1} << a;
        return;
      }
    };
    try_one(SY_F64, SY_F64, SY_F64);
    try_one(SY_F32, SY_F32, SY_F32);
    try_one(SY_BF16, SY_BF16, SY_F32);
    try_one(SY_INT8, SY_INT8, SY_INT32);
    try_one(SY_UINT8, SY_INT8, SY_INT32);
    return bits;
  }();
  return found;
}

}  // namespace steelyard::cpu
