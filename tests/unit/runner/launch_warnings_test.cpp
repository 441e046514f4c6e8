#include "harness/run/launch_warnings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/comm/thread_communicator.hpp"
#include "harness/core/clock.hpp"

namespace steelyard::run {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

comm::Allocation job(int ranks, int slots, int nodes) {
  return {.scheduler = "Slurm",
          .ranks = {ranks, "RANKS"},
          .slots = {slots, "SLOTS"},
          .nodes = {nodes, "NODES"}};
}

TEST(AllocationWarnings, AreNoneWhereAllIsUsed) {
  EXPECT_THAT(allocation_warnings({}, 4, 1), IsEmpty());
  EXPECT_THAT(allocation_warnings(job(4, 4, 2), 4, 2), IsEmpty());
  EXPECT_THAT(allocation_warnings(job(0, 0, 0), 4, 2), IsEmpty());
}

TEST(AllocationWarnings, TellAnotherNumberOfRanks) {
  EXPECT_THAT(allocation_warnings(job(16, 0, 0), 4, 2),
              ElementsAre("Slurm was asked for 16 ranks (RANKS), but 4 run; say --expect-ranks 4 "
                          "if that is meant"));
  EXPECT_THAT(allocation_warnings(job(1, 0, 0), 4, 2),
              ElementsAre(testing::StartsWith("Slurm was asked for 1 ranks")));
}

TEST(AllocationWarnings, TellMoreRanksThanSlots) {
  EXPECT_THAT(allocation_warnings(job(0, 3, 0), 4, 2),
              ElementsAre("Slurm gave 3 slots (SLOTS), but 4 ranks run; say --expect-ranks 4 if "
                          "that is meant"));
  // A rank may use several slots.
  EXPECT_THAT(allocation_warnings(job(0, 5, 0), 4, 2), IsEmpty());
}

TEST(AllocationWarnings, TellNodesWithoutARank) {
  EXPECT_THAT(allocation_warnings(job(0, 0, 3), 4, 2),
              ElementsAre("Slurm gave 3 nodes (NODES), but ranks run on 2: the others are not "
                          "measured; say --expect-ranks 4 if that is meant"));
  // Several containers may share a node.
  EXPECT_THAT(allocation_warnings(job(0, 0, 1), 4, 2), IsEmpty());
}

TEST(ClockWarnings, AreNoneUpToTheLimit) {
  EXPECT_THAT(clock_warnings({}), IsEmpty());
  EXPECT_THAT(clock_warnings({{"a", 1000}, {"b", 1001}, {"c", 999}}), IsEmpty());
}

TEST(ClockWarnings, TellHowFarAClockIsOff) {
  EXPECT_THAT(clock_warnings({{"a", 1000}, {"b", 1003.5}, {"c", 998.75}}),
              ElementsAre("the clock of b is 3.5 s ahead of that of a; telemetry and logs are "
                          "joined by time, so synchronise the clocks, with chrony or NTP",
                          testing::StartsWith("the clock of c is 1.2 s behind that of a; ")));
}

TEST(ClockWarnings, TakeTheFirstReaderOfAHost) {
  EXPECT_THAT(clock_warnings({{"a", 1000}, {"b", 1005}, {"b", 1000}}), IsEmpty());
  EXPECT_THAT(clock_warnings({{"a", 1005}, {"a", 1000}, {"b", 1000}}), IsEmpty());
}

TEST(ReadClocks, GivesEveryRankAllReadings) {
  const double before = wall_clock_seconds();
  comm::run_thread_ranks(3, [&](comm::Communicator& comm) {
    const auto readings = read_clocks(comm, comm.rank() == 2 ? "b" : "a");
    ASSERT_EQ(readings.size(), 3u);
    EXPECT_EQ(readings[0].host, "a");
    EXPECT_EQ(readings[2].host, "b");
    for (const ClockReading& reading : readings) {
      EXPECT_GE(reading.seconds, before);
      EXPECT_LE(reading.seconds, wall_clock_seconds());
    }
  });
}

}  // namespace
}  // namespace steelyard::run
