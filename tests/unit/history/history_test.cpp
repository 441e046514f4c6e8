#include "results/verdicts/history/history.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "harness/core/error.hpp"
#include "tests/unit/core/made_series.hpp"
#include "tests/unit/gate/made_runs.hpp"
#include "tests/unit/gate/ranked_runs.hpp"

namespace steelyard::results {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string night(std::size_t i) {
  return fmt::format("2026-{:02}-{:02}T02:00:00Z", 1 + i / 28, 1 + i % 28);
}

/// A run a night; case c takes exp(series[c][night]) seconds.
std::vector<SummarisedRun> nights(const std::vector<std::vector<double>>& series) {
  std::vector<SummarisedRun> runs;
  for (std::size_t i = 0; i < series.front().size(); ++i) {
    std::vector<double> seconds;
    for (const auto& each : series) seconds.push_back(std::exp(each[i]));
    runs.push_back(test::timed_run(fmt::format("night{}", i), seconds));
    runs.back().run.info.created_utc = night(i);
  }
  return runs;
}

std::vector<double> slower_from(std::size_t at, std::size_t count, double by,
                                std::uint64_t seed = 21) {
  return steelyard::test::shifted(steelyard::test::noise(seed, count, 0.01), at, -std::log(1 - by));
}

TEST(History, RaisesAnAlarmForALastingLoss) {
  const auto history = results::history(nights({slower_from(60, 62, 0.06)}));
  ASSERT_EQ(history.cases.size(), 1U);
  ASSERT_EQ(history.cases[0].changes.size(), 1U);
  const HistoryChange& change = history.cases[0].changes[0];
  EXPECT_EQ(change.point, 60U);
  EXPECT_NEAR(change.ratio, 0.94, 0.02);
  EXPECT_LT(change.deviate, -2.7);
  EXPECT_EQ(change.state, ChangeState::alarm);
  EXPECT_EQ(history.alarms, 1U);
}

TEST(History, SaysWhichRankCarriesAChange) {
  std::vector<SummarisedRun> runs;
  for (std::size_t i = 0; i < 60; ++i) {
    // Rank 0 becomes slower; then it recovers and rank 2 becomes slower still.
    const std::vector<double> slower{i >= 20 && i < 40 ? 0.05 : 0, 0, i >= 40 ? 0.10 : 0, 0};
    runs.push_back(test::ranked_run(fmt::format("night{}", i), 100 + i, slower));
    runs.back().run.info.created_utc = night(i);
  }
  const auto history = results::history(runs);
  for (const HistoryCase& series : history.cases) {
    ASSERT_EQ(series.changes.size(), 2U) << series.name;
    EXPECT_EQ(series.changes[0].point, 20U);
    EXPECT_EQ(series.changes[1].point, 40U);
  }
  const HistoryCase& matmul = history.cases[0];
  EXPECT_EQ(matmul.changes[0].carried_by.words, "rank 0 (node1, cuda:0, One)");
  EXPECT_EQ(matmul.changes[1].carried_by.words, "rank 2 (node1, cuda:2, One)");
  EXPECT_GT(matmul.changes[1].carried_by.ranks[0].ratio, 1.03) << "the nights between alone";
  const HistoryCase& allreduce = history.cases[1];
  EXPECT_EQ(allreduce.changes[1].carried_by.words,
            "not known: all ranks of a collective wait for the slowest; " + matmul.name +
                ", which changed with it, is carried by rank 2 (node1, cuda:2, One)");
}

TEST(History, AGainIsAChangeButNoAlarm) {
  const auto history = results::history(nights({slower_from(60, 62, -0.06)}));
  ASSERT_EQ(history.cases[0].changes.size(), 1U);
  EXPECT_EQ(history.cases[0].changes[0].state, ChangeState::better);
  EXPECT_GT(history.cases[0].changes[0].ratio, 1);
  EXPECT_EQ(history.alarms, 0U);
}

TEST(History, ASingleBadNightIsAnOutlierAndNoAlarm) {
  auto series = steelyard::test::noise(21, 60, 0.01);
  series[59] += 0.16;
  const auto history = results::history(nights({series}));
  EXPECT_THAT(history.cases[0].changes, IsEmpty());
  EXPECT_TRUE(history.cases[0].points[59].outlier);
  EXPECT_FALSE(history.cases[0].points[58].outlier);
}

TEST(History, AnOldLossIsPast) {
  const auto runs = nights({slower_from(30, 60, 0.06)});
  EXPECT_EQ(results::history(runs).cases[0].changes.at(0).state, ChangeState::past);
  HistoryOptions options;
  options.recent = 30;
  EXPECT_EQ(results::history(runs, options).cases[0].changes.at(0).state, ChangeState::alarm);
  options.recent = 29;
  EXPECT_EQ(results::history(runs, options).cases[0].changes.at(0).state, ChangeState::past);
}

TEST(History, ALossBelowTheFloorIsSmall) {
  auto series = steelyard::test::shifted(steelyard::test::noise(21, 60, 0.0003), 50, 0.003);
  EXPECT_EQ(results::history(nights({series})).cases[0].changes.at(0).state, ChangeState::small);
  HistoryOptions options;
  options.floor = 0.002;
  EXPECT_EQ(results::history(nights({series}), options).cases[0].changes.at(0).state,
            ChangeState::alarm);
}

TEST(History, NamesWhatChangedBesideAndBeginsASegmentThere) {
  auto runs = nights({slower_from(60, 63, 0.06)});
  for (std::size_t i = 60; i < 63; ++i) runs[i].run.info.environment.ranks[0].driver = "550";
  for (std::size_t i = 0; i < 60; ++i) runs[i].run.info.environment.ranks[0].driver = "535";
  const auto history = results::history(runs);
  EXPECT_THAT(history.runs[60].changes, ElementsAre("driver: 535 before, 550 from here on"));
  EXPECT_THAT(history.runs[61].changes, IsEmpty());
  ASSERT_EQ(history.cases[0].changes.size(), 1U);
  EXPECT_THAT(history.cases[0].changes[0].beside,
              ElementsAre("driver: 535 before, 550 from here on"));
}

TEST(History, AChangeOfTheSetupAloneIsNoChangeOfLevel) {
  auto runs = nights({steelyard::test::noise(21, 60, 0.01)});
  for (std::size_t i = 30; i < 60; ++i) runs[i].run.info.tool_version = "2.0";
  EXPECT_THAT(results::history(runs).cases[0].changes, IsEmpty());
}

TEST(History, WhatChangesEveryNightBeginsNoSegment) {
  auto runs = nights({slower_from(60, 62, 0.06)});
  for (std::size_t i = 0; i < 62; ++i) {
    runs[i].run.info.environment.variables["n/JOB"] = fmt::format("{}", i);
    runs[i].run.info.environment.ranks[0].driver = i < 30 ? "535" : "550";
  }
  const auto history = results::history(runs);
  EXPECT_THAT(history.restless, ElementsAre("variable n/JOB"));
  EXPECT_THAT(history.runs[12].changes, IsEmpty());
  EXPECT_THAT(history.runs[30].changes, testing::SizeIs(1));
  EXPECT_EQ(history.alarms, 1U);
}

TEST(History, WhatIsAcknowledgedRaisesNoAlarm) {
  const auto runs = nights({slower_from(60, 62, 0.06)});
  HistoryOptions options;
  options.acknowledged = {{"matmul:*", "uuid of night60", "ann", "new power limit"}};
  const auto history = results::history(runs, options);
  EXPECT_EQ(history.cases[0].changes.at(0).state, ChangeState::acknowledged);
  EXPECT_EQ(history.cases[0].changes.at(0).acknowledgement, "ann: new power limit");
  for (const Acknowledgement& other : {Acknowledgement{"allreduce:*", "uuid of night60", "", ""},
                                       Acknowledgement{"matmul:*", "uuid of night59", "", ""},
                                       Acknowledgement{"matmul", "uuid of night60", "", ""}}) {
    options.acknowledged = {other};
    EXPECT_EQ(results::history(runs, options).alarms, 1U) << other.case_pattern << other.run;
  }
}

TEST(History, ManyCasesNeedStrongerEvidence) {
  // A loss that alone is an alarm is none among three hundred quiet cases.
  std::vector<std::vector<double>> series{slower_from(55, 60, 0.018, 3)};
  HistoryOptions options;
  const auto alone = results::history(nights(series), options);
  ASSERT_EQ(alone.alarms, 1U);
  for (std::uint64_t i = 0; i < 299; ++i) series.emplace_back(60, 0.1);
  const auto among = results::history(nights(series), options);
  EXPECT_EQ(among.alarms, 0U);
  EXPECT_EQ(among.cases[0].changes.at(0).state, ChangeState::not_alone);
}

TEST(History, OrdersRunsByTimeAndCountsEachOnce) {
  auto runs = nights({steelyard::test::noise(21, 10, 0.01)});
  std::swap(runs[2], runs[7]);
  runs.push_back(runs[4]);
  const auto history = results::history(runs);
  ASSERT_EQ(history.runs.size(), 10U);
  for (std::size_t i = 0; i < 10; ++i) EXPECT_EQ(history.runs[i].created_utc, night(i));
  EXPECT_EQ(history.cases[0].points.size(), 10U);
}

TEST(History, CountsRunsWithoutAFigure) {
  auto runs = nights({steelyard::test::noise(21, 6, 0.01)});
  runs[3].run.cases[0].outcome = Outcome::timeout;
  runs[4].run.cases[0].verification.state = VerificationState::failed;
  runs[5].times[0].reset();
  const auto history = results::history(runs);
  EXPECT_EQ(history.cases[0].points.size(), 3U);
  EXPECT_EQ(history.cases[0].without_figure, 3U);
}

TEST(History, SaysOfWhichMachineItIsAndInWhatCasesAreQuoted) {
  const auto runs = nights({steelyard::test::noise(21, 4, 0.01)});
  const auto history = results::history(runs);
  EXPECT_EQ(history.machine, "One (cpu), 1 rank on 1 node");
  EXPECT_EQ(history.cases[0].unit, "FLOP/s");
  EXPECT_EQ(history.cases[0].work, runs[0].run.cases[0].work.flops);
}

TEST(History, SaysHowNoisyACaseIs) {
  const auto history = results::history(nights({steelyard::test::noise(5, 400, 0.02, 0.5)}));
  EXPECT_NEAR(history.cases[0].spread, 0.02, 0.004);
  EXPECT_NEAR(history.cases[0].correlation, 0.5, 0.15);
}

TEST(History, RefusesRunsOfSeveralMachines) {
  auto runs = nights({steelyard::test::noise(21, 4, 0.01)});
  runs[2].run.info.environment.ranks[0].host = "other";
  try {
    results::history(runs);
    FAIL();
  } catch (const DataError& error) {
    EXPECT_THAT(error.what(), HasSubstr("nodes of night0 is node1 (1 rank)"));
  }
  EXPECT_THROW(results::history(Nights()), UsageError);
}

TEST(QuietSeriesPValue, FallsWithTheDeviate) {
  EXPECT_EQ(quiet_series_p_value(0), 1);
  EXPECT_NEAR(quiet_series_p_value(2.8), 2.2 * 0.002555130330427929, 1e-12);
  EXPECT_EQ(quiet_series_p_value(1e308), 0);
}

/// Nights of one case whose energy follows `logs` and whose time is quiet.
std::vector<SummarisedRun> nights_of_energy(const std::vector<double>& logs) {
  auto runs = nights({steelyard::test::noise(7, logs.size(), 0.01)});
  for (std::size_t i = 0; i < runs.size(); ++i) {
    runs[i].times[0]->joules_per_iteration = std::exp(logs[i]);
  }
  return runs;
}

TEST(History, LooksAtTheMetricOfTheNights) {
  const Metric& energy = metric_named("energy");
  const auto runs = nights_of_energy(slower_from(60, 62, 0.06));
  EXPECT_EQ(results::history(runs).alarms, 0U);
  const auto history = results::history(Nights(runs, energy));
  EXPECT_EQ(history.metric, &energy);
  EXPECT_EQ(history.alarms, 1U);
  ASSERT_EQ(history.cases[0].changes.size(), 1U);
  EXPECT_NEAR(history.cases[0].changes[0].ratio, 0.94, 0.02);
  EXPECT_EQ(history.cases[0].points[0].figure, runs[0].times[0]->joules_per_iteration);
  EXPECT_EQ(history.cases[0].changes[0].carried_by.words,
            "not known: ranks are known by their times alone");
}

TEST(History, WhereMoreIsBetterMoreIsNoLoss) {
  Metric rate = metric_named("energy");
  rate.direction = Direction::higher_is_better;
  const auto runs = nights_of_energy(slower_from(60, 62, 0.06));
  const auto history = results::history(Nights(runs, rate));
  EXPECT_EQ(history.alarms, 0U);
  ASSERT_EQ(history.cases[0].changes.size(), 1U);
  EXPECT_EQ(history.cases[0].changes[0].state, ChangeState::better);
}

TEST(History, CountsNightsWithoutTheMetric) {
  auto runs = nights_of_energy(slower_from(60, 62, 0.06));
  runs[3].times[0]->joules_per_iteration.reset();
  const auto history = results::history(Nights(runs, metric_named("energy")));
  EXPECT_EQ(history.cases[0].without_figure, 1U);
  EXPECT_EQ(history.cases[0].points.size(), 61U);
}

TEST(History, RefusesNightsNoneOfWhichHasTheMetric) {
  const auto runs = nights({steelyard::test::noise(7, 10, 0.01)});
  EXPECT_THAT([&] { results::history(Nights(runs, metric_named("energy"))); },
              testing::ThrowsMessage<DataError>(
                  HasSubstr("none of these runs has the energy of any case")));
}

}  // namespace
}  // namespace steelyard::results
