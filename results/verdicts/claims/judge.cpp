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

ClaimNumbers numbers_of(const Claim& claim, const ClaimRuns& runs, const Weighed& weighed) {
  const ClaimBounds bounds = bounds_of(claim);
  ClaimNumbers numbers;
  numbers.ratio = *weighed.ratio;
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
std::string in_words(const ClaimNumbers& numbers) {
  if (!numbers.has_interval) return fmt::format("{:.4g}", numbers.ratio.point);
  return fmt::format("{:.4g} [{:.4g}, {:.4g}]", numbers.ratio.point, numbers.ratio.low,
                     numbers.ratio.high);
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

/// The price of an hour at which a claim about cost begins to hold, as a multiple of the other's.
std::string break_even(const Claim& claim, const ClaimNumbers& numbers, const std::string& to) {
  ClaimNumbers price = numbers;
  const double by = claim.relation == Relation::comparable ? 1 : claim.factor;
  price.ratio = {numbers.ratio.low * by, numbers.ratio.point * by, numbers.ratio.high * by};
  const std::string_view what = claim.relation == Relation::comparable ? "equals that of"
                                : claim.relation == Relation::below    ? "stays below"
                                                                       : "reaches";
  const std::string bound = claim.relation == Relation::comparable
                                ? to
                                : fmt::format("{:.6g} x that of {}", claim.factor, to);
  return fmt::format("Its cost {} {} where an hour of it costs {}{} x an hour of {}.", what, bound,
                     claim.relation == Relation::below ? "less than " : "", in_words(price), to);
}

/// Everything that keeps numbers from deciding, the gravest first; else the verdict.
void judge_numbers(ClaimVerdict& verdict, const ClaimRuns& runs, const Weighed& weighed) {
  const auto others = not_measured(verdict, runs);
  const std::string so_far =
      verdict.numbers ? fmt::format(" The ratio of what there is: {}.", in_words(*verdict.numbers))
                      : " " + weighed.why_not;
  if (!others.empty()) {
    return doubt(
        verdict, Doubt::not_measured,
        fmt::format("Nothing is decided, since {}.{}", fmt::join(others, ", and "), so_far));
  }
  if (!verdict.numbers) return doubt(verdict, Doubt::cases_missing, weighed.why_not);
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
  if (verdict.claim.metric.kind == MetricKind::cost) {
    return doubt(verdict, Doubt::no_prices, "There are no prices. " + verdict.break_even);
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
    if (weighed.ratio) verdict.numbers = numbers_of(claim, runs, weighed);
    if (weighed.ratio && claim.metric.kind == MetricKind::cost) {
      verdict.break_even = break_even(claim, *verdict.numbers, verdict.to);
    }
    judge_numbers(verdict, runs, weighed);
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
