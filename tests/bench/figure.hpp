#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/core/statistics/interval.hpp"
#include "harness/core/statistics/median_interval.hpp"
#include "harness/core/statistics/quantiles.hpp"

/// How a benchmark says what it found: one JSON object per line on standard output, which
/// scripts/bench gathers into one table. Everything else a benchmark prints goes to standard error.
namespace steelyard::bench {

/// One figure. `value` is a median of many; low and high bound it at 95 %.
struct Figure {
  std::string bench;     ///< "timed loop"
  std::string subject;   ///< "bf16 1024", "allreduce 4 B"
  std::string quantity;  ///< "rate of the bare library reached"
  std::string unit;      ///< "ratio", "ns", "MiB"
  Interval value;
  std::size_t repetitions = 0;
  std::string target;                ///< ">= 0.98"; empty: for information
  std::optional<bool> reached = {};  ///< whether the point meets the target
};

inline void print(const Figure& figure) {
  nlohmann::json line{{"bench", figure.bench},
                      {"subject", figure.subject},
                      {"quantity", figure.quantity},
                      {"unit", figure.unit},
                      {"value", figure.value.point},
                      {"low", figure.value.low},
                      {"high", figure.value.high},
                      {"target", figure.target},
                      {"repetitions", figure.repetitions}};
  if (figure.reached) line["reached"] = *figure.reached;
  fmt::print("{}\n", line.dump());
  std::fflush(stdout);
}

/// The median of measured values with its interval, which with fewer than six is their range.
inline Interval median_of(std::span<const double> values) {
  if (const auto interval = median_interval(values)) return *interval;
  return {quantile(values, 0), median(values), quantile(values, 1)};
}

/// The median of ours[i] / theirs[i], which were measured right after each other: what drifts
/// drifts for both.
inline Interval median_ratio(std::span<const double> ours, std::span<const double> theirs) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < ours.size(); ++i) ratios.push_back(ours[i] / theirs[i]);
  return median_of(ratios);
}

}  // namespace steelyard::bench
