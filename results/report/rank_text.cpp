#include "results/report/rank_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <vector>

#include "results/report/plain_text.hpp"
#include "results/report/quantity.hpp"

namespace steelyard::results {
namespace {

constexpr std::size_t page_columns = 120;
constexpr std::size_t figure_columns = 32;
constexpr std::size_t fraction_columns = 16;
constexpr std::size_t ratio_columns = 33;

/// Sources of the baseline's figures, numbered in the order in which they are first used.
class Sources {
 public:
  int number(const ReferenceFigure& figure) {
    const std::string text =
        fmt::format("{}, confidence {}{}: {}", name(figure.origin), name(figure.confidence),
                    figure.note.empty() ? "" : ", " + figure.note, figure.source);
    const auto found = std::find(texts_.begin(), texts_.end(), text);
    if (found != texts_.end()) return static_cast<int>(found - texts_.begin()) + 1;
    texts_.push_back(text);
    return static_cast<int>(texts_.size());
  }
  const std::vector<std::string>& texts() const { return texts_; }

 private:
  std::vector<std::string> texts_;
};

/// A, B, ..., Z, then C27.
std::string letter(std::size_t chip) {
  return chip < 26 ? std::string(1, static_cast<char>('A' + chip)) : fmt::format("C{}", chip + 1);
}

std::string counted(int number, std::string_view noun) {
  return fmt::format("{} {}{}", number, noun, number == 1 ? "" : "s");
}

std::string heading(const std::string& text) {
  return fmt::format("\n{}\n{}\n", text, std::string(columns(text), '-'));
}

std::string outcome_counts(const RankedRun& run) {
  std::vector<std::string> parts;
  int total = 0;
  for (const auto& [outcome, count] : run.outcomes) {
    parts.push_back(fmt::format("{} {}", count, name(outcome)));
    total += count;
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
  const std::string source = chip.runs.size() == 1
                                 ? plain(chip.runs.front().file)
                                 : counted(static_cast<int>(chip.runs.size()), "run");
  std::string out =
      wrapped(fmt::format("{}  {} ({}{})", letter(index), plain(chip.label), source, role), 2);
  std::vector<std::string> facts{
      std::string(name(chip.origin)), fmt::format("backend {}", plain(chip.backend)),
      counted(chip.ranks, "rank") + (chip.nodes == 0 ? std::string(", nodes not known")
                                                     : " on " + counted(chip.nodes, "node"))};
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

std::string head(const Ranking& ranking) {
  const BaselineSummary& baseline = ranking.baseline;
  std::string out = wrapped("Ranking relative to " + plain(baseline.title), 0);
  if (baseline.measured) {
    out += wrapped(fmt::format("The baseline is a run ({}, {}); cases are compared by case id.",
                               plain(baseline.file), name(baseline.origin)),
                   0);
  } else {
    out += wrapped(
        "The baseline is a table of published figures and datasheet bounds, not a measurement of "
        "yours.",
        0);
  }
  out += heading("Chips");
  for (std::size_t i = 0; i < ranking.chips.size(); ++i) {
    out += chip_paragraph(ranking.chips[i], i);
  }
  return out;
}

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
                          counted(static_cast<int>(all), "case"), origins(ranking, group)),
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
        fmt::format("{}  {}", letter(score.chip), plain(chip.label)));
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

std::string scores(const Ranking& ranking) {
  std::string out = heading("Score by group");
  for (const GroupRanking& group : ranking.groups) out += score_table(ranking, group);
  return out;
}

std::string figure_unit(const RankedCase& row, FigureKind kind) {
  if (kind == FigureKind::flops && row.integers) return "OP/s";
  return std::string(unit(kind));
}

/// Adds why the cell is not in the score, unless its outcome says that already.
std::vector<std::string> with_standing(const RankedCell& cell, std::vector<std::string> out) {
  const bool said = cell.standing == Standing::counted || cell.standing_reason.empty() ||
                    cell.standing_reason == name(cell.outcome);
  if (!said) {
    out.push_back(
        fmt::format("not in the score, {}: {}", name(cell.standing), plain(cell.standing_reason)));
  }
  return out;
}

/// Everything about a cell that is not a number: what a reader must know to trust it.
std::vector<std::string> flags(const RankedCell& cell, Origin origin) {
  std::vector<std::string> out;
  if (origin == Origin::modelled && cell.figures) {
    out.emplace_back("modelled");
    return with_standing(cell, std::move(out));
  }
  if (origin == Origin::imported) out.push_back("imported from " + plain(cell.data_pattern));
  if (cell.outcome != Outcome::passed) {
    out.push_back(fmt::format("{}{}", name(cell.outcome),
                              cell.reason.empty() ? "" : ": " + plain(cell.reason)));
  }
  if (cell.verification == VerificationState::not_verified && cell.figures) {
    out.emplace_back("result not verified");
  }
  if (cell.figures) {
    const CaseFigures& figures = *cell.figures;
    if (figures.disturbed_rounds > 0) {
      out.push_back(
          fmt::format("disturbed in {} of {} rounds", figures.disturbed_rounds, figures.rounds));
    }
    if (figures.left_out > 0) {
      out.push_back(fmt::format("{} of {} samples disturbed and not quoted", figures.left_out,
                                figures.iterations));
    }
    if (figures.late_iterations > 0) {
      out.push_back(fmt::format("{} of {} iterations started late", figures.late_iterations,
                                figures.iterations));
    }
    if (!has_interval(figures)) {
      const std::string_view noun = origin == Origin::imported ? "time" : "iteration";
      out.push_back(counted(static_cast<int>(figures.iterations), noun) +
                    ": too few for an interval");
    } else if (figures.rounds == 1) {
      out.emplace_back("one round: the interval sees no drift");
    }
    if (cell.fraction && cell.fraction->of == Denominator::probe &&
        cell.fraction->value.point > 1) {
      out.emplace_back("above its probe, which other work must have slowed");
    }
  }
  if (cell.excess && !cell.excess->certain) {
    out.push_back(plain(cell.excess->sentence) + ", so the catalogue is in doubt");
  }
  return with_standing(cell, std::move(out));
}

std::string reference_text(const RankedCell& cell, FigureKind kind, bool integers,
                           Sources& sources) {
  if (!cell.reference) return "";
  std::string_view base = "B/s";
  if (kind == FigureKind::flops) base = integers ? "OP/s" : "FLOP/s";
  return fmt::format("{} {}, {} [{}]", quantity(cell.reference->value, base),
                     name(cell.reference->origin), name(cell.reference->confidence),
                     sources.number(*cell.reference));
}

/// "of peak"; "of ~peak" where the catalogue's figure is of low confidence.
std::string fraction_name(const Fraction& fraction) {
  const bool doubtful = fraction.confidence == Confidence::low;
  return fmt::format("of {}{}", doubtful ? "~" : "", name(fraction.of));
}

std::string interval_text(const Interval& interval, std::string_view unit,
                          const CaseFigures& figures) {
  return has_interval(figures) ? quantity(interval, unit)
                               : quantity(interval.point, unit) + " [unknown]";
}

std::string interval_text(const Interval& ratio, const CaseFigures& figures) {
  return has_interval(figures) ? ratio_text(ratio) : ratio_text(ratio.point) + " [unknown]";
}

std::string trimmed(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

std::string cell_lines(const RankedCase& row, const RankedCell& cell, std::size_t chip,
                       const Ranking& ranking, Sources& sources) {
  std::string out = fmt::format("    {} ", padded(letter(chip), 1));
  if (cell.figures) {
    const CaseFigures& figures = *cell.figures;
    const std::string share = cell.fraction
                                  ? fmt::format("{} {}", percent(cell.fraction->value.point),
                                                fraction_name(*cell.fraction))
                                  : "";
    std::string ratio = cell.ratio ? interval_text(*cell.ratio, figures) : "no ratio";
    if (ranking.chips[chip].is_baseline) ratio = "1, by definition";
    out += padded(interval_text(figures.figure, figure_unit(row, figures.kind), figures) + " ",
                  figure_columns);
    out += padded(share + " ", fraction_columns) + padded(ratio + " ", ratio_columns);
    const std::string reference = reference_text(cell, figures.kind, row.integers, sources);
    const bool fits = columns(out) + columns(reference) <= page_columns;
    out = fits ? trimmed(out + reference) : trimmed(out) + "\n        baseline: " + reference;
  } else {
    out += "no figure";
  }
  out += '\n';
  const auto notes = flags(cell, ranking.chips[chip].origin);
  if (!notes.empty()) out += wrapped(fmt::format("{}", fmt::join(notes, "; ")), 8);
  return out;
}

std::string group_of_cases(const Ranking& ranking, const std::string& group, Sources& sources) {
  std::string out = "\n" + wrapped(group.empty() ? "No group" : "Group " + plain(group), 0);
  for (const RankedCase& row : ranking.cases) {
    if (row.group != group) continue;
    out += wrapped(plain(row.name), 2);
    for (std::size_t chip = 0; chip < row.cells.size(); ++chip) {
      if (row.cells[chip]) out += cell_lines(row, *row.cells[chip], chip, ranking, sources);
    }
  }
  return out;
}

std::string cases(const Ranking& ranking, Sources& sources) {
  std::string out = heading("Cases");
  out += "      " + padded("figure", figure_columns) + padded("fraction", fraction_columns);
  out += ranking.baseline.measured
             ? "ratio to the baseline\n"
             : padded("ratio to the baseline", ratio_columns) + "the baseline's figure\n";
  for (const GroupRanking& group : ranking.groups) {
    out += group_of_cases(ranking, group.group, sources);
  }
  return out;
}

std::string incomparable(const Ranking& ranking) {
  if (ranking.not_comparable.empty()) return "";
  std::string out = heading("Not comparable");
  for (const NotComparable& each : ranking.not_comparable) {
    out += wrapped(
        fmt::format("{}  {}: {}", letter(each.chip), plain(each.case_name), plain(each.reason)), 2);
  }
  return out;
}

std::string source_list(const Sources& sources) {
  if (sources.texts().empty()) return "";
  std::string out = heading("Where the baseline's figures come from");
  for (std::size_t i = 0; i < sources.texts().size(); ++i) {
    out += wrapped(fmt::format("[{}] {}", i + 1, plain(sources.texts()[i])), 2, 4);
  }
  return out;
}

std::string legend(const Ranking& ranking) {
  std::string out = heading("How to read this");
  const double percents = ranking.confidence * 100;
  out += wrapped(
      fmt::format("figure: from the median over iterations of the slowest rank's time; in brackets "
                  "its {:g} % interval by bootstrap over rounds, then samples. FLOP/s are those of "
                  "one device.",
                  percents),
      2);
  out += wrapped(
      "fraction: of the catalogue's dense peak, link or memory bandwidth; of the probe that ran "
      "beside the case where the catalogue has no row for the chip. ~ marks a catalogue figure of "
      "low "
      "confidence.",
      2);
  out +=
      wrapped(ranking.baseline.measured
                  ? "ratio: figure / the baseline's figure, with the spread of both."
                  : "ratio: figure / the baseline's figure, with the spread of the figure alone.",
              2);
  out += wrapped(
      "score: geometric mean of the ratios over the same cases on every chip. rank: 1 + chips "
      "whose "
      "interval lies wholly above; = marks chips that share a rank.",
      2);
  out += wrapped("Formulas and sources: docs/metrics.md.", 2);
  return out;
}

std::string limits_of_this(const Ranking& ranking) {
  std::string out = heading("What cannot be concluded");
  if (!ranking.baseline.measured) {
    out += wrapped(
        "Reference rows are not measurements of yours: no verdict. Published rows are single "
        "reports, datasheet rows are bounds that no chip reaches. For a verdict, run the same "
        "suite "
        "on an H20 and pass --baseline FILE.",
        2);
  }
  const bool all_measured =
      std::all_of(ranking.chips.begin(), ranking.chips.end(),
                  [](const RankedChip& chip) { return chip.origin == Origin::measured; });
  if (!all_measured) {
    out += wrapped("Some numbers here were not measured on the chip they are listed for.", 2);
  }
  const bool imported =
      std::any_of(ranking.chips.begin(), ranking.chips.end(),
                  [](const RankedChip& chip) { return chip.origin == Origin::imported; });
  if (imported) {
    out += wrapped(
        "Imported numbers are what another tool printed: its method, its rounding, nothing known "
        "of drift or of other work on the machine. They give an order, never a verdict.",
        2);
  }
  out += wrapped(
      "Other shapes, sizes, dtypes, numbers of devices and library versions than those listed may "
      "rank differently. An interval covers what varied between and within the rounds of its run, "
      "not the difference between two machines with the same chip.",
      2);
  return out;
}

}  // namespace

std::string rank_text(const Ranking& ranking) {
  Sources sources;
  std::string out = head(ranking) + scores(ranking) + cases(ranking, sources);
  out += incomparable(ranking) + source_list(sources);
  return out + legend(ranking) + limits_of_this(ranking);
}

}  // namespace steelyard::results
