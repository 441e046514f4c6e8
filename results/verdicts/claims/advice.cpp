#include "results/verdicts/claims/advice.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "results/verdicts/claims/claim_bounds.hpp"
#include "results/verdicts/claims/more_runs.hpp"

namespace steelyard::results {
namespace {

/// What to run, for the metric.
std::string suite_for(const Metric& metric) {
  switch (metric.kind) {
    case MetricKind::group:
    case MetricKind::mixed:
      return fmt::format("a suite with the group '{}'", metric.of);
    case MetricKind::single_case:
      return fmt::format("a suite with the case {}", metric.of);
    case MetricKind::profile:
    case MetricKind::cost:
    case MetricKind::system_compute:
      break;
  }
  return "`steelyard run --suite standard`";
}

/// "on Huawei CloudMatrix 384", "on all 384 chips of Huawei CloudMatrix 384".
std::string place(const std::string& name, const std::string& id, const Claim& claim,
                  const Catalogue& catalogue) {
  if (claim.metric.kind != MetricKind::system_compute) return "on " + name;
  return fmt::format("on all {} chips of {}", catalogue.find_exact(id)->chips_per_system, name);
}

/// "3 runs on NVIDIA H20"; "" where there are enough.
std::string still_needed(const ClaimSide& side, int wanted, const std::string& where) {
  const int have = side.origin == Origin::measured ? static_cast<int>(side.runs.size()) : 0;
  if (have >= wanted) return "";
  return fmt::format("{}{} {} {}", wanted - have, have > 0 ? " more" : "",
                     wanted - have == 1 ? "run" : "runs", where);
}

std::string percent_of(double log_ratio) {
  return fmt::format("{:.2g} %", std::expm1(log_ratio) * 100);
}

std::string narrow(const ClaimVerdict& verdict) {
  const ClaimNumbers& numbers = *verdict.numbers;
  const int runs = std::max(1, std::min(numbers.chip_runs, numbers.to_runs));
  const MoreRuns more = more_runs(numbers.ratio, bounds_of(verdict.claim), runs);
  const std::string now = fmt::format(
      "the interval is +-{} wide with {} {} of each side, the ratio {} from the bound",
      percent_of(more.half_width), runs, runs == 1 ? "run" : "runs", percent_of(more.distance));
  if (!more.runs) {
    return fmt::format(
        "No number of runs within reason would decide it ({}); calmer machines and longer runs "
        "might.",
        now);
  }
  return fmt::format(
      "About {} runs of each side would decide it, if the ratio stays where it is: {}, and the "
      "width "
      "is taken to shrink with the square root of the number of runs.",
      *more.runs, now);
}

std::string measure(const ClaimVerdict& verdict, const ClaimRuns& runs,
                    const Catalogue& catalogue) {
  const Claim& claim = verdict.claim;
  std::vector<std::string> needed;
  const auto need = [&](const ClaimSide& side, const std::string& where) {
    const std::string words = still_needed(side, claim.runs, where);
    if (!words.empty()) needed.push_back(words);
  };
  need(runs.chip, place(verdict.chip, claim.chip, claim, catalogue));
  need(runs.to, place(verdict.to, claim.to, claim, catalogue));
  const bool mixed = claim.metric.kind == MetricKind::mixed;
  if (mixed) need(runs.both, "on a cluster of both");
  const std::string_view scale =
      claim.metric.kind == MetricKind::system_compute ? "" : ", each on as many devices";
  const std::string_view prices =
      claim.metric.kind == MetricKind::cost ? ", and prices of both (--prices)" : "";
  if (needed.empty()) {
    return fmt::format("Run {} again{}{}, so that it is complete on every side.",
                       suite_for(claim.metric), scale, prices);
  }
  return fmt::format("Run {}{}: {}{}.", suite_for(claim.metric), scale,
                     fmt::join(needed, needed.size() > 2 ? ", " : " and "), prices);
}

}  // namespace

std::string advice(const ClaimVerdict& verdict, const ClaimRuns& runs, const Catalogue& catalogue) {
  switch (verdict.doubt) {
    case Doubt::none:
      return "";
    case Doubt::no_prices:
      return fmt::format("Give the prices of {} and {} with --prices; no more runs are needed.",
                         verdict.chip, verdict.to);
    case Doubt::straddles:
      return narrow(verdict);
    case Doubt::no_run:
    case Doubt::not_measured:
    case Doubt::too_few_runs:
    case Doubt::cases_missing:
      break;
  }
  return measure(verdict, runs, catalogue);
}

}  // namespace steelyard::results
