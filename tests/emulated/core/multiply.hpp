#pragma once

#include <cstdint>

#include "harness/core/dtype.hpp"

namespace steelyard::emulated {

/// A matrix as BLAS libraries describe it. `leading` is the distance in elements between columns
/// (column-major) or rows; `batch_stride` that between matrices of a batch.
struct Matrix {
  void* data = nullptr;
  Dtype dtype = Dtype::f32;
  std::int64_t rows = 0, columns = 0, leading = 0;
  bool column_major = true;
  std::int64_t batch_stride = 0;

  /// Bytes from the first to the last element of the whole batch.
  std::uint64_t extent_bytes(std::int64_t batch) const;
};

/// c = alpha op(a) op(b) + beta c, in double, rounded once. Rows and columns of `a` and `b` are as
/// stored, before op(). False if the sizes do not go together. With the fault `transposition` the
/// flag of b means the opposite wherever b is square.
bool multiply(const Matrix& a, bool transpose_a, const Matrix& b, bool transpose_b, const Matrix& c,
              double alpha, double beta, std::int64_t batch);

}  // namespace steelyard::emulated
