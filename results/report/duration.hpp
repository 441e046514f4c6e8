#pragma once

#include <string>

#include "harness/core/statistics/interval.hpp"

namespace steelyard::results {

/// Seconds for people, four significant digits: 0.0123456 -> "12.35 ms"; units s, ms, us, ns. What
/// is not a number stays one: "nan s".
std::string duration(double seconds);

/// "12.35 ms [12.31, 12.40]": the interval in the unit of its point.
std::string duration(const Interval& seconds);

}  // namespace steelyard::results
