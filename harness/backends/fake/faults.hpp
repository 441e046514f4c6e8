#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "harness/backends/fake/script.hpp"

namespace steelyard::fake {

/// Counts the calls of one device and lets those go wrong that the script names.
class Faults {
 public:
  explicit Faults(std::vector<Fault> faults) : faults_(std::move(faults)) {}

  /// To be called first in each call. Throws kit::Failure or never returns, as the script asks.
  /// True if this call's result is to be made wrong.
  bool enter(Call call);

 private:
  std::vector<Fault> faults_;
  std::array<std::uint64_t, call_count> calls_{};
};

/// Alters the last element of an array of `bytes`: of any dtype, and by far more than rounding.
void spoil(void* data, std::size_t bytes);

}  // namespace steelyard::fake
