#include "results/store/thinned_samples.hpp"

#include <algorithm>
#include <cmath>

#include "harness/core/case_times.hpp"
#include "harness/core/error.hpp"

namespace steelyard::results {
namespace {

/// Appends a row for `times`, which it sorts: linear between order statistics, as quantile().
void append_quantiles(std::vector<double>& times, std::vector<float>& rows) {
  std::sort(times.begin(), times.end());
  for (std::size_t level = 0; level < quantile_levels; ++level) {
    const double place = static_cast<double>(level * (times.size() - 1)) / (quantile_levels - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, times.size() - 1);
    const double share = place - static_cast<double>(below);
    rows.push_back(static_cast<float>(times[below] + share * (times[above] - times[below])));
  }
}

}  // namespace

std::vector<float> thinned_samples(const CaseRecord& record) {
  QuotedTimes quoted;
  try {
    quoted = quoted_times(record);
  } catch (const DataError&) {
    return {};  // the summary of the case says why
  }
  if (quoted.samples == 0) return {};
  std::vector<float> rows;
  std::vector<double> slowest;
  for (const auto& round : quoted.rounds) {
    slowest.insert(slowest.end(), round.begin(), round.end());
  }
  append_quantiles(slowest, rows);
  if (record.ranks == 1) return rows;
  for (auto& times : rank_times(record, quoted)) {
    append_quantiles(times, rows);
  }
  return rows;
}

std::size_t thinned_rows(int ranks) { return ranks > 1 ? 1 + static_cast<std::size_t>(ranks) : 1; }

bool are_thinned(std::span<const float> rows) {
  if (rows.size() % quantile_levels != 0) return false;
  for (; !rows.empty(); rows = rows.subspan(quantile_levels)) {
    const auto row = rows.first(quantile_levels);
    const bool times = std::all_of(row.begin(), row.end(),
                                   [](float each) { return std::isfinite(each) && each > 0; });
    if (!times || !std::is_sorted(row.begin(), row.end())) return false;
  }
  return true;
}

}  // namespace steelyard::results
