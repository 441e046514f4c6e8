#include "results/verdicts/history/levels.hpp"

#include "harness/core/statistics/quantiles.hpp"

namespace steelyard::results {

std::vector<HistoryLevel> levels(const HistoryCase& series) {
  std::vector<HistoryLevel> out;
  std::size_t begin = 0;
  const auto end_at = [&](std::size_t end) {
    if (end <= begin) return;
    std::vector<double> seconds;
    for (std::size_t i = begin; i < end; ++i) seconds.push_back(series.points[i].figure);
    out.push_back({begin, end - begin, median(seconds)});
    begin = end;
  };
  for (const HistoryChange& change : series.changes) end_at(change.point);
  end_at(series.points.size());
  return out;
}

}  // namespace steelyard::results
