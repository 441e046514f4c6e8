#include "harness/run/pace.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace steelyard::run {
namespace {

PaceOptions with_budget(double seconds) {
  return {.budget_seconds = seconds, .maximum_seconds = 5, .precision = 0.01, .rounds = 3};
}
PaceOptions without_budget() { return with_budget(0); }

CasePace visited(int rounds, std::vector<double> medians = {}) {
  CasePace pace;
  pace.rounds_done = rounds;
  pace.medians = std::move(medians);
  return pace;
}

const std::vector<double> precise{1, 1.001, 0.999};
const std::vector<double> wild{1, 2, 1};

TEST(WantsVisit, GivesEveryOpenCaseItsRounds) {
  EXPECT_TRUE(wants_visit(without_budget(), visited(2, precise)));
  EXPECT_FALSE(wants_visit(without_budget(), visited(3, wild)));
  EXPECT_TRUE(wants_visit(with_budget(10), visited(2, precise)));
  CasePace closed = visited(0);
  closed.open = false;
  EXPECT_FALSE(wants_visit(with_budget(10), closed));
}

TEST(WantsVisit, GivesMoreToWhatIsNotPreciseWithinABudget) {
  EXPECT_TRUE(wants_visit(with_budget(10), visited(3, wild)));
  EXPECT_TRUE(wants_visit(with_budget(10), visited(30, wild)));
  EXPECT_FALSE(wants_visit(with_budget(10), visited(3, precise)));
}

TEST(VisitSeconds, IsTheMaximumWithoutABudget) {
  const std::vector<CasePace> cases{visited(0), visited(0)};
  EXPECT_EQ(visit_seconds(without_budget(), cases, 1, 1e9), 5);
}

TEST(VisitSeconds, IsShortWithABudget) {
  std::vector<CasePace> cases{visited(1)};
  EXPECT_DOUBLE_EQ(visit_seconds(with_budget(100), cases, 0, 1), 0.02);
  cases[0].overhead_seconds = 0.5;
  EXPECT_DOUBLE_EQ(visit_seconds(with_budget(100), cases, 0, 1), 2) << "four times the overhead";
  cases[0].typical_seconds = 1;
  EXPECT_DOUBLE_EQ(visit_seconds(with_budget(100), cases, 0, 1), 3) << "three iterations";
  cases[0].typical_seconds = 9;
  EXPECT_DOUBLE_EQ(visit_seconds(with_budget(100), cases, 0, 1), 5) << "the maximum";
}

TEST(VisitSeconds, SharesWhatIsLeftAmongPlannedVisits) {
  std::vector<CasePace> cases{visited(1), visited(2), visited(0), visited(9)};
  cases[0].typical_seconds = 10;
  // Two, one and three visits are left; 12 s for six.
  EXPECT_DOUBLE_EQ(visit_seconds(with_budget(20), cases, 0, 8), 2);
  cases[1].overhead_seconds = 6;
  EXPECT_DOUBLE_EQ(visit_seconds(with_budget(20), cases, 0, 8), 1) << "what a visit costs beside";
  cases[2].open = false;
  cases[1].overhead_seconds = 0;
  EXPECT_DOUBLE_EQ(visit_seconds(with_budget(20), cases, 0, 8), 4);
}

TEST(VisitSeconds, IsAQuarterForACaseThatIsPrecise) {
  const std::vector<CasePace> cases{visited(2, precise)};
  EXPECT_DOUBLE_EQ(visit_seconds(with_budget(100), cases, 0, 1), 0.005);
}

TEST(VisitSeconds, EndsWithTheBudget) {
  std::vector<CasePace> cases{visited(5, wild)};
  cases[0].typical_seconds = 1;
  EXPECT_DOUBLE_EQ(visit_seconds(with_budget(10), cases, 0, 9), 1);
  cases[0].overhead_seconds = 0.25;
  EXPECT_DOUBLE_EQ(visit_seconds(with_budget(10), cases, 0, 9), 0.75);
  EXPECT_LT(visit_seconds(with_budget(10), cases, 0, 9.8), 0);
  EXPECT_LT(visit_seconds(with_budget(10), cases, 0, 10), 0);
  EXPECT_LT(visit_seconds(with_budget(10), cases, 0, 11), 0);
}

TEST(VisitSeconds, IsNothingButNotRefusedWhereOverheadEatsTheShare) {
  std::vector<CasePace> cases{visited(0), visited(0)};
  for (CasePace& each : cases) each.overhead_seconds = 3;
  EXPECT_EQ(visit_seconds(with_budget(10), cases, 0, 1), 0);
}

}  // namespace
}  // namespace steelyard::run
