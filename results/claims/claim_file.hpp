#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "results/chips/catalogue.hpp"
#include "results/claims/claim.hpp"

namespace steelyard::results {

/// Reads claims from YAML; docs/claims.md has the format:
///
///     claims:
///     - id: one-as-two
///       chip: huawei-ascend-910b
///       metric: {profile: training-dense}
///       relation: comparable
///       to: nvidia-h20
///       source: {title: An article, url: 'https://example.org/', date: 2026-01-29}
///       quote: performance comparable to the H20
///
/// Chips may be named as Catalogue::find_exact() takes them, and become ids. Throws DataError with
/// file, line and column: malformed, a chip that the catalogue does not have, more than 1,000
/// claims, an id that occurs twice, a factor or margin where the relation has none.
std::vector<Claim> load_claims(const std::filesystem::path& file, const Catalogue& catalogue);

/// The same of a text; `origin` names it in complaints.
std::vector<Claim> parse_claims(const std::string& text, const std::string& origin,
                                const Catalogue& catalogue);

}  // namespace steelyard::results
