// The contract of all communicators, over threads of this process.
#include <gtest/gtest.h>

#include <string>
#include <tuple>
#include <vector>

#include "harness/comm/thread_communicator.hpp"
#include "tests/mpi/clock_contract.hpp"
#include "tests/mpi/communicator_contract.hpp"

namespace steelyard::test {
namespace {

std::vector<ContractItem> all_items() {
  std::vector<ContractItem> items;
  for (const auto part : {communicator_contract(), clock_contract()}) {
    items.insert(items.end(), part.begin(), part.end());
  }
  return items;
}

class OverThreads : public testing::TestWithParam<std::tuple<ContractItem, int>> {};

TEST_P(OverThreads, Holds) {
  const auto& [item, ranks] = GetParam();
  comm::run_thread_ranks(ranks, item.body);
}

INSTANTIATE_TEST_SUITE_P(Contract, OverThreads,
                         testing::Combine(testing::ValuesIn(all_items()),
                                          testing::Values(1, 2, 3, 4, 8)),
                         [](const auto& item) {
                           return std::get<0>(item.param).name + std::string("_") +
                                  std::to_string(std::get<1>(item.param));
                         });

}  // namespace
}  // namespace steelyard::test
