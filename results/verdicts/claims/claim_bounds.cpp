#include "results/verdicts/claims/claim_bounds.hpp"

#include <limits>

#include "results/verdicts/equivalence.hpp"

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

Verdict decide(const Claim& claim, const Interval& ratio) {
  if (claim.relation == Relation::comparable) {
    switch (equivalence(ratio, claim.margin)) {
      case Equivalence::comparable:
        return Verdict::supported;
      case Equivalence::different:
        return Verdict::refuted;
      case Equivalence::undecided:
        return Verdict::undecided;
    }
  }
  // One of both bounds is no limit, so the ends of the interval say all.
  const ClaimBounds bounds = bounds_of(claim);
  const bool low = bounds.hold(ratio.low);
  if (low != bounds.hold(ratio.high)) return Verdict::undecided;
  return low ? Verdict::supported : Verdict::refuted;
}

}  // namespace steelyard::results
