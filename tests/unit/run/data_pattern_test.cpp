#include "harness/run/data_pattern.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "harness/core/digest.hpp"
#include "harness/core/error.hpp"

namespace steelyard::run {
namespace {

constexpr std::size_t period = 1000003;

std::vector<double> values(DataPattern pattern, Dtype dtype, std::size_t count,
                           std::uint64_t seed = 1) {
  const auto data = generate(pattern, dtype, count, seed);
  std::vector<double> decoded(count);
  for (std::size_t i = 0; i < count; ++i) decoded[i] = decode(dtype, data, i);
  return decoded;
}

struct Moments {
  double mean = 0;
  double deviation = 0;
  double kurtosis = 0;
  double skewness = 0;
};

Moments moments(const std::vector<double>& sample) {
  Moments result;
  const auto n = static_cast<double>(sample.size());
  for (const double x : sample) result.mean += x / n;
  for (const double x : sample) result.deviation += std::pow(x - result.mean, 2) / n;
  result.deviation = std::sqrt(result.deviation);
  for (const double x : sample) {
    result.skewness += std::pow((x - result.mean) / result.deviation, 3) / n;
    result.kurtosis += std::pow((x - result.mean) / result.deviation, 4) / n;
  }
  return result;
}

TEST(DataPattern, HasItsNames) {
  const std::pair<DataPattern, std::string_view> words[] = {
      {DataPattern::normal, "normal"},
      {DataPattern::small_integers, "small-integers"},
      {DataPattern::zeros, "zeros"}};
  for (const auto& [pattern, word] : words) {
    EXPECT_EQ(name(pattern), word);
    EXPECT_EQ(parse_data_pattern(word), pattern);
  }
  EXPECT_EQ(parse_data_pattern("Normal"), std::nullopt);
  EXPECT_EQ(parse_data_pattern(""), std::nullopt);
}

TEST(DataPattern, HasTheSizeThatWasAskedFor) {
  for (const auto pattern :
       {DataPattern::normal, DataPattern::small_integers, DataPattern::zeros}) {
    for (const std::size_t count : {0u, 1u, 1000u, 1000004u}) {
      EXPECT_EQ(generate(pattern, Dtype::bf16, count, 1).size(), 2 * count);
    }
  }
}

TEST(DataPattern, NormalHasTheMomentsOfANormalDistribution) {
  const Moments seen = moments(values(DataPattern::normal, Dtype::f64, 200000));
  EXPECT_NEAR(seen.mean, 0, 0.01);
  EXPECT_NEAR(seen.deviation, 1, 0.01);
  EXPECT_NEAR(seen.skewness, 0, 0.03);
  // 3 - 6 / (5 x 12) for the sum of twelve uniform numbers.
  EXPECT_NEAR(seen.kurtosis, 2.9, 0.03);
}

TEST(DataPattern, NormalIsCentredExactly) {
  // All twelve uniform numbers at their ends give the extremes, which lie symmetrically.
  const auto sample = values(DataPattern::normal, Dtype::f64, 200000);
  const auto [low, high] = std::minmax_element(sample.begin(), sample.end());
  EXPECT_GT(*low, -6);
  EXPECT_LT(*high, 6);
  EXPECT_LT(*low, -3.5);
  EXPECT_GT(*high, 3.5);
  // The grid: multiples of 2^-16, shifted by nothing since twelve times 65535 is even.
  for (std::size_t i = 0; i < 1000; ++i) {
    EXPECT_EQ(sample[i] * 65536, std::nearbyint(sample[i] * 65536));
  }
}

TEST(DataPattern, NormalIntegersHaveADeviationOf32) {
  for (const Dtype dtype : {Dtype::int8, Dtype::int32}) {
    const Moments seen = moments(values(DataPattern::normal, dtype, 200000));
    EXPECT_NEAR(seen.mean, 0, 0.3) << name(dtype);
    EXPECT_NEAR(seen.deviation, 32, 0.3) << name(dtype);
  }
  const Moments seen = moments(values(DataPattern::normal, Dtype::uint8, 200000));
  EXPECT_NEAR(seen.mean, 128, 0.3);
  EXPECT_NEAR(seen.deviation, 32, 0.3);
}

TEST(DataPattern, SmallIntegersAreAllOfMinus4To4) {
  for (const Dtype dtype :
       {Dtype::f64, Dtype::f32, Dtype::bf16, Dtype::fp16, Dtype::int8, Dtype::int32}) {
    const auto sample = values(DataPattern::small_integers, dtype, 9000);
    EXPECT_EQ(std::set<double>(sample.begin(), sample.end()),
              (std::set<double>{-4, -3, -2, -1, 0, 1, 2, 3, 4}))
        << name(dtype);
    for (double each = -4; each <= 4; ++each) {
      EXPECT_NEAR(double(std::count(sample.begin(), sample.end(), each)), 1000, 150);
    }
  }
  const auto sample = values(DataPattern::small_integers, Dtype::uint8, 9000);
  EXPECT_EQ(std::set<double>(sample.begin(), sample.end()),
            (std::set<double>{0, 1, 2, 3, 4, 5, 6, 7, 8}));
}

TEST(DataPattern, ZerosAreZeroBytesOfEveryDtype) {
  for (const Dtype dtype : all_dtypes()) {
    const auto data = generate(DataPattern::zeros, dtype, 1000, 1);
    EXPECT_EQ(data, std::vector<std::byte>(1000 * size_of(dtype)));
  }
}

TEST(DataPattern, IsDeterminedByItsSeed) {
  for (const auto pattern : {DataPattern::normal, DataPattern::small_integers}) {
    const auto first = generate(pattern, Dtype::f32, 1000, 1);
    EXPECT_EQ(first, generate(pattern, Dtype::f32, 1000, 1));
    EXPECT_NE(first, generate(pattern, Dtype::f32, 1000, 2));
  }
}

/// The values themselves belong to the method: other values are another measurement.
TEST(DataPattern, NeverChangesItsBits) {
  const auto digest = [](DataPattern pattern, Dtype dtype) {
    const auto data = generate(pattern, dtype, 4096, 20261122);
    return sha256({reinterpret_cast<const char*>(data.data()), data.size()}).substr(0, 16);
  };
  EXPECT_EQ(digest(DataPattern::normal, Dtype::f64), "a660d6093e3b558e");
  EXPECT_EQ(digest(DataPattern::normal, Dtype::bf16), "0da98021174c1374");
  EXPECT_EQ(digest(DataPattern::normal, Dtype::int8), "d1fb432632bd634c");
  EXPECT_EQ(digest(DataPattern::small_integers, Dtype::f32), "96a289e2cf2dc1e6");
}

TEST(DataPattern, RepeatsWithAPrimePeriod) {
  const std::size_t count = 4 * period + 1234;
  const auto data = generate(DataPattern::normal, Dtype::f32, count, 5);
  const std::size_t shift = period * sizeof(float);
  EXPECT_TRUE(
      std::equal(data.begin() + static_cast<std::ptrdiff_t>(shift), data.end(), data.begin()));
  const auto one_period = generate(DataPattern::normal, Dtype::f32, period, 5);
  EXPECT_TRUE(std::equal(one_period.begin(), one_period.end(), data.begin()));
  for (std::size_t divisor = 2; divisor * divisor <= period; ++divisor) {
    ASSERT_NE(period % divisor, 0u);
  }
}

TEST(DataPattern, GivesNoTwoEqualRows) {
  const auto data = generate(DataPattern::normal, Dtype::int8, 512 * 512, 5);
  std::set<std::vector<std::byte>> rows;
  for (auto row = data.begin(); row != data.end(); row += 512) rows.emplace(row, row + 512);
  EXPECT_EQ(rows.size(), 512u);
}

TEST(DataPattern, IsExactInFp8ForSmallIntegers) {
  for (const Dtype dtype : {Dtype::fp8_e4m3, Dtype::fp8_e5m2_fnuz}) {
    const auto data = generate(DataPattern::small_integers, dtype, 1000, 1);
    for (std::size_t i = 0; i < 1000; ++i) {
      const double value = decode(dtype, data, i);
      EXPECT_EQ(value, std::round(value));
      EXPECT_LE(std::abs(value), 4);
    }
  }
}

}  // namespace
}  // namespace steelyard::run
