#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>

#include "harness/device/conformance/flaw.hpp"
#include "harness/device/conformance/rungs.hpp"
#include "harness/device/conformance/subject.hpp"

namespace steelyard::device::conformance {
namespace {

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

template <class T>
Buffer put(Subject& subject, Stream& stream, const std::vector<T>& values) {
  return subject.upload(stream, std::as_bytes(std::span(values)));
}

template <class T>
std::vector<T> get(Subject& subject, Stream& stream, const Buffer& buffer) {
  const std::vector<std::byte> bytes = subject.download(stream, buffer);
  std::vector<T> values(bytes.size() / sizeof(T));
  std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

/// Throws Flaw unless found is wanted within `tolerance`; a NaN is a flaw.
void expect_near(double found, double wanted, double tolerance, const std::string& what,
                 std::size_t element) {
  if (std::abs(found - wanted) <= tolerance) return;
  throw Flaw(fmt::format("Of {}, element {} is {} and should be {} within {}.", what, element,
                         found, wanted, tolerance));
}

template <class T>
void expect_untouched(T found, const std::string& what) {
  expect(found == static_cast<T>(untouched),
         fmt::format("The element after {} was written; it is {} now.", what, found));
}

template <class T>
void expect_kept(Subject& subject, Stream& stream, const Buffer& buffer, const std::vector<T>& was,
                 const std::string& what) {
  expect(get<T>(subject, stream, buffer) == was, fmt::format("An input of {} was changed.", what));
}

/// Two roundings of a term of this size.
template <class T>
double rounding(double magnitude) {
  return 2 * std::numeric_limits<T>::epsilon() * magnitude;
}

template <class T>
void check_triad(Subject& subject, std::size_t count) {
  Stream stream(subject.device());
  const std::string what = fmt::format("a triad of {} {}", count, sizeof(T) == 4 ? "f32" : "f64");
  const std::vector<T> b = random_vector<T>(count, 1), c = random_vector<T>(count, 2);
  const Buffer in_b = put(subject, stream, b), in_c = put(subject, stream, c);
  const Buffer out = put(subject, stream, random_vector<T>(count, 3));
  constexpr double scalar = 0.8125;
  expect_ok(subject.table(),
            subject.table().pointwise->triad(stream.handle(), dtype_of<T>, out.data(), in_b.data(),
                                             in_c.data(), scalar, count),
            "Computing " + what);
  const std::vector<T> a = get<T>(subject, stream, out);
  for (std::size_t i = 0; i < count; ++i) {
    const double term = scalar * static_cast<double>(c[i]);
    expect_near(a[i], b[i] + term, rounding<T>(std::abs(b[i]) + std::abs(term)), what, i);
  }
  expect_untouched(a[count], what);
  expect_kept(subject, stream, in_b, b, what);
  expect_kept(subject, stream, in_c, c, what);
}

template <class T>
void check_scale(Subject& subject, std::size_t count) {
  Stream stream(subject.device());
  const std::string what = fmt::format("{} scaled {}", count, sizeof(T) == 4 ? "f32" : "f64");
  const std::vector<T> b = random_vector<T>(count, 4);
  const Buffer in_b = put(subject, stream, b);
  const Buffer out = put(subject, stream, random_vector<T>(count, 5));
  constexpr double scalar = -1.375;
  expect_ok(subject.table(),
            subject.table().pointwise->scale(stream.handle(), dtype_of<T>, out.data(), in_b.data(),
                                             scalar, count),
            "Computing " + what);
  const std::vector<T> a = get<T>(subject, stream, out);
  for (std::size_t i = 0; i < count; ++i) {
    const double wanted = scalar * static_cast<double>(b[i]);
    expect_near(a[i], wanted, rounding<T>(std::abs(wanted)), what, i);
  }
  expect_untouched(a[count], what);
}

template <class T>
void check_reduce(Subject& subject, std::size_t count) {
  Stream stream(subject.device());
  const std::string what = fmt::format("{} added {}", count, sizeof(T) == 4 ? "f32" : "f64");
  const std::vector<T> before = random_vector<T>(count, 6), b = random_vector<T>(count, 7);
  const Buffer in_b = put(subject, stream, b), in_out = put(subject, stream, before);
  expect_ok(subject.table(),
            subject.table().pointwise->reduce(stream.handle(), dtype_of<T>, in_out.data(),
                                              in_b.data(), count),
            "Computing " + what);
  const std::vector<T> a = get<T>(subject, stream, in_out);
  for (std::size_t i = 0; i < count; ++i) expect_near(a[i], before[i] + b[i], 0, what, i);
  expect_untouched(a[count], what);
}

void computes_the_triad(Subject& subject) {
  for (const std::size_t count : counts) {
    check_triad<float>(subject, count);
    check_triad<double>(subject, count);
  }
}

void scales(Subject& subject) {
  for (const std::size_t count : counts) {
    check_scale<float>(subject, count);
    check_scale<double>(subject, count);
  }
}

void reduces(Subject& subject) {
  for (const std::size_t count : counts) {
    check_reduce<float>(subject, count);
    check_reduce<double>(subject, count);
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

void takes_steps_of_adam(Subject& subject) {
  constexpr std::size_t count = 1003;
  Stream stream(subject.device());
  const std::vector<float> parameter = random_vector<float>(count, 8);
  const std::vector<float> zeros(count + 1);
  const Buffer in_parameter = put(subject, stream, parameter);
  const Buffer in_first = put(subject, stream, zeros), in_second = put(subject, stream, zeros);
  AdamOracle oracle{{parameter.begin(), parameter.end()},
                    std::vector<double>(count + 1),
                    std::vector<double>(count + 1)};
  for (std::int64_t step = 1; step <= 4; ++step) {
    std::vector<float> gradient = random_vector<float>(count, 100 + static_cast<unsigned>(step));
    const Buffer in_gradient = put(subject, stream, gradient);
    const sy_adam settings{0.01, 0.9, 0.999, 1e-8, step};
    expect_ok(subject.table(),
              subject.table().pointwise->adam(
                  stream.handle(), static_cast<float*>(in_parameter.data()),
                  static_cast<float*>(in_first.data()), static_cast<float*>(in_second.data()),
                  static_cast<const float*>(in_gradient.data()), &settings, count),
              fmt::format("Taking step {} of Adam", step));
    stream.synchronize();
    gradient.pop_back();
    oracle.step(gradient, settings);
  }
  const std::vector<float> found = get<float>(subject, stream, in_parameter);
  const std::vector<float> first = get<float>(subject, stream, in_first);
  const std::vector<float> second = get<float>(subject, stream, in_second);
  // Four steps of f32, each of a dozen roundings of terms of size 4 at most.
  constexpr double tolerance = 4 * 12 * 4 * std::numeric_limits<float>::epsilon();
  for (std::size_t i = 0; i < count; ++i) {
    expect_near(found[i], oracle.parameter[i], tolerance, "the parameters of Adam", i);
    expect_near(first[i], oracle.first[i], tolerance, "the first moment of Adam", i);
    expect_near(second[i], oracle.second[i], tolerance, "the second moment of Adam", i);
  }
  expect_untouched(found[count], "the parameters of Adam");
}

void refuses_other_dtypes(Subject& subject) {
  Stream stream(subject.device());
  const Buffer buffer(subject.device(), 4096);
  stream.fill(buffer.data(), 0, buffer.size());
  for (const Dtype dtype : all_dtypes()) {
    if (dtype == Dtype::f32 || dtype == Dtype::f64) continue;
    const sy_status status = subject.table().pointwise->reduce(stream.handle(), to_abi(dtype),
                                                               buffer.data(), buffer.at(2048), 16);
    expect(status == SY_OK || status == SY_UNSUPPORTED,
           fmt::format("Adding {} returned {}; it must be SY_OK or SY_UNSUPPORTED.", name(dtype),
                       status_name(status)));
  }
  stream.synchronize();
}

}  // namespace

std::span<const Rung> pointwise_rungs() {
  static constexpr std::array rungs{
      Rung{"pointwise.triad", "computes the triad", Needs::results, computes_the_triad},
      Rung{"pointwise.scale", "scales", Needs::results, scales},
      Rung{"pointwise.reduce", "adds", Needs::results, reduces},
      Rung{"pointwise.adam", "takes steps of Adam", Needs::results, takes_steps_of_adam},
      Rung{"pointwise.dtypes", "computes other dtypes or refuses them", Needs::nothing,
           refuses_other_dtypes},
  };
  return rungs;
}

}  // namespace steelyard::device::conformance
