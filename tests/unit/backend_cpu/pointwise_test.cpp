#include "harness/backends/cpu/pointwise.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "harness/device/kit/guard.hpp"

namespace steelyard::cpu {
namespace {

// Around the ends of vectors, and around the counts at which work is split over threads.
const std::size_t counts[] = {1, 3, 15, 16, 17, 100, 16384, 16385, 20481, 100003};

template <typename T>
struct Dtyped {};
template <>
struct Dtyped<float> {
  static constexpr sy_dtype dtype = SY_F32;
};
template <>
struct Dtyped<double> {
  static constexpr sy_dtype dtype = SY_F64;
};

/// Small whole numbers, so that results are exact, and a guard behind the end.
template <typename T>
std::vector<T> ramp(std::size_t count, int step) {
  std::vector<T> values(count + 1, T{-77});
  for (std::size_t i = 0; i < count; ++i) {
    values[i] = static_cast<T>(static_cast<int>(i * static_cast<std::size_t>(step) % 101) - 50);
  }
  return values;
}

template <typename T>
class Pointwise : public testing::Test {};
using Types = testing::Types<float, double>;
TYPED_TEST_SUITE(Pointwise, Types);

TYPED_TEST(Pointwise, TriadAddsAScaledVector) {
  for (const int threads : {1, 3}) {
    for (const std::size_t count : counts) {
      auto a = ramp<TypeParam>(count, 1);
      const auto b = ramp<TypeParam>(count, 3), c = ramp<TypeParam>(count, 7);
      triad(Team(threads), Dtyped<TypeParam>::dtype, a.data(), b.data(), c.data(), 2.5, count);
      for (std::size_t i = 0; i < count; ++i) ASSERT_EQ(a[i], b[i] + TypeParam(2.5) * c[i]) << i;
      EXPECT_EQ(a[count], -77);
    }
  }
}

TYPED_TEST(Pointwise, ScaleMultiplies) {
  for (const std::size_t count : counts) {
    auto a = ramp<TypeParam>(count, 1);
    const auto b = ramp<TypeParam>(count, 3);
    scale(Team(3), Dtyped<TypeParam>::dtype, a.data(), b.data(), -0.5, count);
    for (std::size_t i = 0; i < count; ++i) ASSERT_EQ(a[i], TypeParam(-0.5) * b[i]) << i;
    EXPECT_EQ(a[count], -77);
  }
}

TYPED_TEST(Pointwise, ReduceAddsInPlace) {
  for (const std::size_t count : counts) {
    auto a = ramp<TypeParam>(count, 1);
    const auto before = a, b = ramp<TypeParam>(count, 3);
    reduce(Team(3), Dtyped<TypeParam>::dtype, a.data(), b.data(), count);
    for (std::size_t i = 0; i < count; ++i) ASSERT_EQ(a[i], before[i] + b[i]) << i;
    EXPECT_EQ(a[count], -77);
  }
}

TEST(Adam, FollowsItsDefinition) {
  const std::size_t count = 20000;
  const sy_adam settings{0.01, 0.9, 0.999, 1e-8, 3};
  auto parameter = ramp<float>(count, 3), first = ramp<float>(count, 5);
  auto second = ramp<float>(count, 7);
  const auto gradient = ramp<float>(count, 11);
  for (float& value : second) value = std::abs(value);
  const auto p = parameter, m = first, v = second;
  adam(Team(2), parameter.data(), first.data(), second.data(), gradient.data(), settings, count);
  for (std::size_t i = 0; i < count; ++i) {
    const double g = gradient[i];
    const double new_m = 0.9 * m[i] + 0.1 * g;
    const double new_v = 0.999 * v[i] + 0.001 * g * g;
    const double m_hat = new_m / (1 - 0.9 * 0.9 * 0.9);
    const double v_hat = new_v / (1 - 0.999 * 0.999 * 0.999);
    ASSERT_NEAR(first[i], new_m, 1e-5) << i;
    ASSERT_NEAR(second[i], new_v, 1e-5) << i;
    const double step = 0.01 * m_hat / (std::sqrt(v_hat) + 1e-8);
    ASSERT_NEAR(parameter[i], p[i] - step, 1e-5 * (1 + std::abs(step) + std::abs(p[i]))) << i;
  }
  EXPECT_EQ(parameter[count], -77);
}

TEST(Adam, DoesNotMoveWithoutGradient) {
  std::vector<float> parameter{3}, first{0}, second{0};
  const std::vector<float> gradient{0};
  adam(Team(1), parameter.data(), first.data(), second.data(), gradient.data(),
       {0.1, 0.9, 0.999, 1e-8, 1}, 1);
  EXPECT_EQ(parameter[0], 3);
}

TEST(PointwiseRefusals, NameTheOperation) {
  float x[4] = {};
  for (const sy_dtype dtype : {SY_BF16, SY_FP16, SY_INT8, SY_INT32, SY_TF32}) {
    EXPECT_THROW(triad(Team(1), dtype, x, x, x, 1, 1), kit::Failure);
    EXPECT_THROW(scale(Team(1), dtype, x, x, 1, 1), kit::Failure);
    EXPECT_THROW(reduce(Team(1), dtype, x, x, 1), kit::Failure);
  }
  try {
    reduce(Team(1), SY_BF16, x, x, 1);
  } catch (const kit::Failure& failure) {
    EXPECT_EQ(failure.status(), SY_UNSUPPORTED);
    EXPECT_STREQ(failure.what(),
                 "The cpu backend offers reduce in f32 and f64, not in other dtypes.");
  }
}

}  // namespace
}  // namespace steelyard::cpu
