#pragma once

#include <span>
#include <vector>

namespace steelyard {

/// Which of many tests count as discoveries, such that among these the expected share of false ones
/// is at most `rate`: Benjamini & Hochberg, Controlling the False Discovery Rate, JRSS B 57(1),
/// 1995. With the p-values sorted upwards, the largest k with p(k) <= rate k / m; the k smallest
/// count. One entry per p-value, in the order given. Holds for independent tests and for positively
/// dependent ones, as those of cases that share a slow night are. p-values must lie in [0, 1].
std::vector<bool> false_discovery_control(std::span<const double> p_values, double rate);

}  // namespace steelyard
