#include "results/money/device_work.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "harness/core/statistics/quantiles.hpp"
#include "results/money/interval_ends.hpp"

namespace steelyard::results {
namespace {

constexpr double eflop = 1e18;

Interval point(double value) { return {value, value, value}; }

/// Of each end and of the point.
Interval weighted_geometric_mean(const std::vector<Interval>& values,
                                 const std::vector<double>& weights) {
  std::vector<double> low;
  std::vector<double> points;
  std::vector<double> high;
  for (const Interval& each : values) {
    low.push_back(each.low);
    points.push_back(each.point);
    high.push_back(each.high);
  }
  return {geometric_mean(low, weights), geometric_mean(points, weights),
          geometric_mean(high, weights)};
}

const RankedCase* find_row(const Ranking& ranking, const std::string& name) {
  const auto found = std::ranges::find(ranking.cases, name, &RankedCase::name);
  return found == ranking.cases.end() ? nullptr : &*found;
}

bool is_believed(const RankedCell& cell) {
  return cell.figures && cell.standing != Standing::implausible &&
         cell.standing != Standing::no_figure;
}

double flops_of(const CaseFigures& figures) {
  if (figures.kind != FigureKind::flops) return 0;
  return figures.figure.point * figures.seconds.point;
}

/// What an iteration of the case does, as any chip's figures tell.
double flops_on_any(const RankedCase& row) {
  for (const auto& cell : row.cells) {
    if (cell && cell->figures) return flops_of(*cell->figures);
  }
  return 0;
}

std::string joined(const std::set<std::string>& origins) {
  return fmt::format("{}", fmt::join(origins, " and "));
}

/// The mean power over the cases whose energy is known, and where that comes from.
void take_power(ChipMoney& money, const WorkingDevice& device,
                const std::vector<WeightedCase>& cases) {
  std::set<std::string> sources;
  DevicePower power{{}, Origin::measured, "", 0};
  double sum = 0;
  for (const WeightedCase& each : cases) {
    const auto figures = device.figures(*each.row);
    if (!figures || figures->energy == nullptr) continue;
    power.watts = power.watts + figures->energy->watts * each.weight;
    sum += each.weight;
    sources.insert(figures->energy->source);
    ++power.cases;
  }
  if (power.cases == 0) return;
  power.watts = power.watts * (1 / sum);
  power.source = joined(sources);
  money.power = power;
}

}  // namespace

std::optional<WorkingDevice::Figures> WorkingDevice::figures(const RankedCase& row) const {
  if (chip_) {
    const auto& cell = row.cells[*chip_];
    if (!cell || !is_believed(*cell)) return std::nullopt;
    const CaseFigures& known = *cell->figures;
    const bool wide = has_interval(known);
    return Figures{wide ? known.seconds : point(known.seconds.point), flops_of(known),
                   cell->energy ? &*cell->energy : nullptr, ranking_->chips[*chip_].origin, wide};
  }
  const auto with_reference = std::ranges::find_if(
      row.cells, [](const auto& cell) { return cell && cell->reference.has_value(); });
  const double flops = flops_on_any(row);
  if (with_reference == row.cells.end() || flops == 0) return std::nullopt;
  const ReferenceFigure& reference = *(*with_reference)->reference;
  return Figures{point(flops / reference.value), flops, nullptr, reference.origin, true};
}

std::vector<WeightedCase> counted_cases(const Ranking& ranking, const ProfileRanking& profile) {
  std::vector<WeightedCase> cases;
  for (const ProfilePart& part : profile.parts) {
    for (const std::string& name : part.counted) {
      const double weight = part.weight / static_cast<double>(part.counted.size());
      if (const RankedCase* row = find_row(ranking, name)) cases.push_back({row, weight});
    }
  }
  return cases;
}

void measure_work(ChipMoney& money, const WorkingDevice& device,
                  const std::vector<WeightedCase>& cases) {
  std::vector<Interval> rates;
  std::vector<double> weights;
  std::vector<Interval> joules;
  std::vector<double> joule_weights;
  std::set<std::string> origins;
  for (const WeightedCase& each : cases) {
    const auto figures = device.figures(*each.row);
    if (!figures || figures->flops == 0) continue;
    rates.push_back(figures->flops / figures->seconds);
    weights.push_back(each.weight);
    origins.insert(std::string(name(figures->origin)));
    money.has_interval = money.has_interval && figures->has_interval;
    if (figures->energy == nullptr) continue;
    joules.push_back(figures->energy->joules_per_iteration * (eflop / figures->flops));
    joule_weights.push_back(each.weight);
  }
  take_power(money, device, cases);
  if (rates.empty()) return;
  money.flops = weighted_geometric_mean(rates, weights);
  money.origin = joined(origins);
  if (!joules.empty()) money.joules_per_eflop = weighted_geometric_mean(joules, joule_weights);
}

TokenBound token_bound(const TokenModel& model, const Ranking& ranking,
                       const WorkingDevice& device) {
  TokenBound bound;
  bound.model = model.name;
  Interval seconds;
  std::set<std::string> origins;
  for (const StepCase& step : model.step) {
    const RankedCase* row = find_row(ranking, step.case_name);
    const auto figures = row == nullptr ? std::nullopt : device.figures(*row);
    if (!figures) {
      bound.missing.push_back(step.case_name);
      continue;
    }
    seconds = seconds + figures->seconds * step.count;
    origins.insert(std::string(name(figures->origin)));
  }
  if (!bound.missing.empty()) return bound;
  bound.per_second = model.tokens_per_step / seconds;
  bound.origin = "modelled from " + joined(origins);
  return bound;
}

}  // namespace steelyard::results
