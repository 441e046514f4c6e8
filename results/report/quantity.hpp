#pragma once

#include <string>
#include <string_view>

#include "harness/core/statistics/interval.hpp"

/// Numbers with units, for people: four significant digits, one prefix for a value and its
/// interval.
namespace steelyard::results {

/// 412.3e9, "FLOP/s" -> "412.3 GFLOP/s". Prefixes from 1 to P; 1 k is 1000.
std::string quantity(double value, std::string_view unit);

/// "412.3 GFLOP/s [405.1, 420.9]": the interval in the same unit and with as many decimals. An end
/// that these would show as 0 is written like 1.2e-04.
std::string quantity(const Interval& interval, std::string_view unit);

/// "0.004331 [0.004262, 0.004417]"; below 0.0001 and from 1e6 on in scientific notation.
std::string ratio_text(double value);
std::string ratio_text(const Interval& interval);

/// 0.781 -> "78.1 %"; two decimals below 1 %, and "<0.01 %" below that.
std::string percent(double fraction);

}  // namespace steelyard::results
