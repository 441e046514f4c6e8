#pragma once

#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>

/// From the numbers of telemetry libraries to the units of sy_telemetry_reading.
namespace steelyard::cuda_shaped {

inline constexpr double milli = 1e-3;
inline constexpr double micro = 1e-6;
inline constexpr double mega = 1e6;
inline constexpr double centi = 1e-2;
inline constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// The value that `read(&value)` fills, times `unit`; NaN where it returns a status other than 0 or
/// `read` is null. `Value` is the type behind the library's pointer.
template <class Value, class Read>
double value_in(double unit, Read&& read) {
  Value value{};
  return read(&value) == 0 ? static_cast<double>(value) * unit : none;
}

/// NVML's clocks event reasons (also called throttle reasons) as the bits of sy_telemetry_reading.
/// An idle device is not throttled; clocks that somebody fixed, and those of a group that keeps
/// step, are "other".
std::uint64_t nvml_throttle_bits(std::uint64_t reasons);

/// The current frequency, in hertz, of what rsmi_dev_gpu_clk_freq_get() filled; nothing if that
/// makes no sense. Releases before ROCm 6 fill {uint32 supported, uint32 current, uint64
/// hertz[32]}, later ones {bool deep_sleep, uint32 supported, uint32 current, uint64 hertz[33]}.
/// The library does not say which; a frequency is no small number, and an index is no large one.
std::optional<double> rsmi_current_hertz(std::span<const std::byte> filled);

/// ROCm SMI's energy: a counter, and the microjoules that each step of it stands for.
double rsmi_joules(std::uint64_t counter, float microjoules_each);

}  // namespace steelyard::cuda_shaped
