#include <cmath>

#include "harness/backends/opencl/device.hpp"
#include "harness/backends/opencl/stream.hpp"
#include "harness/device/kit/guard.hpp"

namespace steelyard::opencl {
namespace {

/// A vector as a kernel takes it: a buffer, and the number of its first element.
struct Vector {
  Mem buffer;
  std::uint64_t first;

  Vector(Device& device, const void* pointer, std::size_t count, std::size_t element_bytes) {
    const Place place = device.book().find(pointer, count * element_bytes);
    kit::detail::require(place.offset % element_bytes == 0, "A vector begins within an element.");
    buffer = place.buffer;
    first = place.offset / element_bytes;
  }
};

/// Calls body(T{}) with the C++ type of a dtype that the kernels are compiled for.
template <class Body>
void with_type(sy_dtype dtype, Body body) {
  if (dtype == SY_F32) return body(float{});
  if (dtype == SY_F64) return body(double{});
  throw kit::Failure(SY_UNSUPPORTED, "Vectors are of f32 or f64 only.");
}

}  // namespace

void Stream::triad(sy_dtype dtype, void* a, const void* b, const void* c, double scalar,
                   std::size_t count) {
  with_type(dtype, [&](auto type) {
    using T = decltype(type);
    Kernel kernel = kernels(sizeof(T) == 8).triad();
    const Vector in_a(device_, a, count, sizeof(T)), in_b(device_, b, count, sizeof(T)),
        in_c(device_, c, count, sizeof(T));
    const T factor = static_cast<T>(scalar);
    const std::uint64_t elements = count;
    set_arguments(kernel,
                  {Argument::of(in_a.buffer), Argument::of(in_a.first), Argument::of(in_b.buffer),
                   Argument::of(in_b.first), Argument::of(in_c.buffer), Argument::of(in_c.first),
                   Argument::of(factor), Argument::of(elements)});
    enqueue(kernel, count);
  });
}

void Stream::scale(sy_dtype dtype, void* a, const void* b, double scalar, std::size_t count) {
  with_type(dtype, [&](auto type) {
    using T = decltype(type);
    Kernel kernel = kernels(sizeof(T) == 8).scale();
    const Vector in_a(device_, a, count, sizeof(T)), in_b(device_, b, count, sizeof(T));
    const T factor = static_cast<T>(scalar);
    const std::uint64_t elements = count;
    set_arguments(kernel,
                  {Argument::of(in_a.buffer), Argument::of(in_a.first), Argument::of(in_b.buffer),
                   Argument::of(in_b.first), Argument::of(factor), Argument::of(elements)});
    enqueue(kernel, count);
  });
}

void Stream::reduce(sy_dtype dtype, void* a, const void* b, std::size_t count) {
  with_type(dtype, [&](auto type) {
    using T = decltype(type);
    Kernel kernel = kernels(sizeof(T) == 8).reduce();
    const Vector in_a(device_, a, count, sizeof(T)), in_b(device_, b, count, sizeof(T));
    const std::uint64_t elements = count;
    set_arguments(kernel,
                  {Argument::of(in_a.buffer), Argument::of(in_a.first), Argument::of(in_b.buffer),
                   Argument::of(in_b.first), Argument::of(elements)});
    enqueue(kernel, count);
  });
}

void Stream::adam(float* parameter, float* first_moment, float* second_moment,
                  const float* gradient, const sy_adam& settings, std::size_t count) {
  Kernel kernel = kernels(false).adam();
  const Vector p(device_, parameter, count, sizeof(float)),
      m(device_, first_moment, count, sizeof(float)),
      v(device_, second_moment, count, sizeof(float)), g(device_, gradient, count, sizeof(float));
  const double step = static_cast<double>(settings.step);
  const auto beta1 = static_cast<float>(settings.beta1), beta2 = static_cast<float>(settings.beta2);
  const auto step_size =
      static_cast<float>(settings.learning_rate / (1 - std::pow(settings.beta1, step)));
  const auto correction = static_cast<float>(1 / std::sqrt(1 - std::pow(settings.beta2, step)));
  const auto epsilon = static_cast<float>(settings.epsilon);
  const std::uint64_t elements = count;
  set_arguments(kernel, {Argument::of(p.buffer), Argument::of(p.first), Argument::of(m.buffer),
                         Argument::of(m.first), Argument::of(v.buffer), Argument::of(v.first),
                         Argument::of(g.buffer), Argument::of(g.first), Argument::of(beta1),
                         Argument::of(beta2), Argument::of(step_size), Argument::of(correction),
                         Argument::of(epsilon), Argument::of(elements)});
  enqueue(kernel, count);
}

}  // namespace steelyard::opencl
