#include "results/verdicts/ranking.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/core/case_summary.hpp"
#include "harness/core/case_times.hpp"
#include "harness/core/error.hpp"
#include "results/verdicts/comparability.hpp"
#include "results/verdicts/in_parallel.hpp"
#include "results/verdicts/ranked_chip.hpp"
#include "results/verdicts/score.hpp"

namespace steelyard::results {
namespace {

/// One run while it is being ranked.
struct Entrant {
  const NamedRun* run = nullptr;
  ChipOfRun chip;
  SensorTraces traces = SensorTraces(run->run.telemetry);
};

void stand(RankedCell& cell, Standing standing, std::string reason) {
  cell.standing = standing;
  cell.standing_reason = std::move(reason);
}

/// Everything about a case that does not need the baseline. `standing` is counted if a ratio would.
RankedCell measure(const Entrant& entrant, const CaseRecord& record, const RankOptions& options) {
  RankedCell cell;
  cell.outcome = record.outcome;
  cell.reason = record.reason;
  cell.verification = record.verification.state;
  cell.ranks = record.ranks;
  cell.algorithm = record.algorithm;
  cell.path = record.path;
  cell.data_pattern = record.data_pattern;
  const bool wrong = record.verification.state == VerificationState::failed;
  if (!has_samples(record.outcome) || wrong) {
    stand(cell, Standing::no_figure,
          wrong ? "the result is wrong" : std::string(name(record.outcome)));
    return cell;
  }
  try {
    cell.figures =
        case_figures(record, resampling_of(entrant.run->run.info, record, options.bootstrap));
  } catch (const DataError& error) {
    stand(cell, Standing::no_figure, error.what());
    return cell;
  }
  if (!cell.figures) {
    stand(cell, Standing::no_figure, "the file holds no samples of it");
    return cell;
  }
  cell.runs = 1;
  if (const auto times = case_times(record, entrant.traces)) {
    cell.energy =
        case_energy(*times, resampling_of(entrant.run->run.info, record, options.bootstrap));
  }
  cell.fraction = fraction(record, *cell.figures, entrant.chip.chip);
  cell.excess =
      excess(record, *cell.figures, entrant.chip.chip, placement_of(entrant.run->run.info));
  cell.standing = Standing::counted;
  if (cell.excess && cell.excess->certain) {
    stand(cell, Standing::implausible, cell.excess->sentence);
  } else if (record.outcome == Outcome::implausible) {
    stand(cell, Standing::implausible, record.reason);
  }
  return cell;
}

Interval divided(const Interval& interval, double by) {
  return {interval.low / by, interval.point / by, interval.high / by};
}

/// The shipped table has no spread, so the ratio's interval is that of the numerator alone.
void weigh(RankedCell& cell, const CaseRecord& record, const ReferenceBaseline& baseline) {
  const auto match = baseline.match(record);
  if (const auto* why_not = std::get_if<std::string>(&match)) {
    if (cell.standing == Standing::counted) stand(cell, Standing::no_reference, *why_not);
    return;
  }
  cell.reference = std::get<ReferenceFigure>(match);
  if (!cell.figures) return;
  const double value = cell.reference->value;
  cell.ratio = divided(cell.figures->figure, value);
  cell.ratio_distribution = cell.figures->distribution;
  for (double& each : cell.ratio_distribution) each /= value;
  if (cell.reference->other_scale && cell.standing == Standing::counted) {
    stand(cell, Standing::other_scale,
          fmt::format("the baseline's figure is for {} devices, this case for {}",
                      cell.reference->devices, record.ranks));
  }
}

/// Against a run both sides have a spread: the ratio of the two bootstrap distributions.
void weigh(RankedCell& cell, const RankedCell& base, double confidence) {
  if (!cell.figures) return;
  if (base.standing != Standing::counted) {
    if (cell.standing == Standing::counted) {
      stand(cell, Standing::no_reference,
            fmt::format("the baseline's own case does not count: {}", base.standing_reason));
    }
    return;
  }
  const auto& numerator = cell.figures->distribution;
  const auto& denominator = base.figures->distribution;
  cell.ratio_distribution.resize(numerator.size());
  for (std::size_t i = 0; i < numerator.size(); ++i) {
    cell.ratio_distribution[i] = numerator[i] / denominator[i];
  }
  cell.ratio = percentile_interval(cell.figures->figure.point / base.figures->figure.point,
                                   cell.ratio_distribution, confidence);
}

const CaseRecord* find_case(const RunRecord& run, const std::string& id) {
  const auto found = std::find_if(run.cases.begin(), run.cases.end(),
                                  [&](const CaseRecord& record) { return record.id == id; });
  return found == run.cases.end() ? nullptr : &*found;
}

std::vector<Entrant> gather(std::span<const NamedRun> runs, const NamedRun* base,
                            const Catalogue& catalogue) {
  std::vector<Entrant> entrants;
  if (base != nullptr) entrants.push_back({base, chip_of_run(base->run.info, catalogue)});
  for (const NamedRun& run : runs) {
    const bool is_base = base != nullptr && run.run.info.uuid == base->run.info.uuid;
    if (!is_base) entrants.push_back({&run, chip_of_run(run.run.info, catalogue)});
  }
  if (entrants.size() == (base != nullptr ? 1U : 0U)) {
    throw UsageError(base == nullptr
                         ? "no run file to rank; name at least one."
                         : "the only run to rank is the baseline itself; name another one.");
  }
  return entrants;
}

/// All cases of all runs, each once, in the order of the first run that has it.
std::vector<RankedCase> list_cases(const std::vector<Entrant>& entrants) {
  std::vector<RankedCase> cases;
  std::map<std::string, std::size_t> seen;
  for (const Entrant& entrant : entrants) {
    for (const CaseRecord& record : entrant.run->run.cases) {
      if (!seen.emplace(record.id, cases.size()).second) continue;
      const auto dtype = case_dtype(record);
      cases.push_back({record.id, record.name, record.group, dtype && is_integer(*dtype), {}});
      cases.back().cells.resize(entrants.size());
    }
  }
  return cases;
}

void list_not_comparable(Ranking& ranking, const std::vector<Entrant>& entrants) {
  const RunRecord& base = entrants.front().run->run;
  for (std::size_t i = 1; i < entrants.size(); ++i) {
    const RunRecord& run = entrants[i].run->run;
    for (const CaseRecord& record : run.cases) {
      if (find_case(base, record.id) == nullptr) {
        ranking.not_comparable.push_back({i, record.name, why_not_comparable(record, base)});
      }
    }
    for (const CaseRecord& record : base.cases) {
      if (find_case(run, record.id) == nullptr) {
        ranking.not_comparable.push_back({0, record.name, why_not_comparable(record, run)});
      }
    }
  }
}

BaselineSummary summary_of(const Baseline& baseline) {
  if (const auto* table = std::get_if<ReferenceBaseline>(&baseline)) {
    const Chip& chip = table->chip();
    return {table->title(), fmt::format("{} {}", chip.vendor, chip.name), "", false,
            Origin::reference};
  }
  const NamedRun& run = std::get<NamedRun>(baseline);
  return {"", "", run.name, true, run.run.info.origin};
}

/// Fills the cells of one case, the baseline's own first.
void fill(RankedCase& row, const std::vector<Entrant>& entrants, const Baseline& baseline,
          const RankOptions& options) {
  const auto* table = std::get_if<ReferenceBaseline>(&baseline);
  for (std::size_t i = 0; i < entrants.size(); ++i) {
    const CaseRecord* record = find_case(entrants[i].run->run, row.id);
    if (record == nullptr) continue;
    row.cells[i] = measure(entrants[i], *record, options);
    RankedCell& cell = *row.cells[i];
    if (table != nullptr) {
      weigh(cell, *record, *table);
    } else if (i > 0 && row.cells[0]) {
      weigh(cell, *row.cells[0], options.bootstrap.confidence);
    } else if (i > 0 && cell.standing == Standing::counted) {
      stand(cell, Standing::no_reference, why_not_comparable(*record, entrants.front().run->run));
    }
  }
}

}  // namespace

std::string_view name(Standing standing) {
  constexpr std::array<std::string_view, 6> names{"counted",      "not common",  "other scale",
                                                  "no reference", "implausible", "no figure"};
  return names[static_cast<std::size_t>(standing)];
}

Ranking rank(std::span<const NamedRun> runs, const Baseline& baseline, const Catalogue& catalogue,
             const RankOptions& options) {
  const NamedRun* base = std::get_if<NamedRun>(&baseline);
  const auto entrants = gather(runs, base, catalogue);
  Ranking ranking;
  ranking.baseline = summary_of(baseline);
  ranking.confidence = options.bootstrap.confidence;
  ranking.margin = options.margin;
  for (const Entrant& entrant : entrants) {
    ranking.chips.push_back(describe_run(*entrant.run, entrant.chip, entrant.run == base));
  }
  if (base != nullptr) {
    ranking.baseline.chip = ranking.chips.front().label;
    ranking.baseline.title = ranking.baseline.chip;
  }
  ranking.cases = list_cases(entrants);
  in_parallel(ranking.cases.size(),
              [&](std::size_t i) { fill(ranking.cases[i], entrants, baseline, options); });
  if (base != nullptr) list_not_comparable(ranking, entrants);
  score_groups(ranking, options);
  return ranking;
}

}  // namespace steelyard::results
