#include "tests/truth/nights/study.hpp"

#include <gtest/gtest.h>

#include "tests/truth/nights/carrier_study.hpp"

namespace steelyard::truth {
namespace {

// A small part of docs/reviews/gate.md, with fixed seeds: the numbers are the same every time, and
// the bounds leave room for what so few series can show.

TEST(NightsStudy, QuietHistoriesRaiseFewAlarms) {
  for (const NightNoise noise :
       {NightNoise::independent, NightNoise::heavy, NightNoise::memory, NightNoise::single}) {
    EXPECT_LE(quiet_histories(noise, 300, false, 11).history, 0.02) << name(noise);
  }
}

TEST(NightsStudy, OtavasMethodRaisesManyWhereNightsResembleEachOther) {
  const AlarmRates rates = quiet_histories(NightNoise::memory, 100, false, 11);
  EXPECT_GT(rates.otava, 0.2);
}

TEST(NightsStudy, LastingLossesAreFound) {
  EXPECT_GE(lasting_loss(0.02, 5, 200, 12).history, 0.74);
  EXPECT_GE(lasting_loss(0.03, 3, 200, 12).history, 0.86);
  EXPECT_GE(lasting_loss(0.05, 2, 200, 12).history, 0.93);
}

TEST(NightsStudy, ALossOfFivePercentIsFoundAfterOneConfirmedNight) {
  const ConfirmedRates rates = confirmed_night(0.05, 5, 400, 14);
  EXPECT_GE(rates.confirmed, 0.93);
  EXPECT_LE(rates.confirmed, rates.named);
  EXPECT_LE(confirmed_night(0, 5, 400, 14).confirmed, 0.005);
}

TEST(NightsStudy, AWholeSuiteNamesTheSlowerCasesAlone) {
  const SuiteRates rates = whole_suite(3, 13);
  EXPECT_EQ(rates.nights_with_alarm, 0);
  EXPECT_GE(rates.least_found, 11);
  EXPECT_LE(rates.most_false, 1);
}

TEST(NightsStudy, TheRankThatCarriesALossIsNamed) {
  const CarrierRates one = carried_losses({}, 60, 14);
  EXPECT_GE(one.found * one.named, 0.85);
  EXPECT_LE(one.wrong, 0.02);
  const CarrierRates all = carried_losses({.slower = 8, .nights = 3}, 60, 14);
  EXPECT_GE(all.named, 0.85);
  EXPECT_LE(all.wrong + all.part, 0.02);
}

TEST(NightsStudy, AHistoryThatHasJustBegunSeesALargeLoss) {
  EXPECT_GE(young_history(NightNoise::independent, 12, 3, 0.1, 300, 12), 0.95);
  EXPECT_LE(young_history(NightNoise::independent, 12, 0, 0, 300, 12), 0.03);
}

}  // namespace
}  // namespace steelyard::truth
