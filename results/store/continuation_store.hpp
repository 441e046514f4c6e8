#pragma once

#include <vector>

#include "harness/core/record.hpp"
#include "results/store/environment_store.hpp"
#include "results/store/hdf5_file.hpp"

namespace steelyard::results {

/// Adds a group to /continuations, by its number from 1; makes /continuations with the first.
void append_continuation(hdf5::Group& root, const Continuation& continuation);

/// All continuations in order; none if the file has no /continuations.
std::vector<Continuation> read_continuations(const hdf5::Group& root,
                                             Topologies topologies = Topologies::read);

}  // namespace steelyard::results
