#include "results/verdicts/summarised_run.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/core/case_times.hpp"
#include "results/verdicts/figures.hpp"
#include "tests/unit/verdicts/run_builder.hpp"

namespace steelyard::results {
namespace {

using test::matmul_case;
using testing::IsEmpty;

NamedRun two_cases() {
  CaseRecord skipped = matmul_case("fp8_e4m3", 64, 1);
  skipped.outcome = Outcome::skipped;
  skipped.visits = {};
  return test::named_run("a.h5", "x", {matmul_case("f32", 64, 1e-3), skipped});
}

TEST(Summarise, KeepsTheTimesAndDropsWhatGrows) {
  NamedRun run = two_cases();
  run.run.telemetry.emplace_back();
  run.run.info.suite_text = "a suite";
  run.run.info.environment.nodes = {{"node1", {{"governor", "performance"}}, "<topology/>"}};
  run.run.info.continuations.emplace_back().environment = run.run.info.environment;
  const QuotedTimes quoted = quoted_times(run.run.cases[0]);

  const SummarisedRun summarised = summarise(run);
  EXPECT_EQ(summarised.name, "a.h5");
  EXPECT_EQ(summarised.run.info.uuid, run.run.info.uuid);
  ASSERT_EQ(summarised.times.size(), 2u);
  EXPECT_EQ(summarised.times[0]->quoted, quoted.rounds);
  EXPECT_FALSE(summarised.times[1]);
  EXPECT_EQ(summarised.run.cases[0].name, run.run.cases[0].name);
  EXPECT_THAT(summarised.run.cases[0].visits, IsEmpty());
  EXPECT_THAT(summarised.run.telemetry, IsEmpty());
  EXPECT_EQ(summarised.run.info.suite_text, "");
  const RunInfo& info = summarised.run.info;
  for (const Environment* each : {&info.environment, &info.continuations[0].environment}) {
    EXPECT_EQ(each->nodes[0].topology_xml, "");
    EXPECT_EQ(each->nodes[0].facts.at("governor"), "performance");
  }
}

TEST(Summarise, LosesNothingThatFiguresNeed) {
  const NamedRun run = two_cases();
  const CaseRecord& record = run.run.cases[0];
  const BootstrapOptions options = resampling_of(run.run.info, record);
  const CaseFigures before = *case_figures(record, options);
  const SummarisedRun summarised = summarise(run);
  const CaseRecord& kept = summarised.run.cases[0];
  CaseFigures after = point_figures(*summarised.times[0], kept.work);
  take_intervals(after, *summarised.times[0], kept.work, resampling_of(summarised.run.info, kept));
  EXPECT_EQ(before.seconds.low, after.seconds.low);
  EXPECT_EQ(before.seconds.high, after.seconds.high);
  EXPECT_EQ(before.seconds.point, after.seconds.point);
}

TEST(HasQuotedTimes, TellsASummaryFromAWholeRun) {
  SummarisedRun run = summarise(two_cases());
  EXPECT_TRUE(has_quoted_times(run));
  CaseTimes faulty;
  faulty.fault = "they are no times.";
  run.times[1] = faulty;
  EXPECT_TRUE(has_quoted_times(run));
  run.times[0]->quoted.clear();
  EXPECT_FALSE(has_quoted_times(run));
}

}  // namespace
}  // namespace steelyard::results
