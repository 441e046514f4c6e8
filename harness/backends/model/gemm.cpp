#include "harness/backends/model/gemm.hpp"

#include <fmt/format.h>

#include "harness/backends/model/device.hpp"
#include "harness/backends/model/figures.hpp"
#include "harness/backends/model/stream.hpp"
#include "harness/core/model/card_figures.hpp"

namespace steelyard::model {
namespace {

/// Whether libraries multiply these together. Which of them a chip can is on its card.
bool go_together(const sy_gemm_shape& shape) {
  const Dtype b = static_cast<Dtype>(shape.b);
  if (is_integer(b)) {
    return shape.b == SY_INT8 && (shape.a == SY_INT8 || shape.a == SY_UINT8) &&
           shape.c == SY_INT32 && shape.accumulate == SY_INT32;
  }
  if (is_fp8(b)) {
    return is_fp8(static_cast<Dtype>(shape.a)) && shape.accumulate == SY_F32 &&
           (shape.c == SY_F32 || shape.c == SY_BF16 || shape.c == SY_FP16);
  }
  if (shape.a != shape.b) return false;
  if (b == Dtype::f64) return shape.c == SY_F64 && shape.accumulate == SY_F64;
  const bool narrow = b == Dtype::bf16 || b == Dtype::fp16;
  return shape.accumulate == SY_F32 && (shape.c == SY_F32 || (narrow && shape.c == shape.b));
}

double seconds(const Roof& roof, const sy_gemm_shape& shape) {
  const auto m = static_cast<double>(shape.m);
  const auto n = static_cast<double>(shape.n);
  const auto k = static_cast<double>(shape.k);
  const auto batch = static_cast<double>(shape.batch);
  const double bytes = m * k * static_cast<double>(width(shape.a)) +
                       k * n * static_cast<double>(width(shape.b)) +
                       m * n * static_cast<double>(width(shape.c));
  return roofline_seconds(2 * m * n * k * batch, bytes * batch, roof);
}

}  // namespace

Gemm::Gemm(Device& device, const sy_gemm_shape& shape) : device_(device), shape_(shape) {
  if (!go_together(shape)) {
    throw kit::Failure(SY_UNSUPPORTED, "No model multiplies these types together.");
  }
  if (shape.fast_accumulation != 0) {
    throw kit::Failure(SY_UNSUPPORTED,
                       "The model does not tell fast accumulation from full; leave accum out.");
  }
  const auto dtype = static_cast<Dtype>(shape.b);
  const auto roof = gemm_roof(device.card(), dtype);
  if (!roof) {
    throw kit::Failure(SY_UNSUPPORTED, fmt::format("No dense {0} peak of {1} is published; give it "
                                                   "with --figure {0}=TFLOPS.",
                                                   name(dtype), device.card().chip));
  }
  seconds_ = seconds(*roof, shape);
}

std::string Gemm::algorithm() const {
  const ModelCard& card = device_.card();
  const auto dtype = static_cast<Dtype>(shape_.b);
  return fmt::format("modelled by roofline: {}; memory {}",
                     limit_text(card, peak_figure(dtype), gemm_efficiency_figure(dtype)),
                     limit_text(card, memory_bandwidth_figure, memory_efficiency_figure));
}

void Gemm::pack(Stream&, sy_operand, const void*, void*) {
  throw kit::Failure(SY_INVALID_ARGUMENT, "Operands are used plain; there is nothing to pack.");
}

void Gemm::run(Stream&, const void*, const void*, void*) { device_.clock().pass(seconds_); }

}  // namespace steelyard::model
