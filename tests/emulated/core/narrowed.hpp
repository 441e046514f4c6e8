#pragma once

#include <bit>
#include <cstdint>
#include <vector>

#include "tests/emulated/core/multiply.hpp"

namespace steelyard::emulated {

/// A copy of f32 matrices whose elements are rounded to `mantissa_bits`, as units do that multiply
/// f32 with fewer: 10 for TF32, 11 for HF32.
class Narrowed {
 public:
  Narrowed(const Matrix& matrix, std::int64_t batch, int mantissa_bits) : matrix_(matrix) {
    const auto* const from = static_cast<const float*>(matrix.data);
    values_.assign(from, from + matrix.extent_bytes(batch) / sizeof(float));
    const std::uint32_t step = std::uint32_t{1} << (23 - mantissa_bits);
    for (float& value : values_) {
      const auto bits = std::bit_cast<std::uint32_t>(value);
      value = std::bit_cast<float>((bits + step / 2) & ~(step - 1));
    }
    matrix_.data = values_.data();
  }
  Narrowed(const Narrowed&) = delete;
  Narrowed& operator=(const Narrowed&) = delete;

  const Matrix& matrix() const { return matrix_; }

 private:
  Matrix matrix_;
  std::vector<float> values_;
};

}  // namespace steelyard::emulated
