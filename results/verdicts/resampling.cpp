#include "results/verdicts/resampling.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

#include "harness/core/case_times.hpp"
#include "results/verdicts/in_parallel.hpp"
#include "results/verdicts/score.hpp"

namespace steelyard::results {
namespace {

/// Deviations of the logarithm of a case's time from that of its point, resample by resample; empty
/// where there is no figure, or no samples to resample.
using Deviations = std::vector<double>;

/// Cases drawn at a time: enough for all cores, few enough to be kept.
constexpr std::size_t block = 32;

Interval divided(const Interval& interval, double by) {
  return {interval.low / by, interval.point / by, interval.high / by};
}

/// sum += weight x deviations.
void add(Deviations& sum, double weight, const Deviations& deviations) {
  for (std::size_t b = 0; b < deviations.size(); ++b) sum[b] += weight * deviations[b];
}

class Resampling {
 public:
  Resampling(Ranking& ranking, std::span<const PooledRuns> rows, const CaseGrid& grid,
             std::span<const ScorePlan> plans, const RankOptions& options)
      : ranking_(ranking), rows_(rows), grid_(grid), plans_(plans), options_(options) {
    base_.resize(ranking.cases.size());
    base_sums_.assign(plans.size(), zeros());
    scores_.resize(plans.size());
  }

  std::vector<std::vector<Score>> draw_all() {
    for (std::size_t chip = 0; chip < rows_.size(); ++chip) draw_chip(chip);
    return std::move(scores_);
  }

 private:
  Deviations zeros() const {
    return Deviations(static_cast<std::size_t>(options_.bootstrap.resamples));
  }

  std::unique_ptr<RunMultipliers> multipliers_of(const PooledRuns& row) const {
    if (row.runs.size() < 2) return nullptr;
    auto all = std::make_unique<RunMultipliers>(row.runs.size(), options_.bootstrap.resamples);
    in_parallel(row.runs.size(), [&](std::size_t k) {
      all->draw(k, pooling_seed(row.runs[k]->run.info, options_.bootstrap));
    });
    return all;
  }

  void draw_chip(std::size_t chip) {
    const auto multipliers = multipliers_of(rows_[chip]);
    const bool is_baseline = rows_[chip].is_baseline;
    std::vector<Deviations> sums(plans_.size());
    for (std::size_t p = 0; p < plans_.size(); ++p) {
      if (is_baseline || find(plans_[p], chip) != nullptr) sums[p] = zeros();
    }
    for (std::size_t begin = 0; begin < ranking_.cases.size(); begin += block) {
      const std::size_t count = std::min(block, ranking_.cases.size() - begin);
      std::vector<Deviations> drawn(count);
      in_parallel(count,
                  [&](std::size_t i) { drawn[i] = draw_case(begin + i, chip, multipliers.get()); });
      in_parallel(plans_.size(), [&](std::size_t p) {
        const ChipPlan* own = find(plans_[p], chip);
        if (is_baseline) {
          add_terms(sums[p], plans_[p].baseline, begin, drawn);
        } else if (own != nullptr) {
          add_terms(sums[p], own->terms, begin, drawn);
        }
      });
      if (is_baseline) std::move(drawn.begin(), drawn.end(), base_.begin() + offset(begin));
    }
    if (is_baseline) {
      base_sums_ = std::move(sums);
    } else {
      finish(chip, sums);
    }
  }

  static std::ptrdiff_t offset(std::size_t index) { return static_cast<std::ptrdiff_t>(index); }

  static const ChipPlan* find(const ScorePlan& plan, std::size_t chip) {
    const auto found = std::find_if(plan.chips.begin(), plan.chips.end(),
                                    [&](const ChipPlan& each) { return each.chip == chip; });
    return found == plan.chips.end() ? nullptr : &*found;
  }

  static void add_terms(Deviations& sum, const std::vector<ScoreTerm>& terms, std::size_t begin,
                        const std::vector<Deviations>& drawn) {
    // By case, so that the order of additions is that of cases, however the terms are ordered.
    for (std::size_t i = 0; i < drawn.size(); ++i) {
      for (const ScoreTerm& term : terms) {
        if (term.row == begin + i) add(sum, term.weight, drawn[i]);
      }
    }
  }

  Deviations draw_case(std::size_t row, std::size_t chip, const RunMultipliers* multipliers) {
    auto& cell = ranking_.cases[row].cells[chip];
    if (!cell || !cell->figures) return {};
    Deviations drawn =
        resample_case(*cell, *grid_[row][chip], rows_[chip], multipliers, options_.bootstrap);
    const double point = std::log(cell->figures->seconds.point);
    for (double& each : drawn) each -= point;
    if (cell->ratio) weigh(*cell, drawn, base_[row]);
    return drawn;
  }

  /// The shipped table has no spread, so the ratio's interval is that of the numerator alone.
  /// Against a run both sides have one: the rate goes as 1 / t.
  void weigh(RankedCell& cell, const Deviations& own, const Deviations& base) const {
    if (cell.reference) {
      cell.ratio = divided(cell.figures->figure, cell.reference->value);
      return;
    }
    if (own.empty() || base.empty()) return;
    std::vector<double> logs(own.size());
    const double point = std::log(cell.ratio->point);
    for (std::size_t b = 0; b < logs.size(); ++b) logs[b] = point + base[b] - own[b];
    cell.ratio = log_percentile_interval(cell.ratio->point, logs, options_.bootstrap.confidence);
  }

  void finish(std::size_t chip, const std::vector<Deviations>& sums) {
    in_parallel(plans_.size(), [&](std::size_t p) {
      if (const ChipPlan* plan = find(plans_[p], chip)) {
        scores_[p].push_back(score(*plan, plans_[p].baseline, base_sums_[p], sums[p]));
      }
    });
  }

  Score score(const ChipPlan& plan, const std::vector<ScoreTerm>& baseline, const Deviations& base,
              const Deviations& own) const {
    std::vector<double> logs(own.size());
    for (std::size_t b = 0; b < logs.size(); ++b) logs[b] = plan.log_ratio + base[b] - own[b];
    Score score;
    score.chip = plan.chip;
    const double point = std::exp(plan.log_ratio);
    score.ratio = log_percentile_interval(point, logs, options_.bootstrap.confidence);
    score.tost = log_percentile_interval(point, logs, 1 - 2 * equivalence_alpha);
    bool thin = false;
    const auto look = [&](const std::vector<ScoreTerm>& terms, std::size_t chip) {
      for (const ScoreTerm& term : terms) {
        const CaseFigures& figures = *ranking_.cases[term.row].cells[chip]->figures;
        score.has_interval = score.has_interval && has_interval(figures);
        thin = thin || is_thin(figures);
      }
    };
    look(plan.terms, plan.chip);
    look(baseline, 0);
    judge(score, ranking_, thin);
    return score;
  }

  Ranking& ranking_;
  std::span<const PooledRuns> rows_;
  const CaseGrid& grid_;
  std::span<const ScorePlan> plans_;
  const RankOptions& options_;
  std::vector<Deviations> base_;       ///< [case], of a baseline that is a run
  std::vector<Deviations> base_sums_;  ///< [plan], likewise
  std::vector<std::vector<Score>> scores_;
};

}  // namespace

std::vector<std::vector<Score>> resample(Ranking& ranking, std::span<const PooledRuns> rows,
                                         const CaseGrid& grid, std::span<const ScorePlan> plans,
                                         const RankOptions& options) {
  return Resampling(ranking, rows, grid, plans, options).draw_all();
}

}  // namespace steelyard::results
