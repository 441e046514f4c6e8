#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <utility>

#include "results/report/plain_text.hpp"
#include "results/report/rank_words.hpp"

namespace steelyard::results {
namespace {

using CellTest = std::function<bool(const RankedCell&, const RankedChip&)>;

std::size_t count_cells(const Ranking& ranking, const CellTest& wanted) {
  std::size_t count = 0;
  for (const RankedCase& row : ranking.cases) {
    for (std::size_t chip = 0; chip < row.cells.size(); ++chip) {
      if (row.cells[chip] && wanted(*row.cells[chip], ranking.chips[chip])) ++count;
    }
  }
  return count;
}

/// "not measured: B (modelled), C (imported)".
std::string not_measured(const Ranking& ranking) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < ranking.chips.size(); ++i) {
    const RankedChip& chip = ranking.chips[i];
    if (chip.origin == Origin::measured) continue;
    parts.push_back(fmt::format("{} ({})", chip_letter(i), name(chip.origin)));
  }
  return parts.empty() ? "" : fmt::format("not measured: {}", fmt::join(parts, ", "));
}

std::string not_complete(const Ranking& ranking) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < ranking.chips.size(); ++i) {
    for (const RankedRun& run : ranking.chips[i].runs) {
      if (run.state == RunState::complete) continue;
      parts.push_back(fmt::format("{} ({})", chip_letter(i), run.file));
    }
  }
  return parts.empty() ? "" : fmt::format("ended early: {}", fmt::join(parts, ", "));
}

std::size_t warnings_of_runs(const Ranking& ranking) {
  std::size_t count = 0;
  for (const RankedChip& chip : ranking.chips) {
    for (const RankedRun& run : chip.runs) count += run.warnings.size();
  }
  return count;
}

/// A fact of a chip in words.
using ChipFact = std::function<std::string(const RankedChip&)>;

/// Adds nothing where all chips are alike.
void add_unlike(const Ranking& ranking, const std::string& what, const ChipFact& fact,
                std::vector<UnlikeThing>& out) {
  UnlikeThing thing{what, {}};
  for (std::size_t i = 0; i < ranking.chips.size(); ++i) {
    const std::string value = fact(ranking.chips[i]);
    auto found = std::ranges::find(thing.values, value, &UnlikeValue::value);
    if (found == thing.values.end()) found = thing.values.insert(found, {value, {}});
    found->chips.push_back(i);
  }
  if (thing.values.size() > 1) out.push_back(std::move(thing));
}

/// What the runs of a chip say, each word once.
ChipFact of_runs(std::string RankedRun::*member) {
  return [member](const RankedChip& chip) {
    std::vector<std::string> words;
    for (const RankedRun& run : chip.runs) {
      if (std::ranges::find(words, run.*member) == words.end()) words.push_back(run.*member);
    }
    return fmt::format("{}", fmt::join(words, " and "));
  };
}

}  // namespace

std::vector<std::string> doubts(const Ranking& ranking) {
  std::vector<std::string> out;
  const auto say = [&](const std::string& text) {
    if (!text.empty()) out.push_back(text);
  };
  const auto count = [&](const CellTest& wanted, std::string_view noun, std::string_view what) {
    const std::size_t cells = count_cells(ranking, wanted);
    if (cells > 0) out.push_back(fmt::format("{} {}", counted(cells, noun), what));
  };
  say(not_measured(ranking));
  say(not_complete(ranking));
  count([](const auto& cell, const auto&) { return cell.outcome == Outcome::failed; }, "result",
        "wrong, so without a figure");
  count([](const auto& cell, const auto&) { return cell.standing == Standing::implausible; },
        "figure", "above what the chip can do, and in no score");
  count(
      [](const auto& cell, const auto& chip) {
        return cell.figures && cell.verification != VerificationState::verified &&
               chip.origin != Origin::modelled;
      },
      "figure", "of results that were not verified");
  count([](const auto& cell,
           const auto&) { return cell.figures && cell.figures->disturbed_rounds > 0; },
        "figure", "of cases that were disturbed in some round");
  count([](const auto& cell, const auto&) { return cell.outcome == Outcome::unstable; }, "figure",
        "less precise than asked for");
  if (const std::size_t number = warnings_of_runs(ranking); number > 0) {
    out.push_back(counted(number, "warning") + " of the runs, listed below");
  }
  return out;
}

std::vector<UnlikeThing> unlike_things(const Ranking& ranking) {
  std::vector<UnlikeThing> out;
  const auto add = [&](const std::string& what, const ChipFact& fact) {
    add_unlike(ranking, what, fact, out);
  };
  add("origin", [](const RankedChip& chip) { return std::string(name(chip.origin)); });
  add("ranks", [](const RankedChip& chip) { return std::to_string(chip.ranks); });
  add("nodes", [](const RankedChip& chip) {
    return chip.nodes == 0 ? std::string() : std::to_string(chip.nodes);
  });
  add("backend", [](const RankedChip& chip) { return chip.backend; });
  add("runs", [](const RankedChip& chip) { return std::to_string(chip.runs.size()); });
  add("suite", of_runs(&RankedRun::suite_name));
  add("program", of_runs(&RankedRun::tool_version));
  return out;
}

std::string unlike_text(const UnlikeThing& thing) {
  std::vector<std::string> parts;
  for (const UnlikeValue& each : thing.values) {
    std::string letters;
    for (const std::size_t chip : each.chips) letters += chip_letter(chip) + " ";
    parts.push_back(letters + (each.value.empty() ? "not known" : each.value));
  }
  return fmt::format("{}: {}", thing.what, fmt::join(parts, ", "));
}

}  // namespace steelyard::results
