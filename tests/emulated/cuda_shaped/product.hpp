#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "tests/emulated/core/multiply.hpp"
#include "tests/emulated/cuda_shaped/runtime.hpp"

namespace steelyard::emulated {

/// One operand as a column-major library is told of it.
struct StoredMatrix {
  const void* data = nullptr;
  Dtype dtype = Dtype::f32;
  std::int64_t rows = 0, columns = 0, leading = 0, stride = 0;
};

/// A whole call: D = alpha op(A) op(B), column-major.
struct Product {
  StoredMatrix a, b, c;
  bool transpose_a = false, transpose_b = false;
  double alpha = 1, beta = 0;
  std::int64_t batch = 1;
};

/// Do rows, columns, leading dimensions and strides go together?
bool sizes_fit(const Product& product);
/// Does every matrix lie whole in memory of the current device?
bool memory_fits(const Product& product);
/// Does the range lie whole in memory of the current device?
bool memory_is_whole(const void* data, std::size_t bytes);
/// Enqueues the multiplication.
void enqueue_product(const std::shared_ptr<StreamObject>& stream, const Product& product);

}  // namespace steelyard::emulated
