#include <fmt/format.h>

#include <optional>
#include <utility>

#include "results/report/csv.hpp"
#include "results/report/rank_csv_rows.hpp"

namespace steelyard::results {
namespace {

/// Rows of one chip in one profile, which differ in metric, unit and figure alone.
class MoneyRows {
 public:
  MoneyRows(RankCsvRow row, bool has_interval)
      : row_(std::move(row)), has_interval_(has_interval) {}

  void add(const std::string& metric, const std::string& unit,
           const std::optional<Interval>& value) {
    add(metric, unit, value, has_interval_);
  }
  void add(const std::string& metric, const std::string& unit, const std::optional<Interval>& value,
           bool known) {
    if (!value) return;
    RankCsvRow row = row_;
    row["metric"] = csv_cell(metric);
    row["unit"] = csv_cell(unit);
    put_interval(row, "figure", *value, known);
    lines_ += csv_line_of(row);
  }
  const std::string& lines() const { return lines_; }

 private:
  RankCsvRow row_;
  bool has_interval_;
  std::string lines_;
};

std::string lines_of_chip(const ChipMoney& chip, const std::string& currency, RankCsvRow row) {
  row["reason"] = csv_cell(chip.origin.empty() ? "" : "figures " + chip.origin);
  MoneyRows rows(std::move(row), chip.has_interval);
  rows.add("flops", "FLOP/s", chip.flops);
  if (chip.power)
    rows.add(fmt::format("watts, {}", name(chip.power->origin)), "W", chip.power->watts);
  rows.add("joules_per_eflop", "J/EFLOP", chip.joules_per_eflop);
  rows.add("flops_per_watt", "FLOP/s/W", chip.flops_per_watt);
  if (chip.per_hour) rows.add("cost_per_hour", currency + "/h", chip.per_hour->total, true);
  rows.add("cost_per_eflop", currency + "/EFLOP", chip.cost_per_eflop);
  for (const TokenBound& bound : chip.tokens) {
    rows.add("tokens, at most: " + bound.model, "1/s", bound.per_second);
    rows.add("cost of 1e9 tokens, at least: " + bound.model, currency, bound.cost);
  }
  if (chip.ratios) {
    rows.add("work_per_watt to the baseline", "1", chip.ratios->per_watt);
    rows.add("cost_of_work to the baseline", "1", chip.ratios->cost);
    rows.add("work_per_money to the baseline", "1", chip.ratios->per_money);
    rows.add("breakeven_per_hour", currency + "/h", chip.ratios->breakeven_per_hour);
    rows.add("breakeven_multiple of the baseline's price", "1", chip.ratios->speed);
  }
  return rows.lines();
}

}  // namespace

std::string csv_money_rows(const Ranking& ranking) {
  if (!ranking.money) return "";
  std::string out;
  for (const ProfileMoney& profile : ranking.money->profiles) {
    for (const ChipMoney& chip : profile.chips) {
      RankCsvRow row;
      if (chip.chip) {
        row = csv_row_of_chip(ranking, *chip.chip);
      } else {
        row = {{"baseline", csv_cell(ranking.baseline.title)},
               {"baseline_origin", std::string(name(ranking.baseline.origin))},
               {"label", csv_cell(ranking.baseline.chip)},
               {"origin", std::string(name(ranking.baseline.origin))}};
      }
      row["row"] = "money";
      row["profile"] = csv_cell(profile.profile);
      out += lines_of_chip(chip, ranking.money->currency, row);
    }
  }
  return out;
}

}  // namespace steelyard::results
