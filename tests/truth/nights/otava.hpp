#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace steelyard::truth {

/// The change points that Apache Otava's published method finds, for comparison: E-divisive's
/// statistic in windows of 50 that overlap by half, splits kept where a two-sided t-test of both
/// parts gives p <= 0.01; then the weakest is dropped until every one has p <= 0.001 against its
/// neighbours (Fleming & Kołaczkowski, Hunter: Using Change Point Detection to Hunt for Performance
/// Regressions, ICPE 2023, section 3). Written from the paper, not from its code.
std::vector<std::size_t> otava_change_points(std::span<const double> series);

}  // namespace steelyard::truth
