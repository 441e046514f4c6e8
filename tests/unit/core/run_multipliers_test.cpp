#include "harness/core/statistics/run_multipliers.hpp"

#include <gtest/gtest.h>

#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "harness/core/statistics/quantiles.hpp"
#include "harness/core/statistics/resample_stream.hpp"

namespace steelyard {
namespace {

using Values = std::vector<std::optional<double>>;

RunMultipliers drawn(std::size_t runs, int resamples) {
  RunMultipliers multipliers(runs, resamples);
  for (std::size_t k = 0; k < runs; ++k) multipliers.draw(k, 100 + k);
  return multipliers;
}

TEST(RunMultipliers, AreWhatTheirDefinitionSays) {
  const auto means = drawn(3, 50).means(Values{1.0, 4.0, 10.0});
  ASSERT_EQ(means.size(), 50U);
  for (std::size_t b = 0; b < 50; ++b) {
    const ResampleStream one(100, b);
    const ResampleStream two(101, b);
    const ResampleStream three(102, b);
    const double chi = std::pow(one.normal(1), 2) + std::pow(two.normal(1), 2);
    const double sum = -4 * one.normal(0) - 1 * two.normal(0) + 5 * three.normal(0);
    EXPECT_NEAR(means[b], 5 + std::sqrt(2 / chi) * sum / std::sqrt(6.0), 1e-12 * std::abs(means[b]))
        << b;
  }
}

/// The percentile interval of the mean is that of Student's t-test.
TEST(RunMultipliers, FollowStudentsDistribution) {
  for (const std::size_t runs : {2U, 3U, 5U, 12U}) {
    Values values;
    double sum = 0;
    for (std::size_t k = 0; k < runs; ++k) {
      values.emplace_back(std::sin(static_cast<double>(k + 1)));
      sum += *values.back();
    }
    const double count = static_cast<double>(runs);
    const double mean = sum / count;
    double squares = 0;
    for (const auto& value : values) squares += (*value - mean) * (*value - mean);
    const double error = std::sqrt(squares / (count - 1) / count);
    const auto means = drawn(runs, 100'000).means(values);
    const boost::math::students_t_distribution<double> t(count - 1);
    for (const double p : {0.05, 0.25, 0.75, 0.975}) {
      const double expected = boost::math::quantile(t, p);
      EXPECT_NEAR((quantile(means, p) - mean) / error, expected, 0.02 + 0.03 * std::abs(expected))
          << runs << " runs, " << p;
    }
  }
}

TEST(RunMultipliers, LeaveOutRunsWithoutAValue) {
  const RunMultipliers all = drawn(4, 50);
  RunMultipliers two(2, 50);
  two.draw(0, 100);
  two.draw(1, 103);
  EXPECT_EQ(all.means(Values{2.0, std::nullopt, std::nullopt, 3.0}), two.means(Values{2.0, 3.0}));
}

/// What hit a whole run moves all of its cases alike.
TEST(RunMultipliers, ShareTheirNumbersAmongCases) {
  const RunMultipliers multipliers = drawn(3, 50);
  const auto one = multipliers.means(Values{1.0, 2.0, 4.0});
  const auto other = multipliers.means(Values{11.0, 12.0, 14.0});
  for (std::size_t b = 0; b < 50; ++b) EXPECT_NEAR(other[b] - one[b], 10, 1e-9);
}

TEST(RunMultipliers, HaveNoSpreadForEqualRuns) {
  for (const double mean : drawn(2, 50).means(Values{3.0, 3.0})) EXPECT_EQ(mean, 3);
}

TEST(RunMultipliersDeathTest, NeedTwoRuns) {
  EXPECT_DEATH(drawn(2, 5).means(Values{1.0, std::nullopt}), "broken invariant");
  EXPECT_DEATH(drawn(2, 5).means(Values{1.0}), "broken invariant");
  EXPECT_DEATH(RunMultipliers(2, 0), "broken invariant");
}

}  // namespace
}  // namespace steelyard
