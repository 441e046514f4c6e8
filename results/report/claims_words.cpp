#include "results/report/claims_words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "results/report/quantity.hpp"

namespace steelyard::results {
namespace {

std::string metric_words(const Metric& metric) {
  switch (metric.kind) {
    case MetricKind::profile:
      return fmt::format("by the profile {}", metric.of);
    case MetricKind::group:
      return fmt::format("in the group {}", metric.of);
    case MetricKind::single_case:
      return fmt::format("in {}", metric.of);
    case MetricKind::cost:
      return fmt::format("in the cost of a unit of work by the profile {}", metric.of);
    case MetricKind::system_compute:
      return fmt::format("in {} multiplications of the whole system", metric.of);
    case MetricKind::mixed:
      return fmt::format("in the group {}", metric.of);
  }
  return "";
}

std::string relation_words(const Claim& claim, const std::string& to) {
  switch (claim.relation) {
    case Relation::comparable:
      return fmt::format("comparable (margin {:.4g} %) to {}", claim.margin * 100, to);
    case Relation::at_least:
      return fmt::format("at least {:.6g} x {}", claim.factor, to);
    case Relation::below:
      return fmt::format("below {:.6g} x {}", claim.factor, to);
  }
  return "";
}

}  // namespace

std::string statement_of(const ClaimVerdict& verdict) {
  const Claim& claim = verdict.claim;
  if (claim.metric.kind == MetricKind::mixed) {
    return fmt::format("{} and {} in one cluster: {} {}", verdict.chip, verdict.to,
                       relation_words(claim, "the mean of what both reach alone"),
                       metric_words(claim.metric));
  }
  return fmt::format("{}: {} {}", verdict.chip, relation_words(claim, verdict.to),
                     metric_words(claim.metric));
}

std::string source_of(const Claim& claim) {
  if (claim.source.url.empty()) return claim.source.title;
  return fmt::format("{} ({}) {}", claim.source.title, claim.source.date, claim.source.url);
}

std::string numbers_of(const ClaimVerdict& verdict) {
  if (!verdict.numbers) return "";
  const ClaimNumbers& numbers = *verdict.numbers;
  std::string text =
      numbers.has_interval
          ? fmt::format("{} at {:.0f} %", ratio_text(numbers.ratio), claim_confidence * 100)
          : ratio_text(numbers.ratio.point) + ", without an interval";
  text += fmt::format(", of {} and {} runs, {} {}", numbers.chip_runs, numbers.to_runs,
                      numbers.counted.size(), numbers.counted.size() == 1 ? "case" : "cases");
  if (numbers.left_out > 0) text += fmt::format(" ({} left out)", numbers.left_out);
  return fmt::format("{}, {}", text, name(numbers.origin));
}

std::string datasheets_of(const ClaimVerdict& verdict) {
  std::vector<std::string> sentences;
  if (!verdict.datasheets.sentence.empty()) sentences.push_back(verdict.datasheets.sentence);
  const auto& unknown = verdict.datasheets.unknown;
  sentences.insert(sentences.end(), unknown.begin(), unknown.end());
  return fmt::format("{}", fmt::join(sentences, " "));
}

std::string tally_of(std::span<const ClaimVerdict> verdicts) {
  const auto count = [&](Verdict wanted) {
    return std::count_if(verdicts.begin(), verdicts.end(),
                         [&](const ClaimVerdict& each) { return each.verdict == wanted; });
  };
  return fmt::format("{} {}: {} supported, {} refuted, {} undecided", verdicts.size(),
                     verdicts.size() == 1 ? "claim" : "claims", count(Verdict::supported),
                     count(Verdict::refuted), count(Verdict::undecided));
}

}  // namespace steelyard::results
