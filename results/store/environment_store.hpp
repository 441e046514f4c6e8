#pragma once

#include "harness/core/record.hpp"
#include "results/store/hdf5_file.hpp"

namespace steelyard::results {

/// Makes /environment: ranks, nodes with their facts and topology, software, variables, warnings.
void write_environment(hdf5::Group& root, const Environment& environment);

/// Topologies are most of what an environment takes.
enum class Topologies { read, left_out };
Environment read_environment(const hdf5::Group& root, Topologies topologies = Topologies::read);

}  // namespace steelyard::results
