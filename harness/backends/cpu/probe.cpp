#include "harness/backends/cpu/probe.hpp"

#include <algorithm>
#include <vector>

#include "harness/backends/cpu/pointwise.hpp"
#include "harness/core/clock.hpp"

namespace steelyard::cpu {
namespace {

/// Operations per second of the calling thread. The passes of one slice grow until a slice takes
/// long enough for the clock; the first slices only warm up.
double rate_of_this_thread(const ProbeLoop& loop, double seconds) {
  constexpr double slice_seconds = 50e-6;
  std::uint64_t passes = 256;
  const double first = monotonic_seconds();
  for (;; passes *= 2) {
    const double begin = monotonic_seconds();
    loop.run(passes);
    const double end = monotonic_seconds();
    if (end - begin >= slice_seconds || end - first >= seconds) break;
  }
  std::uint64_t done = 0;
  const double begin = monotonic_seconds();
  double now = begin;
  do {
    loop.run(passes);
    done += passes;
    now = monotonic_seconds();
  } while (now - begin < seconds);
  return static_cast<double>(done) * loop.operations_per_pass / (now - begin);
}

/// Of the memory probe, between two looks at the clock: some tenths of a millisecond.
constexpr std::size_t elements_between_looks = std::size_t{1} << 18;

}  // namespace

kit::ProbeReading probe_multiply(const Team& team, sy_dtype dtype, double seconds) {
  for (const ProbeLoop& loop : probe_loops(dtype)) {
    if (!loop.available()) continue;
    std::vector<double> rates(static_cast<std::size_t>(team.threads()));
    team.run([&](int thread, int) {
      rates[static_cast<std::size_t>(thread)] = rate_of_this_thread(loop, seconds);
    });
    double sum = 0;
    for (const double rate : rates) sum += rate;
    return {sum, loop.text};
  }
  throw kit::Failure(SY_UNSUPPORTED, "No arithmetic unit of a CPU multiplies this dtype.");
}

MemoryProbe::MemoryProbe(std::size_t array_bytes, const MemoryLimits& limits, const Team& team)
    : team_(team),
      count_(array_bytes / sizeof(double)),
      a_(allocate_touched(array_bytes, limits, team)),
      b_(allocate_touched(array_bytes, limits, team)),
      c_(allocate_touched(array_bytes, limits, team)) {}

kit::ProbeReading MemoryProbe::run(double seconds) {
  std::uint64_t bytes = 0;
  const double begin = monotonic_seconds();
  double now = begin;
  do {
    const std::size_t part = std::min(count_ - next_, elements_between_looks);
    const std::size_t offset = next_ * sizeof(double);
    triad(team_, SY_F64, a_.get() + offset, b_.get() + offset, c_.get() + offset, 3, part);
    bytes += 3 * sizeof(double) * part;
    next_ = (next_ + part) % count_;
    now = monotonic_seconds();
  } while (now - begin < seconds);
  return {static_cast<double>(bytes) / (now - begin), "triad through memory"};
}

}  // namespace steelyard::cpu
