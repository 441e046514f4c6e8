#pragma once

#include <span>
#include <string>

#include "results/verdicts/claims/claim_verdict.hpp"

namespace steelyard::results {

/// For people: each claim with its verdict, numbers, what would decide it and what datasheets
/// suggest; the tally last. Strings from files are made safe.
std::string claims_text(std::span<const ClaimVerdict> verdicts);

/// For pull requests: a table of verdicts, and each claim folded away below it.
std::string claims_markdown(std::span<const ClaimVerdict> verdicts);

/// docs/claims.md has the keys.
std::string claims_json(std::span<const ClaimVerdict> verdicts);

}  // namespace steelyard::results
