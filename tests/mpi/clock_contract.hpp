#pragma once

#include "tests/mpi/communicator_contract.hpp"

namespace steelyard::test {

/// What synchronised clocks must do over any Communicator.
std::span<const ContractItem> clock_contract();

}  // namespace steelyard::test
