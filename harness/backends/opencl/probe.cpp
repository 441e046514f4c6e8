#include "harness/backends/opencl/probe.hpp"

#include <algorithm>

#include "harness/backends/opencl/device.hpp"
#include "harness/core/clock.hpp"

namespace steelyard::opencl {
namespace {

/// Long enough for the start of a kernel not to count, short enough for displays and watchdogs.
constexpr double launch_seconds = 2e-3;

/// Repeats `launch` for about `seconds` and returns how long that took and how often it ran.
struct Repeated {
  double seconds;
  double times;
};
template <class Launch>
Repeated repeat(double seconds, Launch launch) {
  const double begin = monotonic_seconds();
  double times = 0;
  double now = begin;
  do {
    launch();
    ++times;
    now = monotonic_seconds();
  } while (now - begin < seconds);
  return {now - begin, times};
}

}  // namespace

Probe::Probe(Device& device) : device_(device), stream_(device) {}

Probe::~Probe() = default;

kit::ProbeReading Probe::multiply(sy_dtype dtype, double seconds) {
  if (dtype != SY_F32 && dtype != SY_F64) {
    throw kit::Failure(SY_UNSUPPORTED, "The loop of this probe multiplies f32 and f64 only.");
  }
  const bool is_double = dtype == SY_F64;
  const PhysicalDevice& physical = device_.physical();
  Kernel kernel = stream_.kernels(is_double).multiply();
  const std::size_t group =
      physical.is_cpu() ? 1
                        : std::min<std::size_t>(256, physical.number(info::max_work_group_size));
  const std::size_t units = std::max<std::size_t>(1, physical.number(info::compute_units));
  const std::size_t items = units * group * (physical.is_cpu() ? 1 : 16);
  const auto launch = [&](std::size_t passes) {
    Mem const nothing = nullptr;  // the kernel writes nothing for these numbers
    const std::uint64_t count = passes;
    const double x = 0.5, y = 1;
    const float x_float = 0.5F, y_float = 1;
    set_arguments(kernel, {Argument::of(nothing), Argument::of(count),
                           is_double ? Argument::of(x) : Argument::of(x_float),
                           is_double ? Argument::of(y) : Argument::of(y_float)});
    stream_.enqueue(kernel, items, group);
    stream_.synchronize(0);
  };
  std::size_t& passes = passes_[is_double ? 1 : 0];
  if (passes == 0) {
    launch(1);  // compiles
    for (passes = 1024; repeat(0, [&] { launch(passes); }).seconds < launch_seconds; passes *= 2) {
    }
  }
  const Repeated done = repeat(seconds, [&] { launch(passes); });
  const double operations = operations_of_a_pass(physical, is_double) * static_cast<double>(items) *
                            static_cast<double>(passes);
  return {operations * done.times / done.seconds, is_double ? "OpenCL f64 mad" : "OpenCL f32 mad"};
}

kit::ProbeReading Probe::stream_memory(double seconds) {
  if (arrays_[0] == nullptr) {
    // Three arrays, together twice the cache.
    constexpr std::uint64_t least_bytes = std::uint64_t{32} << 20;
    const std::uint64_t wanted =
        std::max(least_bytes, device_.physical().number(info::global_cache_size) * 2 / 3);
    array_bytes_ = std::max<std::uint64_t>(
        1 << 20, std::min({wanted, device_.free_bytes() / 12,
                           device_.physical().number(info::max_allocation)}));
    for (void*& array : arrays_) {
      array = device_.allocate(array_bytes_);
      stream_.fill(array, 0, array_bytes_ / 16 * 16);
    }
    stream_.synchronize(0);
  }
  const std::size_t count = array_bytes_ / sizeof(float);
  const auto launch = [&] {
    stream_.triad(SY_F32, arrays_[0], arrays_[1], arrays_[2], 3, count);
    stream_.synchronize(0);
  };
  launch();
  const Repeated done = repeat(seconds, launch);
  return {3.0 * sizeof(float) * static_cast<double>(count) * done.times / done.seconds,
          "OpenCL triad through memory"};
}

}  // namespace steelyard::opencl
