#include "tests/emulated/core/multiply.hpp"

#include <cstddef>
#include <span>
#include <vector>

#include "tests/emulated/core/faults.hpp"

namespace steelyard::emulated {
namespace {

std::int64_t place(const Matrix& matrix, std::int64_t row, std::int64_t column) {
  return matrix.column_major ? column * matrix.leading + row : row * matrix.leading + column;
}

/// Elements from the first to the last of one matrix.
std::size_t extent(const Matrix& matrix) {
  return static_cast<std::size_t>(place(matrix, matrix.rows - 1, matrix.columns - 1) + 1);
}

std::byte* of_batch(const Matrix& matrix, std::int64_t number) {
  const auto width = static_cast<std::int64_t>(size_of(matrix.dtype));
  return static_cast<std::byte*>(matrix.data) + number * matrix.batch_stride * width;
}

/// op(matrix) as doubles, row by row.
std::vector<double> read(const Matrix& matrix, bool transpose, std::int64_t number) {
  const std::span bytes(of_batch(matrix, number), extent(matrix) * size_of(matrix.dtype));
  std::vector<double> values(static_cast<std::size_t>(matrix.rows * matrix.columns));
  for (std::int64_t row = 0; row < matrix.rows; ++row) {
    for (std::int64_t column = 0; column < matrix.columns; ++column) {
      const std::int64_t to =
          transpose ? column * matrix.rows + row : row * matrix.columns + column;
      values[static_cast<std::size_t>(to)] =
          decode(matrix.dtype, bytes, static_cast<std::size_t>(place(matrix, row, column)));
    }
  }
  return values;
}

void write(const Matrix& matrix, const std::vector<double>& values, std::int64_t number) {
  const std::size_t width = size_of(matrix.dtype);
  std::byte* const data = of_batch(matrix, number);
  for (std::int64_t row = 0; row < matrix.rows; ++row) {
    for (std::int64_t column = 0; column < matrix.columns; ++column) {
      const double& value = values[static_cast<std::size_t>(row * matrix.columns + column)];
      const auto index = static_cast<std::size_t>(place(matrix, row, column));
      encode(matrix.dtype, std::span(&value, 1), std::span(data + index * width, width));
    }
  }
}

}  // namespace

std::uint64_t Matrix::extent_bytes(std::int64_t batch) const {
  const auto last = static_cast<std::uint64_t>((batch - 1) * batch_stride);
  return (last + extent(*this)) * size_of(dtype);
}

bool multiply(const Matrix& a, bool transpose_a, const Matrix& b, bool transpose_b, const Matrix& c,
              double alpha, double beta, std::int64_t batch) {
  if (fault("transposition") && b.rows == b.columns) transpose_b = !transpose_b;
  const std::int64_t m = transpose_a ? a.columns : a.rows;
  const std::int64_t k = transpose_a ? a.rows : a.columns;
  const std::int64_t n = transpose_b ? b.rows : b.columns;
  if ((transpose_b ? b.columns : b.rows) != k || c.rows != m || c.columns != n) return false;
  for (std::int64_t number = 0; number < batch; ++number) {
    const std::vector<double> left = read(a, transpose_a, number);
    const std::vector<double> right = read(b, transpose_b, number);
    std::vector<double> product(static_cast<std::size_t>(m * n));
    for (std::int64_t row = 0; row < m; ++row) {
      double* const out = &product[static_cast<std::size_t>(row * n)];
      for (std::int64_t inner = 0; inner < k; ++inner) {
        const double factor = alpha * left[static_cast<std::size_t>(row * k + inner)];
        const double* const in = &right[static_cast<std::size_t>(inner * n)];
        for (std::int64_t column = 0; column < n; ++column) out[column] += factor * in[column];
      }
    }
    if (beta != 0) {
      const std::vector<double> before = read(c, false, number);
      for (std::size_t i = 0; i < product.size(); ++i) product[i] += beta * before[i];
    }
    write(c, product, number);
  }
  return true;
}

}  // namespace steelyard::emulated
