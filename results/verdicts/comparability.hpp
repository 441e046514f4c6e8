#pragma once

#include <string>

#include "harness/core/record.hpp"

namespace steelyard::results {

/// Why `record`, whose case id is not in `other`, has no partner there: another method version,
/// data pattern, number of ranks or mode of the same case, or no such case at all.
std::string why_not_comparable(const CaseRecord& record, const RunRecord& other);

/// Why a collective that has a partner of the same case id cannot be held against it: it ran over
/// another number of nodes, so that other links carried it. Empty: it can, or the numbers are not
/// known (0).
std::string why_other_scale(const CaseRecord& record, int nodes, int other_nodes);

}  // namespace steelyard::results
