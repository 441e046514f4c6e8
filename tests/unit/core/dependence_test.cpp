#include "harness/core/statistics/dependence.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "harness/core/statistics/median_interval.hpp"

namespace steelyard {
namespace {

/// x_t = rho x_(t-1) + noise; its autocorrelation time is (1 + rho) / (1 - rho).
std::vector<double> autoregressive(double rho, std::size_t count) {
  std::mt19937_64 generator(5);
  std::vector<double> series;
  double value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    double noise = -6;  // the sum of twelve uniform numbers is nearly normal
    for (int k = 0; k < 12; ++k) noise += static_cast<double>(generator() >> 11) * 0x1p-53;
    value = rho * value + noise;
    series.push_back(100 + value);
  }
  return series;
}

TEST(AutocorrelationTime, IsOneWhereValuesAreIndependent) {
  EXPECT_NEAR(autocorrelation_time(autoregressive(0, 20000)), 1, 0.1);
}

TEST(AutocorrelationTime, IsThatOfAnAutoregressiveSeries) {
  EXPECT_NEAR(autocorrelation_time(autoregressive(0.5, 20000)), 3, 0.4);
  EXPECT_NEAR(autocorrelation_time(autoregressive(0.9, 50000)), 19, 3);
}

TEST(AutocorrelationTime, IsNeverBelowOne) {
  EXPECT_EQ(autocorrelation_time(autoregressive(-0.5, 1000)), 1);
  EXPECT_EQ(autocorrelation_time(std::vector<double>{1, 2, 1, 2, 1, 2, 1, 2}), 1);
}

TEST(AutocorrelationTime, IsOneWhereNothingCanBeKnown) {
  EXPECT_EQ(autocorrelation_time(std::vector<double>{}), 1);
  EXPECT_EQ(autocorrelation_time(std::vector<double>{1, 1, 2}), 1);
  EXPECT_EQ(autocorrelation_time(std::vector<double>{7, 7, 7, 7, 7, 7}), 1);
}

TEST(AutocorrelationTime, SeesALevelThatChangesOnce) {
  std::vector<double> series(30, 1.0);
  series.resize(60, 2.0);
  EXPECT_GT(autocorrelation_time(series), 10);
}

TEST(MedianAutocorrelationTime, IgnoresHowFarAnOutlierIs) {
  std::vector<double> series = autoregressive(0, 999);
  const double before = median_autocorrelation_time(series);
  for (double& value : series) value = value > 103 ? value * 1000 : value;
  EXPECT_EQ(median_autocorrelation_time(series), before);
}

TEST(MedianAutocorrelationTime, SeesSlowStretches) {
  std::vector<double> series;
  for (int i = 0; i < 400; ++i) series.push_back(i / 20 % 2 == 0 ? 1 + i * 1e-6 : 2 + i * 1e-6);
  EXPECT_GT(median_autocorrelation_time(series), 5);
}

TEST(DependentMedianInterval, IsTheIndependentOneAtOne) {
  const std::vector<double> series = autoregressive(0, 100);
  const auto plain = median_interval(series);
  const auto same = dependent_median_interval(series, 1);
  ASSERT_TRUE(plain && same);
  EXPECT_EQ(plain->low, same->low);
  EXPECT_EQ(plain->high, same->high);
}

TEST(DependentMedianInterval, HasTheRanksOfFewerSamplesStretched) {
  std::vector<double> series;
  for (int i = 1; i <= 100; ++i) series.push_back(i);
  // Of ten independent samples the interval runs from the second to the ninth.
  const auto interval = dependent_median_interval(series, 10);
  ASSERT_TRUE(interval);
  EXPECT_EQ(interval->low, 20);
  EXPECT_EQ(interval->point, 50.5);
  EXPECT_EQ(interval->high, 81);
}

TEST(DependentMedianInterval, IsNothingWhereTooFewCount) {
  const std::vector<double> series = autoregressive(0, 100);
  EXPECT_TRUE(dependent_median_interval(series, 16));
  EXPECT_FALSE(dependent_median_interval(series, 17));
  EXPECT_FALSE(dependent_median_interval(series, 1000));
  EXPECT_FALSE(dependent_median_interval({}, 1));
}

}  // namespace
}  // namespace steelyard
