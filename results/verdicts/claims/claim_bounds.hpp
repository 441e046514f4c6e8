#pragma once

#include "harness/core/statistics/interval.hpp"
#include "results/claims/claim.hpp"
#include "results/verdicts/claims/claim_verdict.hpp"

namespace steelyard::results {

/// The ratios that a claim allows.
struct ClaimBounds {
  double low = 0;
  double high = 0;            ///< infinite for `at least`
  bool high_included = true;  ///< false for `below`: the factor itself is not below it

  bool hold(double ratio) const;
};

/// comparable: [1/(1+m), 1+m]. at least: [factor, infinity). below: [0, factor).
ClaimBounds bounds_of(const Claim& claim);

/// Supported if the whole interval lies within the bounds, refuted if all of it lies outside,
/// undecided otherwise. At claim_confidence each is a test at 5 %: for `comparable` the two
/// one-sided tests of equivalence(), for the others one.
Verdict decide(const Claim& claim, const Interval& ratio);

}  // namespace steelyard::results
