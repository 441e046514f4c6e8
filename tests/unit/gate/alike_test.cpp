#include "results/verdicts/gate/alike.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/gate/made_runs.hpp"

namespace steelyard::results {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Likeness compare(const SummarisedRun& a, const SummarisedRun& b, std::set<Unlike> allow = {}) {
  const SummarisedRun* runs[] = {&a, &b};
  return likeness(runs, allow);
}

TEST(Likeness, RunsOfOneMachineAreAlike) {
  const auto a = test::timed_run("a", {1});
  EXPECT_THAT(compare(a, test::timed_run("b", {2})).refused, IsEmpty());
}

TEST(Likeness, EachKindOfDifferenceIsRefusedUnlessAllowed) {
  const auto a = test::timed_run("a", {1});
  const auto with = [&](auto&& change) {
    SummarisedRun b = test::timed_run("b", {1});
    change(b.run.info);
    return b;
  };
  const std::pair<Unlike, SummarisedRun> cases[] = {
      {Unlike::chip, with([](RunInfo& info) { info.chip = "Two"; })},
      {Unlike::backend, with([](RunInfo& info) { info.environment.ranks[0].backend = "hip"; })},
      {Unlike::nodes, with([](RunInfo& info) { info.environment.ranks[0].host = "node2"; })},
      {Unlike::origin, with([](RunInfo& info) { info.origin = Origin::modelled; })}};
  for (const auto& [what, b] : cases) {
    EXPECT_EQ(compare(a, b).refused.size(), 1U) << name(what);
    EXPECT_THAT(compare(a, b, {what}).refused, IsEmpty()) << name(what);
    EXPECT_EQ(compare(a, b, {what}).allowed.size(), 1U) << name(what);
    EXPECT_EQ(parse_unlike(name(what)), what);
  }
  EXPECT_EQ(parse_unlike("colour"), std::nullopt);
}

TEST(Likeness, SaysWhichRunIsWhat) {
  SummarisedRun b = test::timed_run("b", {1});
  b.run.info.environment.ranks.push_back(test::rank_info(1, "One"));
  EXPECT_THAT(compare(test::timed_run("a", {1}), b).refused,
              ElementsAre("nodes of a is node1 (1 rank), of b it is node1 (2 ranks)"));
}

TEST(Likeness, TakesTheDevicesWhereTheRunNamesNoChip) {
  SummarisedRun a = test::timed_run("a", {1});
  SummarisedRun b = a;
  a.run.info.chip = b.run.info.chip = "";
  EXPECT_THAT(compare(a, b).refused, IsEmpty());
  b.run.info.environment.ranks[0].product = "Two";
  EXPECT_EQ(compare(a, b).refused.size(), 1U);
}

}  // namespace
}  // namespace steelyard::results
