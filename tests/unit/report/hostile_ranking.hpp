#pragma once

#include <string>

#include "tests/unit/report/ranked_runs.hpp"

namespace steelyard::results::test {

/// profiled_ranking() with `nasty` in the place of every text that a file gives.
inline Ranking hostile_ranking(const std::string& nasty) {
  Ranking ranking = profiled_ranking();
  ranking.baseline.title = ranking.baseline.file = ranking.baseline.chip = nasty;
  for (RankedChip& chip : ranking.chips) {
    chip.label = chip.chip_id = chip.note = chip.backend = chip.run_label = nasty;
    chip.pooling_notes = {nasty};
    for (RankedRun& run : chip.runs) {
      run.file = run.uuid = run.created_utc = run.tool_version = run.command_line = run.suite_name =
          nasty;
      run.warnings = {nasty};
    }
  }
  for (RankedCase& row : ranking.cases) {
    row.name = row.id = row.group = nasty;
    for (auto& cell : row.cells) {
      if (!cell) continue;
      cell->outcome = Outcome::unstable;
      cell->reason = cell->standing_reason = cell->algorithm = cell->path = cell->data_pattern =
          nasty;
      cell->left_out_runs = {nasty};
      cell->standing = Standing::no_reference;
      cell->excess = Excess{nasty, false};
      cell->reference =
          ReferenceFigure{1, Origin::published, Confidence::low, nasty, nasty, 1, false};
    }
  }
  ranking.groups = {{nasty, {{0, {1, 1, 1}, 1}}, {nasty}, 0, ""}, {"empty", {}, {}, 1, nasty}};
  for (ProfileRanking& profile : ranking.profiles) {
    profile.profile = profile.description = profile.reason = nasty;
    for (ProfilePart& part : profile.parts) part.name = part.reason = nasty;
    for (MissingCase& each : profile.missing) {
      each.case_name = each.reason = each.stand_in = nasty;
    }
    for (Score& score : profile.excluded) score.no_verdict = nasty;
  }
  Money& money = *ranking.money;
  money.currency = nasty;
  money.warnings = {nasty};
  money.profiles[0].profile = nasty;
  money.profiles[0].chips[1].origin = money.profiles[0].chips[1].tokens[0].model = nasty;
  money.sources = {{nasty, {2, 2, 2}, nasty, nasty, nasty, nasty}};
  ranking.cautions = {nasty};
  ranking.not_comparable = {{0, nasty, nasty}};
  return ranking;
}

}  // namespace steelyard::results::test
