#pragma once

#include <string>
#include <vector>

#include "results/store/hdf5_file.hpp"
#include "results/store/run_digests.hpp"

namespace steelyard::results {

/// Makes /digests, and the digests of each case. `ids` are those of the cases, in their order.
void create_digests(hdf5::Group& root, const RunDigests& digests,
                    const std::vector<std::string>& ids);

/// Writes those of one case over what stands there.
void update_case_digests(hdf5::Group& root, const std::string& id, const CaseDigests& digests);

/// Writes those of /digests over what stands there: run, environment, telemetry and head.
void update_digests(hdf5::Group& root, const RunDigests& digests);
/// The head alone, where nothing else of them has changed.
void update_head(hdf5::Group& root, const std::string& head);

/// What the file says; of form 0 if it has no /digests. `ids` as above. Refuses digests that are
/// missing, or none: 64 lower-case hexadecimal digits.
StoredDigests read_digests(const hdf5::Group& root, const std::vector<std::string>& ids);

}  // namespace steelyard::results
