#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "harness/core/record.hpp"

/// What a pack keeps of the samples of a case: order statistics, from which a distribution can be
/// drawn long after the samples are gone (docs/decisions/0036-packs-of-runs.md).
namespace steelyard::results {

/// Quantiles 0, 1/20, ... 1 of the quoted samples: the least, p5, the quartiles, the median, p95
/// and the largest are among them.
inline constexpr std::size_t quantile_levels = 21;

/// Rows of `quantile_levels` times in seconds: first of the slowest rank of each sample, which is
/// what is quoted, then, where there are several ranks, of each rank's own times in the same
/// samples. Empty if the case has no samples, or none that give times. Within 6e-8 of the value.
std::vector<float> thinned_samples(const CaseRecord& record);

/// How many rows that are for a case with times.
std::size_t thinned_rows(int ranks);

/// Whether rows could be some that thinned_samples() makes: for those that come from a file.
bool are_thinned(std::span<const float> rows);

}  // namespace steelyard::results
