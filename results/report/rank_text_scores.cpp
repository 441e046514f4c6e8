#include "results/report/rank_text_sections.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "results/report/plain_text.hpp"
#include "results/report/rank_words.hpp"

namespace steelyard::results {
namespace {

constexpr std::size_t ratio_columns = 33;
constexpr std::size_t verdict_columns = 30;

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
  out += score_lines(ranking, group.scores);
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

std::string score_lines(const Ranking& ranking, const std::vector<Score>& scores) {
  const bool verdicts =
      std::ranges::any_of(scores, [](const Score& score) { return score.to_baseline.has_value(); });
  const auto line = [&](const std::string& rank, const std::string& ratio,
                        const std::string& verdict, const std::string& chip) {
    const std::string words = verdicts ? padded(verdict, verdict_columns) : "";
    const std::size_t hanging = 6 + ratio_columns + (verdicts ? verdict_columns : 0);
    return wrapped(padded(rank, 6) + padded(ratio, ratio_columns) + words + chip, 4, hanging);
  };
  std::string out = line("rank", "ratio to the baseline", "against it", "chip");
  for (const Score& score : scores) {
    out += line(
        rank_mark(score, scores), score_text(ranking, score), verdict_text(score),
        fmt::format("{}  {}", chip_letter(score.chip), plain(ranking.chips[score.chip].label)));
  }
  if (!ranking.baseline.measured) {
    out += line("-", "1, by definition", "",
                "   " + plain(ranking.baseline.chip) + " (a reference: no rank)");
  }
  // The same reason for all is said once.
  std::map<std::string, std::vector<std::string>> reasons;
  for (const Score& score : scores) {
    const bool rival = ranking.baseline.measured && !ranking.chips[score.chip].is_baseline;
    if (rival && !score.no_verdict.empty()) {
      reasons[score.no_verdict].push_back(chip_letter(score.chip));
    }
  }
  for (const auto& [reason, letters] : reasons) {
    out +=
        wrapped(fmt::format("no verdict on {}: {}", fmt::join(letters, ", "), plain(reason)), 4, 2);
  }
  return out;
}

std::string scores_section(const Ranking& ranking) {
  std::string out = heading("Score by group");
  for (const GroupRanking& group : ranking.groups) out += score_table(ranking, group);
  return out;
}

}  // namespace steelyard::results
