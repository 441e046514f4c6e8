#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "harness/backends/fake/call.hpp"

namespace steelyard::fake {

/// Lets call number `number` of `call` go wrong in the ways that `faults` name: throws
/// kit::Failure, takes its time, ends the process or never returns. True if its result is to be
/// made wrong. Where `aborted` is given, a call that hangs or is slow throws kit::Failure once that
/// is set.
bool strike(std::span<const Fault> faults, Call call, std::uint64_t number,
            const std::atomic<bool>* aborted = nullptr);

/// Counts the calls of one device and lets those go wrong that the script names.
class Faults {
 public:
  explicit Faults(std::vector<Fault> faults) : faults_(std::move(faults)) {}

  /// To be called first in each call. Two threads may be in it with different calls. See strike().
  bool enter(Call call, const std::atomic<bool>* aborted = nullptr) {
    return strike(faults_, call, ++calls_[static_cast<std::size_t>(call)], aborted);
  }

 private:
  std::vector<Fault> faults_;
  std::array<std::uint64_t, call_count> calls_{};
};

/// Alters the last element of an array of `bytes`: of any dtype, and by far more than rounding.
void spoil(void* data, std::size_t bytes);

}  // namespace steelyard::fake
