#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "harness/core/record.hpp"

namespace steelyard::results::page {

/// How the times of one rank in one case are spread: quantiles (as numpy.quantile makes them) of
/// all its samples in all rounds, disturbed ones included, in seconds.
struct RankTimes {
  int rank = 0;
  std::string host;    ///< "" where the file does not say
  std::string device;  ///< "cuda:0"; "" as above
  std::size_t samples = 0;
  double p5 = 0;
  double p25 = 0;
  double p50 = 0;
  double p75 = 0;
  double p95 = 0;
};

/// One entry per rank of the case. Empty if it has no samples that can be quoted (has_samples()),
/// or if they are malformed, of which the ranking tells.
std::vector<RankTimes> rank_times(const CaseRecord& record, const Environment& environment);

/// Those that a chart can hold: all, or where there are more than `most` its half with the lowest
/// medians and its half with the highest. By rank.
std::vector<RankTimes> extremes(std::vector<RankTimes> ranks, std::size_t most);

}  // namespace steelyard::results::page
