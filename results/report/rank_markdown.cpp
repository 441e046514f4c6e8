#include "results/report/rank_markdown.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "results/report/markdown.hpp"
#include "results/report/quantity.hpp"
#include "results/report/rank_markdown_cases.hpp"
#include "results/report/rank_words.hpp"

namespace steelyard::results {
namespace {

/// "2= 0.81 [0.80, 0.82], comparable [0.79, 0.83]".
std::string score_cell(const Ranking& ranking, const std::vector<Score>& scores, std::size_t chip) {
  const Score* score = score_of_chip(scores, chip);
  if (score == nullptr) return "";
  std::string out =
      fmt::format("**{}** {}", rank_mark(*score, scores), score_text(ranking, *score));
  const std::string verdict = verdict_text(*score);
  if (!verdict.empty()) out += "<br>" + verdict;
  return out;
}

std::string chip_cell(const Ranking& ranking, std::size_t chip) {
  std::string label = chip_letter(chip) + " " + markdown(ranking.chips[chip].label);
  if (ranking.chips[chip].origin != Origin::measured) {
    label += fmt::format(" ({})", name(ranking.chips[chip].origin));
  }
  return label;
}

/// One table: chips by lists of scores, each with its title.
struct ScoreList {
  std::string title;
  const std::vector<Score>* scores;
};

std::string score_table(const Ranking& ranking, const std::vector<ScoreList>& lists) {
  std::vector<std::string> titles{"chip"};
  for (const ScoreList& list : lists) titles.push_back(list.title);
  std::string out = markdown_head(titles);
  for (const std::size_t chip : chips_in_order(ranking)) {
    std::vector<std::string> cells{chip_cell(ranking, chip)};
    for (const ScoreList& list : lists) cells.push_back(score_cell(ranking, *list.scores, chip));
    out += markdown_row(cells);
  }
  if (!ranking.baseline.measured) {
    std::vector<std::string> cells{markdown(ranking.baseline.chip) + " (a reference: no rank)"};
    cells.resize(titles.size(), "1, by definition");
    out += markdown_row(cells);
  }
  return out;
}

std::vector<ScoreList> lists_of_groups(const Ranking& ranking) {
  std::vector<ScoreList> lists;
  for (const GroupRanking& group : ranking.groups) {
    if (!group.scores.empty()) lists.push_back({markdown(group.group), &group.scores});
  }
  return lists;
}

/// Chips by the profiles that have scores; by groups, where none has.
std::string summary(const Ranking& ranking) {
  std::vector<ScoreList> lists;
  for (const ProfileRanking& profile : ranking.profiles) {
    if (own_scores(profile).empty()) continue;
    lists.push_back(
        {fmt::format("{} ({})", markdown(profile.profile), percent(own_weight(profile))),
         &own_scores(profile)});
  }
  if (lists.empty()) lists = lists_of_groups(ranking);
  std::string out = lists.empty() ? "No chip has a score.\n" : score_table(ranking, lists);
  for (const ProfileRanking& profile : ranking.profiles) {
    if (!own_scores(profile).empty()) continue;
    out +=
        fmt::format("\nNo score by {}: {}\n", markdown(profile.profile), markdown(profile.reason));
  }
  return out + "\n" +
         fmt::format(
             "In brackets {:g} % intervals; = shares a rank, ? has no interval to tell it "
             "by.{}\n",
             100 * ranking.confidence,
             ranking.profiles.empty()
                 ? ""
                 : " A percentage is the share of a profile's weight that is covered.");
}

std::string missing(const Ranking& ranking) {
  std::string table;
  std::string costs;
  for (const ProfileRanking& profile : ranking.profiles) {
    std::vector<std::size_t> chips;
    for (const MissingCase& each : profile.missing) {
      table += markdown_row({markdown(profile.profile), chip_letter(each.chip),
                             markdown(each.case_name), markdown(each.reason),
                             each.stand_in.empty() ? "nothing" : markdown(each.stand_in)});
      if (std::ranges::find(chips, each.chip) == chips.end()) chips.push_back(each.chip);
    }
    for (const std::size_t chip : chips) {
      const std::string cost = cost_of_missing(profile, chip);
      if (cost.empty()) continue;
      costs += fmt::format("\nWith stand-ins, {} by {}: {}\n", chip_letter(chip),
                           markdown(profile.profile), cost);
    }
  }
  if (table.empty()) return "";
  const auto head = markdown_head({"profile", "chip", "lacks", "reason", "stands in"});
  return "\n" +
         markdown_details("What chips cannot run, and what that costs", head + table + costs);
}

std::string runs(const Ranking& ranking) {
  std::string table =
      markdown_head({"chip", "file", "origin", "made", "state", "backend", "ranks", "warnings"});
  for (std::size_t i = 0; i < ranking.chips.size(); ++i) {
    const RankedChip& chip = ranking.chips[i];
    for (const RankedRun& run : chip.runs) {
      std::vector<std::string> warnings;
      for (const std::string& warning : run.warnings) warnings.push_back(markdown(warning));
      table += markdown_row(
          {chip_cell(ranking, i), markdown(run.file), std::string(name(chip.origin)),
           markdown(run.created_utc), std::string(name(run.state)), markdown(chip.backend),
           std::to_string(chip.ranks), fmt::format("{}", fmt::join(warnings, "<br>"))});
    }
  }
  for (std::size_t i = 0; i < ranking.chips.size(); ++i) {
    for (const std::string& note : ranking.chips[i].pooling_notes) {
      table += fmt::format("\n{}: {}\n", chip_letter(i), markdown(note));
    }
  }
  for (const UnlikeThing& thing : unlike_things(ranking)) {
    table += fmt::format("\nUnlike: {}\n", markdown(unlike_text(thing)));
  }
  for (const std::string& caution : ranking.cautions) {
    table += "\n:warning: " + markdown(caution) + "\n";
  }
  return "\n" + markdown_details("Runs", table);
}

}  // namespace

std::string rank_markdown(const Ranking& ranking) {
  std::string out =
      fmt::format("### Ranking relative to {}\n\n{}\n\n", markdown(ranking.baseline.title),
                  markdown(baseline_sentence(ranking.baseline)));
  for (const std::string& doubt : doubts(ranking)) {
    out += "- :warning: " + markdown(doubt) + "\n";
  }
  out += "\n" + summary(ranking);
  const auto groups = lists_of_groups(ranking);
  if (!groups.empty()) {
    out += "\n" + markdown_details("Score by group", score_table(ranking, groups));
  }
  return out + missing(ranking) + rank_markdown_money(ranking) + rank_markdown_cases(ranking) +
         runs(ranking);
}

}  // namespace steelyard::results
