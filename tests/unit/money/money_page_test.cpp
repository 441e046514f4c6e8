#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "harness/core/visit_power.hpp"
#include "results/money/hourly_cost.hpp"
#include "results/money/interval_ends.hpp"
#include "results/money/weigh_money.hpp"
#include "results/report/quantity.hpp"
#include "tests/unit/money/weighed_ranking.hpp"

/// Recomputes the worked examples on money and energy of docs/metrics.md with the program's own
/// code, and looks for the very lines on the page; reads the examples of the other pages.
namespace steelyard::results {
namespace {

using namespace test;
using testing::HasSubstr;

const std::filesystem::path root(STEELYARD_SOURCE_DIR);

std::string page(const std::string& name) {
  std::ifstream stream(root / "docs" / name);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::string line(const std::string& text) { return "\n    " + text + "\n"; }

/// Of the first fenced YAML on the page.
std::string yaml_of(const std::string& name) {
  const std::string all = page(name);
  const auto begin = all.find("```yaml\n") + 8;
  return all.substr(begin, all.find("```", begin) - begin);
}

constexpr double matmul_flops = 2.0 * 4096 * 4096 * 4096;
constexpr double matmul_seconds = 1.3e-3;

TEST(MoneyPage, EnergyIsRecomputed) {
  std::vector<TelemetrySample> samples(3);
  const double seconds[] = {0.0, 0.1, 0.3};
  const double watts[] = {280, 300, 320};
  for (std::size_t i = 0; i < 3; ++i) {
    samples[i].seconds = seconds[i];
    samples[i].power_watts = watts[i];
  }
  const double power = *SensorTraces(samples).mean_watts(0, 0, 0.3, PowerSource::power);
  const double joules = power * matmul_seconds;
  const double per_eflop = joules / matmul_flops * 1e18;
  EXPECT_THAT(
      page("metrics.md"),
      HasSubstr(line(fmt::format("{:.2f} J in 0.3 s = {}, {:.1f} mJ an iteration, {} per EFLOP, {}",
                                 power * 0.3, quantity(power, "W"), joules * 1e3,
                                 quantity(per_eflop, "J"), quantity(1e18 / per_eflop, "FLOP/J")))));
}

/// One matmul at the rate of the page on the chip of the page, which is the baseline, and a chip
/// with a score.
Money example() {
  Ranking ranking;
  ranking.baseline.chip = "Acme Zero";
  ranking.chips = {chip_row("Other", "")};
  RankedCell cell = matmul_cell(matmul_flops, matmul_seconds);
  cell.reference = reference(matmul_flops / matmul_seconds, Origin::published);
  ranking.cases = {{"1", "matmul", "g", false, {cell}}};
  ProfileRanking profile;
  profile.profile = "training";
  profile.parts = {{"layers", 1, {"matmul"}, 0, ""}};
  profile.excluded = {score_of_chip(0, {0.7, 0.8, 0.9})};
  ranking.profiles = {profile};

  Profile weights = training();
  // As many of these as have the operations of Llama-3-8B for 4096 tokens.
  const double step = 6 * 32.0 * 4096 * (6144 + 4096 + 3 * 14336) * 4096;
  weights.tokens = {{"Llama-3-8B", "its configuration", 4096, {{"matmul", step / matmul_flops}}}};

  ChipPrice bought = purchase("acme-zero", exactly(11000));
  bought.lifetime_years = priced(exactly(5.5));
  PriceFile prices = price_file({bought});
  prices.energy = EnergyPrice{priced(exactly(0.0806)), priced(exactly(1.58))};
  const Chip zero = powered_chip("acme-zero", "Zero", 400);
  // The other chip's power must be known too, or neither side has energy in what is compared.
  Chip other = powered_chip("other", "Other", 400);
  ranking.chips[0].chip_id = "other";
  return weigh_money(ranking, std::vector<Profile>{weights}, Catalogue({zero, other}), &zero,
                     &prices);
}

TEST(MoneyPage, CostIsRecomputed) {
  const Money money = example();
  const ChipMoney& base = money.profiles.at(0).chips.at(0);
  EXPECT_THAT(
      page("metrics.md"),
      HasSubstr(line(fmt::format("{:.4f} + {:.5f} = {:.4f} USD/h, {:.4f} USD per EFLOP",
                                 base.per_hour->hardware.point, base.per_hour->energy->point,
                                 base.per_hour->total.point, base.cost_per_eflop->point))));
}

TEST(MoneyPage, TokensAreRecomputed) {
  const Money money = example();
  const TokenBound& bound = money.profiles.at(0).chips.at(0).tokens.at(0);
  EXPECT_THAT(page("metrics.md"),
              HasSubstr(line(fmt::format("{:.0f} tokens/s, {:.2f} USD per 1e9 tokens",
                                         bound.per_second->point, bound.cost->point))));
}

TEST(MoneyPage, BreakEvenIsRecomputed) {
  const Money money = example();
  const ChipMoney& other = money.profiles.at(0).chips.at(1);
  EXPECT_THAT(page("metrics.md"),
              HasSubstr(line(fmt::format("breaks even at {} USD/h",
                                         ratio_text(*other.ratios->breakeven_per_hour)))));
}

TEST(PricesPage, HasAnExampleThatIsRead) {
  const YamlNode root_node = parse_yaml(yaml_of("prices.md"), "prices.md");
  const PriceFile prices =
      parse_prices(root_node, "prices.md", Catalogue::load(root / "results/chips"));
  EXPECT_EQ(prices.chips.size(), 2U);
  EXPECT_EQ(prices.chips[1].label, "Acme One");
}

TEST(ProfilesPage, HasAnExampleThatIsRead) {
  const Profile profile = parse_profile(parse_yaml(yaml_of("profiles.md"), "profiles.md"));
  EXPECT_EQ(profile.name, "mine");
  EXPECT_EQ(profile.parts.size(), 2U);
  EXPECT_EQ(profile.tokens.size(), 1U);
}

TEST(ProfilesPage, HasTheWeightsOfTheShippedFiles) {
  const std::filesystem::path folder = root / "results/profiles";
  for (const std::string& name : profile_names(folder)) {
    const std::string all = page("profiles.md");
    const auto begin = all.find("| `" + name + "` |");
    ASSERT_NE(begin, std::string::npos) << name;
    const std::string row = all.substr(begin, all.find('\n', begin) - begin);
    for (const ProfilePartSpec& part : find_profile(name, folder).parts) {
      EXPECT_THAT(row, HasSubstr(fmt::format(" {:g}", part.weight))) << part.name;
    }
  }
}

}  // namespace
}  // namespace steelyard::results
