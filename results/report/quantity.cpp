#include "results/report/quantity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace steelyard::results {
namespace {

constexpr int significant_digits = 4;
constexpr std::array<std::string_view, 6> prefixes{"", "k", "M", "G", "T", "P"};

struct Scale {
  double factor = 1;
  std::string_view prefix;
};

Scale scale_of(double value) {
  Scale scale;
  for (const std::string_view prefix : prefixes) {
    scale.prefix = prefix;
    // What would round up to 1000.0 takes the next prefix.
    if (std::abs(value) / scale.factor < 999.95 || prefix == prefixes.back()) return scale;
    scale.factor *= 1000;
  }
  return scale;
}

/// The power of ten of the first digit, once `value` is rounded to the digits shown.
int magnitude_of(double value) {
  if (value == 0 || !std::isfinite(value)) return 0;
  return static_cast<int>(std::floor(std::log10(std::abs(value) * 1.00005)));
}

/// Decimals that show `value` with four significant digits.
int decimals_of(double value) { return std::max(0, significant_digits - 1 - magnitude_of(value)); }

bool is_scientific(double value) {
  return value != 0 && (std::abs(value) < 1e-4 || std::abs(value) >= 1e6);
}

std::string ratio_like(double value, double point) {
  return is_scientific(point) ? fmt::format("{:.3e}", value)
                              : fmt::format("{:.{}f}", value, decimals_of(point));
}

}  // namespace

std::string quantity(double value, std::string_view unit) {
  const Scale scale = scale_of(value);
  const double shown = value / scale.factor;
  return fmt::format("{:.{}f} {}{}", shown, decimals_of(shown), scale.prefix, unit);
}

std::string quantity(const Interval& interval, std::string_view unit) {
  const Scale scale = scale_of(interval.point);
  const int decimals = decimals_of(interval.point / scale.factor);
  return fmt::format("{} [{:.{}f}, {:.{}f}]", quantity(interval.point, unit),
                     interval.low / scale.factor, decimals, interval.high / scale.factor, decimals);
}

std::string ratio_text(double value) { return ratio_like(value, value); }

std::string ratio_text(const Interval& interval) {
  return fmt::format("{} [{}, {}]", ratio_text(interval.point),
                     ratio_like(interval.low, interval.point),
                     ratio_like(interval.high, interval.point));
}

std::string percent(double fraction) {
  const double shown = fraction * 100;
  return shown < 1 ? fmt::format("{:.2g} %", shown) : fmt::format("{:.1f} %", shown);
}

}  // namespace steelyard::results
