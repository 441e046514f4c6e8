#pragma once

#include <span>
#include <string>
#include <vector>

#include "results/verdicts/claims/judge.hpp"
#include "tests/unit/claims/claimed_runs.hpp"

/// Claims about Acme One and Acme Two, and runs to judge them by.
namespace steelyard::results::test {

/// Acme Two, published: what stands in where nobody has a run of it.
inline const ReferenceBaseline& acme_reference() {
  static const ReferenceBaseline baseline("Acme Two, published", round_chip("acme-two", "Two"), 8,
                                          {});
  return baseline;
}

inline ClaimVerdict verdict_on(const Claim& claim, const std::vector<NamedRun>& runs,
                               const std::vector<Profile>& profiles = {},
                               const PriceFile* prices = nullptr) {
  const auto read = summarised(runs);
  const ClaimInputs inputs{read, &acme_chips(), &acme_reference(), profiles, prices};
  return judge(std::span(&claim, 1), inputs).front();
}

/// As many runs of each chip, the second being `factor` times as slow as the first; runs of one
/// chip differ by `spread`.
inline std::vector<NamedRun> both_chips(double factor, int runs = 1, double spread = 0) {
  std::vector<NamedRun> all;
  for (int i = 0; i < runs; ++i) {
    const double off = 1 + spread * (i - (runs - 1) / 2.0);
    all.push_back(acme_run("one" + std::to_string(i), "acme-one", 0.01 * off));
    all.push_back(acme_run("two" + std::to_string(i), "acme-two", 0.01 * factor / off));
  }
  return all;
}

inline Claim at_least(double factor) {
  Claim claim = acme_claim();
  claim.relation = Relation::at_least;
  claim.factor = factor;
  return claim;
}

inline Claim below(double factor) {
  Claim claim = at_least(factor);
  claim.relation = Relation::below;
  return claim;
}

}  // namespace steelyard::results::test
