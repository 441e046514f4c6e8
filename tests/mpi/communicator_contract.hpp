#pragma once

#include <gtest/gtest.h>

#include <ostream>
#include <span>

#include "harness/comm/communicator.hpp"

/// What every Communicator must do, as bodies that all ranks run. The MPI driver runs them under
/// mpirun, the thread driver in one process.
namespace steelyard::test {

struct ContractItem {
  const char* name;
  void (*body)(comm::Communicator&);
};
inline std::ostream& operator<<(std::ostream& out, const ContractItem& item) {
  return out << item.name;
}

std::span<const ContractItem> communicator_contract();

/// The name of a parameterised test.
inline std::string item_name(const testing::TestParamInfo<ContractItem>& test) {
  return test.param.name;
}

}  // namespace steelyard::test
