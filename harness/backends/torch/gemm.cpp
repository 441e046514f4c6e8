#include "harness/backends/torch/gemm.hpp"

#include <ATen/ops/addmm.h>
#include <ATen/ops/baddbmm.h>
#include <ATen/ops/bmm.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/rand.h>
#if __has_include(<ATen/ops/_int_mm.h>)
#include <ATen/ops/_int_mm.h>
#define STEELYARD_INT_MM 1  // libtorch 2.1 or newer
#else
#define STEELYARD_INT_MM 0
#endif

#include <cmath>
#include <optional>

#include "harness/backends/torch/device.hpp"

namespace steelyard::torch_library {
namespace {

std::optional<at::ScalarType> element_of(sy_dtype dtype) {
  switch (dtype) {
    case SY_F64:
      return at::kDouble;
    case SY_F32:
    case SY_TF32:
      return at::kFloat;
    case SY_BF16:
      return at::kBFloat16;
    case SY_FP16:
      return at::kHalf;
    case SY_INT8:
      return STEELYARD_INT_MM ? std::optional(at::kChar) : std::nullopt;
    default:
      return std::nullopt;
  }
}

sy_dtype result_of(sy_dtype dtype) {
  return dtype == SY_INT8 ? SY_INT32 : dtype == SY_TF32 ? SY_F32 : dtype;
}

sy_dtype sum_of(sy_dtype dtype) {
  return dtype == SY_F64 ? SY_F64 : dtype == SY_INT8 ? SY_INT32 : SY_F32;
}

at::ScalarType result_element(sy_dtype dtype) {
  return dtype == SY_INT8 ? at::kInt : element_of(dtype).value();
}

void integer_multiply([[maybe_unused]] const at::Tensor& a, [[maybe_unused]] const at::Tensor& b,
                      [[maybe_unused]] at::Tensor& c) {
#if STEELYARD_INT_MM
  at::_int_mm_out(c, a, b);
#else
  throw kit::Failure(SY_UNSUPPORTED, "int8 needs libtorch 2.1 or newer.");
#endif
}

void require_offered(const Device& device, const sy_gemm_shape& shape) {
  const bool known = (device.gemm_dtypes() >> shape.a & 1) != 0 && shape.b == shape.a &&
                     shape.c == result_of(shape.a) && shape.accumulate == sum_of(shape.a);
  if (!known) {
    throw kit::Failure(SY_UNSUPPORTED,
                       "This libtorch does not multiply that combination of dtypes on this "
                       "device; C has the dtype of A and B, or int32 for int8.");
  }
  if (shape.a != SY_INT8) return;
  // What _int_mm asks for on cuda, and alone offers.
  if (shape.batch != 1 || shape.alpha != 1 || shape.m <= 16 || shape.k % 8 != 0 ||
      shape.n % 8 != 0) {
    throw kit::Failure(SY_UNSUPPORTED,
                       "libtorch multiplies int8 without batch and scale, for m above 16 and k and "
                       "n that are multiples of 8.");
  }
}

/// Beyond this many, releases that sum small products in 16 bits leave them to oneDNN, which sums
/// in f32 (its own limit is 4096).
constexpr double most_products_checked = 1 << 18;

/// Whether a product of ones is the number of terms, which it is not if 16-bit sums stop growing.
bool multiplies_ones(Device& device, sy_dtype dtype) {
  const auto type = element_of(dtype);
  if (!type || (dtype == SY_TF32 && !device.is_cuda())) return false;
  constexpr std::int64_t side = 32;
  constexpr std::int64_t terms = 512;  // beyond what bf16 can count to
  const auto options = at::TensorOptions().dtype(*type).device(device.at_device());
  try {
    const at::Tensor a = at::ones({side, terms}, options);
    const at::Tensor b = at::ones({terms, side}, options);
    at::Tensor c = at::ones({side, side}, options.dtype(result_element(dtype)));
    set_precision(at::globalContext(), dtype == SY_TF32);
    if (dtype == SY_INT8) {
      integer_multiply(a, b, c);
    } else {
      at::mm_out(c, a, b);
    }
    return c.to(at::kCPU).to(at::kDouble).eq(static_cast<double>(terms)).all().item<bool>();
  } catch (const std::exception&) {
    return false;  // not implemented for this dtype and device, in words that differ
  }
}

}  // namespace

std::uint64_t dtypes_that_multiply(Device& device) {
  std::uint64_t dtypes = 0;
  for (const sy_dtype dtype : {SY_F64, SY_F32, SY_TF32, SY_BF16, SY_FP16, SY_INT8}) {
    if (multiplies_ones(device, dtype)) dtypes |= std::uint64_t{1} << dtype;
  }
  return dtypes;
}

Gemm::Gemm(Device& device, const sy_gemm_shape& shape) : device_(device), shape_(shape) {
  require_offered(device, shape);
  const bool is_short = shape.a == SY_BF16 || shape.a == SY_FP16;
  const double products = static_cast<double>(shape.m) * static_cast<double>(shape.n) *
                          static_cast<double>(shape.k) * static_cast<double>(shape.batch);
  if (device.is_cpu() && is_short && products <= most_products_checked) {
    checked("try a multiplication", [&] { pack_unless_summed_in_f32(); });
  }
}

void Gemm::pack_unless_summed_in_f32() {
  if (sums_in_f32()) return;
  packs_a_ = shape_.transpose_a != 0;
  packs_b_ = shape_.transpose_b == 0;
  if (sums_in_f32()) return;
  throw kit::Failure(SY_UNSUPPORTED, label() +
                                         " rounds the sums of a product of this shape and dtype "
                                         "to 16 bits on this processor.");
}

bool Gemm::is_transposed(sy_operand operand) const {
  return operand == SY_OPERAND_A ? shape_.transpose_a != 0 && !packs_a_
                                 : shape_.transpose_b != 0 || packs_b_;
}

bool Gemm::sums_in_f32() const {
  const auto type = element_of(shape_.a).value();
  const auto random = [&](std::int64_t rows, std::int64_t columns, bool transposed) {
    const at::Tensor stored =
        at::rand({shape_.batch, transposed ? columns : rows, transposed ? rows : columns})
            .mul_(2)
            .sub_(1)
            .to(type);
    const at::Tensor viewed = transposed ? stored.transpose(1, 2) : stored;
    return shape_.batch == 1 ? viewed.select(0, 0) : viewed;
  };
  // Of a product of few elements, one try may be right by luck.
  const std::int64_t tries = 1 + 64 / (shape_.m * shape_.n * shape_.batch);
  for (std::int64_t i = 0; i < tries; ++i) {
    const at::Tensor a = random(shape_.m, shape_.k, is_transposed(SY_OPERAND_A));
    const at::Tensor b = random(shape_.k, shape_.n, is_transposed(SY_OPERAND_B));
    at::Tensor c = random(shape_.m, shape_.n, false);
    multiply(a, b, c);
    const at::Tensor exact = at::matmul(a.to(at::kDouble), b.to(at::kDouble)).mul_(shape_.alpha);
    const at::Tensor terms =
        at::matmul(a.to(at::kDouble).abs(), b.to(at::kDouble).abs()).mul_(std::abs(shape_.alpha));
    const double rounding = shape_.a == SY_BF16 ? 0x1p-8 : 0x1p-11;  // of the result, once
    const double summing = static_cast<double>(shape_.k + 2) * 0x1p-24;
    const at::Tensor allowed =
        exact.abs().mul_(rounding * 1.01).add_(terms, summing * 1.01).add_(0x1p-24);
    if (c.to(at::kDouble).sub_(exact).abs_().gt(allowed).any().item<bool>()) return false;
  }
  return true;
}

void Gemm::autotune(double) {
  try {
    checked("try a multiplication", [&] {
      Stream stream(device_);
      stream.use();
      const auto type = element_of(shape_.a).value();
      const auto scratch = [&](std::int64_t rows, std::int64_t columns, bool transposed,
                               at::ScalarType of) {
        const at::Tensor flat = device_.empty(shape_.batch * rows * columns, of).zero_();
        const at::Tensor shaped = transposed ? flat.view({shape_.batch, columns, rows})
                                             : flat.view({shape_.batch, rows, columns});
        const at::Tensor viewed = transposed ? shaped.transpose(1, 2) : shaped;
        return shape_.batch == 1 ? viewed.select(0, 0) : viewed;
      };
      const at::Tensor a = scratch(shape_.m, shape_.k, is_transposed(SY_OPERAND_A), type);
      const at::Tensor b = scratch(shape_.k, shape_.n, is_transposed(SY_OPERAND_B), type);
      at::Tensor c = scratch(shape_.m, shape_.n, false, result_element(shape_.a));
      multiply(a, b, c);
      stream.synchronize(0);
    });
  } catch (const kit::Failure& failure) {
    // Then the first multiplication takes longer.
    if (failure.status() != SY_OUT_OF_MEMORY) throw;
  }
}

std::string Gemm::algorithm() const {
  const char* const function = shape_.a == SY_INT8 ? "_int_mm"
                               : shape_.alpha != 1 ? (shape_.batch > 1 ? "baddbmm" : "addmm")
                               : shape_.batch > 1  ? "bmm"
                                                   : "mm";
  std::string text = label() + " " + function + " on " + selection().name +
                     (packs_a_ && packs_b_ ? ", A and B packed"
                      : packs_a_           ? ", A packed"
                      : packs_b_           ? ", B packed"
                                           : ", plain");
  if (device_.is_cuda() && (shape_.a == SY_F32 || shape_.a == SY_TF32)) {
    text += shape_.a == SY_TF32 ? ", tf32 allowed" : ", tf32 forbidden";
  }
  if (!device_.is_cpu() && !device_.times_events()) text += ", timed by the host after waiting";
  return text;
}

std::size_t Gemm::packed_bytes(sy_operand operand) const {
  const bool packs = operand == SY_OPERAND_A ? packs_a_ : packs_b_;
  if (!packs) return 0;
  const std::int64_t across = operand == SY_OPERAND_A ? shape_.m : shape_.n;
  return static_cast<std::size_t>(shape_.batch * across * shape_.k) *
         c10::elementSize(element_of(shape_.a).value());
}

void Gemm::pack(Stream& stream, sy_operand operand, const void* plain, void* packed) {
  const bool is_a = operand == SY_OPERAND_A;
  const std::int64_t rows = is_a ? shape_.m : shape_.k, columns = is_a ? shape_.k : shape_.n;
  checked("pack an operand", [&] {
    stream.use();
    at::Tensor to = device_.blocks().view_at(packed, view(rows, columns, is_transposed(operand)));
    to.copy_(device_.blocks().view_at(plain, view(rows, columns, !is_transposed(operand))));
  });
}

View Gemm::view(std::int64_t rows, std::int64_t columns, bool transposed) const {
  return {element_of(shape_.a).value(),
          {shape_.batch, transposed ? columns : rows, transposed ? rows : columns},
          shape_.batch == 1 ? 2 : 3,
          transposed};
}

void Gemm::multiply(const at::Tensor& a, const at::Tensor& b, at::Tensor& c) const {
  set_precision(at::globalContext(), shape_.a == SY_TF32);
  if (shape_.a == SY_INT8) {
    integer_multiply(a, b, c);
  } else if (shape_.batch > 1) {
    if (shape_.alpha == 1) {
      at::bmm_out(c, a, b);
    } else {
      at::baddbmm_out(c, c, a, b, 0, shape_.alpha);
    }
  } else if (shape_.alpha == 1) {
    at::mm_out(c, a, b);
  } else {
    at::addmm_out(c, c, a, b, 0, shape_.alpha);
  }
}

void Gemm::run(Stream& stream, const void* a, const void* b, void* c) {
  View of_c = view(shape_.m, shape_.n, false);
  of_c.type = result_element(shape_.a);
  checked("multiply", [&] {
    stream.use();
    Blocks& blocks = device_.blocks();
    at::Tensor out = blocks.view_at(c, of_c);
    multiply(blocks.view_at(a, view(shape_.m, shape_.k, is_transposed(SY_OPERAND_A))),
             blocks.view_at(b, view(shape_.k, shape_.n, is_transposed(SY_OPERAND_B))), out);
  });
}

}  // namespace steelyard::torch_library
