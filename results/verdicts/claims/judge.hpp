#pragma once

#include <span>
#include <vector>

#include "results/verdicts/claims/claim_verdict.hpp"
#include "results/verdicts/claims/claim_weighing.hpp"

namespace steelyard::results {

/// Judges each claim by the runs, in the order given. Pure. Only runs measured by this program, on
/// both sides, decide; whatever else there is, a model, an import, the shipped reference, is
/// weighed and shown, and leaves the claim undecided.
std::vector<ClaimVerdict> judge(std::span<const Claim> claims, const ClaimInputs& inputs);

}  // namespace steelyard::results
