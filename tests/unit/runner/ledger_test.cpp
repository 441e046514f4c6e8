#include "harness/run/ledger.hpp"

#include <gtest/gtest.h>

namespace steelyard::run {
namespace {

using Cause = Watchdog::Verdict::Cause;

void fill(Ledger& ledger) {
  RunInfo info;
  info.uuid = "u";
  ledger.open(info);
  for (const char* name : {"a", "b"}) {
    CaseRecord record;
    record.name = name;
    ledger.add(record);
  }
}

TEST(Ledger, SaysOfAHungCaseThatItTimedOut) {
  Ledger ledger;
  fill(ledger);
  const auto page = ledger.last_page({Cause::overdue, "b", "rank 1 hangs"}, 7);
  ASSERT_TRUE(page.has_value());
  EXPECT_EQ(page->info.uuid, "u");
  EXPECT_EQ(page->info.state, RunState::interrupted);
  EXPECT_EQ(page->info.wall_seconds, 7);
  ASSERT_TRUE(page->hung.has_value());
  EXPECT_EQ(page->hung->name, "b");
  EXPECT_EQ(page->hung->outcome, Outcome::timeout);
  EXPECT_EQ(page->hung->reason, "rank 1 hangs");
  EXPECT_EQ(ledger.record().cases[1].outcome, Outcome::not_reached) << "the ledger is not changed";
}

TEST(Ledger, KeepsTheTelemetryOfAllWhoGatherIt) {
  Ledger ledger;
  fill(ledger);
  TelemetrySample sample;
  sample.rank = 1;
  ledger.add_telemetry({sample, sample});
  sample.rank = 2;
  ledger.add_telemetry({sample});
  ledger.add_telemetry({});
  ASSERT_EQ(ledger.record().telemetry.size(), 3u);
  EXPECT_EQ(ledger.record().telemetry.front().rank, 1);
  EXPECT_EQ(ledger.record().telemetry.back().rank, 2);
}

TEST(Ledger, LeavesACaseOpenDuringWhichARankDiedOrASignalCame) {
  Ledger ledger;
  fill(ledger);
  for (const Cause cause : {Cause::death, Cause::signal}) {
    const auto page = ledger.last_page({cause, "b", "gone"}, 1);
    ASSERT_TRUE(page.has_value());
    EXPECT_FALSE(page->hung.has_value());
    EXPECT_EQ(page->info.state, RunState::interrupted);
  }
}

TEST(Ledger, KnowsThatAHangBetweenCasesIsThatOfNoCase) {
  Ledger ledger;
  fill(ledger);
  EXPECT_FALSE(ledger.last_page({Cause::overdue, "", "write"}, 1)->hung.has_value());
}

TEST(Ledger, HandsOutVisitsOnce) {
  Ledger ledger;
  fill(ledger);
  ledger.add_visit(1, {.round = 1});
  ledger.add_visit(0, {.round = 1});
  EXPECT_EQ(ledger.unheard(), 2u);
  const auto visits = ledger.take_unheard();
  ASSERT_EQ(visits.size(), 2u);
  EXPECT_EQ(visits[0].record->name, "b");
  EXPECT_EQ(visits[0].visit, &ledger.record().cases[1].visits[0]);
  EXPECT_EQ(visits[1].record->name, "a");
  EXPECT_TRUE(ledger.take_unheard().empty());
  ledger.add_visit(1, {.round = 2});
  ASSERT_EQ(ledger.take_unheard().size(), 1u);
}

TEST(Ledger, KeepsItsVisitsWhenACaseIsPut) {
  Ledger ledger;
  fill(ledger);
  ledger.add_visit(0, {.round = 1});
  CaseRecord record;
  record.name = "a";
  record.outcome = Outcome::passed;
  ledger.put(0, record);
  EXPECT_EQ(ledger.record().cases[0].outcome, Outcome::passed);
  EXPECT_EQ(ledger.record().cases[0].visits.size(), 1u);
}

TEST(Ledger, AddsUnheardVisitsToTheLastPage) {
  Ledger ledger;
  fill(ledger);
  ledger.add_visit(0, {.round = 1});
  (void)ledger.take_unheard();
  ledger.add_visit(1, {.round = 2, .samples = {3}});
  const auto page = ledger.last_page({Cause::signal, "", "SIGTERM"}, 1);
  ASSERT_TRUE(page.has_value());
  ASSERT_EQ(page->unheard.size(), 1u);
  EXPECT_EQ(page->unheard[0].first.name, "b");
  EXPECT_EQ(page->unheard[0].second.round, 2);
  EXPECT_EQ(page->unheard[0].second.samples.size(), 1u);
}

TEST(Ledger, HasNothingToAddToACompleteRun) {
  Ledger ledger;
  fill(ledger);
  ledger.complete(3);
  EXPECT_FALSE(ledger.last_page({Cause::overdue, "b", "late"}, 4).has_value());
  EXPECT_EQ(ledger.record().info.wall_seconds, 3);
  EXPECT_EQ(ledger.record().info.state, RunState::complete);
}

TEST(Ledger, ShowsACaseAsItWasPutLast) {
  Ledger ledger;
  fill(ledger);
  CaseRecord done;
  done.name = "a";
  done.outcome = Outcome::passed;
  ledger.put(0, done);
  EXPECT_EQ(ledger.record().cases[0].outcome, Outcome::passed);
  EXPECT_EQ(ledger.take().cases.size(), 2u);
}

}  // namespace
}  // namespace steelyard::run
