#include "harness/run/blame.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

namespace steelyard::run {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

Standing standing(int rank) {
  Standing standing;
  standing.rank = fmt::format("rank {} (node, fake:{})", rank, rank);
  standing.case_name = "allreduce:x";
  standing.step = "sample";
  standing.last_step = "warm up";
  standing.seconds = 3.2;
  standing.allowed_seconds = 3;
  standing.steps = 9;
  standing.iterations = 12;
  standing.call = "MPI_Allreduce";
  standing.waits = true;
  return standing;
}

/// Ranks that all wait in the same place.
std::vector<Witness> waiting(int ranks) {
  std::vector<Witness> witnesses;
  for (int rank = 0; rank < ranks; ++rank) {
    witnesses.push_back({standing(rank).rank, standing(rank), false});
  }
  return witnesses;
}

TEST(FindBlame, NamesTheRankThatDoesNotWaitForOthers) {
  auto witnesses = waiting(4);
  witnesses[2].standing->call = "multiplying matrices";
  witnesses[2].standing->waits = false;
  const Blame blame = find_blame(witnesses);
  EXPECT_THAT(blame.ranks, ElementsAre(2));
  EXPECT_TRUE(blame.all_answered);
  EXPECT_THAT(blame.text,
              AllOf(StartsWith("rank 2 (node, fake:2) has been in step 'sample' of allreduce:x for "
                               "3.2 s (allowed: 3 s), iteration 12, inside 'multiplying matrices'"),
                    HasSubstr("it last finished 'warm up'"),
                    HasSubstr("waiting in MPI_Allreduce, step 'sample': rank 0 (node, fake:0), "
                              "rank 1 (node, fake:1), rank 3 (node, fake:3)")));
}

TEST(FindBlame, NamesARankThatIsInNoCallAtAll) {
  auto witnesses = waiting(2);
  witnesses[1].standing->call = "";
  witnesses[1].standing->waits = false;
  EXPECT_THAT(find_blame(witnesses).ranks, ElementsAre(1));
}

TEST(FindBlame, NamesTheRankThatIsAStepBehindThoughItWaitsToo) {
  auto witnesses = waiting(3);
  witnesses[1].standing->steps = 8;
  witnesses[1].standing->step = "load";
  witnesses[0].standing->waits = false;  // a step ahead, and busy
  const Blame blame = find_blame(witnesses);
  EXPECT_THAT(blame.ranks, ElementsAre(1));
  EXPECT_THAT(blame.text, HasSubstr("in step 'load'"));
}

TEST(FindBlame, NamesTheRankThatIsAnIterationBehind) {
  auto witnesses = waiting(3);
  witnesses[0].standing->iterations = 11;
  EXPECT_THAT(find_blame(witnesses).ranks, ElementsAre(0));
}

TEST(FindBlame, NamesFirstWhoDoesNotAnswer) {
  auto witnesses = waiting(3);
  witnesses[0].standing->waits = false;
  witnesses[2].standing.reset();
  const Blame blame = find_blame(witnesses);
  EXPECT_THAT(blame.ranks, ElementsAre(2));
  EXPECT_FALSE(blame.all_answered);
  EXPECT_THAT(blame.text, StartsWith("rank 2 (node, fake:2) does not answer: its process is "
                                     "stopped, or its node is cut off"));
}

TEST(FindBlame, TellsADeathFromSilence) {
  auto witnesses = waiting(2);
  witnesses[1].standing.reset();
  witnesses[1].lost = true;
  EXPECT_THAT(find_blame(witnesses).text, StartsWith("rank 1 (node, fake:1) has ended"));
}

TEST(FindBlame, NamesNobodyWhenAllStandAlike) {
  const Blame blame = find_blame(waiting(2));
  EXPECT_THAT(blame.ranks, IsEmpty());
  EXPECT_TRUE(blame.all_answered);
  EXPECT_THAT(blame.text,
              AllOf(StartsWith("no rank stands out: rank 0"), HasSubstr("so have all others")));
}

TEST(FindBlame, NamesNobodyWhenNoRankWaits) {
  auto witnesses = waiting(2);
  for (auto& witness : witnesses) witness.standing->waits = false;
  EXPECT_THAT(find_blame(witnesses).ranks, IsEmpty());
}

TEST(FindBlame, NamesARankThatIsAlone) {
  const Blame blame = find_blame(waiting(1));
  EXPECT_THAT(blame.ranks, ElementsAre(0));
  EXPECT_THAT(blame.text, AllOf(StartsWith("rank 0"), Not(HasSubstr("waiting in"))));
}

TEST(FindBlame, CountsWhatWouldFillTheScreen) {
  auto witnesses = waiting(30);
  for (std::size_t rank = 0; rank < 10; ++rank) witnesses[rank].standing.reset();
  const Blame blame = find_blame(witnesses);
  EXPECT_EQ(blame.ranks.size(), 10u);
  EXPECT_THAT(blame.text, AllOf(HasSubstr("rank 7 ("), Not(HasSubstr("rank 8 (")),
                                HasSubstr("so do 2 more"), HasSubstr("and 12 more")));
}

TEST(Describe, SaysHowLongTheStepTookBefore) {
  Standing known = standing(0);
  known.usual_seconds = 0.05;
  EXPECT_THAT(describe(known), HasSubstr("(allowed: 3 s; at most 0.05 s before)"));
}

TEST(Standing, TravelsAsText) {
  Standing sent = standing(3);
  sent.usual_seconds = 0.25;
  sent.rank = "rank 3 (\xff, \"fake\")";
  const auto received = parse_standing(to_text(sent));
  ASSERT_TRUE(received.has_value());
  EXPECT_EQ(received->rank, "rank 3 (\xEF\xBF\xBD, \"fake\")");
  EXPECT_EQ(received->case_name, sent.case_name);
  EXPECT_EQ(received->step, sent.step);
  EXPECT_EQ(received->last_step, sent.last_step);
  EXPECT_EQ(received->seconds, sent.seconds);
  EXPECT_EQ(received->allowed_seconds, sent.allowed_seconds);
  EXPECT_EQ(received->usual_seconds, sent.usual_seconds);
  EXPECT_EQ(received->steps, sent.steps);
  EXPECT_EQ(received->iterations, sent.iterations);
  EXPECT_EQ(received->call, sent.call);
  EXPECT_EQ(received->waits, sent.waits);
}

TEST(Standing, IsNothingFromOtherText) {
  for (const char* text : {"", "{}", "[1]", "null", "{\"rank\": 3}", "\xff"}) {
    EXPECT_FALSE(parse_standing(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace steelyard::run
