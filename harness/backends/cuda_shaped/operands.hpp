#pragma once

#include <array>
#include <cstdint>

#include "harness/device/backend.h"

namespace steelyard::cuda_shaped {

/// A stored matrix as a column-major library sees it.
struct Stored {
  std::int64_t rows, columns;
  std::int64_t leading;  ///< elements between the starts of two columns
  std::int64_t stride;   ///< elements between two batches
  bool transposed;       ///< the library is to take its transpose
};

/// The product that a column-major library is asked for. Steelyard's matrices are row-major, and a
/// row-major matrix read column by column is its transpose: from C = op(A) op(B) follows
/// C^T = op(B)^T op(A)^T. So the library's first operand is our B, its second our A, its m our n
/// and its n our m, and what it writes column by column is our C row by row. A matrix that we do
/// not transpose needs no transposition there either.
struct Swapped {
  std::int64_t m, n, k, batch;
  Stored first;   ///< our B
  Stored second;  ///< our A
  Stored result;  ///< our C
};

inline Swapped swapped(const sy_gemm_shape& shape) {
  const auto [m, n, k] = std::array{shape.m, shape.n, shape.k};
  const auto stored = [](std::int64_t our_rows, std::int64_t our_columns, bool transposed) {
    return Stored{our_columns, our_rows, our_columns, our_rows * our_columns, transposed};
  };
  return {n,
          m,
          k,
          shape.batch,
          shape.transpose_b != 0 ? stored(n, k, true) : stored(k, n, false),
          shape.transpose_a != 0 ? stored(k, m, true) : stored(m, k, false),
          stored(m, n, false)};
}

}  // namespace steelyard::cuda_shaped
