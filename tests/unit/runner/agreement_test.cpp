#include "harness/run/agreement.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "harness/comm/thread_communicator.hpp"

namespace steelyard::run {
namespace {

using comm::Communicator;
using comm::run_thread_ranks;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string label(const Communicator& comm) { return rank_label(comm.rank(), "node", "cpu:0"); }

TEST(RankLabel, NamesRankHostAndDevice) {
  EXPECT_EQ(rank_label(3, "node7", "cuda:1"), "rank 3 (node7, cuda:1)");
}

TEST(Agree, IsNothingWhenAllSucceed) {
  run_thread_ranks(
      3, [](Communicator& comm) { EXPECT_FALSE(agree(comm, label(comm), [] {}).has_value()); });
}

TEST(Agree, TellsEveryRankWhichOneFailedAndWhy) {
  run_thread_ranks(4, [](Communicator& comm) {
    const auto failure = agree(comm, label(comm), [&] {
      if (comm.rank() == 2) throw DeviceError("the device fell off the bus");
    });
    ASSERT_TRUE(failure.has_value());
    EXPECT_EQ(failure->outcome, Outcome::error);
    EXPECT_EQ(failure->reason, "rank 2 (node, cpu:0): the device fell off the bus");
  });
}

TEST(Agree, TakesTheWorstOutcomeAndNamesAllWhoFailed) {
  run_thread_ranks(3, [](Communicator& comm) {
    const auto failure = agree(comm, label(comm), [&] {
      if (comm.rank() == 0) throw Unsupported("no fp8");
      if (comm.rank() == 1) throw OutOfMemory("no room");
    });
    ASSERT_TRUE(failure.has_value());
    EXPECT_EQ(failure->outcome, Outcome::out_of_memory);
    EXPECT_THAT(failure->reason, AllOf(HasSubstr("rank 0"), HasSubstr("no fp8"),
                                       HasSubstr("rank 1"), HasSubstr("no room")));
  });
}

TEST(Agree, MapsExceptionsToOutcomes) {
  const auto outcome_of = [](const std::function<void()>& step) {
    std::optional<Failure> failure;
    run_thread_ranks(1, [&](Communicator& comm) { failure = agree(comm, label(comm), step); });
    return failure ? failure->outcome : Outcome::passed;
  };
  EXPECT_EQ(outcome_of([] { throw Unsupported("x"); }), Outcome::skipped);
  EXPECT_EQ(outcome_of([] { throw OutOfMemory("x"); }), Outcome::out_of_memory);
  EXPECT_EQ(outcome_of([] { throw std::bad_alloc(); }), Outcome::out_of_memory);
  EXPECT_EQ(outcome_of([] { throw DeviceError("x"); }), Outcome::error);
  EXPECT_EQ(outcome_of([] { throw std::runtime_error("x"); }), Outcome::error);
}

TEST(Agree, LetsABrokenCommunicatorThrough) {
  EXPECT_THROW(run_thread_ranks(1,
                                [](Communicator& comm) {
                                  (void)agree(comm, label(comm), [] { throw CommError("gone"); });
                                }),
               CommError);
}

TEST(AgreeOrEnd, EndsEveryRankWithTheGravestCode) {
  run_thread_ranks(3, [](Communicator& comm) {
    try {
      agree_or_end(comm, label(comm), [&] {
        if (comm.rank() == 1) throw Unsupported("nothing here");
        if (comm.rank() == 2) throw StoreError("disk full");
      });
      ADD_FAILURE() << "did not end";
    } catch (const Ended& error) {
      EXPECT_EQ(error.exit_code(), ExitCode::infrastructure);
      EXPECT_THAT(error.what(), AllOf(HasSubstr("rank 1 (node, cpu:0): nothing here"),
                                      HasSubstr("rank 2 (node, cpu:0): disk full")));
    }
  });
}

TEST(AgreeOrEnd, SaysAnEqualReasonOnce) {
  run_thread_ranks(2, [](Communicator& comm) {
    try {
      agree_or_end(comm, label(comm), [] { throw UsageError("unknown backend 'cudda'"); });
      ADD_FAILURE() << "did not end";
    } catch (const Ended& error) {
      EXPECT_EQ(error.exit_code(), ExitCode::usage);
      EXPECT_THAT(error.what(), AllOf(HasSubstr("rank 0"), Not(HasSubstr("rank 1"))));
    }
  });
}

TEST(AgreeOrEnd, KeepsTheBareReasonOnOneRank) {
  run_thread_ranks(1, [](Communicator& comm) {
    try {
      agree_or_end(comm, label(comm), [] { throw std::runtime_error("odd"); });
      ADD_FAILURE() << "did not end";
    } catch (const Ended& error) {
      EXPECT_STREQ(error.what(), "odd");
      EXPECT_EQ(error.exit_code(), ExitCode::infrastructure);
    }
  });
}

Verification verification(VerificationState state, double error, std::uint64_t elements,
                          const std::string& evidence) {
  return {.state = state,
          .method = "exact",
          .evidence = evidence,
          .worst_error = error,
          .elements_checked = elements};
}

TEST(Merge, AddsElementsAndKeepsTheLargestError) {
  run_thread_ranks(3, [](Communicator& comm) {
    const Verification all = merge(
        comm, label(comm), verification(VerificationState::verified, 0.1 * comm.rank(), 10, ""));
    EXPECT_EQ(all.state, VerificationState::verified);
    EXPECT_EQ(all.elements_checked, 30u);
    EXPECT_DOUBLE_EQ(all.worst_error, 0.2);
    EXPECT_EQ(all.evidence, "");
    EXPECT_EQ(all.method, "exact");
  });
}

TEST(Merge, KeepsTheEvidenceOfTheFirstRankThatFailed) {
  run_thread_ranks(4, [](Communicator& comm) {
    const VerificationState states[] = {VerificationState::not_verified, VerificationState::failed,
                                        VerificationState::verified, VerificationState::failed};
    const Verification all =
        merge(comm, label(comm),
              verification(states[comm.rank()], 0, 1, fmt::format("element {}", comm.rank())));
    EXPECT_EQ(all.state, VerificationState::failed);
    EXPECT_EQ(all.evidence, "rank 1 (node, cpu:0): element 1");
  });
}

TEST(Merge, IsNotVerifiedIfARankCouldNotVerify) {
  run_thread_ranks(2, [](Communicator& comm) {
    const auto state =
        comm.rank() == 1 ? VerificationState::not_verified : VerificationState::verified;
    const Verification all = merge(comm, label(comm), verification(state, 0, 1, "no oracle"));
    EXPECT_EQ(all.state, VerificationState::not_verified);
    EXPECT_THAT(all.evidence, HasSubstr("rank 1"));
  });
}

TEST(MergeText, IsTheTextWhereAllAgree) {
  run_thread_ranks(3, [](Communicator& comm) { EXPECT_EQ(merge_text(comm, "AMX"), "AMX"); });
}

TEST(MergeText, NamesTheFirstRankOfEachText) {
  run_thread_ranks(4, [](Communicator& comm) {
    EXPECT_EQ(merge_text(comm, comm.rank() % 2 == 0 ? "AMX" : "AVX"), "rank 0: AMX; rank 1: AVX");
  });
}

TEST(Exchange, TakesTheSlowestOfEachIterationAndTheLongestElapsed) {
  run_thread_ranks(3, [](Communicator& comm) {
    const double r = comm.rank();
    const std::vector<double> mine{1 + r, 5 - r};
    const BatchResult result = exchange(comm, mine, 10 * r, false);
    EXPECT_THAT(result.slowest, testing::ElementsAre(3, 5));
    EXPECT_EQ(result.elapsed_seconds, 20);
    EXPECT_FALSE(result.failed);
  });
}

TEST(Exchange, SpreadsTheNewsOfAFailure) {
  run_thread_ranks(2, [](Communicator& comm) {
    const std::vector<double> mine{1.0};
    EXPECT_TRUE(exchange(comm, mine, 0, comm.rank() == 1).failed);
  });
}

TEST(GatherSamples, PutsRanksSideBySideOnRankZero) {
  run_thread_ranks(3, [](Communicator& comm) {
    const double r = comm.rank();
    const std::vector<double> mine{10 + r, 20 + r};
    const auto all = gather_samples(comm, mine);
    if (comm.rank() == 0) {
      EXPECT_THAT(all, testing::ElementsAre(10, 11, 12, 20, 21, 22));
    } else {
      EXPECT_TRUE(all.empty());
    }
  });
}

}  // namespace
}  // namespace steelyard::run
