#include "results/verdicts/gate/metric.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "harness/core/error.hpp"
#include "results/verdicts/gate/again.hpp"
#include "results/verdicts/gate/nights.hpp"
#include "tests/unit/gate/made_runs.hpp"

namespace steelyard::results {
namespace {

using testing::HasSubstr;

CaseTimes times_of(double median, double p99, std::optional<double> joules) {
  CaseTimes times;
  times.median_seconds = median;
  times.p95_seconds = 50;
  times.p99_seconds = p99;
  times.watts = 60;
  times.joules_per_iteration = joules;
  return times;
}

/// Runs whose case 0 takes `factor` times the figure of `metric`, and whose other figures stay.
std::vector<SummarisedRun> altered(std::vector<SummarisedRun> runs, const std::string& metric,
                                   double factor) {
  for (SummarisedRun& run : runs) {
    for (std::size_t i = 0; i < run.times.size(); ++i) {
      CaseTimes& times = *run.times[i];
      times.joules_per_iteration = 300 * times.median_seconds;
      if (i > 0) continue;
      if (metric == "time") times.median_seconds *= factor;
      if (metric == "p99") times.p99_seconds *= factor;
      if (metric == "energy") *times.joules_per_iteration *= factor;
    }
  }
  return runs;
}

std::vector<SummarisedRun> good() { return altered(test::noisy_runs("b", 1, 5, 4, 0.01), "", 1); }

std::vector<SummarisedRun> worse_by(const std::string& metric, double factor = 1.2) {
  return altered(test::noisy_runs("c", 2, 3, 4, 0.01), metric, factor);
}

TEST(Metric, EachPicksItsFigure) {
  const CaseTimes times = times_of(2, 3, 5);
  EXPECT_EQ(figure_of(metric_named("time"), times), 2);
  EXPECT_EQ(figure_of(metric_named("p99"), times), 3);
  EXPECT_EQ(figure_of(metric_named("energy"), times), 5);
  EXPECT_EQ(metrics().size(), 3U);
}

TEST(Metric, IsByItsNameAndTheTimeByDefault) {
  EXPECT_EQ(&metric_named("time"), &time_metric());
  for (const Metric& metric : metrics()) {
    EXPECT_EQ(&metric_named(std::string(metric.name)), &metric);
    EXPECT_EQ(is_time(metric), &metric == &time_metric());
  }
  EXPECT_THAT([] { metric_named("enrgy"); },
              testing::ThrowsMessage<UsageError>(HasSubstr("did you mean 'energy'?")));
}

TEST(Metric, WhatHasNoLogarithmIsNoFigure) {
  const Metric& energy = metric_named("energy");
  EXPECT_EQ(figure_of(energy, times_of(2, 3, std::nullopt)), std::nullopt);
  for (const double joules : {0.0, -1.0, std::numeric_limits<double>::infinity(),
                              std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_EQ(figure_of(energy, times_of(2, 3, joules)), std::nullopt) << joules;
  }
}

TEST(Metric, CostsRiseWithWhatIsWorse) {
  for (const Metric& metric : metrics()) {
    EXPECT_DOUBLE_EQ(log_cost(metric, std::exp(1.0)), 1) << metric.name;
  }
  Metric rate = time_metric();
  rate.direction = Direction::higher_is_better;
  EXPECT_DOUBLE_EQ(log_cost(rate, std::exp(1.0)), -1);
}

TEST(Metric, TheGateJudgesByItAlone) {
  for (const Metric& judged : metrics()) {
    for (const Metric& worse : metrics()) {
      const auto result = gate(good(), worse_by(std::string(worse.name)), Nights(judged));
      EXPECT_EQ(result.metric, &judged);
      const bool same = &judged == &worse;
      EXPECT_EQ(result.cases[0].verdict, same ? GateVerdict::regressed : GateVerdict::pass)
          << judged.name << " where " << worse.name << " got worse";
      EXPECT_NEAR(result.cases[0].ratio->point, same ? 1 / 1.2 : 1, 0.02);
    }
  }
}

TEST(Metric, WhereMoreIsBetterMoreIsNoLoss) {
  Metric rate = metric_named("energy");
  rate.direction = Direction::higher_is_better;
  const auto more = gate(good(), worse_by("energy", 1.2), Nights(rate));
  EXPECT_EQ(more.cases[0].verdict, GateVerdict::improved);
  EXPECT_NEAR(more.cases[0].ratio->point, 1.2, 0.03);
  const auto less = gate(good(), worse_by("energy", 0.8), Nights(good(), rate));
  EXPECT_EQ(less.cases[0].verdict, GateVerdict::regressed);
}

TEST(Metric, NoiseIsThatOfTheMetric) {
  auto restless = test::noisy_runs("n", 3, 20, 4, 0.01);
  restless = altered(std::move(restless), "", 1);
  for (std::size_t i = 0; i < restless.size(); ++i) {
    for (auto& times : restless[i].times) *times->joules_per_iteration *= i % 2 == 0 ? 1 : 1.5;
  }
  const Metric& energy = metric_named("energy");
  EXPECT_NE(gate(good(), worse_by("energy"), Nights(restless, energy)).cases[0].verdict,
            GateVerdict::regressed);
  EXPECT_EQ(gate(good(), worse_by("time"), Nights(restless)).cases[0].verdict,
            GateVerdict::regressed);
}

TEST(Metric, ACaseWithoutItInTheBaselineIsAdded) {
  auto baseline = good();
  for (auto& run : baseline) run.times[2]->joules_per_iteration.reset();
  const auto result = gate(baseline, worse_by(""), Nights(metric_named("energy")));
  EXPECT_EQ(result.cases[2].verdict, GateVerdict::added);
  EXPECT_EQ(result.cases[2].reason, "no baseline run has its energy");
  EXPECT_EQ(result.cases[1].verdict, GateVerdict::pass);
  baseline[1].times[2]->joules_per_iteration = 300;
  EXPECT_NE(gate(baseline, worse_by(""), Nights(metric_named("energy"))).cases[2].verdict,
            GateVerdict::added);
}

TEST(Metric, ACandidateWithoutItIsNoPass) {
  auto candidate = worse_by("");
  candidate[1].times[2]->joules_per_iteration.reset();
  const auto result = gate(good(), candidate, Nights(metric_named("energy")));
  EXPECT_EQ(result.cases[2].verdict, GateVerdict::missing);
  EXPECT_EQ(result.cases[2].reason, "c1 has no energy of it");
  EXPECT_EQ(result.cases[2].candidate_runs, 2);
  EXPECT_EQ(gate(good(), candidate, Nights()).cases[2].verdict, GateVerdict::pass);
  candidate[1].run.cases[2].outcome = Outcome::timeout;
  EXPECT_EQ(gate(good(), candidate, Nights(metric_named("energy"))).cases[2].verdict,
            GateVerdict::failed);
}

TEST(Metric, ABaselineWithoutItOfAnyCaseIsRefused) {
  auto baseline = good();
  for (auto& run : baseline) {
    for (auto& times : run.times) times->joules_per_iteration.reset();
  }
  EXPECT_THAT(
      [&] { gate(baseline, worse_by(""), Nights(metric_named("energy"))); },
      testing::ThrowsMessage<DataError>(HasSubstr("no baseline run has the energy of any case")));
  EXPECT_NO_THROW(gate(baseline, worse_by(""), Nights(metric_named("p99"))));
}

TEST(Metric, SuspectsAreJudgedAgainByTheSame) {
  auto night = gate(good(), worse_by("energy"), Nights(metric_named("energy")));
  auto still = night;
  night.again.emplace();
  judge_again(night, good(), worse_by("time"), {});
  EXPECT_EQ(night.cases[0].verdict, GateVerdict::pass);
  still.again.emplace();
  judge_again(still, good(), worse_by("energy"), {});
  EXPECT_EQ(still.cases[0].verdict, GateVerdict::regressed);
}

TEST(Metric, RanksAreKnownByTheirTimesAlone) {
  const auto result = gate(good(), worse_by("energy"), Nights(metric_named("energy")));
  EXPECT_EQ(sentence(result.cases[0].carried_by),
            "carrier not known: ranks are known by their times alone");
  EXPECT_FALSE(result.cases[0].carried_by.known);
  EXPECT_EQ(result.cases[1].carried_by.words, "");
  EXPECT_FALSE(Nights(good()).all()[0].rank_medians_seconds.empty());
  EXPECT_TRUE(Nights(good(), metric_named("p99")).all()[0].rank_medians_seconds.empty());
}

}  // namespace
}  // namespace steelyard::results
