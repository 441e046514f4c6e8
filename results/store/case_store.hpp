#pragma once

#include <vector>

#include "harness/core/record.hpp"
#include "results/store/hdf5_file.hpp"

namespace steelyard::results {

/// Makes /cases with a group for each case: all that is known of it, and no visits yet.
void create_cases(hdf5::Group& root, const std::vector<CaseRecord>& records);

/// Writes all that is known of a case, apart from its visits, over what stands there.
void update_case(hdf5::Group& root, const CaseRecord& record);

/// Adds one visit after those that are there. The samples are record.ranks to an iteration.
void append_visit(hdf5::Group& root, const CaseRecord& record, const Visit& visit);

/// All cases in the order of the suite.
std::vector<CaseRecord> read_cases(const hdf5::Group& root);

}  // namespace steelyard::results
