#include "workloads/reference/gemm_oracle.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "harness/core/error.hpp"

namespace steelyard::workloads::reference {
namespace {

using ::testing::ElementsAre;

std::vector<std::byte> encoded(Dtype dtype, const std::vector<double>& values) {
  std::vector<std::byte> bytes(values.size() * size_of(dtype));
  encode(dtype, values, bytes);
  return bytes;
}

std::vector<double> values_of(const std::vector<ExpectedElement>& elements) {
  std::vector<double> values;
  for (const ExpectedElement& element : elements) values.push_back(element.value);
  return values;
}

/// [1 2 3; 4 5 6] x [7 8; 9 10; 11 12] = [58 64; 139 154], in each of the four storages.
struct Storage {
  bool transpose_a;
  bool transpose_b;
};
class GemmOracleStorage : public ::testing::TestWithParam<Storage> {};

TEST_P(GemmOracleStorage, MultipliesByHand) {
  const auto [transpose_a, transpose_b] = GetParam();
  const auto a = encoded(Dtype::f32, transpose_a ? std::vector<double>{1, 4, 2, 5, 3, 6}
                                                 : std::vector<double>{1, 2, 3, 4, 5, 6});
  const auto b = encoded(Dtype::f32, transpose_b ? std::vector<double>{7, 9, 11, 8, 10, 12}
                                                 : std::vector<double>{7, 8, 9, 10, 11, 12});
  GemmProblem problem;
  problem.m = 2;
  problem.n = 2;
  problem.k = 3;
  problem.a = {Dtype::f32, a, transpose_a};
  problem.b = {Dtype::f32, b, transpose_b};
  const auto sample = choose_sample(problem, 1);
  EXPECT_THAT(values_of(expected_elements(problem, sample, 0)), ElementsAre(58, 64, 139, 154));
}

INSTANTIATE_TEST_SUITE_P(All, GemmOracleStorage,
                         ::testing::Values(Storage{false, false}, Storage{false, true},
                                           Storage{true, false}, Storage{true, true}));

GemmProblem one_by_one(Dtype dtype, const std::vector<std::byte>& a,
                       const std::vector<std::byte>& b, std::int64_t k) {
  GemmProblem problem;
  problem.m = 1;
  problem.n = 1;
  problem.k = k;
  problem.a = {dtype, a, false};
  problem.b = {dtype, b, false};
  problem.out = dtype;
  return problem;
}

TEST(GemmOracle, BoundComesFromTheMagnitudeNotTheSum) {
  // 1 x 5 + 2 x (-2.5) = 0, magnitude 10, k = 2.
  const auto a = encoded(Dtype::f32, {1, 2});
  const auto b = encoded(Dtype::f32, {5, -2.5});
  GemmProblem problem = one_by_one(Dtype::f32, a, b, 2);
  const auto element = expected_elements(problem, choose_sample(problem, 1), 0).at(0);
  EXPECT_EQ(element.value, 0);
  const double in_sum = 2 * std::ldexp(1, -24) * 10;
  EXPECT_DOUBLE_EQ(element.bound, in_sum + std::ldexp(1, -24) * in_sum);
  problem.whole_numbers = true;
  EXPECT_EQ(expected_elements(problem, choose_sample(problem, 1), 0).at(0).bound, 0);
}

TEST(GemmOracle, ItsOwnRoundingCountsForF64) {
  const auto a = encoded(Dtype::f64, {3});
  const auto b = encoded(Dtype::f64, {0.5});
  const GemmProblem problem = one_by_one(Dtype::f64, a, b, 1);
  const auto element = expected_elements(problem, choose_sample(problem, 1), 0).at(0);
  EXPECT_EQ(element.value, 1.5);
  const double unit = std::ldexp(1, -53);
  EXPECT_DOUBLE_EQ(element.bound, 2 * (unit * 1.5 + unit * (1.5 + unit * 1.5)));
}

TEST(GemmOracle, ReadsOperandsOfDifferentTypes) {
  const auto a = encoded(Dtype::uint8, {200, 100});
  const auto b = encoded(Dtype::int8, {-3, 2});
  GemmProblem problem = one_by_one(Dtype::int8, a, b, 2);
  problem.a.dtype = Dtype::uint8;
  problem.out = Dtype::int32;
  problem.whole_numbers = true;
  const auto element = expected_elements(problem, choose_sample(problem, 1), 0).at(0);
  EXPECT_EQ(element.value, -400);
  EXPECT_EQ(element.bound, 0);
}

TEST(GemmOracle, RepeatsShortData) {
  // A = [1 2 3; 1 2 3] and B = [1 2; 1 2; 1 2] from three and two stored elements.
  const auto a = encoded(Dtype::f32, {1, 2, 3});
  const auto b = encoded(Dtype::f32, {1, 2});
  GemmProblem problem = one_by_one(Dtype::f32, a, b, 3);
  problem.m = 2;
  problem.n = 2;
  EXPECT_THAT(values_of(expected_elements(problem, choose_sample(problem, 1), 0)),
              ElementsAre(6, 12, 6, 12));
}

TEST(GemmOracle, StepsThroughBatches) {
  const auto a = encoded(Dtype::f32, {1, 2, 3, 4});
  const auto b = encoded(Dtype::f32, {10, 100, 1000, 10000});
  GemmProblem problem = one_by_one(Dtype::f32, a, b, 2);
  problem.batch = 2;
  const auto sample = choose_sample(problem, 1);
  EXPECT_THAT(sample.batches, ElementsAre(0, 1));
  EXPECT_EQ(expected_elements(problem, sample, 0).at(0).value, 210);
  EXPECT_EQ(expected_elements(problem, sample, 1).at(0).value, 43000);
}

TEST(GemmOracle, ReadsFp8) {
  std::vector<std::byte> three(1), five(1);
  const double values[] = {3, 5};
  encode(Dtype::fp8_e4m3, std::span(values, 1), three);
  encode(Dtype::fp8_e4m3, std::span(values + 1, 1), five);
  const GemmProblem problem = one_by_one(Dtype::fp8_e4m3, three, five, 1);
  EXPECT_EQ(expected_elements(problem, choose_sample(problem, 1), 0).at(0).value, 15);
}

GemmProblem sized(std::int64_t m, std::int64_t n, std::int64_t k, std::int64_t batch = 1) {
  GemmProblem problem;
  problem.m = m;
  problem.n = n;
  problem.k = k;
  problem.batch = batch;
  return problem;
}

TEST(GemmSample, TakesSmallResultsWhole) {
  const GemmSample whole = choose_sample(sized(64, 64, 8), 1);
  EXPECT_EQ(whole.rows.size(), 64u);
  EXPECT_EQ(whole.columns.size(), 64u);
  EXPECT_EQ(whole.rows.front(), 0);
  EXPECT_EQ(whole.rows.back(), 63);
  EXPECT_THAT(whole.batches, ElementsAre(0));
  EXPECT_EQ(choose_sample(sized(32, 32, 8, 4), 1).batches.size(), 4u);
}

TEST(GemmSample, AlwaysHasTheEdges) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const GemmSample sample = choose_sample(sized(1000, 3000, 8, 10), seed);
    EXPECT_EQ(sample.rows.front(), 0);
    EXPECT_EQ(sample.rows.back(), 999);
    EXPECT_EQ(sample.columns.front(), 0);
    EXPECT_EQ(sample.columns.back(), 2999);
    EXPECT_EQ(sample.batches.front(), 0);
    EXPECT_EQ(sample.batches.back(), 9);
    EXPECT_LE(sample.batches.size(), 4u);
    for (const auto* lines : {&sample.rows, &sample.columns}) {
      EXPECT_GT(lines->size(), 50u);
      EXPECT_LE(lines->size(), 66u);
      EXPECT_TRUE(std::is_sorted(lines->begin(), lines->end()));
      EXPECT_EQ(std::adjacent_find(lines->begin(), lines->end()), lines->end());
    }
  }
}

TEST(GemmSample, DependsOnTheSeedAndOnTheSide) {
  const auto rows = [](std::uint64_t seed) {
    return choose_sample(sized(100000, 100000, 8), seed).rows;
  };
  EXPECT_EQ(rows(1), rows(1));
  EXPECT_NE(rows(1), rows(2));
  const GemmSample sample = choose_sample(sized(100000, 100000, 8), 1);
  EXPECT_NE(sample.rows, sample.columns);
}

TEST(GemmSample, IsWholeOnlyUpToItsLimit) {
  EXPECT_EQ(choose_sample(sized(64, 64, 8), 1).rows.size(), 64u);
  // 65 x 64 = 4,160 elements are sampled; so are long thin results.
  EXPECT_LT(choose_sample(sized(65, 64, 8), 1).rows.size(), 65u);
  EXPECT_LE(choose_sample(sized(1, 4096, 8), 1).columns.size(), 66u);
  EXPECT_LE(choose_sample(sized(64, 64, 8, 2), 1).rows.size(), 64u);
}

TEST(OracleBytes, CountsLinesOfBothOperandsInDouble) {
  EXPECT_EQ(oracle_bytes(10, 20, 100), (10u + 20u) * 100u * 8u);
  EXPECT_EQ(oracle_bytes(8192, 8192, 8192), 2u * 66u * 8192u * 8u);
}

TEST(OracleBytes, StaysBoundedForLongSums) {
  const std::int64_t k = std::int64_t{1} << 20;
  EXPECT_EQ(oracle_bytes(1000, 1000, k), std::uint64_t{256} << 20);
  const GemmSample sample = choose_sample(sized(1000, 1000, k), 1);
  EXPECT_LE(sample.rows.size(), 16u);
  EXPECT_GE(sample.rows.size(), 2u);
}

}  // namespace
}  // namespace steelyard::workloads::reference
