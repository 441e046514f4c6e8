#include "results/verdicts/claims/claim_weighing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>

#include "harness/core/case_spec.hpp"
#include "harness/core/error.hpp"
#include "results/money/weigh_money.hpp"

namespace steelyard::results {
namespace {

constexpr std::string_view whole_system = "whole system";

Weighed nothing(std::string why_not) {
  Weighed weighed;
  weighed.why_not = std::move(why_not);
  return weighed;
}

/// Every multiplication of one dtype, each counting the same.
Profile multiplications(Dtype dtype) {
  Profile profile;
  profile.name = whole_system;
  ProfilePartSpec part;
  part.name = fmt::format("{} matmul", name(dtype));
  part.weight = 1;
  part.match.workload = "matmul";
  part.match.dtypes = {dtype};
  profile.parts.push_back(std::move(part));
  return profile;
}

std::string profile_of(const Claim& claim) {
  switch (claim.metric.kind) {
    case MetricKind::profile:
    case MetricKind::cost:
      return claim.metric.of;
    case MetricKind::system_compute:
      return std::string(whole_system);
    case MetricKind::group:
    case MetricKind::single_case:
    case MetricKind::mixed:
      break;
  }
  return "";
}

RankOptions options_for(const Claim& claim, const ClaimInputs& inputs) {
  RankOptions options;
  // For `mixed` two ends of two intervals are combined, each with half of the error.
  const bool two = claim.metric.kind == MetricKind::mixed;
  options.bootstrap.confidence = two ? 1 - (1 - claim_confidence) / 2 : claim_confidence;
  options.margin = claim.margin;
  options.pool_baseline = true;
  if (claim.metric.kind == MetricKind::system_compute) {
    options.profiles.push_back(multiplications(claim.dtype));
  }
  for (const Profile& profile : inputs.profiles) {
    if (profile.name == profile_of(claim)) options.profiles.push_back(profile);
  }
  return options;
}

/// A ranking and where each side stands in it.
struct Sides {
  Ranking ranking;
  std::size_t chip = 0;
  std::optional<std::size_t> to;  ///< nothing: the shipped reference
  std::optional<std::size_t> both;
};

std::size_t row_of(const Ranking& ranking, const std::string& uuid) {
  for (std::size_t i = 0; i < ranking.chips.size(); ++i) {
    const auto& runs = ranking.chips[i].runs;
    const bool is_here = std::any_of(runs.begin(), runs.end(),
                                     [&](const RankedRun& run) { return run.uuid == uuid; });
    if (is_here) return i;
  }
  assertion_failed("every run that is ranked is in a row");
}

/// `base` is the side that the others are weighed against; empty for the shipped reference.
Sides rank_sides(const Claim& claim, const ClaimRuns& runs, const ClaimSide& base,
                 const ClaimInputs& inputs) {
  std::vector<SummarisedRun> ranked;
  for (const ClaimSide* side : {&runs.chip, &runs.to, &runs.both}) {
    for (const std::size_t run : side->runs) ranked.push_back(inputs.runs[run]);
  }
  const Baseline baseline =
      base.runs.empty() ? Baseline(*inputs.reference) : Baseline(inputs.runs[base.runs.front()]);
  Sides sides;
  sides.ranking = rank(ranked, baseline, *inputs.catalogue, options_for(claim, inputs));
  const auto uuid = [&](const ClaimSide& side) {
    return inputs.runs[side.runs.front()].run.info.uuid;
  };
  sides.chip = row_of(sides.ranking, uuid(runs.chip));
  if (!runs.to.runs.empty()) sides.to = row_of(sides.ranking, uuid(runs.to));
  if (!runs.both.runs.empty()) sides.both = row_of(sides.ranking, uuid(runs.both));
  return sides;
}

const Score* score_of_row(const std::vector<Score>& scores, std::size_t row) {
  const auto found = std::find_if(scores.begin(), scores.end(),
                                  [&](const Score& score) { return score.chip == row; });
  return found == scores.end() ? nullptr : &*found;
}

/// Looks at the cases that count on some rows: how many runs have each at least, and whether one
/// was measured too thinly to know its spread, without enough iterations or in one round of one
/// run.
void look_at_rows(Weighed& weighed, const Sides& sides,
                  std::initializer_list<std::optional<std::size_t>> rows) {
  std::optional<int> fewest;
  for (const RankedCase& each : sides.ranking.cases) {
    const auto& counted = weighed.counted;
    if (std::find(counted.begin(), counted.end(), each.name) == counted.end()) continue;
    for (const auto& row : rows) {
      if (!row || !each.cells[*row] || !each.cells[*row]->figures) continue;
      const RankedCell& cell = *each.cells[*row];
      fewest = std::min(fewest.value_or(cell.runs), cell.runs);
      if (cell.runs < 2 && is_thin(*cell.figures)) weighed.has_interval = false;
    }
  }
  weighed.fewest_runs = fewest.value_or(0);
}

Weighed take(const Score* score, const std::vector<std::string>& counted, int left_out,
             const std::string& reason) {
  if (score == nullptr) return nothing(reason);
  Weighed weighed;
  weighed.ratio = score->ratio;
  weighed.has_interval = score->has_interval;
  weighed.counted = counted;
  weighed.left_out = left_out;
  return weighed;
}

Weighed from_group(const Sides& sides, const std::string& group, std::size_t row) {
  for (const GroupRanking& each : sides.ranking.groups) {
    if (each.group != group) continue;
    return take(score_of_row(each.scores, row), each.counted, each.left_out,
                fmt::format("The group '{}' has no score: {}.", group, each.reason));
  }
  return nothing(fmt::format("No run has a group '{}'.", group));
}

Weighed from_profile(const Sides& sides, const std::string& profile) {
  for (const ProfileRanking& each : sides.ranking.profiles) {
    if (each.profile != profile) continue;
    const bool wider = each.policy == MissingPolicy::wider && !each.wider.empty();
    std::vector<std::string> counted;
    int left_out = 0;
    for (const ProfilePart& part : each.parts) {
      counted.insert(counted.end(), part.counted.begin(), part.counted.end());
      left_out += part.left_out;
    }
    return take(score_of_row(wider ? each.wider : each.excluded, sides.chip), counted, left_out,
                fmt::format("There is no score by the profile '{}': {}.", profile, each.reason));
  }
  return nothing(fmt::format("There is no profile '{}'.", profile));
}

Weighed from_case(const Sides& sides, const std::string& wanted) {
  for (const RankedCase& each : sides.ranking.cases) {
    if (each.name != wanted) continue;
    const auto& cell = each.cells[sides.chip];
    if (!cell) return nothing(fmt::format("The chip has not run {}.", wanted));
    if (cell->standing != Standing::counted) {
      return nothing(fmt::format("The case {} does not count: {}.", wanted, cell->standing_reason));
    }
    Weighed weighed;
    weighed.ratio = cell->ratio;
    weighed.has_interval = has_interval(*cell->figures);
    weighed.counted = {wanted};
    return weighed;
  }
  return nothing(fmt::format("No run has the case {}.", wanted));
}

/// What the score costs, where prices are known.
void weigh_cost(Weighed& weighed, const Claim& claim, const Sides& sides,
                const ClaimInputs& inputs) {
  const Chip* reference = sides.to ? nullptr : &inputs.reference->chip();
  const Money money =
      weigh_money(sides.ranking, inputs.profiles, *inputs.catalogue, reference, inputs.prices);
  for (const ProfileMoney& profile : money.profiles) {
    if (profile.profile != claim.metric.of) continue;
    for (const ChipMoney& chip : profile.chips) {
      if (chip.chip != sides.chip || !chip.ratios) continue;
      weighed.cost = chip.ratios->cost;
      weighed.break_even_per_hour = chip.ratios->breakeven_per_hour;
    }
  }
}

Interval scaled(const Interval& interval, double by) {
  return {interval.low * by, interval.point * by, interval.high * by};
}

Weighed weigh_mixed(const Claim& claim, const ClaimRuns& runs, const ClaimInputs& inputs) {
  const Sides sides = rank_sides(claim, runs, runs.chip, inputs);
  Weighed mixed = from_group(sides, claim.metric.of, *sides.both);
  const Weighed to = from_group(sides, claim.metric.of, *sides.to);
  if (!mixed.ratio || !to.ratio) return mixed.ratio ? to : mixed;
  // All against the chip alone, whose score is 1.
  const auto mean = [&](double other) { return runs.share + (1 - runs.share) * other; };
  mixed.ratio =
      Interval{mixed.ratio->low / mean(to.ratio->high), mixed.ratio->point / mean(to.ratio->point),
               mixed.ratio->high / mean(to.ratio->low)};
  mixed.has_interval = mixed.has_interval && to.has_interval;
  look_at_rows(mixed, sides, {sides.chip, sides.to, sides.both});
  return mixed;
}

}  // namespace

Weighed weigh(const Claim& claim, const ClaimRuns& runs, const ClaimInputs& inputs) {
  if (claim.metric.kind == MetricKind::mixed) return weigh_mixed(claim, runs, inputs);
  const Sides sides = rank_sides(claim, runs, runs.to, inputs);
  Weighed weighed;
  switch (claim.metric.kind) {
    case MetricKind::group:
      weighed = from_group(sides, claim.metric.of, sides.chip);
      break;
    case MetricKind::single_case:
      weighed = from_case(sides, claim.metric.of);
      break;
    case MetricKind::profile:
    case MetricKind::cost:
    case MetricKind::system_compute:
    case MetricKind::mixed:
      weighed = from_profile(sides, profile_of(claim));
      break;
  }
  if (claim.metric.kind == MetricKind::system_compute && weighed.ratio && runs.to.ranks > 0) {
    weighed.ratio = scaled(*weighed.ratio, static_cast<double>(runs.chip.ranks) / runs.to.ranks);
  }
  if (claim.metric.kind == MetricKind::cost && weighed.ratio) {
    weigh_cost(weighed, claim, sides, inputs);
  }
  look_at_rows(weighed, sides, {sides.chip, sides.to});
  return weighed;
}

}  // namespace steelyard::results
