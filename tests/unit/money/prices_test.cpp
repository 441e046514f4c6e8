#include "results/money/prices.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/core/error.hpp"
#include "tests/unit/money/weighed_ranking.hpp"

namespace steelyard::results {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* whole = R"(currency: CNY
date: 2026-11
energy:
  per_kwh: {value: 0.6, source: the grid, date: 2026-01, note: by day}
  pue: {value: 1.3, low: 1.2, high: 1.5, source: the operator}
chips:
  - chip: acme-one
    purchase: {low: 80000, high: 90000, source: an offer}
    lifetime_years: {value: 5, source: the accountant}
    utilisation: {value: 0.8, source: last year}
    host_share: {value: 20000, source: an offer}
  - label: Home Made (rev. 2)
    per_hour: {value: 3.5, source: a list}
)";

const Catalogue& catalogue() {
  static const Catalogue chips(
      {test::round_chip("acme-one", "One"), test::round_chip("acme-two", "Two")});
  return chips;
}

PriceFile parse(const std::string& text) {
  return parse_prices(parse_yaml(text, "p.yaml"), "p.yaml", catalogue());
}

/// What is said of the whole file with `from` replaced.
std::string complaint(const std::string& from, const std::string& to) {
  std::string text = whole;
  const auto at = text.find(from);
  if (at == std::string::npos) return "no such text: " + from;
  try {
    parse(text.replace(at, from.size(), to));
  } catch (const DataError& error) {
    return error.what();
  }
  return "";
}

TEST(PriceFile, IsReadWhole) {
  const PriceFile prices = parse(whole);
  EXPECT_EQ(prices.file, "p.yaml");
  EXPECT_EQ(prices.currency, "CNY");
  EXPECT_EQ(prices.date, "2026-11");
  ASSERT_TRUE(prices.energy);
  EXPECT_EQ(prices.energy->per_kwh.value.point, 0.6);
  EXPECT_EQ(prices.energy->per_kwh.value.low, 0.6);
  EXPECT_EQ(prices.energy->per_kwh.value.high, 0.6);
  EXPECT_EQ(prices.energy->per_kwh.source, "the grid");
  EXPECT_EQ(prices.energy->per_kwh.date, "2026-01");
  EXPECT_EQ(prices.energy->per_kwh.note, "by day");
  EXPECT_EQ(prices.energy->pue.value.low, 1.2);
  EXPECT_EQ(prices.energy->pue.value.point, 1.3);
  EXPECT_EQ(prices.energy->pue.value.high, 1.5);
  ASSERT_EQ(prices.chips.size(), 2U);
  const ChipPrice& one = prices.chips[0];
  EXPECT_EQ(one.chip_id, "acme-one");
  EXPECT_EQ(one.label, "");
  EXPECT_FALSE(one.per_hour);
  EXPECT_EQ(one.purchase->value.low, 80000);
  EXPECT_EQ(one.purchase->value.point, 85000);
  EXPECT_EQ(one.purchase->value.high, 90000);
  EXPECT_EQ(one.lifetime_years->value.point, 5);
  EXPECT_EQ(one.utilisation->value.point, 0.8);
  EXPECT_EQ(one.host_share->value.point, 20000);
  EXPECT_EQ(prices.chips[1].label, "Home Made (rev. 2)");
  EXPECT_EQ(prices.chips[1].chip_id, "");
  EXPECT_EQ(prices.chips[1].per_hour->value.point, 3.5);
  EXPECT_FALSE(prices.chips[1].purchase);
}

TEST(PriceFile, FindsAChipByIdElseByLabel) {
  const PriceFile prices = parse(whole);
  EXPECT_EQ(find_price(prices, "acme-one", "Acme One"), &prices.chips[0]);
  EXPECT_EQ(find_price(prices, "", "Home Made (rev. 2)"), &prices.chips[1]);
  EXPECT_EQ(find_price(prices, "acme-two", "Home Made (rev. 2)"), nullptr);
  EXPECT_EQ(find_price(prices, "", "Home Made"), nullptr);
  EXPECT_EQ(find_price(prices, "", ""), nullptr);
}

TEST(PriceFile, NeedsNoEnergyAndNoChips) {
  const PriceFile prices = parse("currency: USD\ndate: today\nchips: []\n");
  EXPECT_FALSE(prices.energy);
  EXPECT_TRUE(prices.chips.empty());
}

TEST(PriceFile, IsRefusedForUnknownKeysWithThePlace) {
  EXPECT_EQ(complaint("currency: CNY", "curency: CNY"),
            "p.yaml:1:10: unknown key 'curency'; did you mean 'currency'? Valid: currency, date, "
            "energy, chips.");
  EXPECT_THAT(complaint("per_kwh:", "per_kw:"), HasSubstr("did you mean 'per_kwh'?"));
  EXPECT_THAT(complaint("purchase:", "purchse:"), HasSubstr("did you mean 'purchase'?"));
  EXPECT_THAT(complaint("note: by day", "nota: by day"), StartsWith("p.yaml:4:"));
}

TEST(PriceFile, IsRefusedWithoutSources) {
  for (const char* source : {", source: the grid", ", source: the operator", ", source: an offer",
                             ", source: the accountant", ", source: a list"}) {
    EXPECT_THAT(complaint(source, ""), HasSubstr("the key 'source' is missing")) << source;
  }
}

TEST(PriceFile, IsRefusedForAnotherKindOfCurrency) {
  for (const char* wrong : {"US", "USDT", "usd", "U1D", "'U D'"}) {
    EXPECT_THAT(complaint("CNY", wrong), HasSubstr("three capital letters")) << wrong;
  }
  EXPECT_EQ(complaint("CNY", "AZZ"), "");
}

TEST(PriceFile, IsRefusedForNumbersOutOfRange) {
  EXPECT_THAT(complaint("value: 0.6", "value: 0"), HasSubstr("from 1e-09 to 1e+12"));
  EXPECT_THAT(complaint("value: 0.6", "value: -1"), HasSubstr("from 1e-09"));
  EXPECT_THAT(complaint("value: 0.6", "value: 1e13"), HasSubstr("to 1e+12"));
  EXPECT_THAT(complaint("value: 0.6", "value: .inf"), HasSubstr("finite"));
  EXPECT_THAT(complaint("low: 1.2", "low: 0.9"), HasSubstr("from 1 to 100"));
  EXPECT_THAT(complaint("value: 5,", "value: 101,"), HasSubstr("from 0.01 to 100"));
  EXPECT_THAT(complaint("value: 0.8", "value: 1.01"), HasSubstr("from 0.001 to 1"));
  EXPECT_EQ(complaint("value: 0.8", "value: 1"), "");
  EXPECT_EQ(complaint("low: 1.2", "low: 1"), "");
}

TEST(PriceFile, IsRefusedForRangesThatAreNone) {
  EXPECT_THAT(complaint("low: 1.2, ", ""), HasSubstr("low and high, or none"));
  EXPECT_THAT(complaint("high: 1.5, ", ""), HasSubstr("low and high, or none"));
  EXPECT_THAT(complaint("low: 1.2", "low: 1.4"), HasSubstr("low <= value <= high"));
  EXPECT_THAT(complaint("high: 1.5", "high: 1.25"), HasSubstr("low <= value <= high"));
  EXPECT_THAT(complaint("low: 80000, high: 90000, ", ""), HasSubstr("'value' is missing"));
  EXPECT_EQ(complaint("low: 1.2, high: 1.5", "low: 1.3, high: 1.3"), "");
}

TEST(PriceFile, IsRefusedForAChipThatIsNotOne) {
  EXPECT_THAT(complaint("chip: acme-one", "chip: acme-oen"), HasSubstr("p.yaml:7:11: "));
  EXPECT_THAT(complaint("chip: acme-one", "chip: acme-oen"), HasSubstr("acme-one"));
  EXPECT_THAT(complaint("label: Home Made (rev. 2)", "chip: acme-one"),
              HasSubstr("'acme-one' stands here twice"));
  EXPECT_THAT(complaint("  - label: Home", "  - label: x\n    chip: Home"),
              HasSubstr("either chip"));
  EXPECT_THAT(complaint("label: Home Made (rev. 2)\n    ", ""), HasSubstr("either chip"));
}

TEST(PriceFile, IsRefusedForRentWithPurchaseOrNeither) {
  EXPECT_THAT(complaint("    purchase: {low: 80000, high: 90000, source: an offer}\n", ""),
              HasSubstr("either per_hour or purchase"));
  EXPECT_THAT(complaint("    per_hour:", "    purchase: {value: 1, source: x}\n    per_hour:"),
              HasSubstr("either per_hour or purchase"));
  for (const char* key : {"lifetime_years", "utilisation", "host_share"}) {
    const std::string line = std::string("    ") + key + ": {value: 1, source: x}\n    per_hour:";
    EXPECT_THAT(complaint("    per_hour:", line), HasSubstr("goes with a purchase")) << key;
  }
  EXPECT_THAT(complaint("    lifetime_years: {value: 5, source: the accountant}\n", ""),
              HasSubstr("'lifetime_years' is missing"));
}

TEST(PriceFile, HoldsAThousandChipsAtMost) {
  std::string text = "currency: USD\ndate: x\nchips:\n";
  const auto chip = [](int i) {
    return "  - {label: c" + std::to_string(i) + ", per_hour: {value: 1, source: s}}\n";
  };
  for (int i = 0; i < 1000; ++i) text += chip(i);
  EXPECT_EQ(parse(text).chips.size(), 1000U);
  EXPECT_THROW(parse(text + chip(1000)), DataError);
}

TEST(PriceFile, OfTheExampleIsReadWithTheShippedCatalogue) {
  const std::filesystem::path root(STEELYARD_SOURCE_DIR);
  const auto shipped = Catalogue::load(root / "results/chips");
  const PriceFile prices = load_prices(root / "results/money/example-prices.yaml", shipped);
  EXPECT_EQ(prices.currency, "USD");
  EXPECT_EQ(prices.chips.size(), 5U);
  EXPECT_NE(find_price(prices, "nvidia-h20", ""), nullptr);
  // The catalogue and the example must not drift apart.
  for (const ChipPrice& price : prices.chips) {
    const Chip* chip = shipped.find_exact(price.chip_id);
    ASSERT_NE(chip, nullptr);
    ASSERT_TRUE(chip->price) << price.chip_id;
    if (chip->price->currency != "USD" && chip->price->currency != "USD per GPU-hour") continue;
    const PricedFigure& figure = price.purchase ? *price.purchase : *price.per_hour;
    EXPECT_EQ(figure.value.low, chip->price->low) << price.chip_id;
    EXPECT_EQ(figure.value.high, chip->price->high) << price.chip_id;
  }
}

}  // namespace
}  // namespace steelyard::results
