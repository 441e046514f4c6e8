#include "results/verdicts/claims/claim_bounds.hpp"

#include <limits>

namespace steelyard::results {

bool ClaimBounds::hold(double ratio) const {
  return ratio >= low && (ratio < high || (high_included && ratio == high));
}

ClaimBounds bounds_of(const Claim& claim) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  switch (claim.relation) {
    case Relation::comparable:
      return {1 / (1 + claim.margin), 1 + claim.margin, true};
    case Relation::at_least:
      return {claim.factor, infinity, true};
    case Relation::below:
      return {0, claim.factor, false};
  }
  return {};
}

Verdict decide(const ClaimBounds& bounds, const Interval& ratio) {
  // Both ends within: as the bounds hold an interval, all between them is within too.
  if (bounds.hold(ratio.low) && bounds.hold(ratio.high)) return Verdict::supported;
  const bool below_all = ratio.high < bounds.low;
  const bool above_all = !bounds.hold(ratio.low) && ratio.low >= bounds.high;
  return below_all || above_all ? Verdict::refuted : Verdict::undecided;
}

}  // namespace steelyard::results
