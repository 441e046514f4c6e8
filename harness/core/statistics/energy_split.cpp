#include "harness/core/statistics/energy_split.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <random>
#include <utility>
#include <vector>

#include "harness/core/error.hpp"

namespace steelyard {
namespace {

/// Sums of |x_i - x_j| over pairs: those before each value, and of all.
struct PairSums {
  std::vector<double> to_earlier;  ///< [i]: to all j < i
  std::vector<double> to_later;    ///< [i]: to all j > i
  double total = 0;
};

/// So many sums grow side by side, as a processor adds several numbers at once. Each takes its
/// terms in the order of the series, so the sums do not depend on this number.
constexpr std::size_t lanes = 4;

/// Adds to each sum the distance of its own value, values[lane], to all of `others`.
void add_distances(std::span<const double, lanes> values, std::span<const double> others,
                   std::span<double, lanes> sums) {
  std::array<double, lanes> grown{};
  std::copy(sums.begin(), sums.end(), grown.begin());
  for (const double other : others) {
    for (std::size_t lane = 0; lane < lanes; ++lane) grown[lane] += std::abs(values[lane] - other);
  }
  std::copy(grown.begin(), grown.end(), sums.begin());
}

/// Adds the distances between values [begin, end) of the series to both sums.
void add_pairs_within(std::span<const double> series, std::size_t begin, std::size_t end,
                      PairSums& sums) {
  for (std::size_t i = begin; i < end; ++i) {
    for (std::size_t j = begin; j < i; ++j) {
      const double distance = std::abs(series[i] - series[j]);
      sums.to_earlier[i] += distance;
      sums.to_later[j] += distance;
    }
  }
}

PairSums pair_sums(std::span<const double> series) {
  PairSums sums{std::vector<double>(series.size()), std::vector<double>(series.size()), 0};
  const std::size_t whole = series.size() - series.size() % lanes;
  for (std::size_t at = 0; at < whole; at += lanes) {
    const auto block = series.subspan(at).first<lanes>();
    add_distances(block, series.first(at), std::span(sums.to_earlier).subspan(at).first<lanes>());
    add_pairs_within(series, at, at + lanes, sums);
    add_distances(block, series.subspan(at + lanes),
                  std::span(sums.to_later).subspan(at).first<lanes>());
  }
  // Fewer values than a block are left; their distances to the blocks are in to_later already.
  for (std::size_t i = whole; i < series.size(); ++i) {
    for (std::size_t j = 0; j < whole; ++j) sums.to_earlier[i] += std::abs(series[i] - series[j]);
  }
  add_pairs_within(series, whole, series.size(), sums);
  sums.total = std::accumulate(sums.to_earlier.begin(), sums.to_earlier.end(), 0.0);
  return sums;
}

double pairs(double count) { return count * (count - 1) / 2; }

}  // namespace

EnergySplit best_energy_split(std::span<const double> series, std::size_t fewest) {
  STEELYARD_ASSERT(fewest >= 2);
  const std::size_t length = series.size();
  EnergySplit best;
  if (length < 2 * fewest) return best;
  const PairSums sums = pair_sums(series);
  double before = 0;
  double after = sums.total;
  for (std::size_t at = 1; at + fewest <= length; ++at) {
    before += sums.to_earlier[at - 1];
    after -= sums.to_later[at - 1];
    if (at < fewest) continue;
    const auto m = static_cast<double>(at);
    const auto n = static_cast<double>(length - at);
    const double between = sums.total - before - after;
    const double energy = 2 * between / (m * n) - before / pairs(m) - after / pairs(n);
    const double statistic = m * n / (m + n) * energy;
    if (best.at == 0 || statistic > best.statistic) best = {at, statistic};
  }
  return best;
}

double energy_split_p_value(std::span<const double> series, const EnergySplit& split,
                            std::size_t fewest, double limit, int permutations,
                            std::uint64_t seed) {
  std::mt19937_64 generator(seed);
  std::vector<double> order(series.begin(), series.end());
  const double enough = limit * (1 + permutations);
  int as_strong = 1;
  for (int i = 0; i < permutations; ++i) {
    // Fisher and Yates, by hand: std::shuffle gives other orders with other libraries.
    for (std::size_t left = order.size(); left > 1; --left) {
      const std::size_t drawn = static_cast<std::size_t>(((generator() >> 32) * left) >> 32);
      std::swap(order[left - 1], order[drawn]);
    }
    if (best_energy_split(order, fewest).statistic >= split.statistic) ++as_strong;
    if (as_strong > enough) return static_cast<double>(as_strong) / (i + 2);
  }
  return static_cast<double>(as_strong) / (1 + permutations);
}

}  // namespace steelyard
