#include "harness/backends/cuda_shaped/telemetry_units.hpp"

#include <cstring>

namespace steelyard::cuda_shaped {
namespace {

template <class Number>
Number number_at(std::span<const std::byte> bytes, std::size_t offset) {
  Number number{};
  if (offset + sizeof(number) <= bytes.size()) {
    std::memcpy(&number, bytes.data() + offset, sizeof(number));
  }
  return number;
}

bool is_frequency(std::uint64_t hertz) { return hertz >= 1'000'000 && hertz <= 100'000'000'000; }

}  // namespace

std::uint64_t nvml_throttle_bits(std::uint64_t reasons) {
  struct Reason {
    std::uint64_t nvml;
    std::uint64_t bits;
  };
  constexpr std::uint64_t power = 1, thermal = 2, hardware = 4, other = 8;
  static constexpr Reason table[] = {
      {0x001, 0},                   // idle
      {0x002, other},               // application clocks
      {0x004, power},               // software power cap
      {0x008, hardware},            // hardware slowdown
      {0x010, other},               // sync boost
      {0x020, thermal},             // software thermal slowdown
      {0x040, thermal | hardware},  // hardware thermal slowdown
      {0x080, power | hardware},    // hardware power brake
      {0x100, other},               // display clocks
  };
  std::uint64_t bits = 0;
  std::uint64_t unknown = reasons;
  for (const Reason& reason : table) {
    if ((reasons & reason.nvml) != 0) bits |= reason.bits;
    unknown &= ~reason.nvml;
  }
  return unknown == 0 ? bits : bits | other;
}

std::optional<double> rsmi_current_hertz(std::span<const std::byte> filled) {
  const bool old_form = is_frequency(number_at<std::uint64_t>(filled, 8));
  const std::size_t start = old_form ? 0 : 4;
  const std::size_t frequencies = old_form ? 8 : 16;
  const std::uint32_t most = old_form ? 32 : 33;
  const auto supported = number_at<std::uint32_t>(filled, start);
  const auto current = number_at<std::uint32_t>(filled, start + 4);
  if (supported > most || current >= supported) return std::nullopt;
  const auto hertz = number_at<std::uint64_t>(filled, frequencies + std::size_t{8} * current);
  if (!is_frequency(hertz)) return std::nullopt;
  return static_cast<double>(hertz);
}

double rsmi_joules(std::uint64_t counter, float microjoules_each) {
  return static_cast<double>(counter) * static_cast<double>(microjoules_each) * micro;
}

}  // namespace steelyard::cuda_shaped
