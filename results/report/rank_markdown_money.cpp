#include <fmt/format.h>

#include <optional>

#include "results/report/markdown.hpp"
#include "results/report/quantity.hpp"
#include "results/report/rank_markdown_cases.hpp"
#include "results/report/rank_words.hpp"

namespace steelyard::results {
namespace {

std::string ratio_cell(const std::optional<Interval>& value, bool known) {
  if (!value) return "";
  return known ? ratio_text(*value) : ratio_text(value->point) + " [unknown]";
}

std::string quantity_cell(const std::optional<Interval>& value, std::string_view unit, bool known) {
  if (!value) return "";
  return known ? quantity(*value, unit) : quantity(value->point, unit) + " [unknown]";
}

std::string chip_row(const Ranking& ranking, const std::string& profile, const ChipMoney& chip) {
  const bool known = chip.has_interval;
  const std::string label =
      chip.chip ? chip_letter(*chip.chip) + " " + markdown(ranking.chips[*chip.chip].label)
                : "- " + markdown(ranking.baseline.chip);
  std::string power;
  if (chip.power) {
    power = fmt::format("{} ({})", quantity_cell(chip.power->watts, "W", known),
                        name(chip.power->origin));
  }
  const MoneyRatios* ratios = chip.ratios ? &*chip.ratios : nullptr;
  return markdown_row({markdown(profile), label, markdown(chip.origin),
                       quantity_cell(chip.flops, "FLOP/s", known), power,
                       quantity_cell(chip.joules_per_eflop, "J", known),
                       ratio_cell(chip.cost_per_eflop, known),
                       ratios == nullptr ? "" : ratio_cell(ratios->per_watt, known),
                       ratios == nullptr ? "" : ratio_cell(ratios->cost, known),
                       ratios == nullptr ? "" : ratio_cell(ratios->speed, known)});
}

}  // namespace

std::string rank_markdown_money(const Ranking& ranking) {
  if (!ranking.money || ranking.money->profiles.empty()) return "";
  const std::string currency = markdown(ranking.money->currency);
  std::string table = markdown_head({"profile", "chip", "figures", "FLOP/s", "power", "J per EFLOP",
                                     currency.empty() ? "cost per EFLOP" : currency + " per EFLOP",
                                     "work per watt", "cost of work", "breaks even at"});
  for (const ProfileMoney& profile : ranking.money->profiles) {
    for (const ChipMoney& chip : profile.chips) table += chip_row(ranking, profile.profile, chip);
  }
  table +=
      "\nThe last three are relative to the baseline; a chip breaks even at so many times the "
      "baseline's price of an hour.\n";
  for (const std::string& warning : ranking.money->warnings) {
    table += "\n:warning: " + markdown(warning) + "\n";
  }
  return "\n" + markdown_details("Energy and money, of one device", table);
}

}  // namespace steelyard::results
