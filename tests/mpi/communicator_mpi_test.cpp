#include "tests/mpi/clock_contract.hpp"
#include "tests/mpi/communicator_contract.hpp"
#include "tests/mpi/world.hpp"

namespace steelyard::test {
namespace {

class OverMpi : public testing::TestWithParam<ContractItem> {};

TEST_P(OverMpi, Holds) { GetParam().body(world()); }

INSTANTIATE_TEST_SUITE_P(Communicator, OverMpi, testing::ValuesIn(communicator_contract()),
                         item_name);
INSTANTIATE_TEST_SUITE_P(Clock, OverMpi, testing::ValuesIn(clock_contract()), item_name);

TEST(MpiCommunicator, NamesTheThreadLevel) {
  EXPECT_NE(world().description().find(", MPI_THREAD_"), std::string::npos)
      << world().description();
}

}  // namespace
}  // namespace steelyard::test
