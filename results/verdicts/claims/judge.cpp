#include "results/verdicts/claims/judge.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "results/verdicts/claims/advice.hpp"
#include "results/verdicts/claims/claim_bounds.hpp"
#include "results/verdicts/claims/claim_runs.hpp"

namespace steelyard::results {
namespace {

std::string full_name(const Catalogue& catalogue, const std::string& id) {
  const Chip* chip = catalogue.find_exact(id);
  return fmt::format("{} {}", chip->vendor, chip->name);
}

/// Whether the shipped reference can stand in where there is no run of `to`, to have a number to
/// show. A reference is of one chip, so it says nothing of systems and of mixed clusters.
bool has_reference(const Claim& claim, const ClaimInputs& inputs) {
  return inputs.reference != nullptr && inputs.reference->chip().id == claim.to &&
         claim.metric.kind != MetricKind::system_compute && claim.metric.kind != MetricKind::mixed;
}

void doubt(ClaimVerdict& verdict, Doubt why, std::string reason) {
  verdict.verdict = Verdict::undecided;
  verdict.doubt = why;
  verdict.reason = std::move(reason);
}

/// Which sides have no run at all, in words.
std::vector<std::string> sides_without_runs(const ClaimVerdict& verdict, const ClaimRuns& runs) {
  std::vector<std::string> missing;
  if (runs.chip.runs.empty()) missing.push_back(verdict.chip);
  if (runs.to.runs.empty()) missing.push_back(verdict.to);
  const bool mixed = verdict.claim.metric.kind == MetricKind::mixed;
  if (mixed && runs.both.runs.empty()) missing.emplace_back("a cluster of both");
  return missing;
}

/// What stands in where there is no run of `to`, or "".
std::string about_reference(const ClaimVerdict& verdict, const ClaimRuns& runs,
                            const ClaimInputs& inputs) {
  if (!runs.to.runs.empty() || !has_reference(verdict.claim, inputs)) return "";
  return fmt::format(" Of {} there is the shipped reference alone, which is no measurement.",
                     verdict.to);
}

/// A file of a side that has no run, which was not taken for one; null if there is none.
const ClaimFile* refused_file(const ClaimVerdict& verdict, const ClaimRuns& runs) {
  for (const ClaimFile& file : verdict.files) {
    const ClaimSide& side = file.role == ClaimRole::chip ? runs.chip
                            : file.role == ClaimRole::to ? runs.to
                                                         : runs.both;
    if (side.runs.empty()) return &file;
  }
  return nullptr;
}

/// Judges a claim of which `missing` sides have no run.
void judge_nothing(ClaimVerdict& verdict, const ClaimRuns& runs, const ClaimInputs& inputs,
                   const std::vector<std::string>& missing) {
  const ClaimFile* refused = refused_file(verdict, runs);
  const bool emulated = refused != nullptr && refused->origin == Origin::emulated;
  const std::string why =
      refused == nullptr ? "" : fmt::format(" {}: {}", refused->file, refused->why_not);
  doubt(verdict, emulated ? Doubt::not_measured : Doubt::no_run,
        fmt::format("There is no run of {}.{}{}", fmt::join(missing, ", nor of "),
                    about_reference(verdict, runs, inputs), why));
}

/// "the numbers of X are modelled", for each side that is not measured.
std::vector<std::string> not_measured(const ClaimVerdict& verdict, const ClaimRuns& runs) {
  std::vector<std::string> sentences;
  const auto look = [&](const ClaimSide& side, const std::string& of) {
    if (!side.runs.empty() && side.origin != Origin::measured) {
      sentences.push_back(fmt::format("the numbers of {} are {}", of, name(side.origin)));
    }
  };
  look(runs.chip, verdict.chip);
  look(runs.to, verdict.to);
  look(runs.both, "the cluster of both");
  if (runs.to.runs.empty()) {
    sentences.push_back(
        fmt::format("those of {} are the shipped reference, which is no measurement", verdict.to));
  }
  return sentences;
}

Origin origin_of(const ClaimRuns& runs) {
  for (const ClaimSide* side : {&runs.chip, &runs.to, &runs.both}) {
    if (!side->runs.empty() && side->origin != Origin::measured) return side->origin;
  }
  return runs.to.runs.empty() ? Origin::reference : Origin::measured;
}

ClaimNumbers numbers_of(const Claim& claim, const ClaimRuns& runs, const Weighed& weighed,
                        const Interval& ratio) {
  const ClaimBounds bounds = bounds_of(claim);
  ClaimNumbers numbers;
  numbers.ratio = ratio;
  numbers.has_interval = weighed.has_interval;
  numbers.low_bound = bounds.low;
  numbers.high_bound = bounds.high;
  numbers.origin = origin_of(runs);
  numbers.chip_runs = static_cast<int>(runs.chip.runs.size());
  numbers.to_runs = static_cast<int>(runs.to.runs.size());
  numbers.counted = weighed.counted;
  numbers.left_out = weighed.left_out;
  return numbers;
}

/// "1.003 [0.9931, 1.013]".
std::string in_words(const Interval& interval, bool has_interval) {
  if (!has_interval) return fmt::format("{:.4g}", interval.point);
  return fmt::format("{:.4g} [{:.4g}, {:.4g}]", interval.point, interval.low, interval.high);
}

std::string in_words(const ClaimNumbers& numbers) {
  return in_words(numbers.ratio, numbers.has_interval);
}

/// What the claim allows, in words.
std::string allowed(const Claim& claim) {
  const ClaimBounds bounds = bounds_of(claim);
  switch (claim.relation) {
    case Relation::comparable:
      return fmt::format("within {:.4g} to {:.4g}", bounds.low, bounds.high);
    case Relation::at_least:
      return fmt::format("at least {:.6g}", bounds.low);
    case Relation::below:
      return fmt::format("below {:.6g}", bounds.high);
  }
  return "";
}

/// Judges what was measured on both sides, enough times and with an interval.
void compare(ClaimVerdict& verdict) {
  const ClaimNumbers& numbers = *verdict.numbers;
  verdict.verdict = decide(verdict.claim, numbers.ratio);
  const std::string ratio = fmt::format("The ratio is {}", in_words(numbers));
  switch (verdict.verdict) {
    case Verdict::supported:
      verdict.reason = fmt::format("{}, all of it {}.", ratio, allowed(verdict.claim));
      return;
    case Verdict::refuted:
      verdict.reason = fmt::format("{}, none of it {}.", ratio, allowed(verdict.claim));
      return;
    case Verdict::undecided:
      doubt(verdict, Doubt::straddles,
            fmt::format("{}, some of it {} and some not.", ratio, allowed(verdict.claim)));
  }
}

Interval scaled(const Interval& interval, double by) {
  return {interval.low * by, interval.point * by, interval.high * by};
}

/// The price of an hour at which a claim about cost begins to hold: as a multiple of the other's,
/// and in money where that is known.
std::string break_even(const Claim& claim, const Weighed& weighed, const std::string& to,
                       const ClaimInputs& inputs) {
  const bool comparable = claim.relation == Relation::comparable;
  const double factor = comparable ? 1 : claim.factor;
  const std::string_view how = comparable                             ? "equals"
                               : claim.relation == Relation::at_least ? "reaches"
                                                                      : "falls below";
  std::string text = fmt::format(
      "The cost of its work {} {:.6g} x that of {} where an hour of it costs {} x an hour of {}",
      how, factor, to, in_words(scaled(*weighed.ratio, factor), weighed.has_interval), to);
  if (weighed.break_even_per_hour) {
    text +=
        fmt::format(", which is {} {}", inputs.prices->currency,
                    in_words(scaled(*weighed.break_even_per_hour, factor), weighed.has_interval));
  }
  return text + ".";
}

/// Whose price is missing, in words.
std::string without_price(const ClaimVerdict& verdict, const ClaimInputs& inputs) {
  if (inputs.prices == nullptr) return "There are no prices.";
  std::vector<std::string> missing;
  for (const auto& [id, label] :
       {std::pair{verdict.claim.chip, verdict.chip}, std::pair{verdict.claim.to, verdict.to}}) {
    if (find_price(*inputs.prices, id, label) == nullptr) missing.push_back(label);
  }
  return fmt::format("There is no price of {}.", fmt::join(missing, ", nor of "));
}

/// Everything that keeps numbers from deciding, the gravest first; else the verdict.
void judge_numbers(ClaimVerdict& verdict, const ClaimRuns& runs, const Weighed& weighed,
                   const ClaimInputs& inputs) {
  const auto others = not_measured(verdict, runs);
  const std::string so_far =
      verdict.numbers ? fmt::format(" The ratio of what there is: {}.", in_words(*verdict.numbers))
      : weighed.ratio ? ""
                      : " " + weighed.why_not;
  if (!others.empty()) {
    return doubt(
        verdict, Doubt::not_measured,
        fmt::format("Nothing is decided, since {}.{}", fmt::join(others, ", and "), so_far));
  }
  if (!weighed.ratio) return doubt(verdict, Doubt::cases_missing, weighed.why_not);
  if (weighed.fewest_runs < verdict.claim.runs) {
    return doubt(verdict, Doubt::too_few_runs,
                 fmt::format("A verdict needs {} measured runs of each side, and there are {}.{}",
                             verdict.claim.runs, weighed.fewest_runs, so_far));
  }
  if (!weighed.has_interval) {
    return doubt(
        verdict, Doubt::too_few_runs,
        fmt::format("There are too few iterations or rounds to know the spread.{}", so_far));
  }
  if (!verdict.numbers) {
    return doubt(verdict, Doubt::no_prices, without_price(verdict, inputs));
  }
  compare(verdict);
}

ClaimVerdict judge_one(const Claim& claim, const ClaimInputs& inputs) {
  ClaimVerdict verdict;
  verdict.claim = claim;
  verdict.chip = full_name(*inputs.catalogue, claim.chip);
  verdict.to = full_name(*inputs.catalogue, claim.to);
  verdict.datasheets = ask_datasheets(claim, *inputs.catalogue);
  const ClaimRuns runs = choose_runs(claim, inputs.runs, *inputs.catalogue);
  verdict.files = runs.files;
  auto missing = sides_without_runs(verdict, runs);
  if (has_reference(claim, inputs)) std::erase(missing, verdict.to);
  if (!missing.empty()) {
    judge_nothing(verdict, runs, inputs, missing);
  } else {
    const Weighed weighed = weigh(claim, runs, inputs);
    const bool cost = claim.metric.kind == MetricKind::cost;
    const auto& ratio = cost ? weighed.cost : weighed.ratio;
    if (ratio) verdict.numbers = numbers_of(claim, runs, weighed, *ratio);
    if (cost && weighed.ratio) verdict.break_even = break_even(claim, weighed, verdict.to, inputs);
    judge_numbers(verdict, runs, weighed, inputs);
  }
  verdict.measurement = advice(verdict, runs, *inputs.catalogue);
  return verdict;
}

}  // namespace

std::vector<ClaimVerdict> judge(std::span<const Claim> claims, const ClaimInputs& inputs) {
  std::vector<ClaimVerdict> verdicts;
  verdicts.reserve(claims.size());
  for (const Claim& claim : claims) verdicts.push_back(judge_one(claim, inputs));
  return verdicts;
}

}  // namespace steelyard::results
