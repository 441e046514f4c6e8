#include "harness/backends/cuda_shaped/gemm.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>
#include <optional>

#include "harness/backends/cuda_shaped/ex_gemm.hpp"
#include "harness/backends/cuda_shaped/lt_gemm.hpp"
#include "harness/backends/cuda_shaped/stream.hpp"

namespace steelyard::cuda_shaped {
namespace {

constexpr int few_repetitions = 5, most_repetitions = 200;
/// How long a candidate is timed at least: events tick every half a microsecond.
constexpr double timed_seconds = 2e-3;
constexpr double patience_seconds = 60;  ///< for a candidate that does not end
/// As bf16 0.011, as fp16 1.06, as fp8 1.5, as f32 0.011: no zeros, which cost less power.
constexpr std::uint8_t scratch_byte = 0x3c;

/// What may stand in sy_properties::gemm_dtypes.
constexpr std::array all_dtypes{SY_F64,  SY_F32,           SY_TF32,         SY_XF32,
                                SY_BF16, SY_FP16,          SY_FP8_E4M3,     SY_FP8_E5M2,
                                SY_INT8, SY_FP8_E4M3_FNUZ, SY_FP8_E5M2_FNUZ};
/// Fits every rule of alignment, and small enough to be tried.
constexpr std::int64_t sample_size = 64;

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::size_t bytes_of(std::int64_t rows, std::int64_t columns, std::int64_t batch, sy_dtype dtype) {
  return static_cast<std::size_t>(rows * columns * batch) * kit::detail::size_of(dtype);
}

std::string key_of(const sy_gemm_shape& shape) {
  return fmt::format("{}, alpha {}, fast {}", describe(shape), shape.alpha,
                     shape.fast_accumulation);
}

}  // namespace

void Gemm::autotune(double seconds) {
  device_.make_current();
  const std::string key = key_of(shape_);
  auto known = tunings_.find(key);
  if (known == tunings_.end()) {
    Tuning tuning;
    try {
      tuning.candidate = fastest(seconds);
    } catch (const kit::Failure& failure) {
      if (failure.status() != SY_OUT_OF_MEMORY) throw;
      tuning.remark = "not tuned: no memory for a second set of matrices";
    }
    known = tunings_.emplace(key, tuning).first;
  }
  choose(known->second.candidate);
  remark_ = known->second.remark;
}

std::size_t Gemm::fastest(double seconds) {
  if (candidates() < 2) return 0;
  const double end = now() + seconds;
  const Scratch a(device_, bytes_of(shape_.m, shape_.k, shape_.batch, shape_.a));
  const Scratch b(device_, bytes_of(shape_.k, shape_.n, shape_.batch, shape_.b));
  const Scratch c(device_, bytes_of(shape_.m, shape_.n, shape_.batch, shape_.c));
  Stream stream(device_);
  stream.fill(a.data(), scratch_byte, bytes_of(shape_.m, shape_.k, shape_.batch, shape_.a));
  stream.fill(b.data(), scratch_byte, bytes_of(shape_.k, shape_.n, shape_.batch, shape_.b));
  std::size_t best = 0;
  double shortest = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < candidates() && (i == 0 || now() < end); ++i) {
    const double taken = seconds_of(i, stream, a, b, c);
    if (taken < shortest) {
      shortest = taken;
      best = i;
    }
  }
  return best;
}

/// Seconds of one run, infinite where the candidate cannot run: a heuristic may offer what the
/// device refuses.
double Gemm::seconds_of(std::size_t candidate, Stream& stream, const Scratch& a, const Scratch& b,
                        const Scratch& c) {
  Event first(device_), last(device_);
  const auto batch = [&](int repetitions) {
    stream.record(first);
    for (int i = 0; i < repetitions; ++i) run(stream, a.data(), b.data(), c.data());
    stream.record(last);
    if (!stream.synchronize(patience_seconds)) {
      throw kit::Failure(SY_TIMEOUT, fmt::format("{} did not end within {} s while it was tuned.",
                                                 algorithm(), patience_seconds));
    }
    return last.seconds_since(first) / repetitions;
  };
  try {
    choose(candidate);
    run(stream, a.data(), b.data(), c.data());  // loads the kernel
    const double rough = batch(few_repetitions);
    if (rough * few_repetitions >= timed_seconds) return rough;
    const double wanted = timed_seconds / std::max(rough, 1e-9);
    return batch(static_cast<int>(std::clamp<double>(wanted, few_repetitions, most_repetitions)));
  } catch (const kit::Failure& failure) {
    if (failure.status() == SY_DEVICE_LOST || failure.status() == SY_TIMEOUT) throw;
    return std::numeric_limits<double>::infinity();
  }
}

Multiplier::Multiplier(Device& device) : device_(device) {
  device.make_current();
  const auto attempt = [&](const auto& open) {
    try {
      open();
    } catch (const kit::Failure& failure) {
      if (failure.status() == SY_DEVICE_LOST) throw;
      missing_ += (missing_.empty() ? "" : " ") + std::string(failure.what());
    }
  };
  const Runtime& runtime = device.runtime();
  if (device.vendor().lt != nullptr) attempt([&] { lt_ = std::make_unique<Lt>(runtime); });
  if (device.vendor().ex != nullptr) attempt([&] { ex_ = std::make_unique<Ex>(runtime); });
  if (lt_ != nullptr || ex_ != nullptr) return;
  if (missing_.empty()) missing_ = "This backend knows no library that multiplies.";
  throw kit::Failure(SY_UNSUPPORTED, missing_);
}

Multiplier::~Multiplier() = default;

std::unique_ptr<Gemm> Multiplier::plan(const sy_gemm_shape& shape) {
  std::optional<kit::Failure> first;
  const auto attempt = [&](const auto& make) -> std::unique_ptr<Gemm> {
    try {
      return make();
    } catch (const kit::Failure& failure) {
      if (failure.status() != SY_UNSUPPORTED) throw;
      if (!first) first = failure;
      return nullptr;
    }
  };
  std::unique_ptr<Gemm> gemm;
  if (lt_ != nullptr) {
    gemm = attempt([&] { return std::make_unique<LtGemm>(device_, *lt_, tunings_, shape); });
  }
  if (gemm == nullptr && ex_ != nullptr) {
    gemm = attempt([&] { return std::make_unique<ExGemm>(device_, *ex_, tunings_, shape); });
  }
  if (gemm == nullptr) throw *first;
  return gemm;
}

std::string Multiplier::libraries() const {
  std::string text = lt_ == nullptr ? "" : lt_->name();
  if (ex_ != nullptr) text += (text.empty() ? "" : "; ") + ex_->name();
  return missing_.empty() ? text : text + "; " + missing_;
}

std::uint64_t Multiplier::dtypes() {
  if (asked_) return dtypes_;
  for (const sy_dtype dtype : all_dtypes) {
    try {
      plan(sample_shape(dtype, sample_size));
      dtypes_ |= std::uint64_t{1} << dtype;
    } catch (const kit::Failure& failure) {
      if (failure.status() != SY_UNSUPPORTED) throw;
    }
  }
  asked_ = true;
  return dtypes_;
}

bool multiplies(const Vendor& vendor, const Runtime& (*runtime)()) {
  if (vendor.lt == nullptr && vendor.ex == nullptr) return false;
  try {
    if (runtime().count() == 0) return true;
  } catch (const kit::Failure&) {
    return true;
  }
  const auto found = [&](const auto* library) {
    if (library == nullptr) return false;
    try {
      open_library(vendor, library->what, library->files);
      return true;
    } catch (const kit::Failure&) {
      return false;
    }
  };
  return found(vendor.lt) || found(vendor.ex);
}

}  // namespace steelyard::cuda_shaped
