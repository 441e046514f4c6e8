#pragma once

#include <string>

#include "results/verdicts/claims/claim_runs.hpp"
#include "results/verdicts/claims/claim_verdict.hpp"

namespace steelyard::results {

/// One sentence, or a few, on what measurement would decide an undecided claim: which suite, on
/// what, how many more runs. Needs the verdict's doubt, names and numbers.
std::string advice(const ClaimVerdict& verdict, const ClaimRuns& runs, const Catalogue& catalogue);

}  // namespace steelyard::results
