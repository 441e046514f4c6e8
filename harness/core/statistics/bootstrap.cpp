#include "harness/core/statistics/bootstrap.hpp"

#include <algorithm>
#include <boost/random/binomial_distribution.hpp>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <random>

#include "harness/core/error.hpp"
#include "harness/core/statistics/quantiles.hpp"

namespace steelyard {
namespace {

/// std::mt19937_64 gives the same numbers everywhere by the standard; the distributions of <random>
/// do not, those of Boost.Random do.
using Generator = std::mt19937_64;

std::size_t uniform_below(std::size_t limit, Generator& generator) {
  // The 32 high bits scaled; the bias is below limit / 2^32.
  return static_cast<std::size_t>(((generator() >> 32) * limit) >> 32);
}

/// How many of `trials` draws land in the `part` of `whole` equally likely places.
int binomial(int trials, std::size_t part, std::size_t whole, Generator& generator) {
  if (part == 0 || trials == 0) return 0;
  if (part == whole) return trials;
  const double p = static_cast<double>(part) / static_cast<double>(whole);
  return boost::random::binomial_distribution<int>(trials, p)(generator);
}

/// Draws the median of a resample without drawing the resample. Only the counts of draws left and
/// right of a split matter for an order statistic, and given that t of a round's draws lie among s
/// of its sorted samples, the number among the first h of these is Binomial(t, h / s): drawing
/// with replacement is a multinomial experiment, whose marginals are binomial. So a bisection over
/// the pooled, sorted samples, with one binomial draw per round and level, has exactly the
/// distribution of the plain method at log2(n) draws per round instead of n.
class MedianResampler {
 public:
  explicit MedianResampler(const RoundSamples& rounds);
  double lowest() const { return pool_.front(); }
  double highest() const { return pool_.back(); }
  /// One median; `rounds` draws the rounds, `samples` the samples within. They may be the same.
  double draw(Generator& rounds, Generator& samples);

 private:
  /// The share of one round in the part [low, high) of the pool that the bisection has reached.
  struct Share {
    std::size_t low = 0;  ///< indices into places_[round]
    std::size_t high = 0;
    int draws = 0;
  };
  using Shares = std::vector<Share>;

  double order_statistic(std::size_t begin, std::size_t end, int rank, Shares& shares,
                         Generator& generator);
  double middle_pair(std::size_t begin, std::size_t end, int rank, Generator& generator);
  /// Splits `shares_` at `middle`: `shares_` keeps the left part, `right_` gets the rest. Returns
  /// the number of draws on the left.
  int split(std::size_t middle, Shares& shares, Shares& right, Generator& generator);

  std::vector<double> pool_;                      ///< all samples, sorted
  std::vector<std::vector<std::size_t>> places_;  ///< per round: where its samples are in the pool
  Shares shares_;
  Shares right_;
  Shares scratch_;
};

MedianResampler::MedianResampler(const RoundSamples& rounds) {
  std::vector<std::pair<double, std::size_t>> tagged;
  for (const auto& samples : rounds) {
    if (samples.empty()) continue;
    for (const double sample : samples) tagged.emplace_back(sample, places_.size());
    places_.emplace_back();
  }
  STEELYARD_ASSERT(!tagged.empty());
  STEELYARD_ASSERT(tagged.size() <= std::numeric_limits<int>::max() / places_.size());
  std::sort(tagged.begin(), tagged.end());
  for (const auto& [sample, round] : tagged) {
    places_[round].push_back(pool_.size());
    pool_.push_back(sample);
  }
  shares_.resize(places_.size());
  right_.resize(places_.size());
  scratch_.resize(places_.size());
}

double MedianResampler::draw(Generator& rounds, Generator& samples) {
  for (std::size_t i = 0; i < places_.size(); ++i) shares_[i] = {0, places_[i].size(), 0};
  int total = 0;
  for (std::size_t i = 0; i < places_.size(); ++i) {
    const std::size_t round = uniform_below(places_.size(), rounds);
    shares_[round].draws += static_cast<int>(places_[round].size());
    total += static_cast<int>(places_[round].size());
  }
  if (total % 2 == 1) return order_statistic(0, pool_.size(), total / 2, shares_, samples);
  return middle_pair(0, pool_.size(), total / 2 - 1, samples);
}

int MedianResampler::split(std::size_t middle, Shares& shares, Shares& right,
                           Generator& generator) {
  int left_total = 0;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    Share& share = shares[i];
    const auto first = places_[i].begin();
    const auto at = static_cast<std::size_t>(
        std::lower_bound(first + static_cast<std::ptrdiff_t>(share.low),
                         first + static_cast<std::ptrdiff_t>(share.high), middle) -
        first);
    const int left = binomial(share.draws, at - share.low, share.high - share.low, generator);
    right[i] = {at, share.high, share.draws - left};
    share.high = at;
    share.draws = left;
    left_total += left;
  }
  return left_total;
}

double MedianResampler::order_statistic(std::size_t begin, std::size_t end, int rank,
                                        Shares& shares, Generator& generator) {
  while (end - begin > 1) {
    const std::size_t middle = std::midpoint(begin, end);
    const int left = split(middle, shares, scratch_, generator);
    if (rank < left) {
      end = middle;
    } else {
      begin = middle;
      rank -= left;
      shares.swap(scratch_);
    }
  }
  return pool_[begin];
}

/// The mean of the order statistics `rank` and `rank + 1`: bisects while both are on one side, then
/// follows each alone.
double MedianResampler::middle_pair(std::size_t begin, std::size_t end, int rank,
                                    Generator& generator) {
  while (end - begin > 1) {
    const std::size_t middle = std::midpoint(begin, end);
    const int left = split(middle, shares_, right_, generator);
    if (rank + 1 < left) {
      end = middle;
    } else if (rank >= left) {
      begin = middle;
      rank -= left;
      shares_.swap(right_);
    } else {
      const double lower = order_statistic(begin, middle, rank, shares_, generator);
      const double upper = order_statistic(middle, end, 0, right_, generator);
      return std::midpoint(lower, upper);
    }
  }
  return pool_[begin];
}

double median_of_all(const RoundSamples& rounds) {
  std::vector<double> all;
  for (const auto& samples : rounds) all.insert(all.end(), samples.begin(), samples.end());
  return median(all);
}

}  // namespace

std::vector<double> bootstrap_median_distribution(const RoundSamples& rounds,
                                                  const BootstrapOptions& options) {
  STEELYARD_ASSERT(options.resamples > 0);
  Generator generator(options.seed);
  Generator round_generator(options.round_seed.value_or(0));
  Generator& round_source = options.round_seed ? round_generator : generator;
  MedianResampler resampler(rounds);
  // Whatever is drawn from equal samples, its median is theirs; models have no others.
  if (resampler.lowest() == resampler.highest()) {
    return std::vector<double>(static_cast<std::size_t>(options.resamples), resampler.lowest());
  }
  std::vector<double> medians(static_cast<std::size_t>(options.resamples));
  for (double& each : medians) each = resampler.draw(round_source, generator);
  return medians;
}

std::vector<double> expanded_median_distribution(const RoundSamples& rounds,
                                                 const BootstrapOptions& options) {
  std::vector<double> medians = bootstrap_median_distribution(rounds, options);
  const double point = median_of_all(rounds);
  STEELYARD_ASSERT(point > 0);
  const double factor = round_expansion(rounds, options.confidence);
  for (double& each : medians) {
    each = each < point ? point * std::pow(each / point, factor) : point + factor * (each - point);
  }
  return medians;
}

Interval bootstrap_median(const RoundSamples& rounds, const BootstrapOptions& options) {
  return percentile_interval(median_of_all(rounds), expanded_median_distribution(rounds, options),
                             options.confidence);
}

Interval percentile_interval(double point, std::span<const double> distribution,
                             double confidence) {
  STEELYARD_ASSERT(confidence > 0 && confidence < 1);
  const double tail = (1 - confidence) / 2;
  const double low = quantile(distribution, tail);
  const double high = quantile(distribution, 1 - tail);
  // The point comes from the samples, not from the resamples, and can lie a hair outside of these.
  return {std::min(low, point), point, std::max(high, point)};
}

}  // namespace steelyard
