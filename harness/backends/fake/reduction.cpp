#include "harness/backends/fake/reduction.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <vector>

#include "harness/core/dtype.hpp"
#include "harness/device/backend_kit.hpp"

namespace steelyard::fake {
namespace {

template <class T>
T apply(sy_reduce_op op, T a, T b) {
  if (op == SY_MIN) return std::min(a, b);
  if (op == SY_MAX) return std::max(a, b);
  if constexpr (std::is_integral_v<T>) {
    using Unsigned = std::make_unsigned_t<T>;
    return static_cast<T>(
        static_cast<Unsigned>(static_cast<Unsigned>(a) + static_cast<Unsigned>(b)));
  } else {
    return a + b;
  }
}

/// Messages need not be aligned.
template <class T>
T load(const std::byte* data, std::size_t index) {
  T value;
  std::memcpy(&value, data + index * sizeof(T), sizeof(T));
  return value;
}

template <class T>
void combine_as(sy_reduce_op op, std::span<const std::byte* const> inputs, std::byte* result,
                std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    T value = load<T>(inputs[0], i);
    for (const std::byte* input : inputs.subspan(1)) value = apply(op, value, load<T>(input, i));
    std::memcpy(result + i * sizeof(T), &value, sizeof(T));
  }
}

/// For dtypes that C++ does not know.
void combine_in_double(sy_dtype abi, sy_reduce_op op, std::span<const std::byte* const> inputs,
                       std::byte* result, std::size_t count) {
  const auto dtype = static_cast<Dtype>(abi);
  const std::size_t bytes = count * size_of(dtype);
  std::vector<double> values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = decode(dtype, {inputs[0], bytes}, i);
  for (const std::byte* input : inputs.subspan(1)) {
    for (std::size_t i = 0; i < count; ++i) {
      values[i] = apply(op, values[i], decode(dtype, {input, bytes}, i));
    }
  }
  encode(dtype, values, {result, bytes});
}

}  // namespace

void require_reducible(sy_dtype dtype) {
  switch (dtype) {
    case SY_F64:
    case SY_F32:
    case SY_BF16:
    case SY_FP16:
    case SY_INT8:
    case SY_UINT8:
    case SY_INT32:
      return;
    default:
      throw kit::Failure(SY_UNSUPPORTED,
                         "Reductions are of f64, f32, bf16, fp16, int8, uint8 or int32 only.");
  }
}

void combine(sy_dtype dtype, sy_reduce_op op, std::span<const std::byte* const> inputs,
             std::byte* result, std::size_t count) {
  switch (dtype) {
    case SY_F64:
      return combine_as<double>(op, inputs, result, count);
    case SY_F32:
      return combine_as<float>(op, inputs, result, count);
    case SY_INT8:
      return combine_as<std::int8_t>(op, inputs, result, count);
    case SY_UINT8:
      return combine_as<std::uint8_t>(op, inputs, result, count);
    case SY_INT32:
      return combine_as<std::int32_t>(op, inputs, result, count);
    default:
      return combine_in_double(dtype, op, inputs, result, count);
  }
}

}  // namespace steelyard::fake
