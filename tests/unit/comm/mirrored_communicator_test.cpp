#include "harness/comm/mirrored_communicator.hpp"

#include <gmock/gmock.h>

#include <array>
#include <string>

#include "harness/core/error.hpp"

namespace steelyard::comm {
namespace {

using ::testing::ElementsAre;

std::span<const std::byte> bytes(const std::string& text) { return std::as_bytes(std::span(text)); }

TEST(MirroredCommunicator, IsRankZeroOfSoMany) {
  MirroredCommunicator comm(3);
  EXPECT_EQ(comm.rank(), 0);
  EXPECT_EQ(comm.size(), 3);
  EXPECT_EQ(comm.description(), "mirrored ranks of one process");
  EXPECT_EQ(comm.all_reduce_method(), comm.description());
}

TEST(MirroredCommunicator, RepeatsThisRanksBlock) {
  MirroredCommunicator comm(3);
  EXPECT_THAT(all_gather(comm, "mine"), ElementsAre("mine", "mine", "mine"));
  const auto blocks = comm.gather_blocks(bytes("ab"));
  ASSERT_EQ(blocks.size(), 3U);
  for (const auto& block : blocks) EXPECT_EQ(block.size(), 2U);
  const std::array values{1.5, 2.5};
  EXPECT_THAT(comm.gather(values), ElementsAre(1.5, 2.5, 1.5, 2.5, 1.5, 2.5));
}

TEST(MirroredCommunicator, LeavesBroadcastDataAsTheyAre) {
  MirroredCommunicator comm(2);
  std::string text = "said by rank 0";
  broadcast(comm, text);
  EXPECT_EQ(text, "said by rank 0");
  comm.barrier();
}

TEST(MirroredCommunicator, ReducesEqualValues) {
  MirroredCommunicator comm(4);
  std::array values{1.0, -2.0};
  comm.all_reduce(values, ReduceOp::sum);
  EXPECT_THAT(values, ElementsAre(4.0, -8.0));
  comm.all_reduce(values, ReduceOp::min);
  comm.all_reduce(values, ReduceOp::max);
  EXPECT_THAT(values, ElementsAre(4.0, -8.0));
  EXPECT_EQ(max_over_ranks(comm, 7), 7);
  EXPECT_TRUE(all_true(comm, true));
  EXPECT_FALSE(all_true(comm, false));
}

TEST(MirroredCommunicator, RefusesMessagesAndTheMeasuredAllReduce) {
  MirroredCommunicator comm(2);
  std::array<std::byte, 1> data{};
  EXPECT_THROW(comm.send(data, 1), CommError);
  EXPECT_THROW(comm.receive(data, 1), CommError);
  EXPECT_THROW(comm.exchange(data, data, 1), CommError);
  EXPECT_THROW(comm.prepare_all_reduce(data.data(), data.data(), 1, Dtype::int8, ReduceOp::sum),
               CommError);
}

TEST(MirroredCommunicator, ThrowsAfterItWasAborted) {
  MirroredCommunicator comm(2);
  comm.abort(4);
  std::array values{1.0};
  EXPECT_THROW(comm.barrier(), CommError);
  EXPECT_THROW(comm.broadcast({}), CommError);
  EXPECT_THROW(comm.all_gather({}), CommError);
  EXPECT_THROW(comm.gather_blocks({}), CommError);
  EXPECT_THROW(comm.gather(values), CommError);
  EXPECT_THROW(comm.all_reduce(values, ReduceOp::sum), CommError);
  try {
    comm.barrier();
  } catch (const CommError& error) {
    EXPECT_STREQ(error.what(), "The run was aborted with exit code 4.");
  }
}

}  // namespace
}  // namespace steelyard::comm
