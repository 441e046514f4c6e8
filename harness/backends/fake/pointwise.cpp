#include <cmath>

#include "harness/backends/fake/device.hpp"
#include "harness/backends/fake/stream.hpp"

namespace steelyard::fake {
namespace {

/// Calls loop(T{}) with the C++ type of a dtype that this device computes with.
template <class Loop>
void with_type(sy_dtype dtype, Loop loop) {
  switch (dtype) {
    case SY_F64:
      return loop(double{});
    case SY_F32:
      return loop(float{});
    default:
      throw kit::Failure(SY_UNSUPPORTED, "Vectors are of f32 or f64 only.");
  }
}

/// Counts the call, runs the loop, lets the time pass for `operations` and `vectors` read or
/// written per element, and spoils the result where the script asks for it.
template <class Loop>
void compute(Device& device, Call call, sy_dtype dtype, void* a, std::size_t count, int operations,
             int vectors, Loop loop) {
  const bool wrong = device.faults().enter(call);
  with_type(dtype, [&](auto type) {
    using T = decltype(type);
    for (std::size_t i = 0; i < count; ++i) loop(type, i);
    const double elements = static_cast<double>(count);
    device.clock().work(operations * elements, vectors * elements * sizeof(T));
    if (wrong) spoil(a, count * sizeof(T));
  });
}

template <class T>
T& at(void* vector, std::size_t i) {
  return static_cast<T*>(vector)[i];
}
template <class T>
const T& at(const void* vector, std::size_t i) {
  return static_cast<const T*>(vector)[i];
}

}  // namespace

void Stream::triad(sy_dtype dtype, void* a, const void* b, const void* c, double scalar,
                   std::size_t count) {
  compute(device_, Call::triad, dtype, a, count, 2, 3, [&](auto type, std::size_t i) {
    using T = decltype(type);
    at<T>(a, i) = at<T>(b, i) + static_cast<T>(scalar) * at<T>(c, i);
  });
}

void Stream::scale(sy_dtype dtype, void* a, const void* b, double scalar, std::size_t count) {
  compute(device_, Call::scale, dtype, a, count, 1, 2, [&](auto type, std::size_t i) {
    using T = decltype(type);
    at<T>(a, i) = static_cast<T>(scalar) * at<T>(b, i);
  });
}

void Stream::reduce(sy_dtype dtype, void* a, const void* b, std::size_t count) {
  compute(device_, Call::reduce, dtype, a, count, 1, 3, [&](auto type, std::size_t i) {
    using T = decltype(type);
    at<T>(a, i) += at<T>(b, i);
  });
}

void Stream::adam(float* parameter, float* first_moment, float* second_moment,
                  const float* gradient, const sy_adam& settings, std::size_t count) {
  const bool wrong = device_.faults().enter(Call::adam);
  const double steps = static_cast<double>(settings.step);
  const double correction1 = 1 - std::pow(settings.beta1, steps);
  const double correction2 = 1 - std::pow(settings.beta2, steps);
  for (std::size_t i = 0; i < count; ++i) {
    const double g = gradient[i];
    const double m = settings.beta1 * first_moment[i] + (1 - settings.beta1) * g;
    const double v = settings.beta2 * second_moment[i] + (1 - settings.beta2) * g * g;
    const double step = settings.learning_rate * (m / correction1) /
                        (std::sqrt(v / correction2) + settings.epsilon);
    first_moment[i] = static_cast<float>(m);
    second_moment[i] = static_cast<float>(v);
    parameter[i] = static_cast<float>(parameter[i] - step);
  }
  const double elements = static_cast<double>(count);
  device_.clock().work(12 * elements, 7 * elements * sizeof(float));
  if (wrong) spoil(parameter, count * sizeof(float));
}

}  // namespace steelyard::fake
