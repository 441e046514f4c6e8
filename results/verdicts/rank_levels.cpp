#include "results/verdicts/rank_levels.hpp"

#include <algorithm>
#include <array>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <numeric>

#include "harness/core/error.hpp"
#include "harness/core/statistics/level_shift.hpp"
#include "harness/core/statistics/moderated_variance.hpp"

namespace steelyard::results {
namespace {

/// In double throughout: long double would need a processor that has it, which valgrind is not.
using Double = boost::math::policies::policy<boost::math::policies::promote_double<false>>;
using Students = boost::math::students_t_distribution<double, Double>;

constexpr double level = 0.05;
constexpr double power = 0.8;
constexpr double most_correlation = 0.9;
/// Ranks of exactly the same times: their errors are not 0, but below what clocks can tell.
constexpr double least_error = 1e-9;

double mean(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

std::vector<double> column(const RankRows& rows, std::size_t rank) {
  std::vector<double> values;
  values.reserve(rows.size());
  for (const auto& row : rows) values.push_back(row[rank]);
  return values;
}

std::vector<double> shared(const RankRows& rows) {
  std::vector<double> values;
  values.reserve(rows.size());
  for (const auto& row : rows) values.push_back(mean(row));
  return values;
}

/// Each row less its mean: what a rank has apart from the others.
RankRows apart(const RankRows& rows) {
  RankRows out = rows;
  for (auto& row : out) {
    const double of_all = mean(row);
    for (double& each : row) each -= of_all;
  }
  return out;
}

double level_change(const std::vector<double>& before, const std::vector<double>& after) {
  return mean(trimmed(after)) - mean(trimmed(before));
}

/// Deviations of a rank from its level within a group.
std::vector<double> residuals(const RankRows& rows, std::size_t rank) {
  std::vector<double> values = trimmed(column(rows, rank));
  const double center = values.empty() ? 0 : mean(values);
  for (double& each : values) each -= center;
  return values;
}

struct Noise {
  std::vector<ModeratedVariance> of_rank;
  double correlation = 0;
};

Noise noise_of(const std::array<RankRows, 3>& groups, std::size_t ranks, bool in_order) {
  std::vector<SampleVariance> own(ranks);
  double all_squares = 0;
  double products = 0;
  double runs = 0;
  const double scale = static_cast<double>(ranks) / static_cast<double>(ranks - 1);
  for (std::size_t rank = 0; rank < ranks; ++rank) {
    double squares = 0;
    for (const RankRows& group : groups) {
      if (group.size() < 2) continue;
      const auto off = residuals(group, rank);
      squares += std::inner_product(off.begin(), off.end(), off.begin(), 0.0);
      products += std::inner_product(off.begin() + 1, off.end(), off.begin(), 0.0);
      own[rank].degrees += static_cast<double>(off.size() - 1);
      if (rank == 0) runs += static_cast<double>(off.size());
    }
    all_squares += squares;
    if (own[rank].degrees > 0) own[rank].variance = scale * squares / own[rank].degrees;
  }
  Noise noise;
  if (in_order && all_squares > 0) {
    const double raw = products / all_squares;
    noise.correlation = std::clamp(raw + (1 + 3 * raw) / runs, 0.0, most_correlation);
  }
  const double worth = (1 - noise.correlation) / (1 + noise.correlation);
  for (SampleVariance& each : own) each.degrees *= worth;
  // One rank follows from the others, and the prior is what is beside the rank itself.
  const VariancePrior prior = variance_prior(own, static_cast<double>(ranks) - 2);
  for (const SampleVariance& each : own) noise.of_rank.push_back(moderated(each, prior));
  return noise;
}

/// The change of one rank without the run of the shorter side that speaks most for it.
double change_without_strongest(const std::vector<double>& before, const std::vector<double>& after,
                                double change) {
  const bool last_is_shorter = after.size() <= before.size();
  std::vector<double> shorter = last_is_shorter ? after : before;
  if (shorter.size() < 2) return change;
  const bool drop_largest = (change > 0) == last_is_shorter;
  const auto strongest = drop_largest ? std::max_element(shorter.begin(), shorter.end())
                                      : std::min_element(shorter.begin(), shorter.end());
  shorter.erase(strongest);
  return last_is_shorter ? mean(shorter) - mean(trimmed(before))
                         : mean(trimmed(after)) - mean(shorter);
}

double t_quantile(double probability, double degrees) {
  return boost::math::quantile(Students(degrees), probability);
}

/// Changes in the direction of the whole's, with what is known of each.
struct Ranks {
  std::vector<double> change;
  std::vector<double> error;
  std::vector<double> reach;  ///< t(1 - 0.05/R) of its errors

  std::size_t size() const { return change.size(); }
};

double weighted_mean(const Ranks& ranks, std::span<const std::size_t> which) {
  double sum = 0;
  double weights = 0;
  for (const std::size_t rank : which) {
    const double weight = 1 / (ranks.error[rank] * ranks.error[rank]);
    sum += weight * ranks.change[rank];
    weights += weight;
  }
  return sum / weights;
}

double weight_of(const Ranks& ranks, std::span<const std::size_t> which) {
  double weights = 0;
  for (const std::size_t rank : which) weights += 1 / (ranks.error[rank] * ranks.error[rank]);
  return weights;
}

bool differ(const Ranks& ranks, std::span<const std::size_t> all, double degrees) {
  const double center = weighted_mean(ranks, all);
  double squares = 0;
  double farthest = 0;
  for (const std::size_t rank : all) {
    const double deviate = std::abs(ranks.change[rank] - center) / ranks.error[rank];
    squares += deviate * deviate;
    farthest = std::max(farthest, deviate);
  }
  const auto others = static_cast<double>(ranks.size() - 1);
  const boost::math::fisher_f_distribution<double, Double> ratios(others, degrees);
  const double p_value = boost::math::cdf(boost::math::complement(ratios, squares / others));
  const double tail = level / 4 / static_cast<double>(ranks.size());
  return p_value <= level / 2 || farthest >= t_quantile(1 - tail, degrees);
}

/// Where the sorted ranks fall apart: how many are in the lower group.
std::size_t best_cut(const Ranks& ranks, std::span<const std::size_t> sorted) {
  std::size_t best = 1;
  double most = -1;
  for (std::size_t cut = 1; cut < sorted.size(); ++cut) {
    const auto low = sorted.first(cut);
    const auto high = sorted.subspan(cut);
    const double distance = weighted_mean(ranks, high) - weighted_mean(ranks, low);
    const double low_weight = weight_of(ranks, low);
    const double high_weight = weight_of(ranks, high);
    const double squares =
        distance * distance * low_weight * high_weight / (low_weight + high_weight);
    if (squares > most) {
      most = squares;
      best = cut;
    }
  }
  return best;
}

/// What can be told of ranks that differ.
MovedRanks moved_of_unlike(const Ranks& ranks, const std::vector<double>& without_strongest,
                           std::span<const std::size_t> sorted, double change) {
  const std::size_t cut = best_cut(ranks, sorted);
  const double low = weighted_mean(ranks, sorted.first(cut));
  const double high = weighted_mean(ranks, sorted.subspan(cut));
  const double middle = (low + high) / 2;
  MovedRanks moved{Moved::some, std::vector<bool>(ranks.size(), false), 0};
  bool any = false;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const std::size_t rank = sorted[i];
    const bool is_high = i >= cut;
    const bool clear =
        (high - low) / 2 >= ranks.reach[rank] && (!is_high || without_strongest[rank] > middle);
    if (!clear) ++moved.unclear;
    moved.marked[rank] = is_high && clear;
    any = any || moved.marked[rank];
  }
  if (high < change / 2 || !any) {
    moved.who = Moved::unlike;
  } else if (low >= change / 2) {
    moved.who = Moved::all_unlike;
  }
  return moved;
}

}  // namespace

RankLevels rank_levels(const RankRows& before, const RankRows& after, const RankRows& others,
                       bool in_order) {
  STEELYARD_ASSERT(!before.empty() && !after.empty() && before.front().size() >= 2);
  const std::size_t ranks = before.front().size();
  const RankRows before_apart = apart(before);
  const RankRows after_apart = apart(after);
  const Noise noise = noise_of({before_apart, after_apart, apart(others)}, ranks, in_order);
  const double runs = variance_of_mean(before.size(), noise.correlation) +
                      variance_of_mean(after.size(), noise.correlation);
  const double of_all = level_change(shared(before), shared(after));
  RankLevels levels;
  for (std::size_t rank = 0; rank < ranks; ++rank) {
    const auto earlier = column(before_apart, rank);
    const auto later = column(after_apart, rank);
    const double own = level_change(earlier, later);
    levels.change.push_back(of_all + own);
    levels.without_strongest.push_back(of_all + change_without_strongest(earlier, later, own));
    levels.error.push_back(std::sqrt(noise.of_rank[rank].variance * runs));
    levels.degrees.push_back(noise.of_rank[rank].degrees);
  }
  return levels;
}

MovedRanks moved_ranks(const RankLevels& levels, double change) {
  const std::size_t count = levels.change.size();
  const double sign = change < 0 ? -1 : 1;
  const double size = std::abs(change);
  MovedRanks moved{Moved::too_noisy, std::vector<bool>(count, false), 0};
  Ranks ranks;
  std::vector<double> without_strongest;
  double degrees = 0;
  double largest_reach = 0;
  for (std::size_t rank = 0; rank < count; ++rank) {
    if (!(levels.degrees[rank] > 0)) return moved;
    const double error = std::max(levels.error[rank], least_error);
    const double reach =
        t_quantile(1 - level / static_cast<double>(count), levels.degrees[rank]) * error;
    ranks.change.push_back(sign * levels.change[rank]);
    ranks.error.push_back(error);
    ranks.reach.push_back(reach);
    without_strongest.push_back(sign * levels.without_strongest[rank]);
    degrees += levels.degrees[rank] / static_cast<double>(count);
    largest_reach =
        std::max(largest_reach, reach + t_quantile(power, levels.degrees[rank]) * error);
  }
  std::vector<std::size_t> sorted(count);
  std::iota(sorted.begin(), sorted.end(), std::size_t{0});
  std::stable_sort(sorted.begin(), sorted.end(),
                   [&](std::size_t a, std::size_t b) { return ranks.change[a] < ranks.change[b]; });
  if (differ(ranks, sorted, degrees)) {
    return moved_of_unlike(ranks, without_strongest, sorted, size);
  }
  if (size < largest_reach) return moved;
  const bool alike = weighted_mean(ranks, sorted) >= size / 2;
  moved.who = alike ? Moved::all : Moved::none;
  moved.marked.assign(count, alike);
  return moved;
}

}  // namespace steelyard::results
