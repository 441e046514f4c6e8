#pragma once

#include <span>
#include <string>
#include <vector>

#include "harness/core/record.hpp"
#include "results/store/hdf5_file.hpp"

namespace steelyard::results {

/// Makes /cases with a group for each case: all that is known of it, and no visits yet.
void create_cases(hdf5::Group& root, const std::vector<CaseRecord>& records);

/// All that is known of a case, apart from its visits, as it stands in the file.
std::vector<hdf5::Attribute> facts_of(const CaseRecord& record);

/// Writes facts of a case over what stands there.
void update_case(hdf5::Group& root, const std::string& id, std::span<const hdf5::Attribute> facts);

/// Adds one visit after those that are there. The samples are `ranks` to an iteration.
void append_visit(hdf5::Group& root, const std::string& id, int ranks, const Visit& visit);

/// Refuses amounts of a case, read from `group`, that cannot be.
void check_facts(const hdf5::Group& group, const CaseRecord& record);

/// All cases in the order of the suite.
std::vector<CaseRecord> read_cases(const hdf5::Group& root);

}  // namespace steelyard::results
