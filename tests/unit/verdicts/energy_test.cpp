#include "results/verdicts/energy.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/unit/verdicts/run_builder.hpp"

namespace steelyard::results {
namespace {

/// Three rounds of four iterations; by round 1, 2, 3 ms and the watts given.
CaseTimes times_of(std::vector<double> watts) {
  CaseTimes times;
  for (std::size_t i = 0; i < watts.size(); ++i) {
    times.quoted.push_back(std::vector<double>(4, 1e-3 * static_cast<double>(i + 1)));
  }
  times.iterations = 4 * watts.size();
  times.visit_watts = std::move(watts);
  times.watts = 300;
  times.joules_per_iteration = 0.6;
  times.power_source = "power";
  return times;
}

TEST(CaseEnergy, HasTheIntervalsOfItsRounds) {
  const auto energy = case_energy(times_of({250, 300, 350}), {});
  ASSERT_TRUE(energy);
  EXPECT_TRUE(energy->has_interval);
  EXPECT_EQ(energy->source, "power");
  const Interval joules = bootstrap_median(joules_of(times_of({250, 300, 350})), {});
  EXPECT_EQ(energy->joules_per_iteration.low, joules.low);
  EXPECT_EQ(energy->joules_per_iteration.point, 2e-3 * 300);
  EXPECT_EQ(energy->joules_per_iteration.high, joules.high);
  const Interval watts = bootstrap_median({{250}, {300}, {350}}, {});
  EXPECT_EQ(energy->watts.low, watts.low);
  EXPECT_EQ(energy->watts.point, 300);
  EXPECT_EQ(energy->watts.high, watts.high);
  EXPECT_LT(watts.low, watts.high);
}

TEST(CaseEnergy, LeavesOutRoundsWithoutPower) {
  const auto energy = case_energy(times_of({250, 0, 350}), {});
  ASSERT_TRUE(energy);
  EXPECT_TRUE(energy->has_interval);
  EXPECT_EQ(energy->watts.point, 300);
}

TEST(CaseEnergy, IsAPointWhereThereIsTooLittle) {
  for (CaseTimes times : {times_of({0, 300, 0}), times_of({300})}) {
    const auto energy = case_energy(times, {});
    ASSERT_TRUE(energy);
    EXPECT_FALSE(energy->has_interval);
    EXPECT_EQ(energy->watts.low, 300);
    EXPECT_EQ(energy->watts.high, 300);
    EXPECT_EQ(energy->joules_per_iteration.low, 0.6);
    EXPECT_EQ(energy->joules_per_iteration.high, 0.6);
  }
  CaseTimes few = times_of({250, 300, 350});
  few.iterations = 5;
  EXPECT_FALSE(case_energy(few, {})->has_interval);
  few.iterations = 6;
  EXPECT_TRUE(case_energy(few, {})->has_interval);
}

TEST(CaseEnergy, IsAPointOfASummary) {
  CaseTimes summary = times_of({});
  summary.iterations = 100;
  const auto energy = case_energy(summary, {});
  ASSERT_TRUE(energy);
  EXPECT_FALSE(energy->has_interval);
  EXPECT_EQ(energy->joules_per_iteration.point, 0.6);
}

TEST(CaseEnergy, IsNothingWithoutSensors) {
  CaseTimes times = times_of({250, 300, 350});
  times.watts.reset();
  EXPECT_FALSE(case_energy(times, {}));
  times.watts = 1;
  times.joules_per_iteration.reset();
  EXPECT_FALSE(case_energy(times, {}));
}

CaseEnergy run_of(double joules, double watts, const std::string& source) {
  return {{joules, joules, joules}, {watts, watts, watts}, source, false};
}

TEST(PooledEnergy, IsTheGeometricMeanWithTheIntervalOfStudentsT) {
  const std::vector<CaseEnergy> runs{run_of(1, 100, "power"), run_of(4, 100, "power"),
                                     run_of(2, 100, "power")};
  const CaseEnergy all = pooled_energy(runs);
  EXPECT_TRUE(all.has_interval);
  EXPECT_DOUBLE_EQ(all.joules_per_iteration.point, 2);
  // Standard deviation of the logarithms ln 2, t(2) at 97.5 % is 4.302653.
  const double half = 4.302652729749464 * std::log(2) / std::sqrt(3);
  EXPECT_NEAR(all.joules_per_iteration.low, 2 * std::exp(-half), 1e-12);
  EXPECT_NEAR(all.joules_per_iteration.high, 2 * std::exp(half), 1e-9);
  EXPECT_DOUBLE_EQ(all.watts.low, 100);
  EXPECT_DOUBLE_EQ(all.watts.high, 100);
  EXPECT_EQ(all.source, "power");
}

TEST(PooledEnergy, IsNarrowerWithLessConfidence) {
  const std::vector<CaseEnergy> runs{run_of(1, 1, "power"), run_of(4, 1, "power")};
  EXPECT_GT(pooled_energy(runs, 0.9).joules_per_iteration.low,
            pooled_energy(runs, 0.95).joules_per_iteration.low);
}

TEST(PooledEnergy, NamesEachSource) {
  const std::vector<CaseEnergy> runs{run_of(1, 1, "power"), run_of(1, 1, "counter"),
                                     run_of(1, 1, "power")};
  EXPECT_EQ(pooled_energy(runs).source, "power and counter");
}

TEST(PooledEnergy, OfOneRunIsThatRun) {
  const std::vector<CaseEnergy> runs{{{1, 2, 3}, {4, 5, 6}, "counter", true}};
  const CaseEnergy all = pooled_energy(runs);
  EXPECT_EQ(all.joules_per_iteration.low, 1);
  EXPECT_EQ(all.watts.high, 6);
  EXPECT_TRUE(all.has_interval);
}

/// A run of a matmul of 5 ms; with watts above 0 its device shows them all the time.
NamedRun sensed_run(const std::string& file, double watts) {
  NamedRun run = test::named_run(file, "acme-one", {test::matmul_case("bf16", 1024, 0.005)});
  double start = 0;
  for (Visit& visit : run.run.cases[0].visits) {
    visit.start_seconds = start;
    visit.wall_seconds = 2;
    Batch batch;
    batch.samples = visit.samples.size();
    batch.wall_seconds = 1;
    visit.batches = {batch};
    start += 2;
  }
  for (int i = 0; watts > 0 && i < 60; ++i) {
    TelemetrySample sample;
    sample.seconds = i / 10.0;
    sample.power_watts = watts;
    sample.energy_joules = std::nan("");
    run.run.telemetry.push_back(sample);
  }
  return run;
}

std::optional<CaseEnergy> ranked_energy(const std::vector<NamedRun>& runs) {
  std::vector<SummarisedRun> summarised;
  for (const NamedRun& run : runs) summarised.push_back(summarise(run));
  const Ranking ranking =
      rank(summarised, test::round_reference(), Catalogue({test::round_chip()}));
  EXPECT_EQ(ranking.chips.size(), 1U);
  return ranking.cases.at(0).cells.at(0)->energy;
}

TEST(RankedEnergy, IsThatOfTheRun) {
  const auto energy = ranked_energy({sensed_run("a", 200)});
  ASSERT_TRUE(energy);
  EXPECT_TRUE(energy->has_interval);
  EXPECT_NEAR(energy->watts.point, 200, 1e-9);
  EXPECT_NEAR(energy->joules_per_iteration.point, 1, 1e-9);
  EXPECT_LT(energy->joules_per_iteration.low, 1);
  EXPECT_GT(energy->joules_per_iteration.high, 1);
  EXPECT_EQ(energy->source, "power");
}

TEST(RankedEnergy, IsPooledOverRuns) {
  const auto energy = ranked_energy({sensed_run("a", 100), sensed_run("b", 400)});
  ASSERT_TRUE(energy);
  EXPECT_NEAR(energy->watts.point, 200, 1e-9);
  EXPECT_NEAR(energy->joules_per_iteration.point, 1, 1e-9);
}

TEST(RankedEnergy, IsThatOfTheRunsWithSensors) {
  const auto energy = ranked_energy({sensed_run("a", 200), sensed_run("b", 0)});
  ASSERT_TRUE(energy);
  EXPECT_NEAR(energy->watts.point, 200, 1e-9);
  EXPECT_FALSE(ranked_energy({sensed_run("a", 0)}));
}

}  // namespace
}  // namespace steelyard::results
