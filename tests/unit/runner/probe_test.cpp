#include "harness/run/probe.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "harness/comm/thread_communicator.hpp"

namespace steelyard::run {
namespace {

ProbeReading reading(double rate, double cpu = 1) {
  return {.rate = rate, .cpu_fraction = cpu, .steal_seconds = 0};
}

bool disturbed(const ProbeReading& before, const ProbeReading& after) {
  Visit visit;
  visit.probe_before = before;
  visit.probe_after = after;
  return run::disturbed(visit);
}

TEST(Disturbed, ToleratesTenPercent) {
  EXPECT_FALSE(disturbed(reading(100), reading(109)));
  EXPECT_FALSE(disturbed(reading(109), reading(100)));
}

TEST(Disturbed, SeesALargerDifferenceEitherWay) {
  EXPECT_TRUE(disturbed(reading(100), reading(112)));
  EXPECT_TRUE(disturbed(reading(112), reading(100)));
}

TEST(Disturbed, SeesCpuTakenBeforeOrAfter) {
  EXPECT_TRUE(disturbed(reading(100, 0.96), reading(100)));
  EXPECT_TRUE(disturbed(reading(100), reading(100, 0.96)));
  EXPECT_FALSE(disturbed(reading(100, 0.97), reading(100, 0.97)));
}

TEST(Disturbed, SaysNothingWithoutAProbe) { EXPECT_FALSE(disturbed(reading(0), reading(0))); }

TEST(Disturbed, IsAVisitWithADisturbedBatch) {
  Visit visit;
  visit.probe_before = visit.probe_after = reading(0);
  visit.batches = {{.samples = 3}, {.samples = 2}};
  EXPECT_FALSE(run::disturbed(visit));
  visit.batches[1].disturbed = true;
  EXPECT_TRUE(run::disturbed(visit));
}

TEST(ProbeSeconds, AreAnEighthOfAVisitWithinBounds) {
  EXPECT_DOUBLE_EQ(probe_seconds_beside(0.08), 0.01);
  EXPECT_DOUBLE_EQ(probe_seconds_beside(5), longest_probe_seconds);
  EXPECT_DOUBLE_EQ(probe_seconds_beside(0), 1e-3);
}

TEST(LinkProbe, GivesOneRateToAllRanks) {
  for (const int ranks : {2, 3}) {
    std::vector<ProbeReading> readings(static_cast<std::size_t>(ranks));
    comm::run_thread_ranks(ranks, [&](comm::Communicator& comm) {
      std::string unit;
      LinkBuffers buffers;
      readings[static_cast<std::size_t>(comm.rank())] =
          take_link_probe(comm, comm, buffers, 64, 1e-4, unit);
      EXPECT_EQ(unit, "exchange of 64 bytes with the neighbour");
    });
    for (const ProbeReading& each : readings) {
      EXPECT_GT(each.rate, 0);
      EXPECT_LT(each.rate, 1e15) << "the rank without a neighbour says nothing";
      EXPECT_EQ(each.rate, readings[0].rate);
    }
  }
}

TEST(LinkProbe, ExchangesLargeMessagesInParts) {
  comm::run_thread_ranks(2, [&](comm::Communicator& comm) {
    std::string unit;
    LinkBuffers buffers;
    EXPECT_GT(take_link_probe(comm, comm, buffers, std::uint64_t{1} << 40, 1e-4, unit).rate, 0);
    EXPECT_EQ(unit, "exchange of 16777216 bytes with the neighbour");
  });
}

}  // namespace
}  // namespace steelyard::run
