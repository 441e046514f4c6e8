#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "harness/backends/cpu/host_memory.hpp"
#include "harness/backends/cpu/team.hpp"
#include "harness/device/kit/sensors.hpp"

namespace steelyard::cpu {

/// A loop that keeps one arithmetic unit busy and touches no memory. Its operands are zeros, so a
/// processor at its power limit may clock it higher than a multiplication of real numbers.
struct ProbeLoop {
  const char* text;            ///< "AVX-512 f32 FMA"
  double operations_per_pass;  ///< a multiplication and an addition are two
  /// Whether this processor and kernel allow it; asks the kernel for permission where that is
  /// needed.
  bool (*available)();
  void (*run)(std::uint64_t passes);  ///< passes > 0
};

/// The loops of the unit that multiplies `dtype`, best first; the last one runs on any processor of
/// this architecture. Empty for dtypes that no CPU unit multiplies.
std::span<const ProbeLoop> probe_loops(sy_dtype dtype);

/// Runs the first available loop for `dtype` on all threads at once for about `seconds`. The rate
/// is the sum over the threads. Throws kit::Failure with SY_UNSUPPORTED if there is no loop.
kit::ProbeReading probe_multiply(const Team& team, sy_dtype dtype, double seconds);

/// A triad (a = b + s * c, f64) through memory larger than the last-level cache. Counts 24 bytes
/// for each element: what the program reads and writes, not what caches add to it.
class MemoryProbe {
 public:
  /// Allocates `3 * array_bytes`.
  MemoryProbe(std::size_t array_bytes, const MemoryLimits& limits, const Team& team);
  /// Goes on through the arrays where the last run stopped, so that a short run finds memory that
  /// is as cold as a long one.
  kit::ProbeReading run(double seconds);

 private:
  Team team_;
  std::size_t count_;
  std::size_t next_ = 0;  ///< element
  HostMemory a_, b_, c_;
};

}  // namespace steelyard::cpu
