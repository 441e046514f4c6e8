#include "results/report/rank_text_sections.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "results/report/plain_text.hpp"
#include "results/report/quantity.hpp"
#include "results/report/rank_words.hpp"

namespace steelyard::results {
namespace {

std::string incomparable(const Ranking& ranking) {
  if (ranking.not_comparable.empty()) return "";
  std::string out = heading("Not comparable");
  for (const NotComparable& each : ranking.not_comparable) {
    out += wrapped(fmt::format("{}  {}: {}", chip_letter(each.chip), plain(each.case_name),
                               plain(each.reason)),
                   2);
  }
  return out;
}

std::string source_list(const BaselineSources& sources) {
  if (sources.texts().empty()) return "";
  std::string out = heading("Where the baseline's figures come from");
  for (std::size_t i = 0; i < sources.texts().size(); ++i) {
    out += wrapped(fmt::format("[{}] {}", i + 1, plain(sources.texts()[i])), 2, 4);
  }
  return out;
}

bool is_pooled(const Ranking& ranking) {
  return std::ranges::any_of(ranking.chips,
                             [](const RankedChip& chip) { return chip.runs.size() > 1; });
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
  if (is_pooled(ranking)) {
    out += wrapped(
        "Several runs of a chip are pooled: the geometric mean of the runs' medians, with the "
        "interval by bootstrap over runs. Their spread is the relative standard deviation of these "
        "medians.",
        2);
  }
  if (!ranking.profiles.empty()) {
    out += wrapped(
        "A profile weighs kinds of work; the weight of each is shared evenly by its cases that "
        "count. A percentage behind its name is the share of its weight that they cover.",
        2);
  }
  if (ranking.baseline.measured) {
    out += wrapped(
        fmt::format("comparable: two one-sided tests on the log ratio; its {:g} % interval, in "
                    "brackets, lies within {} to {}. different: wholly outside. undecided: over an "
                    "edge.",
                    100 * (1 - 2 * equivalence_alpha), ratio_text(1 / (1 + ranking.margin)),
                    ratio_text(1 + ranking.margin)),
        2);
  }
  out += wrapped("Formulas and sources: docs/metrics.md.", 2);
  return out;
}

/// In what the chips are unlike, so that nobody takes a difference for the chip's.
std::string unlike_section(const Ranking& ranking) {
  const auto things = unlike_things(ranking);
  if (things.empty() && ranking.cautions.empty()) return "";
  std::string out = heading("Unlike beside the chips");
  for (const UnlikeThing& thing : things) out += wrapped(plain(unlike_text(thing)), 2, 2);
  for (const std::string& caution : ranking.cautions) out += wrapped("! " + plain(caution), 2, 2);
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
      "rank differently. An interval covers what varied between and within the rounds of a run, "
      "and between the runs that are pooled; not the difference to another machine with the same "
      "chip.",
      2);
  return out;
}

}  // namespace

std::string closing_sections(const Ranking& ranking, const BaselineSources& sources) {
  return incomparable(ranking) + unlike_section(ranking) + source_list(sources) + legend(ranking) +
         limits_of_this(ranking);
}

}  // namespace steelyard::results
