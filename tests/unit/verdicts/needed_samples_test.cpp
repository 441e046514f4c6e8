#include "results/verdicts/needed_samples.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "results/verdicts/ranking.hpp"
#include "tests/unit/verdicts/run_builder.hpp"

namespace steelyard::results {
namespace {

using test::matmul_case;
using test::named_run;
using test::round_chip;
using test::round_reference;
using testing::ElementsAre;
using testing::IsEmpty;

const Catalogue& catalogue() {
  static const Catalogue one({round_chip()});
  return one;
}

/// As if only the summary had been read.
SummarisedRun numbers_alone(SummarisedRun run) {
  for (auto& times : run.times) {
    if (!times) continue;
    times->quoted.clear();
    times->probe_rates.clear();
    times->visit_watts.clear();
  }
  return run;
}

SummarisedRun brief_run(const std::string& file, const std::string& chip,
                        std::vector<CaseRecord> cases) {
  return numbers_alone(summarise(named_run(file, chip, std::move(cases))));
}

CaseRecord bf16(double seconds = 1e-3) { return matmul_case("bf16", 1024, seconds); }
CaseRecord f32() { return matmul_case("f32", 1024, 1e-2); }

/// Names of the files.
std::vector<std::string> needed(const std::vector<SummarisedRun>& runs,
                                const SummarisedRun* baseline = nullptr) {
  std::vector<std::string> files;
  for (const SummarisedRun* run : runs_to_read_whole(runs, baseline, catalogue())) {
    files.push_back(run->name);
  }
  return files;
}

TEST(RunsToReadWhole, AreThoseOfAChipWithASingleRun) {
  EXPECT_THAT(needed({brief_run("a", "x", {bf16()})}), ElementsAre("a"));
  EXPECT_THAT(needed({brief_run("a", "x", {bf16()}), brief_run("b", "y", {bf16()})}),
              ElementsAre("a", "b"));
  EXPECT_THAT(needed({brief_run("a", "x", {bf16()}), brief_run("b", "x", {bf16()})}), IsEmpty());
  EXPECT_THAT(needed({brief_run("a", "x", {bf16()}), brief_run("b", "x", {bf16()}),
                      brief_run("c", "y", {bf16()})}),
              ElementsAre("c"));
}

TEST(RunsToReadWhole, AreNotThoseWhoseSamplesAreThere) {
  EXPECT_THAT(needed({summarise(named_run("a", "x", {bf16()}))}), IsEmpty());
}

TEST(RunsToReadWhole, AreThoseWithACaseThatNoOtherOfTheRowHas) {
  EXPECT_THAT(needed({brief_run("a", "x", {bf16(), f32()}), brief_run("b", "x", {bf16()})}),
              ElementsAre("a"));
  EXPECT_THAT(needed({brief_run("a", "x", {f32()}), brief_run("b", "x", {bf16()})}),
              ElementsAre("a", "b"));
  CaseRecord other_work = bf16();
  other_work.work.flops *= 2;
  EXPECT_THAT(needed({brief_run("a", "x", {bf16()}), brief_run("b", "x", {other_work})}),
              ElementsAre("a", "b"));
}

TEST(RunsToReadWhole, AreAloneWhereTheOthersHaveNoFigure) {
  CaseRecord skipped = bf16();
  skipped.outcome = Outcome::skipped;
  CaseRecord wrong = bf16();
  wrong.verification.state = VerificationState::failed;
  CaseRecord empty = bf16();
  empty.visits.clear();
  CaseRecord faulty = bf16();
  faulty.visits[0].samples[0] = 0;
  for (const CaseRecord& none : {skipped, wrong, empty, faulty}) {
    EXPECT_THAT(needed({brief_run("a", "x", {bf16()}), brief_run("b", "x", {none})}),
                ElementsAre("a"));
  }
}

TEST(RunsToReadWhole, IncludeTheBaseline) {
  const SummarisedRun baseline = brief_run("base", "x", {bf16()});
  EXPECT_THAT(needed({brief_run("a", "x", {bf16()}), brief_run("b", "x", {bf16()})}, &baseline),
              ElementsAre("base"));
}

/// Every interval and score of two rankings.
std::vector<double> numbers_of(const Ranking& ranking) {
  std::vector<double> all;
  const auto add = [&](const Interval& each) {
    all.insert(all.end(), {each.low, each.point, each.high});
  };
  for (const RankedCase& row : ranking.cases) {
    for (const auto& cell : row.cells) {
      if (!cell || !cell->figures) continue;
      add(cell->figures->seconds);
      add(cell->figures->figure);
      all.insert(all.end(), {cell->figures->p5_seconds, cell->figures->p99_seconds});
      if (cell->ratio) add(*cell->ratio);
    }
  }
  for (const GroupRanking& group : ranking.groups) {
    for (const Score& score : group.scores) add(score.ratio);
  }
  return all;
}

TEST(RankBySummaries, IsRankingBySamplesToTheLastDigit) {
  std::vector<SummarisedRun> whole;
  for (int i = 0; i < 3; ++i) {
    whole.push_back(
        summarise(named_run("x" + std::to_string(i), "x", {bf16(1e-3 * (1 + 0.01 * i)), f32()})));
    whole.push_back(
        summarise(named_run("y" + std::to_string(i), "y", {bf16(2e-3 * (1 + 0.02 * i)), f32()})));
  }
  whole.push_back(summarise(named_run("z", "z", {bf16(), f32()})));
  std::vector<SummarisedRun> brief;
  for (const SummarisedRun& run : whole) brief.push_back(numbers_alone(run));
  EXPECT_THAT(needed(brief), ElementsAre("z"));
  brief.back() = whole.back();
  RankOptions options;
  options.bootstrap.resamples = 200;
  const auto by_samples = numbers_of(rank(whole, round_reference(), catalogue(), options));
  EXPECT_GT(by_samples.size(), 30U);
  EXPECT_EQ(numbers_of(rank(brief, round_reference(), catalogue(), options)), by_samples);
}

}  // namespace
}  // namespace steelyard::results
