#pragma once

#include <span>
#include <string>

#include "results/verdicts/claims/claim_verdict.hpp"

/// What the text and the Markdown of claims say alike. Strings from files are as they are.
namespace steelyard::results {

/// "Alibaba T-Head Zhenwu 810E is comparable to NVIDIA H20 by the profile training-dense, to within
/// 5 % either way".
std::string statement_of(const ClaimVerdict& verdict);

/// "A title (2026-01), https://..."; or what the claim says where no source was found.
std::string source_of(const Claim& claim);

/// "1.003 [0.9931, 1.013] at 90 %, of 3 and 3 runs, 12 cases (2 left out), modelled"; "" without
/// numbers.
std::string numbers_of(const ClaimVerdict& verdict);

/// The sentence of the datasheets and what they do not say.
std::string datasheets_of(const ClaimVerdict& verdict);

/// "11 claims: 0 supported, 0 refuted, 11 undecided".
std::string tally_of(std::span<const ClaimVerdict> verdicts);

}  // namespace steelyard::results
