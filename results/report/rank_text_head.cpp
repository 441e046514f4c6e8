#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "results/report/plain_text.hpp"
#include "results/report/quantity.hpp"
#include "results/report/rank_text_sections.hpp"
#include "results/report/rank_words.hpp"

namespace steelyard::results {
namespace {

constexpr std::size_t page_columns = 120;
constexpr std::size_t label_columns = 30;

/// A column of the table at the top: all chips by one profile or group.
struct Column {
  std::string title;
  std::vector<Score> scores;
};

std::vector<Column> columns_of(const Ranking& ranking) {
  std::vector<Column> out;
  for (const ProfileRanking& profile : ranking.profiles) {
    if (own_scores(profile).empty()) continue;
    const std::string share =
        own_weight(profile) < 0.9995 ? fmt::format(" ({})", percent(own_weight(profile))) : "";
    out.push_back({plain(profile.profile) + share, own_scores(profile)});
  }
  if (!out.empty()) return out;
  for (const GroupRanking& group : ranking.groups) {
    if (!group.scores.empty()) out.push_back({plain(group.group), group.scores});
  }
  return out;
}

std::string cell(const Ranking& ranking, const Column& column, std::size_t chip) {
  const Score* score = score_of_chip(column.scores, chip);
  if (score == nullptr) return "-";
  return padded(rank_mark(*score, column.scores), 4) + score_text(ranking, *score);
}

std::string row_label(const Ranking& ranking, std::size_t chip) {
  std::string label = plain(ranking.chips[chip].label);
  const Origin origin = ranking.chips[chip].origin;
  // The label of a modelled chip says so itself.
  if (origin != Origin::measured && origin != Origin::modelled) {
    label += fmt::format(", {}", name(origin));
  }
  return label;
}

std::size_t width_of(const Ranking& ranking, const Column& column) {
  std::size_t width = columns(column.title);
  for (std::size_t chip = 0; chip < ranking.chips.size(); ++chip) {
    width = std::max(width, columns(cell(ranking, column, chip)));
  }
  return width + 2;
}

std::string trimmed(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  return text + "\n";
}

/// The columns that fit beside each other.
std::string table(const Ranking& ranking, std::span<const Column> block) {
  std::vector<std::size_t> widths;
  std::string out = "  " + padded("", label_columns);
  for (const Column& column : block) {
    widths.push_back(width_of(ranking, column));
    out += padded(column.title, widths.back());
  }
  out = trimmed(out);
  const auto row = [&](const std::string& label, const auto& text) {
    const bool fits = columns(label) < label_columns;
    std::string line = "  " + padded(fits ? label : "", label_columns);
    for (std::size_t i = 0; i < block.size(); ++i) line += padded(text(block[i]), widths[i]);
    out += (fits ? "" : wrapped(label, 2, 3)) + trimmed(line);
  };
  for (const std::size_t chip : chips_in_order(ranking)) {
    row(fmt::format("{}  {}", chip_letter(chip), row_label(ranking, chip)),
        [&](const Column& column) { return cell(ranking, column, chip); });
  }
  if (!ranking.baseline.measured) {
    row("-  " + plain(ranking.baseline.chip), [](const Column&) { return "-   1, by definition"; });
  }
  return out;
}

std::string tables(const Ranking& ranking) {
  const std::vector<Column> all = columns_of(ranking);
  std::string out;
  for (std::size_t first = 0; first < all.size();) {
    std::size_t end = first;
    for (std::size_t width = 2 + label_columns; end < all.size(); ++end) {
      width += width_of(ranking, all[end]);
      if (width > page_columns + 2 && end > first) break;
    }
    out += "\n" + table(ranking, std::span(all).subspan(first, end - first));
    first = end;
  }
  return out;
}

/// Profiles without a score, those of one reason together.
std::string without_scores(const Ranking& ranking) {
  std::map<std::string, std::vector<std::string>> profiles;
  for (const ProfileRanking& profile : ranking.profiles) {
    if (own_scores(profile).empty())
      profiles[plain(profile.reason)].push_back(plain(profile.profile));
  }
  std::string out;
  for (const auto& [reason, names] : profiles) {
    out += wrapped(fmt::format("no score by {}: {}", fmt::join(names, ", "), reason), 2, 2);
  }
  return out;
}

}  // namespace

std::string head_section(const Ranking& ranking) {
  std::string out = wrapped("Ranking relative to " + plain(ranking.baseline.title), 0);
  out += wrapped(plain(baseline_sentence(ranking.baseline)), 0);
  const auto all_doubts = doubts(ranking);
  if (!all_doubts.empty()) {
    out += wrapped("! " + plain(fmt::format("{}", fmt::join(all_doubts, "; "))), 2, 2);
  }
  out += tables(ranking);
  return out + without_scores(ranking);
}

}  // namespace steelyard::results
