#include "results/report/rank_text_sections.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "results/report/plain_text.hpp"
#include "results/report/quantity.hpp"

namespace steelyard::results {
namespace {

constexpr std::size_t ratio_columns = 33;

std::string score_line(const std::string& rank, const std::string& ratio, const std::string& chip) {
  return wrapped(fmt::format("{}{}{}", padded(rank, 6), padded(ratio, ratio_columns), chip), 4, 40);
}

/// " (baseline: 3 published, 11 datasheet)": what the score of a group rests on.
std::string origins(const Ranking& ranking, const GroupRanking& group) {
  std::map<Origin, int> counts;
  for (const RankedCase& row : ranking.cases) {
    const auto counted_cell =
        std::find_if(row.cells.begin(), row.cells.end(), [](const auto& cell) {
          return cell && cell->standing == Standing::counted && cell->reference;
        });
    if (row.group == group.group && counted_cell != row.cells.end()) {
      ++counts[(*counted_cell)->reference->origin];
    }
  }
  std::vector<std::string> parts;
  for (const auto& [origin, count] : counts) {
    parts.push_back(fmt::format("{} {}", count, name(origin)));
  }
  return parts.empty() ? "" : fmt::format(" (baseline: {})", fmt::join(parts, ", "));
}

/// Cases in a group's score with too little data on some chip. A model has no spread to see.
int thin_cases(const Ranking& ranking, const GroupRanking& group) {
  return static_cast<int>(
      std::count_if(ranking.cases.begin(), ranking.cases.end(), [&](const RankedCase& row) {
        return row.group == group.group &&
               std::any_of(row.cells.begin(), row.cells.end(), [&](const auto& cell) {
                 const auto chip = static_cast<std::size_t>(&cell - row.cells.data());
                 return cell && cell->standing == Standing::counted && is_thin(*cell->figures) &&
                        ranking.chips[chip].origin != Origin::modelled;
               });
      }));
}

std::string score_table(const Ranking& ranking, const GroupRanking& group) {
  const std::size_t all = group.counted.size() + static_cast<std::size_t>(group.left_out);
  std::string out =
      wrapped(fmt::format("{}: {} of {} count{}", plain(group.group), group.counted.size(),
                          counted(all, "case"), origins(ranking, group)),
              2);
  if (group.scores.empty()) return out + wrapped("no score: " + plain(group.reason), 4);
  out += score_line("rank", "ratio to the baseline", "chip");
  for (const Score& score : group.scores) {
    const RankedChip& chip = ranking.chips[score.chip];
    const auto ties = std::count_if(group.scores.begin(), group.scores.end(),
                                    [&](const Score& other) { return other.rank == score.rank; });
    const std::string ratio =
        score.has_interval ? ratio_text(score.ratio) : ratio_text(score.ratio.point) + " [unknown]";
    out += score_line(
        fmt::format("{}{}{}", score.rank, ties > 1 ? "=" : "", score.has_interval ? "" : "?"),
        chip.is_baseline ? "1, by definition" : ratio,
        fmt::format("{}  {}", chip_letter(score.chip), plain(chip.label)));
  }
  if (!ranking.baseline.measured) {
    out += score_line("-", "1, by definition",
                      "   " + plain(ranking.baseline.chip) + " (a reference: no rank)");
  }
  const bool intervals = std::all_of(group.scores.begin(), group.scores.end(),
                                     [](const Score& score) { return score.has_interval; });
  if (!intervals) {
    out += wrapped(
        fmt::format("warning: some of these were measured in fewer than {} iterations: a score "
                    "without an interval cannot be told from others, and ? marks its rank.",
                    fewest_for_interval),
        4);
  } else if (const int thin = thin_cases(ranking, group); thin > 0) {
    out += wrapped(fmt::format("warning: {} of these {} measured in one round or in fewer than {} "
                               "iterations, so the intervals above are too narrow.",
                               thin, thin == 1 ? "was" : "were", fewest_for_interval),
                   4);
  }
  return out;
}

}  // namespace

std::string scores_section(const Ranking& ranking) {
  std::string out = heading("Score by group");
  for (const GroupRanking& group : ranking.groups) out += score_table(ranking, group);
  return out;
}

}  // namespace steelyard::results
