#include "results/report/rank_text_sections.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "results/report/plain_text.hpp"
#include "results/report/rank_words.hpp"

namespace steelyard::results {
namespace {

std::string outcome_counts(const RankedRun& run) {
  std::vector<std::string> parts;
  std::size_t total = 0;
  for (const auto& [outcome, count] : run.outcomes) {
    parts.push_back(fmt::format("{} {}", count, name(outcome)));
    total += static_cast<std::size_t>(count);
  }
  if (run.disturbed_cases > 0)
    parts.push_back(fmt::format("of these {} disturbed", run.disturbed_cases));
  return fmt::format("{}: {}", counted(total, "case"), fmt::join(parts, ", "));
}

/// `named` puts the file first.
std::string run_lines(const RankedRun& run, bool named) {
  std::string out =
      wrapped(fmt::format("{}{}, run {}, {}", named ? plain(run.file) + ": " : "",
                          plain(run.created_utc), name(run.state), outcome_counts(run)),
              5, 7);
  for (const std::string& warning : run.warnings) out += wrapped("warning: " + plain(warning), 5);
  return out;
}

std::string chip_paragraph(const RankedChip& chip, std::size_t index) {
  const std::string role = chip.is_baseline ? ", the baseline" : "";
  const std::string source =
      chip.runs.size() == 1 ? plain(chip.runs.front().file) : counted(chip.runs.size(), "run");
  std::string out =
      wrapped(fmt::format("{}  {} ({}{})", chip_letter(index), plain(chip.label), source, role), 2);
  std::vector<std::string> facts{
      std::string(name(chip.origin)), fmt::format("backend {}", plain(chip.backend)),
      counted(static_cast<std::size_t>(chip.ranks), "rank") +
          (chip.nodes == 0 ? std::string(", nodes not known")
                           : " on " + counted(static_cast<std::size_t>(chip.nodes), "node"))};
  if (!chip.run_label.empty()) facts.push_back("label " + plain(chip.run_label));
  out += wrapped(fmt::format("{}", fmt::join(facts, ", ")), 5);
  for (const RankedRun& run : chip.runs) out += run_lines(run, chip.runs.size() > 1);
  for (const std::string& note : chip.pooling_notes) out += wrapped("pooled: " + plain(note), 5);
  if (!chip.note.empty()) out += wrapped("note: " + plain(chip.note), 5);
  if (chip.origin == Origin::imported) {
    out += wrapped("warning: these numbers are imported: another tool measured them.", 5);
  } else if (chip.origin != Origin::measured) {
    out += wrapped(
        fmt::format("warning: these numbers are {}, not measured on this chip.", name(chip.origin)),
        5);
  }
  return out;
}

}  // namespace

std::string chips_section(const Ranking& ranking) {
  std::string out = heading("Chips");
  for (std::size_t i = 0; i < ranking.chips.size(); ++i) {
    out += chip_paragraph(ranking.chips[i], i);
  }
  return out;
}

}  // namespace steelyard::results
