#include "workloads/reference/exact_integers.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <set>
#include <vector>

#include "workloads/reference/seeds.hpp"

namespace steelyard::workloads::reference {
namespace {

TEST(Mix, IsTheSameOnEveryMachine) {
  // First outputs of SplitMix64 seeded with 0, as published with the algorithm.
  EXPECT_EQ(mix(0, 0), 0xe220a8397b1dcdafU);
  EXPECT_EQ(mix(0, 1), 0x6e789e6aa1b965f4U);
  EXPECT_EQ(mix(0, 2), 0x06c45d188009454fU);
}

TEST(ExactIntegers, KnowsTheLargestExactIntegerOfEachType) {
  EXPECT_EQ(largest_exact_integer(Dtype::f64), std::int64_t{1} << 53);
  EXPECT_EQ(largest_exact_integer(Dtype::f32), 1 << 24);
  EXPECT_EQ(largest_exact_integer(Dtype::fp16), 2048);
  EXPECT_EQ(largest_exact_integer(Dtype::bf16), 256);
  EXPECT_EQ(largest_exact_integer(Dtype::int32), 2147483647);
  EXPECT_EQ(largest_exact_integer(Dtype::int8), 127);
}

TEST(ExactIntegers, NarrowsTheRangeAsRanksGrow) {
  const auto range = [](Dtype dtype, int ranks) { return ExactIntegers(dtype, ranks, 1).range(); };
  EXPECT_EQ(range(Dtype::bf16, 1), 4);
  EXPECT_EQ(range(Dtype::bf16, 64), 4);
  EXPECT_EQ(range(Dtype::bf16, 65), 3);
  EXPECT_EQ(range(Dtype::bf16, 128), 2);
  EXPECT_EQ(range(Dtype::bf16, 129), 1);
  EXPECT_EQ(range(Dtype::bf16, 256), 1);
  EXPECT_EQ(range(Dtype::bf16, 4096), 1);
  EXPECT_EQ(range(Dtype::int8, 127), 1);
  EXPECT_EQ(range(Dtype::f32, 4096), 4);
}

TEST(ExactIntegers, NoPartialSumLeavesTheExactRange) {
  for (const Dtype dtype : {Dtype::bf16, Dtype::int8, Dtype::fp16}) {
    for (const int ranks : {1, 2, 3, 64, 127, 128, 129, 256, 257, 1000}) {
      const ExactIntegers data(dtype, ranks, 7);
      for (std::size_t index = 0; index < 300; ++index) {
        // The worst order adds all values of one sign first.
        std::int64_t positive = 0;
        std::int64_t negative = 0;
        for (int rank = 0; rank < ranks; ++rank) {
          const std::int64_t value = data.value(rank, index);
          EXPECT_LE(std::abs(value), data.range());
          (value > 0 ? positive : negative) += value;
        }
        ASSERT_LE(positive, largest_exact_integer(dtype)) << ranks << " ranks";
        ASSERT_LE(-negative, largest_exact_integer(dtype)) << ranks << " ranks";
        ASSERT_EQ(positive + negative, data.sum(index));
      }
    }
  }
}

TEST(ExactIntegers, LimitsContributorsNotOnlyByChance) {
  const int ranks = 1000;
  const ExactIntegers data(Dtype::int8, ranks, 3);
  for (std::size_t index : {std::size_t{0}, std::size_t{1}, std::size_t{999}}) {
    int zero_by_rule = 0;
    for (int rank = 0; rank < ranks; ++rank) {
      if ((static_cast<std::size_t>(rank) + index) % ranks >= 127) {
        EXPECT_EQ(data.value(rank, index), 0);
        ++zero_by_rule;
      }
    }
    EXPECT_EQ(zero_by_rule, ranks - 127);
  }
}

TEST(ExactIntegers, DrawsEveryValueOfTheRange) {
  const ExactIntegers data(Dtype::f32, 2, 5);
  std::set<std::int64_t> seen;
  for (std::size_t index = 0; index < 1000; ++index) seen.insert(data.value(1, index));
  EXPECT_EQ(seen, (std::set<std::int64_t>{-4, -3, -2, -1, 0, 1, 2, 3, 4}));
}

TEST(ExactIntegers, DependsOnSeedRankAndIndex) {
  const auto values = [](std::uint64_t seed, int rank, std::size_t first) {
    const ExactIntegers data(Dtype::f32, 4, seed);
    std::vector<std::int64_t> all;
    for (std::size_t i = 0; i < 50; ++i) all.push_back(data.value(rank, first + i));
    return all;
  };
  EXPECT_EQ(values(1, 2, 3), values(1, 2, 3));
  EXPECT_NE(values(1, 2, 3), values(2, 2, 3));
  EXPECT_NE(values(1, 2, 3), values(1, 3, 3));
  EXPECT_NE(values(1, 2, 3), values(1, 2, 4));
}

TEST(ExactIntegers, RepeatsAfterItsPeriod) {
  const ExactIntegers data(Dtype::bf16, 3, 11);
  for (std::size_t index : {std::size_t{0}, std::size_t{5}, ExactIntegers::period - 1}) {
    EXPECT_EQ(data.value(1, index), data.value(1, index + ExactIntegers::period));
    EXPECT_EQ(data.sum(index), data.sum(index + 2 * ExactIntegers::period));
  }
}

TEST(ExactIntegers, EncodesOnePeriodAtMost) {
  const ExactIntegers data(Dtype::bf16, 2, 1);
  EXPECT_EQ(data.encoded_values(0, 10).size(), 20u);
  EXPECT_EQ(data.encoded_sums(ExactIntegers::period + 1).size(), 2 * ExactIntegers::period);
  const auto values = data.encoded_values(1, 10);
  const auto sums = data.encoded_sums(10);
  for (std::size_t i = 0; i < 10; ++i) {
    EXPECT_EQ(decode(Dtype::bf16, values, i), static_cast<double>(data.value(1, i)));
    EXPECT_EQ(decode(Dtype::bf16, sums, i),
              static_cast<double>(data.value(0, i) + data.value(1, i)));
  }
}

}  // namespace
}  // namespace steelyard::workloads::reference
