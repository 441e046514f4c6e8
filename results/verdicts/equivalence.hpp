#pragma once

#include <string_view>

#include "harness/core/statistics/interval.hpp"

namespace steelyard::results {

/// What a ratio says about two chips, by two one-sided tests on its logarithm (Schuirmann 1987).
enum class Equivalence {
  comparable,  ///< the 1 - 2 alpha interval lies within [1 / (1 + margin), 1 + margin]
  different,   ///< it lies wholly outside of that
  undecided,   ///< it reaches over an edge: more or calmer measurements are needed
};
/// "comparable", "different", "undecided".
std::string_view name(Equivalence verdict);

/// The size of each one-sided test. Both are passed where the interval at 1 - 2 alpha (90 %) lies
/// within the margin, so chips further apart than the margin are called comparable in at most alpha
/// of cases.
inline constexpr double equivalence_alpha = 0.05;

/// Judges the interval of a ratio at confidence 1 - 2 x equivalence_alpha. `margin` is above 0.
Equivalence equivalence(const Interval& ratio, double margin);

}  // namespace steelyard::results
