#include "results/verdicts/equivalence.hpp"

#include "harness/core/error.hpp"

namespace steelyard::results {

std::string_view name(Equivalence verdict) {
  switch (verdict) {
    case Equivalence::comparable:
      return "comparable";
    case Equivalence::different:
      return "different";
    case Equivalence::undecided:
      return "undecided";
  }
  return "";
}

Equivalence equivalence(const Interval& ratio, double margin) {
  STEELYARD_ASSERT(margin > 0);
  const double low = 1 / (1 + margin);
  const double high = 1 + margin;
  if (ratio.low >= low && ratio.high <= high) return Equivalence::comparable;
  if (ratio.high < low || ratio.low > high) return Equivalence::different;
  return Equivalence::undecided;
}

}  // namespace steelyard::results
