#include "results/verdicts/ranking.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_map>

#include "harness/core/case_times.hpp"
#include "harness/core/error.hpp"
#include "results/verdicts/comparability.hpp"
#include "results/verdicts/differences.hpp"
#include "results/verdicts/in_parallel.hpp"
#include "results/verdicts/known_rates.hpp"
#include "results/verdicts/pooled_case.hpp"
#include "results/verdicts/profile_score.hpp"
#include "results/verdicts/resampling.hpp"
#include "results/verdicts/score.hpp"

namespace steelyard::results {
namespace {

constexpr std::string_view h20_id = "nvidia-h20";

/// A row while it is being ranked, with where the cases of its runs are.
struct Entrant {
  PooledRuns pooled;
  std::vector<std::unordered_map<std::string_view, std::size_t>> places;  ///< [run]: by case id
};

void stand(RankedCell& cell, Standing standing, std::string reason) {
  cell.standing = standing;
  cell.standing_reason = std::move(reason);
}

std::vector<Entrant> gather(std::span<const SummarisedRun> runs, const SummarisedRun* base,
                            const Catalogue& catalogue, const RankOptions& options) {
  std::vector<Entrant> entrants;
  for (PooledRuns& pooled : pool_runs(runs, base, catalogue, options.pool_baseline)) {
    Entrant& entrant = entrants.emplace_back(Entrant{std::move(pooled), {}});
    for (const SummarisedRun* run : entrant.pooled.runs) {
      auto& places = entrant.places.emplace_back();
      for (std::size_t i = 0; i < run->run.cases.size(); ++i) {
        places.emplace(run->run.cases[i].id, i);
      }
    }
  }
  if (entrants.size() == (base != nullptr ? 1U : 0U)) {
    throw UsageError(base == nullptr
                         ? "no run file to rank; name at least one."
                         : "the only run to rank is the baseline itself; name another one.");
  }
  return entrants;
}

/// What each run of a row has of a case; all nothing if none has it.
std::vector<std::optional<CaseOfRun>> find_case(const Entrant& entrant, const std::string& id) {
  std::vector<std::optional<CaseOfRun>> found;
  for (std::size_t k = 0; k < entrant.pooled.runs.size(); ++k) {
    const auto place = entrant.places[k].find(id);
    if (place == entrant.places[k].end()) {
      found.emplace_back();
      continue;
    }
    const SummarisedRun& run = *entrant.pooled.runs[k];
    const auto& times = run.times[place->second];
    found.push_back(CaseOfRun{run.name, &run.run.cases[place->second], times ? &*times : nullptr});
  }
  return found;
}

/// All cases of all runs, each once, in the order of the first run that has it.
std::vector<RankedCase> list_cases(const std::vector<Entrant>& entrants) {
  std::vector<RankedCase> cases;
  std::unordered_map<std::string_view, std::size_t> seen;
  for (const Entrant& entrant : entrants) {
    for (const SummarisedRun* run : entrant.pooled.runs) {
      for (const CaseRecord& record : run->run.cases) {
        if (!seen.emplace(record.id, cases.size()).second) continue;
        const auto dtype = case_dtype(record);
        cases.push_back({record.id, record.name, record.group, dtype && is_integer(*dtype), {}});
        cases.back().cells.resize(entrants.size());
      }
    }
  }
  return cases;
}

std::vector<RankedChip> describe(const std::vector<Entrant>& entrants) {
  std::vector<RankedChip> chips;
  for (const Entrant& entrant : entrants) {
    const PooledRuns& pooled = entrant.pooled;
    RankedChip& row = chips.emplace_back(describe_chip(*pooled.runs.front(), pooled.chip));
    for (const SummarisedRun* run : pooled.runs) row.runs.push_back(describe_file(*run));
    row.is_baseline = pooled.is_baseline;
    row.pooling_notes = pooled.notes;
  }
  return chips;
}

BaselineSummary summary_of(const Baseline& baseline, const Ranking& ranking) {
  if (const auto* table = std::get_if<ReferenceBaseline>(&baseline)) {
    const Chip& chip = table->chip();
    return {table->title(), fmt::format("{} {}", chip.vendor, chip.name), "", false,
            Origin::reference};
  }
  const SummarisedRun& run = std::get<SummarisedRun>(baseline);
  const std::string& label = ranking.chips.front().label;
  return {label, label, run.name, true, run.run.info.origin};
}

Interval point_of(double value) { return {value, value, value}; }

/// By points; intervals follow with the resamples.
void weigh(RankedCell& cell, const CaseRecord& record, int nodes,
           const ReferenceBaseline& baseline) {
  const auto match = baseline.match(record);
  if (const auto* why_not = std::get_if<std::string>(&match)) {
    if (cell.standing == Standing::counted) stand(cell, Standing::no_reference, *why_not);
    return;
  }
  cell.reference = std::get<ReferenceFigure>(match);
  if (!cell.figures) return;
  cell.ratio = point_of(cell.figures->figure.point / cell.reference->value);
  if (cell.standing != Standing::counted) return;
  if (cell.reference->other_scale) {
    stand(cell, Standing::other_scale,
          fmt::format("the baseline's figure is for {} devices, this case for {}",
                      cell.reference->devices, record.ranks));
  } else if (record.work.message_bytes > 0 && nodes > 1) {
    cell.reference->other_scale = true;
    stand(cell, Standing::other_scale,
          fmt::format("the baseline's figure is for the devices of one server, this case ran over "
                      "{} nodes",
                      nodes));
  }
}

void weigh(RankedCell& cell, const RankedCell& base, const std::string& why_not) {
  if (!cell.figures) return;
  if (!why_not.empty() || base.standing != Standing::counted) {
    if (cell.standing == Standing::counted) {
      stand(cell, Standing::no_reference,
            !why_not.empty()
                ? why_not
                : fmt::format("the baseline's own case does not count: {}", base.standing_reason));
    }
    return;
  }
  cell.ratio = point_of(cell.figures->figure.point / base.figures->figure.point);
}

void judge_plausibility(RankedCell& cell, const CaseRecord& record, const PooledRuns& row) {
  if (!cell.figures) return;
  cell.excess =
      excess(record, *cell.figures, row.chip.chip, placement_of(row.runs.front()->run.info));
  if (cell.excess && cell.excess->certain) {
    stand(cell, Standing::implausible, cell.excess->sentence);
  } else if (cell.outcome == Outcome::implausible) {
    stand(cell, Standing::implausible, cell.reason);
  }
}

/// Fills the cells of one case up to intervals, the baseline's own first.
void fill(RankedCase& row, std::vector<std::optional<PooledCase>>& pooled, const Ranking& ranking,
          const std::vector<Entrant>& entrants, const Baseline& baseline) {
  const auto* table = std::get_if<ReferenceBaseline>(&baseline);
  for (std::size_t i = 0; i < entrants.size(); ++i) {
    const auto found = find_case(entrants[i], row.id);
    if (std::none_of(found.begin(), found.end(), [](const auto& one) { return one.has_value(); })) {
      continue;
    }
    RankedCell& cell = row.cells[i].emplace();
    pooled[i] = pool_case(cell, found);
    const CaseRecord& record = *pooled[i]->record;
    judge_plausibility(cell, record, entrants[i].pooled);
    if (table != nullptr) {
      weigh(cell, record, ranking.chips[i].nodes, *table);
    } else if (i > 0 && row.cells[0]) {
      weigh(cell, *row.cells[0],
            why_other_scale(record, ranking.chips[i].nodes, ranking.chips[0].nodes));
    } else if (i > 0 && cell.standing == Standing::counted) {
      stand(cell, Standing::no_reference,
            why_not_comparable(record, entrants.front().pooled.runs.front()->run));
    }
  }
}

/// One record of each case, which says what it is about.
std::vector<const CaseRecord*> records_of(const CaseGrid& grid) {
  std::vector<const CaseRecord*> records;
  for (const auto& row : grid) {
    const auto found = std::find_if(row.begin(), row.end(), [](const auto& pooled) {
      return pooled && !pooled->times.empty() &&
             std::any_of(pooled->times.begin(), pooled->times.end(),
                         [](const CaseTimes* times) { return times != nullptr; });
    });
    const auto any =
        std::find_if(row.begin(), row.end(), [](const auto& pooled) { return pooled.has_value(); });
    records.push_back((found != row.end() ? *found : *any)->record);
  }
  return records;
}

/// The mean over the runs of a row, of those that know it.
std::optional<double> core_clock_hz(const PooledCase& pooled) {
  double sum = 0;
  double count = 0;
  for (const CaseTimes* times : pooled.times) {
    if (times == nullptr || !times->core_clock_hz) continue;
    sum += *times->core_clock_hz;
    ++count;
  }
  return count == 0 ? std::nullopt : std::optional(sum / count);
}

/// Of each run with a figure and sensors. Of several, their points alone.
std::optional<CaseEnergy> energy_of(const PooledCase& pooled, const PooledRuns& row,
                                    const BootstrapOptions& options) {
  std::vector<CaseEnergy> runs;
  const auto count = std::count_if(pooled.times.begin(), pooled.times.end(),
                                   [](const CaseTimes* times) { return times != nullptr; });
  for (std::size_t k = 0; k < pooled.times.size(); ++k) {
    if (pooled.times[k] == nullptr || !pooled.times[k]->joules_per_iteration) continue;
    CaseTimes summary;
    static_cast<CaseSummary&>(summary) = *pooled.times[k];
    const auto energy = case_energy(count == 1 ? *pooled.times[k] : summary,
                                    resampling_of(row.runs[k]->run.info, *pooled.record, options));
    if (energy) runs.push_back(*energy);
  }
  if (runs.empty()) return std::nullopt;
  return pooled_energy(runs, options.confidence);
}

/// What needs the intervals of the figures.
void take_fractions(RankedCell& cell, const PooledCase& pooled, const Chip* chip,
                    const Ranking& ranking, const RankOptions& options) {
  const CaseRecord& record = *pooled.record;
  const CaseFigures& figures = *cell.figures;
  cell.fraction = fraction(record, figures, chip);
  cell.fraction_at_clock = fraction_at_clock(record, figures, chip, core_clock_hz(pooled));
  cell.fraction_of_best = fraction_of_best(record, figures, chip);
  if (cell.ratio && ranking.baseline.measured && ranking.chips.front().chip_id == h20_id) {
    cell.fraction_of_h20 = fraction_of_h20(figures, *cell.ratio, ranking.baseline);
  } else if (options.h20 != nullptr) {
    cell.fraction_of_h20 = fraction_of_h20(record, figures, *options.h20);
  }
}

}  // namespace

std::string_view name(Standing standing) {
  constexpr std::array<std::string_view, 6> names{"counted",      "not common",  "other scale",
                                                  "no reference", "implausible", "no figure"};
  return names[static_cast<std::size_t>(standing)];
}

Ranking rank(std::span<const SummarisedRun> runs, const Baseline& baseline,
             const Catalogue& catalogue, const RankOptions& options) {
  const auto* base = std::get_if<SummarisedRun>(&baseline);
  const auto entrants = gather(runs, base, catalogue, options);
  Ranking ranking;
  ranking.confidence = options.bootstrap.confidence;
  ranking.margin = options.margin;
  ranking.chips = describe(entrants);
  ranking.baseline = summary_of(baseline, ranking);
  ranking.cases = list_cases(entrants);
  std::vector<PooledRuns> rows;
  for (const Entrant& entrant : entrants) rows.push_back(entrant.pooled);
  CaseGrid grid(ranking.cases.size(), std::vector<std::optional<PooledCase>>(ranking.chips.size()));
  in_parallel(grid.size(),
              [&](std::size_t i) { fill(ranking.cases[i], grid[i], ranking, entrants, baseline); });
  list_differences(ranking, rows, grid);

  std::vector<ScorePlan> plans;
  const auto records = records_of(grid);
  for (const Profile& profile : options.profiles) {
    ProfilePlan plan = plan_profile(ranking, profile, records);
    ranking.profiles.push_back(std::move(plan.ranking));
    plans.push_back(std::move(plan.excluded));
    plans.push_back(std::move(plan.wider));
  }
  for (GroupPlan& plan : plan_groups(ranking)) {
    ranking.groups.push_back(std::move(plan.group));
    plans.push_back(std::move(plan.plan));
  }
  auto scores = resample(ranking, rows, grid, plans, options);
  for (auto& each : scores) complete_scores(each, ranking);
  for (std::size_t p = 0; p < ranking.profiles.size(); ++p) {
    ranking.profiles[p].excluded = std::move(scores[2 * p]);
    ranking.profiles[p].wider = std::move(scores[2 * p + 1]);
  }
  for (std::size_t g = 0; g < ranking.groups.size(); ++g) {
    ranking.groups[g].scores = std::move(scores[2 * ranking.profiles.size() + g]);
  }
  in_parallel(grid.size(), [&](std::size_t i) {
    for (std::size_t chip = 0; chip < rows.size(); ++chip) {
      auto& cell = ranking.cases[i].cells[chip];
      if (!cell || !cell->figures) continue;
      take_fractions(*cell, *grid[i][chip], rows[chip].chip.chip, ranking, options);
      cell->energy = energy_of(*grid[i][chip], rows[chip], options.bootstrap);
    }
  });
  return ranking;
}

}  // namespace steelyard::results
