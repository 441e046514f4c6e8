#include "results/verdicts/gate/nights.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/gate/made_runs.hpp"

namespace steelyard::results {
namespace {

TEST(Nights, KeepFiguresByCaseAndWhatTheRunsWereMadeWith) {
  SummarisedRun first = test::timed_run("first", {1, 2});
  first.run.info.label = "quiet";
  first.run.info.created_utc = "2026-01-01T00:00:00Z";
  SummarisedRun second = test::timed_run("second", {1.5, 2.5, 3.5});
  second.run.cases.erase(second.run.cases.begin());
  second.times.erase(second.times.begin());
  second.run.cases[0].outcome = Outcome::timeout;
  second.run.info.tool_version = "9";
  Nights nights;
  nights.add(first);
  nights.add(second);
  ASSERT_EQ(nights.all().size(), 2U);
  ASSERT_EQ(nights.cases().size(), 3U);
  const Night& night = nights.all()[0];
  EXPECT_EQ(night.name, "first");
  EXPECT_EQ(night.uuid, first.run.info.uuid);
  EXPECT_EQ(night.created_utc, "2026-01-01T00:00:00Z");
  EXPECT_EQ(night.label, "quiet");
  EXPECT_EQ(night.machine, machine_of(first.run.info));
  ASSERT_EQ(night.figures.size(), 2U);
  EXPECT_EQ(night.figures[1].of_case, 1U);
  EXPECT_EQ(night.figures[1].figure, 2);
  const auto& later = nights.all()[1].figures;
  ASSERT_EQ(later.size(), 2U);
  EXPECT_EQ(later[0].of_case, 1U);
  EXPECT_EQ(later[0].figure, std::nullopt);
  EXPECT_EQ(later[1].of_case, 2U);
  EXPECT_EQ(later[1].figure, 3.5);
  EXPECT_THAT(nights.setups().changes(night.setup, nights.all()[1].setup, {}),
              testing::Contains(testing::StartsWith("program: ")));
}

TEST(Nights, NameACaseAsTheEarliestRunDoes) {
  const auto run = [](const std::string& created, const std::string& group) {
    SummarisedRun made = test::timed_run(created, {1});
    made.run.info.created_utc = created;
    made.run.cases[0].group = group;
    return made;
  };
  Nights nights;
  for (const auto& [created, group] :
       {std::pair{"2026-02-01", "b"}, std::pair{"2026-01-01", "a"}, std::pair{"2026-01-01", "A"},
        std::pair{"2026-03-01", "c"}}) {
    nights.add(run(created, group));
  }
  EXPECT_EQ(nights.cases().at(0).group, "a");
}

}  // namespace
}  // namespace steelyard::results
