#include "results/verdicts/resampling.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

#include "harness/core/case_times.hpp"
#include "results/verdicts/in_parallel.hpp"
#include "results/verdicts/score.hpp"

namespace steelyard::results {
namespace {

/// Cases drawn at a time: enough for all cores, few enough to be kept.
constexpr std::size_t block = 32;

Interval divided(const Interval& interval, double by) {
  return {interval.low / by, interval.point / by, interval.high / by};
}

/// sum += weight x resamples; a sum has the least freedom of its terms.
void add(LogResamples& sum, double weight, const LogResamples& resamples) {
  if (resamples.deviations.empty()) return;
  for (std::size_t b = 0; b < resamples.deviations.size(); ++b) {
    sum.deviations[b] += weight * resamples.deviations[b];
  }
  sum.freedom = std::min(sum.freedom, resamples.freedom);
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
  LogResamples zeros() const {
    return {std::vector<double>(static_cast<std::size_t>(options_.bootstrap.resamples))};
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
    std::vector<LogResamples> sums(plans_.size());
    for (std::size_t p = 0; p < plans_.size(); ++p) {
      if (is_baseline || find(plans_[p], chip) != nullptr) sums[p] = zeros();
    }
    for (std::size_t begin = 0; begin < ranking_.cases.size(); begin += block) {
      const std::size_t count = std::min(block, ranking_.cases.size() - begin);
      std::vector<LogResamples> drawn(count);
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

  static void add_terms(LogResamples& sum, const std::vector<ScoreTerm>& terms, std::size_t begin,
                        const std::vector<LogResamples>& drawn) {
    // By case, so that the order of additions is that of cases, however the terms are ordered.
    for (std::size_t i = 0; i < drawn.size(); ++i) {
      for (const ScoreTerm& term : terms) {
        if (term.row == begin + i) add(sum, term.weight, drawn[i]);
      }
    }
  }

  LogResamples draw_case(std::size_t row, std::size_t chip, const RunMultipliers* multipliers) {
    auto& cell = ranking_.cases[row].cells[chip];
    if (!cell || !cell->figures) return {};
    LogResamples drawn =
        resample_case(*cell, *grid_[row][chip], rows_[chip], multipliers, options_.bootstrap);
    if (cell->ratio) weigh(*cell, drawn, base_[row]);
    return drawn;
  }

  /// The shipped table has no spread, so the ratio's interval is that of the numerator alone.
  /// Against a run both sides have one: the rate goes as 1 / t.
  void weigh(RankedCell& cell, const LogResamples& own, const LogResamples& base) const {
    if (cell.reference) {
      cell.ratio = divided(cell.figures->figure, cell.reference->value);
      return;
    }
    if (own.deviations.empty() || base.deviations.empty()) return;
    cell.ratio =
        stretched_interval(cell.ratio->point, ratio_of(base, own), options_.bootstrap.confidence);
  }

  void finish(std::size_t chip, const std::vector<LogResamples>& sums) {
    in_parallel(plans_.size(), [&](std::size_t p) {
      if (const ChipPlan* plan = find(plans_[p], chip)) {
        scores_[p].push_back(score(*plan, plans_[p].baseline, base_sums_[p], sums[p]));
      }
    });
  }

  Score score(const ChipPlan& plan, const std::vector<ScoreTerm>& baseline,
              const LogResamples& base, const LogResamples& own) const {
    const LogResamples ratio = ratio_of(base, own);
    Score score;
    score.chip = plan.chip;
    const double point = std::exp(plan.log_ratio);
    score.ratio = stretched_interval(point, ratio, options_.bootstrap.confidence);
    score.tost = stretched_interval(point, ratio, 1 - 2 * equivalence_alpha);
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
  /// [case], of a baseline that is a run; without deviations where a case has no figure.
  std::vector<LogResamples> base_;
  std::vector<LogResamples> base_sums_;  ///< [plan], likewise
  std::vector<std::vector<Score>> scores_;
};

}  // namespace

std::vector<std::vector<Score>> resample(Ranking& ranking, std::span<const PooledRuns> rows,
                                         const CaseGrid& grid, std::span<const ScorePlan> plans,
                                         const RankOptions& options) {
  return Resampling(ranking, rows, grid, plans, options).draw_all();
}

}  // namespace steelyard::results
