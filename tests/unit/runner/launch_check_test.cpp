#include "harness/run/launch_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "harness/comm/thread_communicator.hpp"
#include "harness/run/agreement.hpp"

namespace steelyard::run {
namespace {

using comm::Communicator;
using comm::run_thread_ranks;
using testing::HasSubstr;

LaunchFacts facts_of(int rank) {
  const bool first = rank < 2;
  return {.host = first ? "n1" : "n2",
          .device = "GPU-" + std::to_string(rank),
          .kind = first ? "cuda, H20" : "ascend, 910B",
          .software = first ? "NCCL 2.28" : "HCCL 8",
          .backend = first ? "cuda" : "ascend",
          .backend_digest = first ? "c" : "a",
          .accelerator = true,
          .fallback = "",
          .plan = "abc"};
}

/// What all ranks are told of by Ended, each the same; "" if nothing is thrown.
std::string told_to_all(int ranks, ExitCode code, const std::function<void(Communicator&)>& check) {
  std::vector<std::string> told(static_cast<std::size_t>(ranks));
  run_thread_ranks(ranks, [&](Communicator& comm) {
    try {
      check(comm);
    } catch (const Ended& error) {
      EXPECT_EQ(error.exit_code(), code);
      told[static_cast<std::size_t>(comm.rank())] = error.what();
    }
  });
  for (const std::string& text : told) EXPECT_EQ(text, told[0]);
  return told[0];
}

/// What every rank of a launch with `change` applied to rank 3 is told; "" if it is accepted.
std::string refusal(const std::function<void(LaunchFacts&)>& change) {
  return told_to_all(4, ExitCode::infrastructure, [&](Communicator& comm) {
    LaunchFacts facts = facts_of(comm.rank());
    if (comm.rank() == 3) change(facts);
    check_launch(comm, facts);
  });
}

TEST(CheckLaunch, AcceptsEqualRanksOnDevicesOfTheirOwn) {
  EXPECT_EQ(refusal([](LaunchFacts&) {}), "");
}

TEST(CheckLaunch, RefusesOtherSoftwareOnTheSameKindOfDevice) {
  EXPECT_EQ(refusal([](LaunchFacts& facts) { facts.software = "HCCL 7"; }),
            "ranks differ in their software for ascend, 910B: rank 2 (n2) has HCCL 8, rank 3 (n2) "
            "has HCCL 7; install the same on every node");
  EXPECT_EQ(refusal([](LaunchFacts& facts) {
              facts.kind = "ascend, 910C";
              facts.software = "HCCL 7";
            }),
            "");
}

TEST(CheckLaunch, RefusesAnotherFileOfTheSameBackend) {
  EXPECT_EQ(refusal([](LaunchFacts& facts) { facts.backend_digest = "x"; }),
            "ranks differ in their file of the backend ascend: rank 2 (n2) has a, rank 3 (n2) has "
            "x; install the same on every node");
}

TEST(CheckLaunch, RefusesAnotherPlan) {
  EXPECT_EQ(refusal([](LaunchFacts& facts) { facts.plan = "abd"; }),
            "ranks differ in their plan: rank 0 (n1) has abc, rank 3 (n2) has abd; give every rank "
            "the same suite, options and seed");
}

TEST(CheckLaunch, RefusesTwoRanksOnOneAccelerator) {
  EXPECT_EQ(refusal([](LaunchFacts& facts) { facts.device = "GPU-2"; }),
            "ranks 2 (n2) and 3 (n2) would both drive the device GPU-2; start one rank per device");
  // Containers of one machine may have names of their own.
  EXPECT_THAT(refusal([](LaunchFacts& facts) { facts.device = "GPU-0"; }),
              HasSubstr("ranks 0 (n1) and 3 (n2)"));
}

TEST(CheckLaunch, RefusesARankThatFellBackToItsProcessor) {
  EXPECT_EQ(refusal([](LaunchFacts& facts) {
              facts.accelerator = false;
              facts.backend = facts.kind = "cpu";
              facts.fallback = "No driver.";
            }),
            "rank 0 (n1) drives an accelerator (cuda), but rank 3 (n2) found none: No driver. Mend "
            "that node, or name the backend of each rank with --backend");
}

TEST(CheckLaunch, LetsProcessorsRunAmongAcceleratorsWhereThatWasAskedFor) {
  EXPECT_EQ(refusal([](LaunchFacts& facts) {
              facts.accelerator = false;
              facts.device = "";
              facts.backend = facts.kind = "cpu";
            }),
            "");
}

TEST(CheckLaunch, LetsRanksShareAProcessor) {
  run_thread_ranks(2, [](Communicator& comm) {
    LaunchFacts facts{.host = "n1", .kind = "k", .software = "s", .backend = "cpu", .plan = "x"};
    facts.fallback = "No accelerator was found.";
    EXPECT_NO_THROW(check_launch(comm, facts));
  });
}

std::string difference(const std::function<void(std::vector<SharedFact>&)>& change) {
  return told_to_all(3, ExitCode::infrastructure, [&](Communicator& comm) {
    std::vector<SharedFact> facts{{"program", "steelyard 1", "install the same build"},
                                  {"suite", "quick", "give every rank the same suite"}};
    if (comm.rank() == 2) change(facts);
    check_same(comm, comm.rank() == 2 ? "n2" : "n1", facts);
  });
}

TEST(CheckSame, AcceptsEqualRanks) {
  EXPECT_EQ(difference([](std::vector<SharedFact>&) {}), "");
}

TEST(CheckSame, TellsWhoDiffersInWhat) {
  EXPECT_EQ(difference([](std::vector<SharedFact>& facts) { facts[0].value = "steelyard 2"; }),
            "ranks differ in their program: rank 0 (n1) has steelyard 1, rank 2 (n2) has steelyard "
            "2; install the same build");
  EXPECT_EQ(difference([](std::vector<SharedFact>& facts) { facts[1].value = "mine"; }),
            "ranks differ in their suite: rank 0 (n1) has quick, rank 2 (n2) has mine; give every "
            "rank the same suite");
}

TEST(CheckSame, TellsTheFirstDifference) {
  EXPECT_THAT(difference([](std::vector<SharedFact>& facts) {
                facts[0].value = "steelyard 2";
                facts[1].value = "mine";
              }),
              HasSubstr("their program"));
}

TEST(CheckSame, RefusesARankThatSaysLess) {
  EXPECT_EQ(difference([](std::vector<SharedFact>& facts) { facts.pop_back(); }),
            "ranks 0 and 2 run different programs; install the same build on every node");
}

std::string size_refusal(int ranks, int expected) {
  return told_to_all(ranks, ExitCode::usage,
                     [&](Communicator& comm) { check_expected_ranks(comm, expected); });
}

TEST(CheckExpectedRanks, AcceptsThatSizeOrAny) {
  EXPECT_EQ(size_refusal(3, 3), "");
  EXPECT_EQ(size_refusal(3, 0), "");
  EXPECT_EQ(size_refusal(1, 1), "");
}

TEST(CheckExpectedRanks, RefusesAnotherSize) {
  EXPECT_EQ(size_refusal(3, 4),
            "--expect-ranks 4, but 3 ranks were started; start 4, with `mpirun -n 4` or `srun -n "
            "4`, or correct the option");
  EXPECT_THAT(size_refusal(3, 2), HasSubstr("--expect-ranks 2, but 3 ranks were started"));
  EXPECT_THAT(size_refusal(1, 2), HasSubstr("but 1 rank was started"));
}

TEST(CheckExpectedRanks, RefusesOnAllRanksWhatOneExpects) {
  for (const int wrong : {2, 4}) {
    EXPECT_THAT(told_to_all(3, ExitCode::usage,
                            [&](Communicator& comm) {
                              check_expected_ranks(comm, comm.rank() == 1 ? wrong : 3);
                            }),
                HasSubstr("--expect-ranks " + std::to_string(wrong)));
  }
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
