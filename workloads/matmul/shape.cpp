#include "workloads/matmul/shape.hpp"

#include <fmt/format.h>

#include <limits>
#include <string>

#include "harness/core/error.hpp"
#include "harness/device/device.hpp"

namespace steelyard::workloads::matmul {
namespace {

Dtype default_output(Dtype dtype) {
  if (is_narrowed_f32(dtype)) return Dtype::f32;
  if (is_fp8(dtype)) return Dtype::bf16;
  return dtype == Dtype::int8 ? Dtype::int32 : dtype;
}

Dtype accumulator(Dtype dtype) {
  if (dtype == Dtype::f64) return Dtype::f64;
  return is_integer(dtype) ? Dtype::int32 : Dtype::f32;
}

Dtype output(const CaseSpec& spec, Dtype dtype) {
  const Dtype usual = default_output(dtype);
  if (spec.find("out").value_or("default") == "default") return usual;
  if (usual == Dtype::bf16 || usual == Dtype::fp16) return Dtype::f32;
  if (usual == Dtype::f32) {
    throw UsageError(
        fmt::format("out=f32 is what dtype={} writes anyway; leave it out.", name(dtype)));
  }
  throw UsageError(
      fmt::format("out=f32 cannot be combined with dtype={}, which writes {}; leave it out.",
                  name(dtype), name(usual)));
}

Dtype left_operand(const CaseSpec& spec, Dtype dtype) {
  if (spec.find("a").value_or("same") == "same") return dtype;
  if (dtype == Dtype::int8) return Dtype::uint8;
  throw UsageError(fmt::format(
      "a=uint8 cannot be combined with dtype={}; it is for dtype=int8 alone.", name(dtype)));
}

bool fast_accumulation(const CaseSpec& spec, Dtype dtype) {
  if (spec.find("accum").value_or("full") == "full") return false;
  if (is_fp8(dtype)) return true;
  throw UsageError(fmt::format("accum=fast cannot be combined with dtype={}; it is for fp8 alone.",
                               name(dtype)));
}

void check_integer_range(const Shape& shape) {
  if (shape.accumulate != Dtype::int32) return;
  const std::int64_t largest_product = (shape.a == Dtype::uint8 ? 255 : 128) * std::int64_t{128};
  const std::int64_t limit = std::numeric_limits<std::int32_t>::max() / largest_product;
  if (shape.k > limit) {
    throw UsageError(fmt::format(
        "k={} is too long for {} x int8, whose sums could leave int32; k can be up to {}.", shape.k,
        name(shape.a), limit));
  }
}

}  // namespace

Shape parse_shape(const CaseSpec& canonical) {
  Shape shape;
  shape.b = canonical.dtype();
  shape.a = left_operand(canonical, shape.b);
  shape.c = output(canonical, shape.b);
  shape.accumulate = accumulator(shape.b);
  shape.fast_accumulation = fast_accumulation(canonical, shape.b);
  shape.m = canonical.integer("m");
  shape.n = canonical.integer("n");
  shape.k = canonical.integer("k");
  shape.batch = canonical.find("batch") ? canonical.integer("batch") : 1;
  const std::string trans = canonical.text("trans");
  shape.transpose_a = trans.at(0) == 't';
  shape.transpose_b = trans.at(1) == 't';
  shape.cold = canonical.find("cache").value_or("cold") == "cold";
  check_integer_range(shape);
  return shape;
}

sy_gemm_shape to_abi(const Shape& shape) {
  sy_gemm_shape abi{};
  abi.m = shape.m;
  abi.n = shape.n;
  abi.k = shape.k;
  abi.batch = shape.batch;
  abi.transpose_a = shape.transpose_a ? 1 : 0;
  abi.transpose_b = shape.transpose_b ? 1 : 0;
  abi.a = device::to_abi(shape.a);
  abi.b = device::to_abi(shape.b);
  abi.c = device::to_abi(shape.c);
  abi.accumulate = device::to_abi(shape.accumulate);
  abi.alpha = 1;
  abi.fast_accumulation = shape.fast_accumulation ? 1 : 0;
  return abi;
}

WorkModel work_of(const Shape& shape) {
  WorkModel work;
  work.flops = 2.0 * static_cast<double>(shape.m) * static_cast<double>(shape.n) *
               static_cast<double>(shape.k) * static_cast<double>(shape.batch);
  work.bytes_moved = static_cast<double>(shape.a_bytes()) + static_cast<double>(shape.b_bytes()) +
                     static_cast<double>(shape.c_bytes());
  return work;
}

}  // namespace steelyard::workloads::matmul
