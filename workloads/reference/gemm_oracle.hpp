#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "harness/core/dtype.hpp"

namespace steelyard::workloads::reference {

/// A factor of C = op(A) op(B), row-major and dense, encoded as the device gets it. `data` may be
/// shorter than the array: element i is then data[i mod length], so that a large matrix needs
/// little host memory. Transposed: op(X) is r x c, stored c x r. Batches follow one another.
struct GemmOperand {
  Dtype dtype = Dtype::f32;
  std::span<const std::byte> data;
  bool transposed = false;
};

/// A multiplication whose result is to be known: op(A) is m x k, op(B) k x n, C m x n.
struct GemmProblem {
  std::int64_t m = 0, n = 0, k = 0, batch = 1;
  GemmOperand a, b;
  Dtype out = Dtype::f32;
  bool whole_numbers = false;  ///< every element of A and B is a whole number
};

/// Elements of C to compare: every one of `rows` x `columns` in every one of `batches`. Each list
/// is ascending and free of duplicates.
struct GemmSample {
  std::vector<std::int64_t> batches, rows, columns;
};

/// Everything if C has no more than 4,096 elements in all; else the first and the last row, column
/// and batch, and up to 64 rows, 64 columns and 2 batches drawn from `seed`. Fewer where k is so
/// large that oracle_bytes() would pass 256 MiB.
GemmSample choose_sample(const GemmProblem& problem, std::uint64_t seed);

/// Host memory that expected_elements() takes, at most, for any sample of a problem of this size.
std::uint64_t oracle_bytes(std::int64_t m, std::int64_t n, std::int64_t k);

struct ExpectedElement {
  double value = 0;
  double bound = 0;  ///< |computed - value| must not be above this
};

/// The sampled elements of one batch, row by row, computed in double from the encoded operands.
/// For f64 the oracle's own rounding adds as much again to the bound.
std::vector<ExpectedElement> expected_elements(const GemmProblem& problem, const GemmSample& sample,
                                               std::int64_t batch);

}  // namespace steelyard::workloads::reference
