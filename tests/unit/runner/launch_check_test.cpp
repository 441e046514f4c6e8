#include "harness/run/launch_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "harness/comm/thread_communicator.hpp"
#include "harness/run/agreement.hpp"

namespace steelyard::run {
namespace {

using comm::Communicator;
using comm::run_thread_ranks;
using testing::AllOf;
using testing::HasSubstr;

LaunchFacts facts_of(int rank) {
  return {.host = rank < 2 ? "n1" : "n2",
          .device = rank % 2 == 0 ? "GPU-a" : "GPU-b",
          .program = "steelyard 1",
          .kind = rank < 2 ? "cuda, H20" : "ascend, 910B",
          .software = rank < 2 ? "NCCL 2.28" : "HCCL 8",
          .plan = "abc"};
}

/// What every rank of a launch with `change` applied to rank 3 is told; "" if it is accepted.
std::string refusal(const std::function<void(LaunchFacts&)>& change) {
  std::string told;
  run_thread_ranks(4, [&](Communicator& comm) {
    LaunchFacts facts = facts_of(comm.rank());
    if (comm.rank() == 3) change(facts);
    try {
      check_launch(comm, facts);
    } catch (const Ended& error) {
      EXPECT_EQ(error.exit_code(), ExitCode::infrastructure);
      if (comm.rank() == 0) told = error.what();
    }
  });
  return told;
}

TEST(CheckLaunch, AcceptsEqualRanksOnDevicesOfTheirOwn) {
  EXPECT_EQ(refusal([](LaunchFacts&) {}), "");
}

TEST(CheckLaunch, RefusesAnotherProgram) {
  EXPECT_THAT(refusal([](LaunchFacts& facts) { facts.program = "steelyard 2"; }),
              AllOf(HasSubstr("program"), HasSubstr("rank 3 (n2) has steelyard 2"),
                    HasSubstr("install the same build")));
}

TEST(CheckLaunch, RefusesOtherSoftwareOnTheSameKindOfDevice) {
  EXPECT_THAT(refusal([](LaunchFacts& facts) { facts.software = "HCCL 7"; }),
              AllOf(HasSubstr("ranks 2 (n2) and 3 (n2)"), HasSubstr("ascend, 910B"),
                    HasSubstr("HCCL 8 and HCCL 7"), HasSubstr("install the same")));
}

TEST(CheckLaunch, RefusesAnotherPlan) {
  EXPECT_THAT(refusal([](LaunchFacts& facts) { facts.plan = "abd"; }),
              AllOf(HasSubstr("plan"), HasSubstr("same suite")));
}

TEST(CheckLaunch, RefusesTwoRanksOnOneAccelerator) {
  EXPECT_THAT(refusal([](LaunchFacts& facts) { facts.device = "GPU-a"; }),
              HasSubstr("ranks 2 and 3 would both drive device GPU-a of n2"));
}

TEST(CheckLaunch, LetsRanksShareAProcessor) {
  run_thread_ranks(2, [](Communicator& comm) {
    EXPECT_NO_THROW(check_launch(comm, {"n1", "", "p", "k", "s", "x"}));
  });
}

TEST(LocalRank, CountsWithinTheHost) {
  run_thread_ranks(5, [](Communicator& comm) {
    const LocalRank local = local_rank(comm, comm.rank() % 2 == 0 ? "even" : "odd");
    EXPECT_EQ(local.index, comm.rank() / 2);
    EXPECT_EQ(local.count, comm.rank() % 2 == 0 ? 3 : 2);
  });
}

}  // namespace
}  // namespace steelyard::run
