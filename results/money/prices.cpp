#include "results/money/prices.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "harness/core/error.hpp"

namespace steelyard::results {
namespace {

constexpr std::size_t most_chips = 1'000;

/// Outside of these a figure is a slip, and quotients would leave what a double can hold.
struct Range {
  double low;
  double high;
};
constexpr Range any_price{1e-9, 1e12};
constexpr Range any_lifetime{0.01, 100};
constexpr Range any_pue{1, 100};
constexpr Range any_share{0.001, 1};

double number_in(const YamlNode& node, const Range& range) {
  const double value = node.number();
  if (!(value >= range.low && value <= range.high)) {
    node.fail(fmt::format("expected a number from {:g} to {:g}.", range.low, range.high));
  }
  return value;
}

/// `value`, or `low` and `high`, or all three.
Interval read_value(const YamlNode& node, const Range& range) {
  const YamlNode* value = node.find("value");
  const YamlNode* low = node.find("low");
  const YamlNode* high = node.find("high");
  if ((low == nullptr) != (high == nullptr)) node.fail("give low and high, or none of them.");
  if (low == nullptr) {
    const double point = number_in(node.at("value"), range);
    return {point, point, point};
  }
  Interval read{number_in(*low, range), 0, number_in(*high, range)};
  read.point = value != nullptr ? number_in(*value, range) : (read.low + read.high) / 2;
  if (!(read.low <= read.point && read.point <= read.high)) {
    node.fail("expected low <= value <= high.");
  }
  return read;
}

std::string text_or_nothing(const YamlNode& node, std::string_view key) {
  const YamlNode* found = node.find(key);
  return found == nullptr ? "" : found->text();
}

PricedFigure read_figure(const YamlNode& node, const Range& range) {
  node.allow_only({"value", "low", "high", "source", "date", "note"});
  return {read_value(node, range), node.at("source").text(), text_or_nothing(node, "date"),
          text_or_nothing(node, "note")};
}

std::optional<PricedFigure> read_optional(const YamlNode& parent, std::string_view key,
                                          const Range& range) {
  const YamlNode* found = parent.find(key);
  if (found == nullptr) return std::nullopt;
  return read_figure(*found, range);
}

void read_identity(const YamlNode& node, const Catalogue& catalogue, ChipPrice& price) {
  const YamlNode* chip = node.find("chip");
  const YamlNode* label = node.find("label");
  if ((chip == nullptr) == (label == nullptr)) {
    node.fail("give either chip, a name of the catalogue, or label, what rankings call it.");
  }
  if (label != nullptr) {
    price.label = label->text();
    return;
  }
  try {
    price.chip_id = catalogue.find(chip->text()).id;
  } catch (const UsageError& error) {
    chip->fail(error.what());
  }
}

/// What holds of a purchase alone must not stand beside a rent.
void refuse_with_rent(const YamlNode& node) {
  for (const std::string_view key : {"lifetime_years", "utilisation", "host_share"}) {
    const YamlNode* found = node.find(key);
    if (found != nullptr) {
      found->fail(fmt::format("{} goes with a purchase; a rent has it in it.", key));
    }
  }
}

ChipPrice read_chip(const YamlNode& node, const Catalogue& catalogue) {
  node.allow_only(
      {"chip", "label", "per_hour", "purchase", "lifetime_years", "utilisation", "host_share"});
  ChipPrice price;
  read_identity(node, catalogue, price);
  price.per_hour = read_optional(node, "per_hour", any_price);
  price.purchase = read_optional(node, "purchase", any_price);
  if (price.per_hour.has_value() == price.purchase.has_value()) {
    node.fail("give either per_hour or purchase.");
  }
  if (price.per_hour) {
    refuse_with_rent(node);
    return price;
  }
  price.lifetime_years = read_figure(node.at("lifetime_years"), any_lifetime);
  price.utilisation = read_optional(node, "utilisation", any_share);
  price.host_share = read_optional(node, "host_share", any_price);
  return price;
}

std::string read_currency(const YamlNode& node) {
  std::string text = node.text();
  const bool code =
      text.size() == 3 && std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
  if (!code) node.fail("expected a currency as three capital letters, such as USD.");
  return text;
}

}  // namespace

PriceFile load_prices(const std::filesystem::path& file, const Catalogue& catalogue) {
  return parse_prices(read_yaml_file(file), file.string(), catalogue);
}

PriceFile parse_prices(const YamlNode& root, const std::string& origin,
                       const Catalogue& catalogue) {
  root.allow_only({"currency", "date", "energy", "chips"});
  PriceFile prices;
  prices.file = origin;
  prices.currency = read_currency(root.at("currency"));
  prices.date = root.at("date").text();
  if (const YamlNode* energy = root.find("energy")) {
    energy->allow_only({"per_kwh", "pue"});
    prices.energy = EnergyPrice{read_figure(energy->at("per_kwh"), any_price),
                                read_figure(energy->at("pue"), any_pue)};
  }
  const YamlNode& chips = root.at("chips");
  if (chips.items().size() > most_chips) {
    chips.fail(fmt::format("more than {} chips.", most_chips));
  }
  std::set<std::string> seen;
  for (const YamlNode& node : chips.items()) {
    prices.chips.push_back(read_chip(node, catalogue));
    const ChipPrice& price = prices.chips.back();
    const std::string& identity = price.chip_id.empty() ? price.label : price.chip_id;
    if (!seen.insert(identity).second) node.fail(fmt::format("'{}' stands here twice.", identity));
  }
  return prices;
}

const ChipPrice* find_price(const PriceFile& prices, const std::string& chip_id,
                            const std::string& label) {
  const auto found = std::ranges::find_if(prices.chips, [&](const ChipPrice& price) {
    return chip_id.empty() ? price.chip_id.empty() && price.label == label
                           : price.chip_id == chip_id;
  });
  return found == prices.chips.end() ? nullptr : &*found;
}

}  // namespace steelyard::results
