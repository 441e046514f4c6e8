#include "results/report/money_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>

#include "results/money/weigh_money.hpp"
#include "results/report/money_json.hpp"
#include "results/report/plain_text.hpp"
#include "results/report/rank_json.hpp"
#include "results/report/rank_text.hpp"
#include "tests/unit/money/weighed_ranking.hpp"

namespace steelyard::results {
namespace {

using namespace test;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

void expect_golden(const std::string& text, const std::string& name) {
  const auto file =
      std::filesystem::path(STEELYARD_SOURCE_DIR) / "tests/unit/report/expected" / name;
  if (std::getenv("STEELYARD_UPDATE_GOLDEN") != nullptr) std::ofstream(file) << text;
  std::ifstream stream(file);
  const std::string expected{std::istreambuf_iterator<char>(stream), {}};
  EXPECT_EQ(text, expected);
}

/// Acme One with sensors, a second chip without anything known, and the reference Acme Zero.
Ranking two_chips() {
  Ranking ranking = two_matmuls();
  ranking.cases[0].cells[0]->energy = energy(3, 300);
  ranking.cases[1].cells[0]->energy = energy(12, 300, "counter");
  ranking.cases[2].cells[0]->energy = {exactly(100), exactly(100), "power", false};
  ranking.chips.push_back(chip_row("Home Made\x1b[31m", ""));
  for (RankedCase& row : ranking.cases) row.cells.push_back(row.cells[0]);
  ranking.cases[0].cells[1]->figures->iterations = 5;
  for (RankedCase& row : ranking.cases) row.cells[1]->energy.reset();
  ranking.cases[1].name = "large\x1b[31m";
  ranking.profiles[0].parts[0].counted[1] = ranking.cases[1].name;
  ranking.profiles[0].excluded.push_back(score_of_chip(1, {1, 1.1, 1.2}));
  ranking.profiles[0].excluded[1].has_interval = false;
  return ranking;
}

Profile two_models() {
  Profile profile = training();
  profile.tokens[0].step[1].case_name = "large\x1b[31m";
  profile.tokens.push_back({"lacking", "", 1, {{"absent\x1b[31m", 1}, {"absent too", 1}}});
  return profile;
}

const Chip& zero() {
  static const Chip chip = powered_chip("acme-zero", "Zero", 200);
  return chip;
}

Ranking weighed(Ranking ranking, const PriceFile* prices) {
  const Catalogue catalogue({zero(), powered_chip("acme-one", "One", 400)});
  const std::vector<Profile> profiles{two_models()};
  ranking.money = weigh_money(ranking, profiles, catalogue, &zero(), prices);
  return ranking;
}

PriceFile prices() {
  ChipPrice bought = purchase("acme-zero", {8000, 8766, 9000});
  bought.purchase->note = "without tax";
  bought.utilisation = priced(exactly(0.5), "the scheduler\x1b[31m");
  return price_file({rent("acme-one", {1.8, 3.6, 7.2}), bought});
}

TEST(MoneyText, WithPricesIsAsExpected) {
  const PriceFile file = prices();
  expect_golden(money_sections(weighed(two_chips(), &file)), "money.txt");
}

TEST(MoneyText, WithoutPricesIsAsExpected) {
  expect_golden(money_sections(weighed(two_chips(), nullptr)), "money_no_prices.txt");
}

TEST(MoneyText, IsNothingWhereNothingIsKnown) {
  EXPECT_THAT(money_sections(two_matmuls()), IsEmpty());
  Ranking ranking = two_matmuls();
  ranking.chips[0].chip_id = "";
  ranking.money = weigh_money(ranking, {}, Catalogue({zero()}), &zero(), nullptr);
  EXPECT_THAT(money_sections(ranking), IsEmpty());
}

TEST(MoneyText, EscapesWhatComesFromFilesAndFitsThePage) {
  const PriceFile file = prices();
  const std::string text = money_sections(weighed(two_chips(), &file));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  std::istringstream lines(text);
  for (std::string each; std::getline(lines, each);) {
    EXPECT_LE(columns(each), 120U) << each;
    EXPECT_FALSE(each.ends_with(' ')) << each;
  }
}

TEST(MoneyText, StandsInTheRanking) {
  const Ranking ranking = weighed(two_chips(), nullptr);
  EXPECT_THAT(rank_text(ranking), HasSubstr(money_sections(ranking)));
}

/// The keys of docs/rank-json.md.
TEST(MoneyJson, HoldsTheSame) {
  const PriceFile file = prices();
  const auto json = nlohmann::json::parse(rank_json(weighed(two_chips(), &file)));
  EXPECT_EQ(json["cases"][0]["results"][0]["energy"],
            nlohmann::json::parse(R"({"joules_per_iteration": {"low": 2.7, "point": 3.0,
              "high": 3.3000000000000003}, "watts": {"low": 270.0, "point": 300.0, "high": 330.0},
              "source": "power"})"));
  EXPECT_TRUE(json["cases"][2]["results"][0]["energy"]["watts"]["low"].is_null());
  EXPECT_FALSE(json["cases"][0]["results"][1].contains("energy"));

  const auto& money = json["money"];
  EXPECT_EQ(money["prices"], "prices.yaml");
  EXPECT_EQ(money["currency"], "USD");
  EXPECT_EQ(money["date"], "2026-11");
  EXPECT_EQ(money["warnings"].size(), 2U);
  EXPECT_EQ(money["sources"].size(), 6U);
  EXPECT_EQ(money["sources"][0]["what"], "Acme Zero, purchase");
  EXPECT_EQ(money["sources"][0]["value"]["low"], 8000);
  EXPECT_EQ(money["sources"][0]["unit"], "USD");
  EXPECT_EQ(money["sources"][0]["source"], "a list");
  EXPECT_EQ(money["sources"][0]["date"], "2026");
  EXPECT_EQ(money["sources"][0]["note"], "without tax");

  EXPECT_EQ(money["profiles"][0]["profile"], "training");
  const auto& base = money["profiles"][0]["chips"][0];
  EXPECT_TRUE(base["chip"].is_null());
  EXPECT_EQ(base["is_baseline"], true);
  EXPECT_EQ(base["origin"], "datasheet and published");
  EXPECT_EQ(base["power"]["origin"], "datasheet");
  EXPECT_TRUE(base["to_baseline"].is_null());
  EXPECT_EQ(base["per_hour"]["rented"], false);
  EXPECT_EQ(base["per_hour"]["note"], "without the host");
  EXPECT_NEAR(base["per_hour"]["hardware"]["point"], 2, 1e-9);
  EXPECT_NEAR(base["per_hour"]["energy"]["point"], 0.03, 1e-9);
  EXPECT_NEAR(base["per_hour"]["total"]["point"], 2.03, 1e-9);
}

TEST(MoneyJson, HoldsAChipBesideTheBaseline) {
  const PriceFile file = prices();
  const auto json = nlohmann::json::parse(rank_json(weighed(two_chips(), &file)));
  const auto& one = json["money"]["profiles"][0]["chips"][1];
  EXPECT_EQ(one["chip"], 0);
  EXPECT_EQ(one["is_baseline"], false);
  EXPECT_NEAR(one["flops"]["point"], 2e14, 1e3);
  EXPECT_EQ(one["power"]["origin"], "measured");
  EXPECT_EQ(one["power"]["cases"], 3);
  EXPECT_EQ(one["power"]["source"], "counter and power");
  EXPECT_NEAR(one["power"]["watts"]["point"], 250, 1e-9);
  EXPECT_NEAR(one["joules_per_eflop"]["point"], 1.5e6, 1e-3);
  EXPECT_NEAR(one["flops_per_watt"]["point"], 1e18 / 1.5e6, 1);
  EXPECT_EQ(one["per_hour"]["rented"], true);
  EXPECT_TRUE(one["per_hour"]["energy"].is_null());
  EXPECT_NEAR(one["cost_per_eflop"]["point"], 5, 1e-9);
  EXPECT_EQ(one["tokens"][0]["model"], "model");
  EXPECT_EQ(one["tokens"][0]["origin"], "modelled from measured");
  EXPECT_NEAR(one["tokens"][0]["per_second"]["point"], 4000 / 3.0, 1e-9);
  EXPECT_NEAR(one["tokens"][0]["cost_per_1e9"]["point"], 750, 1e-9);
  EXPECT_TRUE(one["tokens"][1]["per_second"].is_null());
  EXPECT_EQ(one["tokens"][1]["missing"].size(), 2U);
  const auto& ratios = one["to_baseline"];
  EXPECT_EQ(ratios["speed"]["high"], 2.5);
  EXPECT_EQ(ratios["breakeven_multiple"]["low"], 1.6);
  EXPECT_NEAR(ratios["work_per_watt"]["point"], 1, 1e-12);
  EXPECT_EQ(ratios["power_origin"], "datasheet");
  EXPECT_NEAR(ratios["cost_of_work"]["point"], 3.6 / 2.03 / 2, 1e-12);
  EXPECT_NEAR(ratios["work_per_money"]["point"], 2 / (3.6 / 2.03), 1e-12);
  EXPECT_NEAR(ratios["breakeven_per_hour"]["point"], 4.06, 1e-12);
  const auto& unknown = json["money"]["profiles"][0]["chips"][2];
  EXPECT_TRUE(unknown["flops"]["low"].is_null());
  EXPECT_TRUE(unknown["power"].is_null());
  EXPECT_TRUE(unknown["per_hour"].is_null());
  EXPECT_TRUE(unknown["to_baseline"]["work_per_watt"].is_null());
}

}  // namespace
}  // namespace steelyard::results
