#pragma once

#include "harness/comm/communicator.hpp"

namespace steelyard::test {

/// All ranks of this MPI test program. Made by mpi_main.cpp before the first test.
comm::Communicator& world();

}  // namespace steelyard::test
