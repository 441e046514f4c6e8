#include "harness/core/statistics/bootstrap.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>
#include <vector>

#include "harness/core/statistics/quantiles.hpp"
#include "harness/core/statistics/resample_stream.hpp"

namespace steelyard {
namespace {

/// The plain method: draw rounds with all their samples, or of a single round the samples; take the
/// median. Slow and obvious.
std::vector<double> plain_distribution(const RoundSamples& rounds, int resamples) {
  std::mt19937_64 generator(99);
  std::vector<double> medians;
  std::vector<double> drawn;
  for (int i = 0; i < resamples; ++i) {
    drawn.clear();
    for (std::size_t r = 0; r < rounds.size(); ++r) {
      const auto& round = rounds[generator() % rounds.size()];
      for (std::size_t k = 0; k < round.size(); ++k)
        drawn.push_back(round[rounds.size() > 1 ? k : generator() % round.size()]);
    }
    medians.push_back(median(drawn));
  }
  return medians;
}

/// Largest distance between two empirical distribution functions (Kolmogorov-Smirnov).
double distance(std::vector<double> a, std::vector<double> b) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  const auto below = [](const std::vector<double>& v, double x) {
    return static_cast<double>(std::upper_bound(v.begin(), v.end(), x) - v.begin()) /
           static_cast<double>(v.size());
  };
  double largest = 0;
  for (const auto* v : {&a, &b}) {
    for (const double x : *v) largest = std::max(largest, std::abs(below(a, x) - below(b, x)));
  }
  return largest;
}

RoundSamples noisy_rounds(const std::vector<std::size_t>& sizes, double drift) {
  std::mt19937_64 generator(7);
  RoundSamples rounds;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    auto& round = rounds.emplace_back();
    for (std::size_t k = 0; k < sizes[i]; ++k) {
      round.push_back(10 + drift * static_cast<double>(i) +
                      static_cast<double>(generator() >> 11) * 0x1p-53);
    }
  }
  return rounds;
}

BootstrapOptions draws(int resamples, std::uint64_t seed = 1, double confidence = 0.95) {
  BootstrapOptions options;
  options.resamples = resamples;
  options.seed = seed;
  options.confidence = confidence;
  return options;
}

/// The ends at 2.5 % and 97.5 % lie where the plain method has 1.2 to 4.5 % outside, however few
/// the samples. Of rounds of one odd size in an odd number, the whole distribution is the same: two
/// samples of 20,000 draws of one distribution are further apart than 0.0163 once in a hundred
/// times; the seeds are fixed, so the outcome is too. (An even number of drawn samples has its
/// median between two of them, of which the plain method sees more pairs.)
TEST(Bootstrap, HasTheDistributionOfThePlainMethod) {
  const std::vector<std::vector<std::size_t>> shapes{{1},       {15},      {1, 1, 1},    {5, 5, 5},
                                                     {6, 9, 4}, {21, 30},  {21, 21, 21}, {40, 41},
                                                     {101},     {200, 200}};
  for (const auto& sizes : shapes) {
    for (const double drift : {0.0, 0.3}) {
      const RoundSamples rounds = noisy_rounds(sizes, drift);
      const auto ours = bootstrap_median_distribution(rounds, draws(20000));
      const auto plain = plain_distribution(rounds, 20000);
      const Interval interval = percentile_interval(median(ours), ours);
      EXPECT_GE(interval.low, quantile(plain, 0.012)) << sizes.size() << " of " << sizes[0];
      EXPECT_LE(interval.low, quantile(plain, 0.045)) << sizes.size() << " of " << sizes[0];
      EXPECT_GE(interval.high, quantile(plain, 0.955)) << sizes.size() << " of " << sizes[0];
      EXPECT_LE(interval.high, quantile(plain, 0.988)) << sizes.size() << " of " << sizes[0];
      const bool odd = std::all_of(sizes.begin(), sizes.end(),
                                   [&](std::size_t n) { return n % 2 == 1 && n == sizes[0]; });
      if (odd && sizes.size() % 2 == 1 && sizes.size() * sizes[0] > 5) {
        EXPECT_LT(distance(ours, plain), 0.0163) << sizes.size() << " rounds of " << sizes[0];
      }
    }
  }
}

TEST(Bootstrap, HasTheDistributionOfThePlainMethodWithTies) {
  const RoundSamples rounds{{1, 1, 2, 2, 2, 3, 4}, {2, 2, 3, 3, 3, 4, 9}, {1, 3, 4, 4, 4, 5, 6}};
  EXPECT_LT(distance(bootstrap_median_distribution(rounds, draws(20000)),
                     plain_distribution(rounds, 20000)),
            0.0163);
}

/// Two rounds without spread: both the first, one each, both the second.
TEST(Bootstrap, DrawsRoundsWithReplacement) {
  std::map<double, int> count;
  const RoundSamples rounds{{1, 1, 1}, {5, 5, 5}};
  for (const double value : bootstrap_median_distribution(rounds, draws(10000))) ++count[value];

  ASSERT_EQ(count.size(), 3u);
  EXPECT_NEAR(count[1], 2500, 150);
  EXPECT_NEAR(count[3], 5000, 150);
  EXPECT_NEAR(count[5], 2500, 150);
}

TEST(Bootstrap, SeesTheSpreadBetweenRounds) {
  const Interval calm = bootstrap_median(noisy_rounds({100, 100, 100}, 0));
  const Interval drifting = bootstrap_median(noisy_rounds({100, 100, 100}, 5));
  EXPECT_GT(drifting.high - drifting.low, 10 * (calm.high - calm.low));
}

TEST(ResampleLogMedian, SpreadsDeviationsFromTheMedian) {
  const RoundSamples rounds = noisy_rounds({30, 30, 30}, 0.1);
  const auto drawn = bootstrap_median_distribution(rounds, draws(50));
  const LogResamples resamples = resample_log_median(rounds, draws(50));
  const double point = bootstrap_median(rounds).point;
  const RoundSpread spread = spread_of_rounds(rounds);
  ASSERT_EQ(resamples.deviations.size(), 50u);
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    EXPECT_NEAR(resamples.deviations[i], spread.factor * std::log(drawn[i] / point), 1e-12);
  }
  EXPECT_EQ(resamples.freedom, 2);
}

TEST(ResampleLogMedian, OfOneRoundIsNotSpread) {
  const RoundSamples rounds = noisy_rounds({31}, 0);
  const auto drawn = bootstrap_median_distribution(rounds, draws(50));
  const LogResamples resamples = resample_log_median(rounds, draws(50));
  const double point = bootstrap_median(rounds).point;
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    EXPECT_NEAR(resamples.deviations[i], std::log(drawn[i] / point), 1e-12);
  }
  EXPECT_TRUE(std::isinf(resamples.freedom));
}

TEST(Bootstrap, PointIsTheMedianOfAllSamples) {
  EXPECT_EQ(bootstrap_median({{1, 2, 3}, {10}}).point, 2.5);
  EXPECT_EQ(bootstrap_median({{4}}).point, 4);
}

TEST(Bootstrap, IntervalIsTheStretchedOneOfItsResamples) {
  const RoundSamples rounds = noisy_rounds({30, 30, 30}, 0.1);
  for (const double confidence : {0.8, 0.95}) {
    const BootstrapOptions options = draws(500, 3, confidence);
    const Interval interval = bootstrap_median(rounds, options);
    const Interval expected =
        stretched_interval(interval.point, resample_log_median(rounds, options), confidence);
    EXPECT_EQ(interval.low, expected.low);
    EXPECT_EQ(interval.high, expected.high);
  }
}

TEST(Bootstrap, IsDeterminedByItsSeed) {
  const RoundSamples rounds = noisy_rounds({50}, 0.1);
  const auto first = bootstrap_median_distribution(rounds, draws(100, 1));
  EXPECT_EQ(first, bootstrap_median_distribution(rounds, draws(100, 1)));
  EXPECT_NE(first, bootstrap_median_distribution(rounds, draws(100, 2)));
}

TEST(Bootstrap, DefaultsTo10000ResamplesAt95Percent) {
  const RoundSamples rounds = noisy_rounds({50, 50}, 0.1);
  EXPECT_EQ(bootstrap_median_distribution(rounds).size(), 10000u);
  EXPECT_EQ(bootstrap_median_distribution(rounds),
            bootstrap_median_distribution(rounds, draws(10000, 1, 0.5)));
  EXPECT_EQ(bootstrap_median(rounds).low, bootstrap_median(rounds, draws(10000, 1)).low);
}

TEST(Bootstrap, DrawsEqualRoundsForAnEqualRoundSeed) {
  const RoundSamples rounds{{1, 1, 1}, {5, 5, 5}, {9, 9, 9}};
  const RoundSamples scaled{{2, 2}, {10, 10}, {18, 18}};
  BootstrapOptions options = draws(500, 1);
  options.round_seed = 42;
  const auto first = bootstrap_median_distribution(rounds, options);

  options.seed = 2;
  EXPECT_EQ(bootstrap_median_distribution(rounds, options), first);
  const auto of_scaled = bootstrap_median_distribution(scaled, options);
  for (std::size_t i = 0; i < first.size(); ++i) EXPECT_EQ(of_scaled[i], 2 * first[i]);
  options.round_seed = 43;
  EXPECT_NE(bootstrap_median_distribution(rounds, options), first);
}

TEST(Bootstrap, IgnoresEmptyRounds) {
  const auto with_empty = bootstrap_median_distribution({{}, {1, 2, 3}, {}, {4, 5}, {}});
  EXPECT_EQ(with_empty, bootstrap_median_distribution({{1, 2, 3}, {4, 5}}));
}

TEST(Bootstrap, DrawsNothingButSamplesFromAnOddNumber) {
  const RoundSamples rounds = noisy_rounds({31}, 0.2);
  std::set<double> samples;
  for (const auto& round : rounds) samples.insert(round.begin(), round.end());
  std::set<double> seen;
  for (const double value : bootstrap_median_distribution(rounds)) {
    EXPECT_TRUE(samples.contains(value));
    seen.insert(value);
  }
  EXPECT_GT(seen.size(), 10u);
}

/// Written down from the definitions, with the plainest of loops: of rounds, all their samples.
TEST(Bootstrap, OfSeveralRoundsIsTheMedianOfThoseDrawn) {
  const RoundSamples rounds{{1, 2, 5}, {3, 8}, {9, 4, 4, 7}};
  const auto medians = bootstrap_median_distribution(rounds, draws(300, 4));
  for (std::size_t b = 0; b < medians.size(); ++b) {
    std::vector<double> drawn;
    for (std::size_t j = 0; j < 3; ++j) {
      const auto& round = rounds[ResampleStream(2, b).index(j, 3)];
      drawn.insert(drawn.end(), round.begin(), round.end());
    }
    EXPECT_EQ(medians[b], median(drawn)) << b;
  }
}

TEST(Bootstrap, OfOneRoundIsWhatItsDefinitionSays) {
  const RoundSamples rounds{{1, 2, 3, 5, 8}};
  const auto medians = bootstrap_median_distribution(rounds, draws(300, 4));
  for (std::size_t b = 0; b < medians.size(); ++b) {
    const double z = ResampleStream(4, b).normal(0);
    const auto fulfils = [&](int k) { return k - 3 + 0.5 >= z * std::sqrt(k * (5 - k) / 5.0); };
    int k = 3;  // the median of five is the third
    if (z >= 0) {
      while (!fulfils(k)) ++k;
    } else {
      while (fulfils(k - 1)) --k;
    }
    EXPECT_EQ(medians[b], rounds[0][static_cast<std::size_t>(k - 1)]) << b;
  }
}

TEST(PercentileInterval, CutsBothTails) {
  std::vector<double> distribution;
  for (int i = 0; i <= 1000; ++i) distribution.push_back(1000 - i);
  const Interval interval = percentile_interval(500, distribution);
  EXPECT_NEAR(interval.low, 25, 1e-9);
  EXPECT_EQ(interval.point, 500);
  EXPECT_NEAR(interval.high, 975, 1e-9);
  EXPECT_NEAR(percentile_interval(500, distribution, 0.5).low, 250, 1e-9);
}

TEST(PercentileInterval, AlwaysHoldsItsPoint) {
  const std::vector<double> distribution{4, 5, 6};
  EXPECT_EQ(percentile_interval(1, distribution).low, 1);
  EXPECT_EQ(percentile_interval(9, distribution).high, 9);
}

TEST(BootstrapDeathTest, AbortsWithoutASample) {
  EXPECT_DEATH(bootstrap_median_distribution({}), "broken invariant");
  EXPECT_DEATH(bootstrap_median_distribution({{}, {}}), "broken invariant");
  EXPECT_DEATH(bootstrap_median_distribution({{1}}, draws(0, 1)), "broken invariant");
  EXPECT_DEATH(percentile_interval(1, std::vector<double>{1}, 0), "broken invariant");
  EXPECT_DEATH(percentile_interval(1, std::vector<double>{1}, 1), "broken invariant");
}

}  // namespace
}  // namespace steelyard
