#include "results/money/weigh_money.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/money/weighed_ranking.hpp"

namespace steelyard::results {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

void expect_interval(const std::optional<Interval>& value, double low, double point, double high) {
  ASSERT_TRUE(value);
  EXPECT_NEAR(value->low, low, 1e-12 * low);
  EXPECT_NEAR(value->point, point, 1e-12 * point);
  EXPECT_NEAR(value->high, high, 1e-12 * high);
}

const Chip& zero() {
  static const Chip chip = powered_chip("acme-zero", "Zero", 200);
  return chip;
}

Catalogue catalogue() { return Catalogue({zero(), powered_chip("acme-one", "One", 400)}); }

Money weighed(const Ranking& ranking, const PriceFile* prices, const Chip* reference = &zero()) {
  const std::vector<Profile> profiles{training()};
  return weigh_money(ranking, profiles, catalogue(), reference, prices);
}

TEST(WeighMoney, PutsTheReferenceFirst) {
  const Money money = weighed(two_matmuls(), nullptr);
  ASSERT_EQ(money.profiles.size(), 1U);
  EXPECT_EQ(money.profiles[0].profile, "training");
  ASSERT_EQ(money.profiles[0].chips.size(), 2U);
  const ChipMoney& base = money.profiles[0].chips[0];
  EXPECT_EQ(base.chip, std::nullopt);
  EXPECT_TRUE(base.is_baseline);
  EXPECT_FALSE(base.ratios);
  EXPECT_EQ(money.profiles[0].chips[1].chip, 0U);
  EXPECT_FALSE(money.profiles[0].chips[1].is_baseline);
}

TEST(WeighMoney, WithoutPricesHasPowerTokensAndTheMultiple) {
  const Money money = weighed(two_matmuls(), nullptr);
  EXPECT_EQ(money.file, "");
  EXPECT_EQ(money.currency, "");
  EXPECT_THAT(money.warnings, IsEmpty());
  const ChipMoney& one = money.profiles[0].chips[1];
  EXPECT_FALSE(one.per_hour);
  EXPECT_FALSE(one.cost_per_eflop);
  ASSERT_TRUE(one.power);
  EXPECT_EQ(one.power->origin, Origin::datasheet);
  EXPECT_EQ(one.power->source, "a datasheet");
  // 400 W at 2e14 FLOP/s.
  expect_interval(one.joules_per_eflop, 2e6 * 0.9, 2e6, 2e6 * 1.1);
  expect_interval(one.flops_per_watt, 5e11 / 1.1, 5e11, 5e11 / 0.9);
  ASSERT_EQ(one.tokens.size(), 1U);
  EXPECT_TRUE(one.tokens[0].per_second);
  EXPECT_FALSE(one.tokens[0].cost);
  ASSERT_TRUE(one.ratios);
  expect_interval(one.ratios->speed, 1.6, 2, 2.5);
  // Twice the watts.
  expect_interval(one.ratios->per_watt, 0.8, 1, 1.25);
  EXPECT_EQ(one.ratios->power, Origin::datasheet);
  EXPECT_FALSE(one.ratios->cost);
  EXPECT_FALSE(one.ratios->per_money);
  EXPECT_FALSE(one.ratios->breakeven_per_hour);
}

TEST(WeighMoney, DividesRentsByWork) {
  const PriceFile prices =
      price_file({rent("acme-one", {1.8, 3.6, 7.2}), rent("acme-zero", exactly(1.8))});
  const Money money = weighed(two_matmuls(), &prices);
  EXPECT_EQ(money.file, "prices.yaml");
  EXPECT_EQ(money.currency, "USD");
  EXPECT_EQ(money.date, "2026-11");
  const ChipMoney& one = money.profiles[0].chips[1];
  // 3.6 an hour is 1e-3 a second; an EFLOP takes 5000 s.
  expect_interval(one.cost_per_eflop, 0.5 * 5 * 0.9, 5, 2 * 5 * 1.1);
  // 1e9 tokens take 750,000 s.
  expect_interval(one.tokens[0].cost, 0.5 * 750 * 0.9, 750, 2 * 750 * 1.1);
  expect_interval(one.ratios->cost, 1 / 2.5, 2 / 2.0, 4 / 1.6);
  expect_interval(one.ratios->per_money, 1.6 / 4, 1, 2.5);
  expect_interval(one.ratios->breakeven_per_hour, 1.6 * 1.8, 2 * 1.8, 2.5 * 1.8);
  const ChipMoney& base = money.profiles[0].chips[0];
  expect_interval(base.cost_per_eflop, 5, 5, 5);
  EXPECT_THAT(money.warnings, IsEmpty());
}

TEST(WeighMoney, AddsEnergyToPurchases) {
  const PriceFile prices =
      price_file({purchase("acme-one", exactly(8766)), purchase("acme-zero", exactly(8766))});
  const Money money = weighed(two_matmuls(), &prices);
  const ChipMoney& one = money.profiles[0].chips[1];
  // 1 for hardware, 0.4 kW x 1.5 x 0.1 for energy; the reference 0.2 kW.
  expect_interval(one.per_hour->total, 1.06, 1.06, 1.06);
  expect_interval(money.profiles[0].chips[0].per_hour->total, 1.03, 1.03, 1.03);
  expect_interval(one.ratios->cost, 1.06 / 1.03 / 2.5, 1.06 / 1.03 / 2, 1.06 / 1.03 / 1.6);
  expect_interval(one.ratios->breakeven_per_hour, 1.03 * 1.6, 1.03 * 2, 1.03 * 2.5);
}

TEST(WeighMoney, ComparesWattsOfTheSameOriginOnly) {
  Ranking ranking = two_matmuls();
  for (std::size_t i = 0; i < 2; ++i) ranking.cases[i].cells[0]->energy = energy(1, 300);
  const PriceFile prices =
      price_file({purchase("acme-one", exactly(8766)), purchase("acme-zero", exactly(8766))});
  const Money money = weighed(ranking, &prices);
  const ChipMoney& one = money.profiles[0].chips[1];
  EXPECT_EQ(one.power->origin, Origin::measured);
  expect_interval(one.per_hour->total, 1 + 0.27 * 0.15, 1.045, 1 + 0.33 * 0.15);
  // The reference has no measured power, so that both sides take the datasheet's.
  EXPECT_EQ(one.ratios->power, Origin::datasheet);
  expect_interval(one.ratios->per_watt, 0.8, 1, 1.25);
  expect_interval(one.ratios->cost, 1.06 / 1.03 / 2.5, 1.06 / 1.03 / 2, 1.06 / 1.03 / 1.6);
}

/// Acme Zero as a run of its own, chip 1, at half the rate and 150 W.
Ranking with_measured_baseline() {
  Ranking ranking = two_matmuls();
  ranking.chips.push_back(chip_row("Acme Zero", "acme-zero", true));
  const double seconds[] = {0.02, 0.08};
  const double flops[] = {1e12, 16e12};
  for (std::size_t i = 0; i < 2; ++i) {
    ranking.cases[i].cells[0]->reference.reset();
    ranking.cases[i].cells[0]->energy = energy(1, 300);
    ranking.cases[i].cells.emplace_back(matmul_cell(flops[i], seconds[i]));
    ranking.cases[i].cells[1]->energy = energy(1, 150);
  }
  ranking.cases[2].cells.emplace_back();
  ranking.profiles[0].excluded.push_back(score_of_chip(1, exactly(1)));
  return ranking;
}

TEST(WeighMoney, PutsARunThatIsTheBaselineFirstAndComparesMeasuredWatts) {
  const Money money = weighed(with_measured_baseline(), nullptr, nullptr);
  ASSERT_EQ(money.profiles[0].chips.size(), 2U);
  EXPECT_EQ(money.profiles[0].chips[0].chip, 1U);
  EXPECT_TRUE(money.profiles[0].chips[0].is_baseline);
  EXPECT_FALSE(money.profiles[0].chips[0].ratios);
  const ChipMoney& one = money.profiles[0].chips[1];
  ASSERT_TRUE(one.ratios);
  EXPECT_EQ(one.ratios->power, Origin::measured);
  expect_interval(one.ratios->per_watt, 1.6 / (330 / 135.0), 1, 2.5 / (270 / 165.0));
}

TEST(WeighMoney, ComparesNoWattsThatAreNotKnownOnBothSides) {
  Ranking ranking = two_matmuls();
  ranking.chips[0].chip_id = "";
  const PriceFile prices = price_file({purchase("acme-zero", exactly(8766))});
  const Money money = weighed(ranking, &prices);
  const ChipMoney& one = money.profiles[0].chips[1];
  EXPECT_FALSE(one.power);
  EXPECT_FALSE(one.joules_per_eflop);
  EXPECT_FALSE(one.flops_per_watt);
  EXPECT_FALSE(one.ratios->per_watt);
  // Then neither side's hour has energy in it.
  expect_interval(one.ratios->breakeven_per_hour, 1.6, 2, 2.5);
}

TEST(WeighMoney, TakesNoPowerOfAWholeSystemForThatOfAChip) {
  Chip system = zero();
  system.chips_per_system = 2;
  EXPECT_FALSE(weighed(two_matmuls(), nullptr, &system).profiles[0].chips[0].power);
}

TEST(WeighMoney, GoesByTheProfilesPolicy) {
  Ranking ranking = two_matmuls();
  ranking.profiles[0].wider = {score_of_chip(0, {1, 1.5, 2})};
  EXPECT_EQ(weighed(ranking, nullptr).profiles[0].chips[1].ratios->speed.point, 2);
  ranking.profiles[0].policy = MissingPolicy::wider;
  EXPECT_EQ(weighed(ranking, nullptr).profiles[0].chips[1].ratios->speed.point, 1.5);
  ranking.profiles[0].wider.clear();
  EXPECT_EQ(weighed(ranking, nullptr).profiles[0].chips[1].ratios->speed.point, 2);
}

TEST(WeighMoney, HasNoRatiosWithoutAScoreOrABaseline) {
  Ranking ranking = two_matmuls();
  ranking.profiles[0].excluded[0].has_interval = false;
  EXPECT_FALSE(weighed(ranking, nullptr).profiles[0].chips[1].has_interval);
  ranking.profiles[0].excluded.clear();
  EXPECT_FALSE(weighed(ranking, nullptr).profiles[0].chips[1].ratios);
  EXPECT_FALSE(weighed(two_matmuls(), nullptr, nullptr).profiles[0].chips[0].ratios);
}

TEST(WeighMoney, LeavesOutProfilesThatItIsNotGiven) {
  Ranking ranking = two_matmuls();
  ranking.profiles[0].profile = "other";
  EXPECT_TRUE(weighed(ranking, nullptr).profiles.empty());
}

TEST(WeighMoney, WarnsOfWhatHasNoPriceAndOfRentsBesidePurchases) {
  Ranking ranking = two_matmuls();
  ranking.chips.push_back(chip_row("Unpriced", ""));
  for (RankedCase& row : ranking.cases) row.cells.emplace_back();
  const PriceFile prices =
      price_file({rent("acme-one", exactly(1)), purchase("acme-zero", exactly(1))});
  EXPECT_THAT(weighed(ranking, &prices).warnings,
              ElementsAre("no price for Unpriced", HasSubstr("rents and purchases")));
}

TEST(WeighMoney, ListsTheSourcesOfThePricesItUsed) {
  ChipPrice bought = purchase("acme-one", exactly(8766));
  bought.utilisation = priced(exactly(0.5));
  bought.host_share = priced(exactly(5));
  const PriceFile prices =
      price_file({bought, rent("acme-zero", exactly(1)), rent("other", exactly(1))});
  std::vector<std::string> lines;
  for (const PriceSource& each : weighed(two_matmuls(), &prices).sources) {
    lines.push_back(each.what + " in " + each.unit);
    EXPECT_EQ(each.source, "a list");
    EXPECT_EQ(each.date, "2026");
  }
  EXPECT_THAT(lines,
              ElementsAre("Acme Zero, rent in USD/h", "Acme One, purchase in USD",
                          "Acme One, share of the host in USD", "Acme One, lifetime in years",
                          "Acme One, utilisation in ", "energy in USD/kWh", "PUE in "));
}

TEST(WeighMoney, ListsEachChipOnceAndNoEnergyForRents) {
  Ranking ranking = two_matmuls();
  ranking.chips.push_back(ranking.chips[0]);
  for (RankedCase& row : ranking.cases) row.cells.push_back(row.cells[0]);
  const PriceFile prices =
      price_file({rent("acme-one", exactly(1)), rent("acme-zero", exactly(1))});
  EXPECT_EQ(weighed(ranking, &prices).sources.size(), 2U);
}

}  // namespace
}  // namespace steelyard::results
