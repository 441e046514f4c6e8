#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "harness/core/case_summary.hpp"

/// Which figure of a case the gate and the history look at.
namespace steelyard::results {

enum class Direction { lower_is_better, higher_is_better };

/// One such figure. Words are of one grammar, so that outputs make the same sentences of each.
struct Metric {
  std::string_view name;       ///< as `--metric` takes it, and a noun: "energy"
  std::string_view unit;       ///< "J"
  std::string_view unit_word;  ///< for names that have to be words: "joules"
  std::string_view what;       ///< in full: "energy of an iteration"
  std::string_view worse;      ///< what a case has become whose ratio is below 1: "more energy"
  std::string_view better;     ///< and above 1
  Direction direction = Direction::lower_is_better;
  std::optional<double> (*take)(const CaseTimes&) = nullptr;  ///< see figure_of()
};

/// All that can be chosen, the default first:
///
/// | name | figure | unit |
/// |---|---|---|
/// | time | CaseSummary::median_seconds | s |
/// | p99 | CaseSummary::p99_seconds | s |
/// | energy | CaseSummary::joules_per_iteration | J |
std::span<const Metric> metrics();

const Metric& time_metric();

/// Throws UsageError, with what there is, for a name that is not one of metrics().
const Metric& metric_named(const std::string& name);

/// Rates, the ranks' own figures, and words of long standing belong to times alone.
bool is_time(const Metric& metric);

/// Nothing where a case has no such figure, as energy where no power sensor was read, or it is not
/// above 0, so that it has no logarithm.
std::optional<double> figure_of(const Metric& metric, const CaseTimes& times);

/// The logarithm of what the figure costs: ln(figure) where lower is better, else its negative.
/// With costs b and c of baseline and candidate, exp(b - c) is a ratio that is above 1 if c is
/// better, whatever the direction.
double log_cost(const Metric& metric, double figure);

/// Why nothing is to be said by a metric, as a sentence with the remedy: "no baseline run has the
/// energy of any case: ...". `who` is its beginning.
std::string no_case_has(const Metric& metric, std::string_view who);

}  // namespace steelyard::results
