#include "results/report/rank_text_sections.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

#include "results/report/plain_text.hpp"
#include "results/report/quantity.hpp"

namespace steelyard::results {
namespace {

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

/// "also 91.2 % of peak at the sampled clock, 98.1 % of ~best known": beside the one in its column.
std::string other_fractions(const RankedCell& cell) {
  std::vector<std::string> parts;
  const auto add = [&](const std::optional<Fraction>& fraction) {
    if (!fraction) return;
    const bool doubtful = fraction->confidence == Confidence::low;
    parts.push_back(fmt::format("{} of {}{}", percent(fraction->value.point), doubtful ? "~" : "",
                                name(fraction->of)));
  };
  add(cell.fraction_at_clock);
  add(cell.fraction_of_best);
  // Against the shipped table the ratio is this fraction.
  if (!cell.reference) add(cell.fraction_of_h20);
  return parts.empty() ? "" : fmt::format("also {}", fmt::join(parts, ", "));
}

/// How many runs a figure stands on, how far they lie apart, and which have none.
void add_runs(const RankedCell& cell, std::vector<std::string>& out) {
  if (cell.runs > 1) {
    std::string text = counted(static_cast<std::size_t>(cell.runs), "run");
    if (cell.between_runs)
      text += fmt::format(", medians spread by {}", percent(*cell.between_runs));
    out.push_back(text);
  }
  for (const std::string& run : cell.left_out_runs) out.push_back("not pooled: " + plain(run));
}

}  // namespace

std::vector<std::string> cell_notes(const RankedCell& cell, Origin origin) {
  std::vector<std::string> out;
  const std::string fractions = other_fractions(cell);
  if (!fractions.empty()) out.push_back(fractions);
  add_runs(cell, out);
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
      out.push_back(counted(figures.iterations, noun) + ": too few for an interval");
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

}  // namespace steelyard::results
