#include "results/report/money_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "results/money/interval_ends.hpp"
#include "results/report/plain_text.hpp"
#include "results/report/quantity.hpp"
#include "results/report/rank_words.hpp"

namespace steelyard::results {
namespace {

/// An interval that means nothing is left out.
std::string with_unit(const Interval& value, std::string_view unit, bool known) {
  return known ? quantity(value, unit) : quantity(value.point, unit) + " [unknown]";
}

std::string plain_ratio(const Interval& value, bool known) {
  return known ? ratio_text(value) : ratio_text(value.point) + " [unknown]";
}

/// Prices have no prefixes: "0.2503 [0.2278, 0.2728] USD/h".
std::string price_text(const Interval& value, std::string_view unit, bool known) {
  const bool exact = known && value.low == value.high;
  const std::string number = exact ? ratio_text(value.point) : plain_ratio(value, known);
  return unit.empty() ? number : fmt::format("{} {}", number, unit);
}

std::string energy_of_cases(const Ranking& ranking) {
  std::string rows;
  for (const RankedCase& row : ranking.cases) {
    for (std::size_t chip = 0; chip < row.cells.size(); ++chip) {
      const auto& cell = row.cells[chip];
      if (!cell || !cell->energy) continue;
      const CaseEnergy& energy = *cell->energy;
      rows += wrapped(
          fmt::format("{}  {}: {}, {} ({})", chip_letter(chip), plain(row.name),
                      with_unit(energy.joules_per_iteration, "J", energy.has_interval),
                      with_unit(energy.watts, "W", energy.has_interval), plain(energy.source)),
          2, 3);
    }
  }
  if (rows.empty()) return "";
  return heading("Energy of one device, per iteration") + rows;
}

std::string power_text(const ChipMoney& money) {
  const DevicePower& power = *money.power;
  const bool measured = power.origin == Origin::measured;
  const std::string watts =
      measured ? with_unit(power.watts, "W", money.has_interval) : quantity(power.watts.point, "W");
  const std::string from = measured
                               ? fmt::format("measured by {} in {}", plain(power.source),
                                             counted(static_cast<std::size_t>(power.cases), "case"))
                               : "datasheet";
  std::string out = fmt::format("power {}, {}", watts, from);
  if (money.flops_per_watt) {
    out += "; " + with_unit(*money.flops_per_watt, "FLOP/J", money.has_interval) + ", " +
           price_text(*money.joules_per_eflop * 1e-3, "kJ per EFLOP", money.has_interval);
  }
  return out;
}

std::string cost_text(const ChipMoney& money, const std::string& currency) {
  const HourlyCost& cost = *money.per_hour;
  std::string out = price_text(cost.total, currency + "/h", true);
  if (cost.rented) out += ", rent";
  if (cost.energy) {
    out += fmt::format(", of it energy {}", ratio_text(cost.energy->point));
  }
  if (!cost.note.empty()) out += ", " + cost.note;
  if (money.cost_per_eflop) {
    out += "; " + price_text(*money.cost_per_eflop, currency + " per EFLOP", money.has_interval);
  }
  return out;
}

std::string token_text(const TokenBound& bound, const ChipMoney& money,
                       const std::string& currency) {
  if (!bound.per_second) {
    return fmt::format("{}: no bound on tokens; {} missing, the first is {}", plain(bound.model),
                       counted(bound.missing.size(), "case"), plain(bound.missing.front()));
  }
  std::string out = fmt::format("{}: at most {}, {}", plain(bound.model),
                                with_unit(*bound.per_second, "tokens/s", money.has_interval),
                                plain(bound.origin));
  if (bound.cost) {
    out +=
        "; at least " + price_text(*bound.cost, currency + " per 1e9 tokens", money.has_interval);
  }
  return out;
}

std::string ratios_text(const ChipMoney& money, const std::string& currency) {
  const MoneyRatios& ratios = *money.ratios;
  std::vector<std::string> parts;
  if (ratios.per_watt) {
    parts.push_back(fmt::format("work per watt {} ({} power on both sides)",
                                plain_ratio(*ratios.per_watt, money.has_interval),
                                name(ratios.power)));
  }
  if (ratios.cost) {
    parts.push_back("cost of the same work " + plain_ratio(*ratios.cost, money.has_interval));
    parts.push_back("work per money " + plain_ratio(*ratios.per_money, money.has_interval));
  }
  if (ratios.breakeven_per_hour) {
    parts.push_back("breaks even at " +
                    price_text(*ratios.breakeven_per_hour, currency + "/h", money.has_interval));
  } else {
    parts.push_back(fmt::format("breaks even at {} x the baseline's price of an hour",
                                plain_ratio(ratios.speed, money.has_interval)));
  }
  return fmt::format("against the baseline: {}", fmt::join(parts, "; "));
}

std::string chip_paragraph(const Ranking& ranking, const ChipMoney& money) {
  const std::string currency = plain(ranking.money->currency);
  const std::string letter = money.chip ? chip_letter(*money.chip) : "-";
  const std::string label = money.chip ? ranking.chips[*money.chip].label : ranking.baseline.chip;
  const std::string role = money.is_baseline ? ", the baseline" : "";
  const std::string origin = money.origin.empty() ? "" : ", figures " + plain(money.origin);
  std::string out = wrapped(fmt::format("{}  {}{}{}", letter, plain(label), role, origin), 4);
  if (money.power) out += wrapped(power_text(money), 7, 2);
  if (money.per_hour) out += wrapped(cost_text(money, currency), 7, 2);
  for (const TokenBound& bound : money.tokens) {
    out += wrapped(token_text(bound, money, currency), 7, 2);
  }
  if (money.ratios) out += wrapped(ratios_text(money, currency), 7, 2);
  return out;
}

std::string source_lines(const Money& money) {
  std::string out;
  for (const PriceSource& each : money.sources) {
    std::string line =
        fmt::format("{}: {}, {}", plain(each.what), price_text(each.value, plain(each.unit), true),
                    plain(each.source));
    if (!each.date.empty()) line += ", " + plain(each.date);
    if (!each.note.empty()) line += "; " + plain(each.note);
    out += wrapped(line, 2, 2);
  }
  return out;
}

std::string introduction(const Money& money) {
  std::string out;
  if (money.file.empty()) {
    out = wrapped("No prices were given (--prices FILE).", 2);
  } else {
    out = wrapped(fmt::format("Prices of {} ({}), in {}.", plain(money.file), plain(money.date),
                              plain(money.currency)),
                  2);
  }
  for (const std::string& warning : money.warnings) out += wrapped("warning: " + plain(warning), 2);
  return out;
}

/// Whether anything can be said that the scores do not say.
bool says_something(const Money& money) {
  if (!money.file.empty()) return true;
  return std::ranges::any_of(money.profiles, [](const ProfileMoney& profile) {
    return std::ranges::any_of(profile.chips, [](const ChipMoney& chip) {
      return chip.chip && (chip.power || std::ranges::any_of(chip.tokens, [](const auto& bound) {
                             return bound.per_second.has_value();
                           }));
    });
  });
}

}  // namespace

std::string money_sections(const Ranking& ranking) {
  std::string out = energy_of_cases(ranking);
  if (!ranking.money || !says_something(*ranking.money)) return out;
  const Money& money = *ranking.money;
  out += heading("Energy and money") + introduction(money);
  for (const ProfileMoney& profile : money.profiles) {
    out += "\n" + wrapped(plain(profile.profile), 2);
    for (const ChipMoney& chip : profile.chips) out += chip_paragraph(ranking, chip);
  }
  if (!money.sources.empty()) out += heading("Where the prices come from") + source_lines(money);
  return out;
}

}  // namespace steelyard::results
