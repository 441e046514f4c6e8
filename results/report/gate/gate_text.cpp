#include "results/report/gate/gate_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

#include "harness/core/plain.hpp"
#include "results/report/metric_words.hpp"
#include "results/report/plain_text.hpp"
#include "results/report/quantity.hpp"

namespace steelyard::results {
namespace {

std::string_view heading_of(GateVerdict verdict) {
  switch (verdict) {
    case GateVerdict::regressed:
      return "Regressed";
    case GateVerdict::failed:
      return "Failed";
    case GateVerdict::missing:
      return "Missing";
    case GateVerdict::inconclusive:
      return "Inconclusive";
    case GateVerdict::added:
      return "Not in the baseline";
    case GateVerdict::improved:
      return "Improved";
    case GateVerdict::pass:
      return "Passed";
  }
  return "";
}

std::string case_entry(const GatedCase& gated, const Metric& metric) {
  std::string out = wrapped(plain(gated.name), 2, 4) + wrapped(gate_numbers(gated, metric), 6, 2);
  if (!gated.reason.empty()) out += wrapped(plain(gated.reason), 6, 2);
  const std::string carrier = sentence(gated.carried_by);
  if (!carrier.empty()) out += wrapped(plain(carrier), 6, 2);
  return out;
}

std::string cases_of(const GateResult& result, GateVerdict verdict) {
  const auto cases = cases_with(result, verdict);
  if (cases.empty()) return "";
  std::string out = heading(fmt::format("{}: {}", heading_of(verdict), cases.size()));
  for (const GatedCase* each : cases) out += case_entry(*each, *result.metric);
  return out;
}

std::string lines(std::string_view title, const std::vector<std::string>& entries) {
  if (entries.empty()) return "";
  std::string out = heading(title);
  for (const std::string& each : entries) out += wrapped(plain(each), 2, 2);
  return out;
}

/// Rates are what times are quoted by; of any other figure the two sides are named as they stand in
/// the ratio.
std::string sides(const Metric& metric) {
  if (is_time(metric)) return "figure of the candidate / of the baseline";
  const bool lower = metric.direction == Direction::lower_is_better;
  return fmt::format("{} ({}), of the {} / of the {}", metric.what, metric.unit,
                     lower ? "baseline" : "candidate", lower ? "candidate" : "baseline");
}

std::string how_to_read(const Metric& metric) {
  return heading("How to read this") +
         wrapped(
             fmt::format("ratio: {}, with its 95 % interval; below 1 is {}. p: probability of so "
                         "large a loss if the true one were the floor. detectable: the loss that "
                         "would be found four times in five. Regressed cases: at most the stated "
                         "share of false ones among them is expected (Benjamini & Hochberg).",
                         sides(metric), metric.worse),
             2);
}

}  // namespace

std::string gate_headline(const GateResult& result) {
  std::string verdict(name(result.verdict));
  std::transform(verdict.begin(), verdict.end(), verdict.begin(),
                 [](char letter) { return static_cast<char>(letter - (letter >= 'a' ? 32 : 0)); });
  std::vector<std::string> parts;
  for (const GateVerdict each : gravest_first) {
    const auto count = result.counts.find(each);
    if (count != result.counts.end())
      parts.push_back(fmt::format("{} {}", count->second, name(each)));
  }
  return fmt::format("{}: {} of {}{}", verdict, fmt::join(parts, ", "),
                     counted(result.cases.size(), "case"), by_metric(*result.metric));
}

std::string gate_again(const GateResult& result) {
  if (!result.again) return "";
  const GatedAgain& again = *result.again;
  if (!again.failure.empty()) {
    return "Measuring suspects again failed, so the verdicts are those of the night: " +
           again.failure;
  }
  const auto slower = std::count_if(again.cases.begin(), again.cases.end(), [](const auto& each) {
    return each.verdict == GateVerdict::regressed;
  });
  return fmt::format("Measured again, {} with each side by turns: {}, {} slower there too.",
                     counted(static_cast<std::size_t>(again.turns), "time"),
                     counted(again.cases.size(), "suspect"), slower);
}

std::string ratio_word(const Metric& metric) {
  return is_time(metric) ? "ratio" : fmt::format("{} ratio", metric.name);
}

std::string gate_numbers(const GatedCase& gated, const Metric& metric) {
  if (!gated.ratio) return "no figure on both sides";
  const std::string runs =
      fmt::format("{} against {}", counted(static_cast<std::size_t>(gated.candidate_runs), "run"),
                  gated.baseline_runs);
  if (!(gated.degrees > 0))
    return fmt::format("{} {} [unknown], {}", ratio_word(metric), ratio_text(gated.ratio->point),
                       runs);
  std::string out =
      fmt::format("{} {}, p {:.2g}, floor {}, {}", ratio_word(metric), ratio_text(*gated.ratio),
                  gated.p_value, percent(gated.floor), runs);
  if (gated.detectable > 0) out += fmt::format(", detectable {}", percent(gated.detectable));
  return out;
}

std::string gate_cause(const GatedCase& gated, const Metric& metric) {
  const std::string carrier = sentence(gated.carried_by);
  return (gated.reason.empty() ? gate_numbers(gated, metric) : gated.reason) +
         (carrier.empty() ? "" : "; " + carrier);
}

std::vector<const GatedCase*> cases_with(const GateResult& result, GateVerdict verdict) {
  std::vector<const GatedCase*> cases;
  for (const GatedCase& each : result.cases) {
    if (each.verdict == verdict) cases.push_back(&each);
  }
  std::stable_sort(cases.begin(), cases.end(), [](const GatedCase* a, const GatedCase* b) {
    return (a->ratio ? a->ratio->point : 1) < (b->ratio ? b->ratio->point : 1);
  });
  return cases;
}

std::string gate_text(const GateResult& result, bool all) {
  std::string out = gate_headline(result) + "\n";
  if (result.ratio) {
    const bool known = result.ratio->low < result.ratio->high;
    out += wrapped(fmt::format("All cases together: {}{}", ratio_text(result.ratio->point),
                               known ? fmt::format(" [{}, {}]", ratio_text(result.ratio->low),
                                                   ratio_text(result.ratio->high))
                                     : " [unknown]"),
                   0);
  }
  if (!result.baseline.empty()) out += wrapped("Baseline: " + plain(result.baseline), 0);
  out += wrapped("Spread between runs: " + result.noise, 0);
  if (result.again) out += wrapped(plain(gate_again(result)), 0);
  out += lines("Changed between the two sides", result.changes);
  out += lines("Unlike, and allowed", result.allowed);
  for (const GateVerdict verdict : gravest_first) {
    if (verdict != GateVerdict::pass || all) out += cases_of(result, verdict);
  }
  return out + how_to_read(*result.metric);
}

}  // namespace steelyard::results
