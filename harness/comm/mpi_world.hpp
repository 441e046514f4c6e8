#pragma once

#include <memory>
#include <string>

#include "harness/comm/communicator.hpp"

/// Inside harness/comm only.
namespace steelyard::comm {

/// A duplicate of MPI_COMM_WORLD. Collective. `description` is what description() answers.
std::unique_ptr<Communicator> make_mpi_world(std::string description);

}  // namespace steelyard::comm
