#include "harness/backends/torch/at.hpp"

#include <ATen/ops/add.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/scalar_tensor.h>
#include <ATen/ops/sqrt.h>

#include <cmath>

#include "harness/backends/torch/device.hpp"

namespace steelyard::torch_library {
namespace {

View vector_of(sy_dtype dtype, std::size_t count) {
  if (dtype != SY_F32 && dtype != SY_F64) {
    throw kit::Failure(SY_UNSUPPORTED, "Vectors are of f32 or f64 only.");
  }
  return {dtype == SY_F32 ? at::kFloat : at::kDouble,
          {1, 1, static_cast<std::int64_t>(count)},
          1,
          false};
}

}  // namespace

void Stream::triad(sy_dtype dtype, void* a, const void* b, const void* c, double scalar,
                   std::size_t count) {
  const View view = vector_of(dtype, count);
  checked("compute a triad", [&] {
    use();
    at::Tensor out = device_.blocks().view_at(a, view);
    at::add_out(out, device_.blocks().view_at(b, view), device_.blocks().view_at(c, view), scalar);
  });
}

void Stream::scale(sy_dtype dtype, void* a, const void* b, double scalar, std::size_t count) {
  const View view = vector_of(dtype, count);
  checked("scale a vector", [&] {
    use();
    at::Tensor out = device_.blocks().view_at(a, view);
    at::mul_out(out, device_.blocks().view_at(b, view), at::scalar_tensor(scalar, at::kDouble));
  });
}

void Stream::reduce(sy_dtype dtype, void* a, const void* b, std::size_t count) {
  const View view = vector_of(dtype, count);
  checked("add two vectors", [&] {
    use();
    at::Tensor sum = device_.blocks().view_at(a, view);
    sum.add_(device_.blocks().view_at(b, view));
  });
}

void Stream::adam(float* parameter, float* first_moment, float* second_moment,
                  const float* gradient, const sy_adam& settings, std::size_t count) {
  const View view = vector_of(SY_F32, count);
  const double step = static_cast<double>(settings.step);
  const double step_size = settings.learning_rate / (1 - std::pow(settings.beta1, step));
  const double correction = 1 / std::sqrt(1 - std::pow(settings.beta2, step));
  checked("take a step of Adam", [&] {
    use();
    const auto elements = static_cast<std::int64_t>(count);
    if (!adam_scratch_.defined() || adam_scratch_.numel() != elements) {
      adam_scratch_ = device_.empty(elements, at::kFloat);
    }
    at::Tensor p = device_.blocks().view_at(parameter, view);
    at::Tensor m = device_.blocks().view_at(first_moment, view);
    at::Tensor v = device_.blocks().view_at(second_moment, view);
    const at::Tensor& g = device_.blocks().view_at(gradient, view);
    m.mul_(settings.beta1).add_(g, 1 - settings.beta1);
    v.mul_(settings.beta2).addcmul_(g, g, 1 - settings.beta2);
    at::sqrt_out(adam_scratch_, v).mul_(correction).add_(settings.epsilon);
    p.addcdiv_(m, adam_scratch_, -step_size);
  });
}

}  // namespace steelyard::torch_library
