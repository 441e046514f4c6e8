#include <cmath>
#include <cstring>

#include "tests/contract/backend/backend_fixture.hpp"

namespace steelyard::device {
namespace {

class PointwiseContract : public BackendContract {
 protected:
  void SetUp() override {
    BackendContract::SetUp();
    if (IsSkipped()) return;
    if (table().pointwise == nullptr) GTEST_SKIP() << "This backend has no pointwise functions.";
  }

  template <class T>
  Buffer put(Stream& stream, const std::vector<T>& values) {
    return upload(stream, std::as_bytes(std::span(values)));
  }
  template <class T>
  std::vector<T> get(Stream& stream, const Buffer& buffer) {
    const std::vector<std::byte> bytes = download(stream, buffer);
    std::vector<T> values(bytes.size() / sizeof(T));
    std::memcpy(values.data(), bytes.data(), bytes.size());
    return values;
  }

  template <class T>
  void check_triad(std::size_t count);
  template <class T>
  void check_scale(std::size_t count);
  template <class T>
  void check_reduce(std::size_t count);
};
INSTANTIATE_OVER_BACKENDS(PointwiseContract);

/// With and without a remainder for any width of vector and any number of threads.
constexpr std::size_t counts[] = {1, 3, 16, 64, 1000, 4099, 100003};

/// An element after the ones asked for, which must stay as it is.
constexpr double untouched = -77;

template <class T>
constexpr sy_dtype dtype_of = sizeof(T) == 4 ? SY_F32 : SY_F64;

template <class T>
std::vector<T> random_vector(std::size_t count, unsigned seed) {
  std::mt19937 generator(seed);
  std::uniform_real_distribution<double> values(-2, 2);
  std::vector<T> vector(count);
  for (T& value : vector) value = static_cast<T>(values(generator));
  vector.push_back(static_cast<T>(untouched));
  return vector;
}

/// Whether `found` is `wanted` up to two roundings of terms of size `magnitude`.
template <class T>
bool close(T found, double wanted, double magnitude) {
  return std::abs(found - wanted) <= 2 * std::numeric_limits<T>::epsilon() * magnitude;
}

template <class T>
void PointwiseContract::check_triad(std::size_t count) {
  Stream stream(device());
  const std::vector<T> b = random_vector<T>(count, 1), c = random_vector<T>(count, 2);
  const Buffer in_b = put(stream, b), in_c = put(stream, c);
  const Buffer out = put(stream, random_vector<T>(count, 3));
  constexpr double scalar = 0.8125;
  ASSERT_EQ(table().pointwise->triad(stream.handle(), dtype_of<T>, out.data(), in_b.data(),
                                     in_c.data(), scalar, count),
            SY_OK);
  const std::vector<T> a = get<T>(stream, out);
  for (std::size_t i = 0; i < count; ++i) {
    const double term = scalar * static_cast<double>(c[i]);
    ASSERT_TRUE(close(a[i], b[i] + term, std::abs(b[i]) + std::abs(term))) << "element " << i;
  }
  EXPECT_EQ(a[count], untouched);
  EXPECT_EQ(get<T>(stream, in_b), b);
  EXPECT_EQ(get<T>(stream, in_c), c);
}

template <class T>
void PointwiseContract::check_scale(std::size_t count) {
  Stream stream(device());
  const std::vector<T> b = random_vector<T>(count, 4);
  const Buffer in_b = put(stream, b);
  const Buffer out = put(stream, random_vector<T>(count, 5));
  constexpr double scalar = -1.375;
  ASSERT_EQ(table().pointwise->scale(stream.handle(), dtype_of<T>, out.data(), in_b.data(), scalar,
                                     count),
            SY_OK);
  const std::vector<T> a = get<T>(stream, out);
  for (std::size_t i = 0; i < count; ++i) {
    const double wanted = scalar * static_cast<double>(b[i]);
    ASSERT_TRUE(close(a[i], wanted, std::abs(wanted))) << "element " << i;
  }
  EXPECT_EQ(a[count], untouched);
}

template <class T>
void PointwiseContract::check_reduce(std::size_t count) {
  Stream stream(device());
  const std::vector<T> before = random_vector<T>(count, 6), b = random_vector<T>(count, 7);
  const Buffer in_b = put(stream, b), in_out = put(stream, before);
  ASSERT_EQ(
      table().pointwise->reduce(stream.handle(), dtype_of<T>, in_out.data(), in_b.data(), count),
      SY_OK);
  const std::vector<T> a = get<T>(stream, in_out);
  for (std::size_t i = 0; i < count; ++i) {
    ASSERT_EQ(a[i], before[i] + b[i]) << "element " << i;
  }
  EXPECT_EQ(a[count], untouched);
}

TEST_P(PointwiseContract, ComputesTheTriad) {
  for (const std::size_t count : counts) {
    SCOPED_TRACE(count);
    check_triad<float>(count);
    check_triad<double>(count);
  }
}

TEST_P(PointwiseContract, Scales) {
  for (const std::size_t count : counts) {
    SCOPED_TRACE(count);
    check_scale<float>(count);
    check_scale<double>(count);
  }
}

TEST_P(PointwiseContract, Reduces) {
  for (const std::size_t count : counts) {
    SCOPED_TRACE(count);
    check_reduce<float>(count);
    check_reduce<double>(count);
  }
}

/// Kingma & Ba 2015, algorithm 1, in double.
struct AdamOracle {
  std::vector<double> parameter, first, second;

  void step(const std::vector<float>& gradient, const sy_adam& settings) {
    const double steps = static_cast<double>(settings.step);
    for (std::size_t i = 0; i < gradient.size(); ++i) {
      const double g = gradient[i];
      first[i] = settings.beta1 * first[i] + (1 - settings.beta1) * g;
      second[i] = settings.beta2 * second[i] + (1 - settings.beta2) * g * g;
      const double first_hat = first[i] / (1 - std::pow(settings.beta1, steps));
      const double second_hat = second[i] / (1 - std::pow(settings.beta2, steps));
      parameter[i] -=
          settings.learning_rate * first_hat / (std::sqrt(second_hat) + settings.epsilon);
    }
  }
};

TEST_P(PointwiseContract, TakesStepsOfAdam) {
  constexpr std::size_t count = 1003;
  Stream stream(device());
  std::vector<float> parameter = random_vector<float>(count, 8);
  const std::vector<float> zeros(count + 1);
  const Buffer in_parameter = put(stream, parameter);
  const Buffer in_first = put(stream, zeros), in_second = put(stream, zeros);
  AdamOracle oracle{{parameter.begin(), parameter.end()},
                    std::vector<double>(count + 1),
                    std::vector<double>(count + 1)};
  for (std::int64_t step = 1; step <= 4; ++step) {
    std::vector<float> gradient = random_vector<float>(count, 100 + static_cast<unsigned>(step));
    const Buffer in_gradient = put(stream, gradient);
    const sy_adam settings{0.01, 0.9, 0.999, 1e-8, step};
    ASSERT_EQ(table().pointwise->adam(
                  stream.handle(), static_cast<float*>(in_parameter.data()),
                  static_cast<float*>(in_first.data()), static_cast<float*>(in_second.data()),
                  static_cast<const float*>(in_gradient.data()), &settings, count),
              SY_OK);
    stream.synchronize();
    gradient.pop_back();
    oracle.step(gradient, settings);
  }
  const std::vector<float> found = get<float>(stream, in_parameter);
  const std::vector<float> first = get<float>(stream, in_first);
  const std::vector<float> second = get<float>(stream, in_second);
  // Four steps of f32, each of a dozen roundings of terms of size 4 at most.
  constexpr double tolerance = 4 * 12 * 4 * std::numeric_limits<float>::epsilon();
  for (std::size_t i = 0; i < count; ++i) {
    ASSERT_NEAR(found[i], oracle.parameter[i], tolerance) << "element " << i;
    ASSERT_NEAR(first[i], oracle.first[i], tolerance) << "element " << i;
    ASSERT_NEAR(second[i], oracle.second[i], tolerance) << "element " << i;
  }
  EXPECT_EQ(found[count], static_cast<float>(untouched));
}

TEST_P(PointwiseContract, RefusesDtypesItDoesNotCompute) {
  Stream stream(device());
  const Buffer buffer(device(), 4096);
  stream.fill(buffer.data(), 0, buffer.size());
  for (const Dtype dtype : all_dtypes()) {
    if (dtype == Dtype::f32 || dtype == Dtype::f64) continue;
    const sy_status status = table().pointwise->reduce(stream.handle(), to_abi(dtype),
                                                       buffer.data(), buffer.at(2048), 16);
    EXPECT_TRUE(status == SY_OK || status == SY_UNSUPPORTED) << name(dtype);
  }
}

}  // namespace
}  // namespace steelyard::device
