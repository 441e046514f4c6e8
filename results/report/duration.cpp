#include "results/report/duration.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <string_view>

namespace steelyard::results {
namespace {

struct Scale {
  double seconds;
  std::string_view unit;
};
constexpr std::array<Scale, 4> scales{{{1, "s"}, {1e-3, "ms"}, {1e-6, "us"}, {1e-9, "ns"}}};

/// The largest unit of which there is at least one, to four digits; nanoseconds for less.
const Scale& scale_of(double seconds) {
  for (const Scale& scale : scales) {
    if (!(std::abs(seconds) < 0.99995 * scale.seconds) || seconds == 0) return scale;
  }
  return scales.back();
}

/// Decimals that leave four significant digits.
int decimals(double value) {
  const double magnitude = std::abs(value);
  if (!(magnitude < 999.95)) return 0;
  if (magnitude >= 99.995) return 1;
  if (magnitude >= 9.9995) return 2;
  return 3;
}

}  // namespace

std::string duration(double seconds) {
  const Scale& scale = scale_of(seconds);
  const double value = seconds / scale.seconds;
  return fmt::format("{:.{}f} {}", value, decimals(value), scale.unit);
}

std::string duration(const Interval& seconds) {
  const Scale& scale = scale_of(seconds.point);
  const int digits = decimals(seconds.point / scale.seconds);
  return fmt::format("{} [{:.{}f}, {:.{}f}]", duration(seconds.point), seconds.low / scale.seconds,
                     digits, seconds.high / scale.seconds, digits);
}

}  // namespace steelyard::results
