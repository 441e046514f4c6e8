#include "harness/backends/cuda_shaped/ex_gemm.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/backends/cuda_shaped/operands.hpp"
#include "harness/backends/cuda_shaped/stream.hpp"

namespace steelyard::cuda_shaped {
namespace {

constexpr std::int64_t trial_size = 64;
constexpr double trial_patience_seconds = 60;

/// alpha and beta in the type of the sums.
class Scalars {
 public:
  Scalars(sy_dtype sums, double alpha)
      : sums_(sums),
        f64_{alpha, 0},
        f32_{static_cast<float>(alpha), 0},
        i32_{static_cast<std::int32_t>(alpha), 0} {}
  const void* alpha() const { return at(0); }
  const void* beta() const { return at(1); }

 private:
  const void* at(std::size_t i) const {
    if (sums_ == SY_F64) return &f64_[i];
    return sums_ == SY_INT32 ? static_cast<const void*>(&i32_[i]) : &f32_[i];
  }
  sy_dtype sums_;
  std::array<double, 2> f64_;
  std::array<float, 2> f32_;
  std::array<std::int32_t, 2> i32_;
};

int narrow(std::int64_t value) { return static_cast<int>(value); }

}  // namespace

ExGemm::ExGemm(Device& device, Ex& ex, Tunings& tunings, const sy_gemm_shape& shape)
    : Gemm(device, tunings, shape),
      ex_(ex),
      arithmetic_(arithmetic_of(shape, ex.library().types, ex.library().computes,
                                ex.library().narrowed_dtype)) {
  require_offer();
}

void ExGemm::require_offer() {
  const auto refuse = [&](const std::string& why) {
    throw kit::Failure(SY_UNSUPPORTED,
                       fmt::format("{} is not offered: {}.", describe(shape()), why));
  };
  if (arithmetic_.compute < 0) refuse(fmt::format("{} has no such product", ex_.library().what));
  if (shape().fast_accumulation != 0) refuse("fast accumulation cannot be asked for");
  if (shape().a == SY_INT8 && shape().alpha != 1) refuse("integers are not scaled");
  const Swapped product = swapped(shape());
  if (std::max({product.m, product.n, product.k, product.batch}) > INT32_MAX) {
    refuse("the library counts rows and columns in 32 bits");
  }
  const int unit = shape().a == SY_INT8 ? ex_.library().int8_multiple : 1;
  if (product.k % unit != 0 || product.first.leading % unit != 0 ||
      product.second.leading % unit != 0) {
    refuse(fmt::format("int8 wants k and the rows of A and B to be multiples of {}", unit));
  }
  const std::string combination = fmt::format("{} x {} -> {}", dtype_name(shape().a),
                                              dtype_name(shape().b), dtype_name(shape().c));
  auto known = ex_.trials().find(combination);
  if (known == ex_.trials().end()) {
    known = ex_.trials().emplace(combination, trial()).first;
  }
  if (known->second != 0) {
    refuse(fmt::format("{} refuses a small product with status {}", ex_.name(), known->second));
  }
}

int ExGemm::trial() {
  sy_gemm_shape small = shape();
  small.m = small.n = small.k = trial_size;
  small.batch = 1;
  constexpr std::size_t bytes = trial_size * trial_size * sizeof(double);
  const Scratch a(device(), bytes), b(device(), bytes), c(device(), bytes);
  Stream stream(device());
  stream.fill(a.data(), 0, bytes);
  stream.fill(b.data(), 0, bytes);
  const int status = multiply(small, stream, a.data(), b.data(), c.data());
  if (!stream.synchronize(trial_patience_seconds)) {
    throw kit::Failure(SY_TIMEOUT, "A product of 64 x 64 x 64 did not end.");
  }
  return status;
}

std::string ExGemm::algorithm() const {
  const ExLibrary& library = ex_.library();
  return fmt::format("{} {}{}{}", ex_.name(),
                     shape().batch == 1 ? library.multiply : library.multiply_batches,
                     remark().empty() ? "" : ", ", remark());
}

void ExGemm::run(Stream& stream, const void* a, const void* b, void* c) {
  device().make_current();
  ex_.check(multiply(shape(), stream, a, b, c), ex_.library().multiply);
}

int ExGemm::multiply(const sy_gemm_shape& shape, Stream& stream, const void* a, const void* b,
                     void* c) {
  const ExLibrary& library = ex_.library();
  ex_.check(ex_.call().set_stream(ex_.handle(), stream.native()), library.set_stream);
  const Swapped p = swapped(shape);
  const Scalars scalars(shape.accumulate, shape.alpha);
  const auto operation = [&](const Stored& stored) {
    return stored.transposed ? library.operation_t : library.operation_n;
  };
  const int first = operation(p.first), second = operation(p.second);
  const int m = narrow(p.m), n = narrow(p.n), k = narrow(p.k), batch = narrow(p.batch);
  const int lda = narrow(p.first.leading), ldb = narrow(p.second.leading),
            ldc = narrow(p.result.leading);
  const auto [a_type, b_type, c_type, compute, scale] = arithmetic_;
  // Our B is the library's first operand: see Swapped.
  if (library.shape == ExShape::cublas && batch == 1) {
    return ex_.call().multiply(ex_.handle(), first, second, m, n, k, scalars.alpha(), b, b_type,
                               lda, a, a_type, ldb, scalars.beta(), c, c_type, ldc, compute,
                               library.algorithm);
  }
  if (library.shape == ExShape::cublas) {
    return ex_.call().multiply_batches(ex_.handle(), first, second, m, n, k, scalars.alpha(), b,
                                       b_type, lda, p.first.stride, a, a_type, ldb, p.second.stride,
                                       scalars.beta(), c, c_type, ldc, p.result.stride, batch,
                                       compute, library.algorithm);
  }
  if (batch == 1) {
    return ex_.call().multiply_roc(ex_.handle(), first, second, m, n, k, scalars.alpha(), b, b_type,
                                   lda, a, a_type, ldb, scalars.beta(), c, c_type, ldc, c, c_type,
                                   ldc, compute, library.algorithm, 0, 0);
  }
  return ex_.call().multiply_batches_roc(
      ex_.handle(), first, second, m, n, k, scalars.alpha(), b, b_type, lda, p.first.stride, a,
      a_type, ldb, p.second.stride, scalars.beta(), c, c_type, ldc, p.result.stride, c, c_type, ldc,
      p.result.stride, batch, compute, library.algorithm, 0, 0);
}

}  // namespace steelyard::cuda_shaped
