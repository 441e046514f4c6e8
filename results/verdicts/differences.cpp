#include "results/verdicts/differences.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>

#include "results/verdicts/comparability.hpp"

namespace steelyard::results {
namespace {

/// Against the baseline that is a run, the row in front.
void against_baseline(Ranking& ranking, std::span<const PooledRuns> rows, const CaseGrid& grid) {
  for (std::size_t chip = 1; chip < rows.size(); ++chip) {
    const RunRecord& base = rows[0].runs.front()->run;
    const RunRecord& own = rows[chip].runs.front()->run;
    for (std::size_t row = 0; row < grid.size(); ++row) {
      if (!grid[row][chip]) continue;
      const CaseRecord& record = *grid[row][chip]->record;
      const std::string why =
          grid[row][0] ? why_other_scale(record, ranking.chips[chip].nodes, ranking.chips[0].nodes)
                       : why_not_comparable(record, base);
      if (!why.empty()) ranking.not_comparable.push_back({chip, record.name, why});
    }
    for (std::size_t row = 0; row < grid.size(); ++row) {
      if (!grid[row][0] || grid[row][chip]) continue;
      const CaseRecord& record = *grid[row][0]->record;
      ranking.not_comparable.push_back({0, record.name, why_not_comparable(record, own)});
    }
  }
}

/// Between rows that are weighed against a table: cases of one name with different ids.
void among_rows(Ranking& ranking, std::span<const PooledRuns> rows, const CaseGrid& grid) {
  std::map<std::string, std::vector<std::size_t>> by_name;
  for (std::size_t row = 0; row < grid.size(); ++row) {
    by_name[ranking.cases[row].name].push_back(row);
  }
  for (const auto& [name, same] : by_name) {
    for (const std::size_t row : same) {
      if (row == same.front()) continue;
      for (std::size_t chip = 0; chip < rows.size(); ++chip) {
        if (!grid[row][chip] || grid[same.front()][chip]) continue;
        for (std::size_t other = 0; other < rows.size(); ++other) {
          if (!grid[same.front()][other]) continue;
          ranking.not_comparable.push_back(
              {chip, name,
               why_not_comparable(*grid[row][chip]->record, rows[other].runs.front()->run)});
          break;
        }
      }
    }
  }
}

std::string scale_of(const RankedChip& chip) {
  const std::string ranks = fmt::format("{} rank{}", chip.ranks, chip.ranks == 1 ? "" : "s");
  if (chip.nodes == 0) return ranks;
  return fmt::format("{} on {} node{}", ranks, chip.nodes, chip.nodes == 1 ? "" : "s");
}

/// "8 ranks on 1 node (Acme One, Acme Two); 1 rank on 1 node (Some CPU)"; empty: all are alike.
template <typename Of>
std::string spread(const Ranking& ranking, Of of) {
  std::vector<std::pair<std::string, std::vector<std::string>>> answers;
  for (const RankedChip& chip : ranking.chips) {
    const std::string answer(of(chip));
    auto found = answers.begin();
    while (found != answers.end() && found->first != answer) ++found;
    if (found == answers.end()) found = answers.insert(found, {answer, {}});
    found->second.push_back(chip.label);
  }
  if (answers.size() < 2) return "";
  std::vector<std::string> parts;
  for (const auto& [answer, chips] : answers) {
    parts.push_back(fmt::format("{} ({})", answer, fmt::join(chips, ", ")));
  }
  return fmt::format("{}", fmt::join(parts, "; "));
}

}  // namespace

void list_differences(Ranking& ranking, std::span<const PooledRuns> rows, const CaseGrid& grid) {
  if (ranking.baseline.measured) {
    against_baseline(ranking, rows, grid);
  } else {
    among_rows(ranking, rows, grid);
  }
  if (const std::string scales = spread(ranking, scale_of); !scales.empty()) {
    ranking.cautions.push_back(fmt::format(
        "The rows differ in scale: {}. What one device does alone is compared nevertheless, though "
        "devices that share a node or its power can slow each other; collectives are not.",
        scales));
  }
  const auto origin = [](const RankedChip& chip) { return name(chip.origin); };
  if (const std::string origins = spread(ranking, origin); !origins.empty()) {
    ranking.cautions.push_back(
        fmt::format("The rows differ in origin: {}. Nothing is decided between these.", origins));
  }
}

}  // namespace steelyard::results
