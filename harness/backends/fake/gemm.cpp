#include "harness/backends/fake/gemm.hpp"

#include <algorithm>
#include <cstring>
#include <span>

#include "harness/backends/fake/device.hpp"
#include "harness/backends/fake/stream.hpp"
#include "harness/core/dtype.hpp"

namespace steelyard::fake {
namespace {

/// The ABI's numbers are those of the core.
Dtype core_dtype(sy_dtype dtype) { return static_cast<Dtype>(dtype); }

bool multiplies(const sy_gemm_shape& shape) {
  switch (shape.a) {
    case SY_F64:
      return shape.b == SY_F64 && shape.c == SY_F64 && shape.accumulate == SY_F64;
    case SY_F32:
    case SY_BF16:
    case SY_FP16:
      return shape.b == shape.a && (shape.c == shape.a || shape.c == SY_F32) &&
             shape.accumulate == SY_F32;
    case SY_TF32:
    case SY_HF32:
    case SY_XF32:
      return shape.b == shape.a && shape.c == SY_F32 && shape.accumulate == SY_F32;
    case SY_FP8_E4M3:
    case SY_FP8_E5M2:
    case SY_FP8_E4M3_FNUZ:
    case SY_FP8_E5M2_FNUZ:
      return shape.b == shape.a && (shape.c == SY_BF16 || shape.c == SY_F32) &&
             shape.accumulate == SY_F32;
    case SY_INT8:
    case SY_UINT8:
      return shape.b == SY_INT8 && shape.c == SY_INT32 && shape.accumulate == SY_INT32;
    default:
      return false;
  }
}

/// One matrix of a batch in the host's memory.
struct Layout {
  std::size_t rows, columns;
  bool transposed;  ///< stored columns x rows
  Dtype dtype;

  std::size_t elements() const { return rows * columns; }
  std::size_t bytes() const { return elements() * size_of(dtype); }
};

/// The matrix as doubles, row by row.
std::vector<double> read(const Layout& layout, const void* data) {
  const std::span bytes(static_cast<const std::byte*>(data), layout.bytes());
  std::vector<double> values(layout.elements());
  for (std::size_t row = 0; row < layout.rows; ++row) {
    for (std::size_t column = 0; column < layout.columns; ++column) {
      const std::size_t index =
          layout.transposed ? column * layout.rows + row : row * layout.columns + column;
      values[row * layout.columns + column] = decode(layout.dtype, bytes, index);
    }
  }
  return values;
}

/// c += a * b, all row by row: m x k, k x n, m x n.
void accumulate(const std::vector<double>& a, const std::vector<double>& b, std::vector<double>& c,
                std::size_t m, std::size_t n, std::size_t k) {
  for (std::size_t row = 0; row < m; ++row) {
    for (std::size_t inner = 0; inner < k; ++inner) {
      const double factor = a[row * k + inner];
      for (std::size_t column = 0; column < n; ++column) {
        c[row * n + column] += factor * b[inner * n + column];
      }
    }
  }
}

}  // namespace

Gemm::Gemm(Device& device, const sy_gemm_shape& shape) : device_(device), shape_(shape) {
  if (!multiplies(shape)) {
    throw kit::Failure(SY_UNSUPPORTED, "This combination of dtypes is not offered.");
  }
}

void Gemm::autotune(double) {
  device_.faults().enter(Call::autotune);
  packs_b_ = shape_.transpose_b != 0;
}

std::string Gemm::algorithm() const {
  return packs_b_ ? "fake three loops, B packed" : "fake three loops";
}

std::size_t Gemm::packed_bytes(sy_operand operand) const {
  if (operand != SY_OPERAND_B || !packs_b_) return 0;
  return static_cast<std::size_t>(shape_.batch * shape_.k * shape_.n) *
         size_of(core_dtype(shape_.b));
}

void Gemm::pack(Stream&, sy_operand, const void* plain, void* packed) {
  device_.faults().enter(Call::pack);
  const auto rows = static_cast<std::size_t>(shape_.k);
  const auto columns = static_cast<std::size_t>(shape_.n);
  const Layout layout{rows, columns, true, core_dtype(shape_.b)};
  const auto* from = static_cast<const std::byte*>(plain);
  auto* to = static_cast<std::byte*>(packed);
  for (std::int64_t batch = 0; batch < shape_.batch; ++batch) {
    encode(layout.dtype, read(layout, from), {to, layout.bytes()});
    from += layout.bytes();
    to += layout.bytes();
  }
  device_.clock().work(0, 2.0 * static_cast<double>(packed_bytes(SY_OPERAND_B)));
}

void Gemm::run(Stream&, const void* a, const void* b, void* c) {
  const bool wrong = device_.faults().enter(Call::gemm);
  multiply(a, b, c);
  const auto m = static_cast<double>(shape_.m), n = static_cast<double>(shape_.n),
             k = static_cast<double>(shape_.k), batch = static_cast<double>(shape_.batch);
  const auto bytes = [](sy_dtype dtype) { return static_cast<double>(size_of(core_dtype(dtype))); };
  const double c_bytes = batch * m * n * bytes(shape_.c);
  device_.clock().work(2 * batch * m * n * k,
                       batch * m * k * bytes(shape_.a) + batch * k * n * bytes(shape_.b) + c_bytes);
  if (wrong) spoil(c, static_cast<std::size_t>(c_bytes));
}

void Gemm::multiply(const void* a, const void* b, void* c) const {
  const auto m = static_cast<std::size_t>(shape_.m), n = static_cast<std::size_t>(shape_.n),
             k = static_cast<std::size_t>(shape_.k);
  const Layout in_a{m, k, shape_.transpose_a != 0, core_dtype(shape_.a)};
  const Layout in_b{k, n, shape_.transpose_b != 0 && !packs_b_, core_dtype(shape_.b)};
  const Layout out{m, n, false, core_dtype(shape_.c)};
  for (std::int64_t batch = 0; batch < shape_.batch; ++batch) {
    const auto number = static_cast<std::size_t>(batch);
    const auto* a_data = static_cast<const std::byte*>(a) + number * in_a.bytes();
    const auto* b_data = static_cast<const std::byte*>(b) + number * in_b.bytes();
    std::vector<double> product(out.elements());
    accumulate(read(in_a, a_data), read(in_b, b_data), product, m, n, k);
    for (double& value : product) value *= shape_.alpha;
    encode(out.dtype, product, {static_cast<std::byte*>(c) + number * out.bytes(), out.bytes()});
  }
}

}  // namespace steelyard::fake
