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

/// With so many decimals, or as a power of ten where these would show a value above 0 as 0.
std::string fixed(double value, int decimals) {
  const bool lost = value > 0 && value < 0.5 * std::pow(10, -decimals);
  return lost ? fmt::format("{:.1e}", value) : fmt::format("{:.{}f}", value, decimals);
}

bool is_scientific(double value) {
  return value != 0 && (std::abs(value) < 1e-4 || std::abs(value) >= 1e6);
}

std::string ratio_like(double value, double point) {
  return is_scientific(point) ? fmt::format("{:.3e}", value) : fixed(value, decimals_of(point));
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
  return fmt::format("{} [{}, {}]", quantity(interval.point, unit),
                     fixed(interval.low / scale.factor, decimals),
                     fixed(interval.high / scale.factor, decimals));
}

std::string ratio_text(double value) { return ratio_like(value, value); }

std::string ratio_text(const Interval& interval) {
  return fmt::format("{} [{}, {}]", ratio_text(interval.point),
                     ratio_like(interval.low, interval.point),
                     ratio_like(interval.high, interval.point));
}

std::string percent(double fraction) {
  const double shown = fraction * 100;
  if (shown > 0 && shown < 0.01) return "<0.01 %";
  return fmt::format("{:.{}f} %", shown, shown < 1 ? 2 : 1);
}

}  // namespace steelyard::results
