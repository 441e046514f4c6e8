#include "harness/run/timetable.hpp"

#include <gtest/gtest.h>

namespace steelyard::run {
namespace {

Timetable table(double budget) {
  return {{.budget_seconds = budget, .maximum_seconds = 5, .precision = 0.01, .rounds = 2}, 2};
}

Visit visit(int round, std::vector<double> samples, std::vector<Batch> batches = {}) {
  Visit made;
  made.round = round;
  made.samples = std::move(samples);
  made.batches = std::move(batches);
  return made;
}

TEST(Timetable, CountsWhatIsPlanned) {
  Timetable timetable = table(0);
  EXPECT_EQ(timetable.visits_left(), 4u);
  timetable.note(0, visit(1, {1, 1}), 1);
  EXPECT_EQ(timetable.rounds_done(0), 1);
  EXPECT_EQ(timetable.visits_left(), 3u);
  timetable.close(1);
  EXPECT_EQ(timetable.visits_left(), 1u);
  EXPECT_FALSE(timetable.wants_visit(1));
}

TEST(Timetable, GoesOnUntilAllArePreciseOrTheTimeIsUsedUp) {
  Timetable timetable = table(10);
  timetable.close(1);
  for (int round = 1; round <= 3; ++round) timetable.note(0, visit(round, {1.0 * round}), 1);
  EXPECT_TRUE(timetable.wants_visit(0));
  EXPECT_TRUE(timetable.anything_due(5));
  EXPECT_FALSE(timetable.anything_due(10));
  timetable.note_cost(0, 1e-3, 2);
  EXPECT_FALSE(timetable.anything_due(8.5)) << "what a visit costs beside does not fit";
}

TEST(Timetable, IsDoneWithWhatIsPrecise) {
  Timetable timetable = table(10);
  timetable.close(1);
  for (int round = 1; round <= 3; ++round) timetable.note(0, visit(round, {1, 1}), 1);
  EXPECT_FALSE(timetable.wants_visit(0));
  EXPECT_FALSE(timetable.anything_due(1));
}

TEST(Timetable, GoesOnWhereTheQuotedIntervalKeepsLessThanTheMediansPromise) {
  Timetable timetable = table(10);
  timetable.close(1);
  // Half-width 4.30 s / sqrt(3): 0.75 % of 1.
  for (int round = 1; round <= 3; ++round) timetable.note(0, visit(round, {1 + 0.003 * round}), 1);
  EXPECT_FALSE(timetable.wants_visit(0));
  timetable.ask_for_more(0);
  EXPECT_TRUE(timetable.wants_visit(0));
}

TEST(Timetable, JudgesByUndisturbedSamplesOfTheSlowestRank) {
  Timetable timetable = table(10);
  timetable.close(1);
  const std::vector<Batch> calm_then_not{{.samples = 6}, {.samples = 1, .disturbed = true}};
  for (int round = 1; round <= 3; ++round) {
    const double other = 0.5 * round;  // rank 1, never the slowest
    std::vector<double> samples;
    for (int i = 0; i < 6; ++i) samples.insert(samples.end(), {2, other});
    samples.insert(samples.end(), {100.0 * round, other});
    timetable.note(0, visit(round, samples, calm_then_not), 2);
  }
  EXPECT_FALSE(timetable.wants_visit(0)) << "2 s in every round";
  timetable.note(0, visit(4, {90, 90}, {{.samples = 1, .disturbed = true}}), 2);
  EXPECT_FALSE(timetable.wants_visit(0)) << "a visit that was disturbed throughout says nothing";
}

TEST(Timetable, KnowsOnOtherRanksHowOftenEachWasVisited) {
  Timetable timetable = table(10);
  timetable.note(0, visit(1, {}), 2);
  EXPECT_EQ(timetable.rounds_done(0), 1);
}

TEST(SearchSeconds, AreATenthOfTheBudgetForAllCases) {
  EXPECT_EQ(search_seconds(0, 5), 1);
  EXPECT_DOUBLE_EQ(search_seconds(10, 10), 0.1);
  EXPECT_EQ(search_seconds(1000, 5), 1);
  EXPECT_EQ(search_seconds(1, 100), 0.02);
  EXPECT_EQ(search_seconds(5, 0), 0.5);
}

}  // namespace
}  // namespace steelyard::run
