#pragma once

#include <string>

#include "harness/core/record.hpp"

namespace steelyard::results {

/// Why `record`, whose case id is not in `other`, has no partner there: another method version,
/// data pattern or number of ranks of the same case, or no such case at all.
std::string why_not_comparable(const CaseRecord& record, const RunRecord& other);

}  // namespace steelyard::results
