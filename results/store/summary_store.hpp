#pragma once

#include <string>

#include "results/store/hdf5_file.hpp"
#include "results/store/run_summary.hpp"

namespace steelyard::results {

/// Makes /summary; one that is there is replaced.
void write_summary(hdf5::Group& root, const StoredSummary& summary);

/// Takes /summary away, if it is there: the samples are about to change.
void remove_summary(hdf5::Group& root);

/// What stands there, whether or not it belongs to the samples; of form 0 if there is none. Refuses
/// cases and numbers that cannot be.
StoredSummary read_summary(const hdf5::Group& root);

}  // namespace steelyard::results
