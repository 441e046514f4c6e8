#include "harness/comm/reduction.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <type_traits>

#include "harness/core/error.hpp"

// One copy of a function for each level of vector unit, chosen when the program starts.
#if defined(__x86_64__) && defined(__gnu_linux__)
#define STEELYARD_VECTOR_LEVELS __attribute__((target_clones("avx2", "default")))
#else
#define STEELYARD_VECTOR_LEVELS
#endif

namespace steelyard::comm {
namespace {

// The conversions below have no branch that a vectoriser could not turn into a select.

struct Bf16 {
  static float to_float(std::uint16_t bits) {
    return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16);
  }
  static std::uint16_t from_float(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const std::uint32_t nearest_even = (bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16;
    const std::uint32_t quiet_nan = (bits >> 16) | 0x40u;
    const bool is_nan = (bits & 0x7fffffffu) > 0x7f800000u;
    return static_cast<std::uint16_t>(is_nan ? quiet_nan : nearest_even);
  }
};

struct Fp16 {
  static float to_float(std::uint16_t bits) {
    const std::uint32_t magnitude = static_cast<std::uint32_t>(bits & 0x7fffu) << 13;
    // The exponent bias of float is larger by 112; the product is exact, subnormals included.
    std::uint32_t value = std::bit_cast<std::uint32_t>(std::bit_cast<float>(magnitude) * 0x1p112f);
    value |= (bits & 0x7c00u) == 0x7c00u ? 0x7f800000u : 0u;  // infinity and NaN
    value |= static_cast<std::uint32_t>(bits & 0x8000u) << 16;
    return std::bit_cast<float>(value);
  }
  static std::uint16_t from_float(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const std::uint32_t magnitude = bits & 0x7fffffffu;
    // Values that are normal in half precision; a carry out of the mantissa reaches infinity.
    const std::uint32_t normal =
        (magnitude - 0x38000000u + 0xfffu + ((magnitude >> 13) & 1u)) >> 13;
    // Below 2^-14 one unit is 2^-24, which is the last bit of 0.5f: the addition rounds.
    const std::uint32_t subnormal =
        std::bit_cast<std::uint32_t>(std::bit_cast<float>(magnitude) + 0.5f) - 0x3f000000u;
    const std::uint32_t special = magnitude > 0x7f800000u ? 0x7e00u : 0x7c00u;
    std::uint32_t result = magnitude < 0x38800000u ? subnormal : normal;
    result = magnitude >= 0x47800000u ? special : result;
    return static_cast<std::uint16_t>(result | ((bits >> 16) & 0x8000u));
  }
};

template <typename T>
T combine_sum(T a, T b) {
  if constexpr (std::is_integral_v<T>) {
    using Unsigned = std::make_unsigned_t<T>;
    return static_cast<T>(
        static_cast<Unsigned>(static_cast<Unsigned>(a) + static_cast<Unsigned>(b)));
  } else {
    return a + b;
  }
}

template <typename T>
void reduce_native(ReduceOp op, const void* in, void* inout, std::size_t count) {
  const T* a = static_cast<const T*>(in);
  T* b = static_cast<T*>(inout);
  switch (op) {
    case ReduceOp::sum:
      for (std::size_t i = 0; i < count; ++i) b[i] = combine_sum(a[i], b[i]);
      return;
    case ReduceOp::min:
      for (std::size_t i = 0; i < count; ++i) b[i] = std::min(a[i], b[i]);
      return;
    case ReduceOp::max:
      for (std::size_t i = 0; i < count; ++i) b[i] = std::max(a[i], b[i]);
      return;
  }
}

/// Inlined, so that it takes on the vector unit of the caller.
template <typename Format>
[[gnu::always_inline]] inline void reduce_two_byte(ReduceOp op, const std::uint16_t* __restrict a,
                                                   std::uint16_t* __restrict b, std::size_t count) {
  switch (op) {
    case ReduceOp::sum:
      for (std::size_t i = 0; i < count; ++i) {
        b[i] = Format::from_float(Format::to_float(a[i]) + Format::to_float(b[i]));
      }
      return;
    case ReduceOp::min:
      for (std::size_t i = 0; i < count; ++i) {
        b[i] = Format::to_float(a[i]) < Format::to_float(b[i]) ? a[i] : b[i];
      }
      return;
    case ReduceOp::max:
      for (std::size_t i = 0; i < count; ++i) {
        b[i] = Format::to_float(a[i]) > Format::to_float(b[i]) ? a[i] : b[i];
      }
      return;
  }
}

STEELYARD_VECTOR_LEVELS void reduce_bf16_at_level(ReduceOp op, const std::uint16_t* in,
                                                  std::uint16_t* inout, std::size_t count) {
  reduce_two_byte<Bf16>(op, in, inout, count);
}

STEELYARD_VECTOR_LEVELS void reduce_fp16_at_level(ReduceOp op, const std::uint16_t* in,
                                                  std::uint16_t* inout, std::size_t count) {
  reduce_two_byte<Fp16>(op, in, inout, count);
}

}  // namespace

void reduce_bf16(ReduceOp op, const std::uint16_t* in, std::uint16_t* inout, std::size_t count) {
  reduce_bf16_at_level(op, in, inout, count);
}

void reduce_fp16(ReduceOp op, const std::uint16_t* in, std::uint16_t* inout, std::size_t count) {
  reduce_fp16_at_level(op, in, inout, count);
}

void check_reducible(Dtype dtype) {
  switch (dtype) {
    case Dtype::f64:
    case Dtype::f32:
    case Dtype::bf16:
    case Dtype::fp16:
    case Dtype::int32:
    case Dtype::int8:
    case Dtype::uint8:
      return;
    case Dtype::tf32:
    case Dtype::fp8_e4m3:
    case Dtype::fp8_e5m2:
    case Dtype::hf32:
    case Dtype::xf32:
    case Dtype::fp8_e4m3_fnuz:
    case Dtype::fp8_e5m2_fnuz:
      break;
  }
  throw CommError(fmt::format(
      "The all-reduce on host memory does not know dtype '{}'. Use f64, f32, bf16, fp16, int32, "
      "int8 or uint8.",
      name(dtype)));
}

void reduce_into(Dtype dtype, ReduceOp op, const void* in, void* inout, std::size_t count) {
  check_reducible(dtype);
  switch (dtype) {
    case Dtype::f64:
      return reduce_native<double>(op, in, inout, count);
    case Dtype::f32:
      return reduce_native<float>(op, in, inout, count);
    case Dtype::int32:
      return reduce_native<std::int32_t>(op, in, inout, count);
    case Dtype::int8:
      return reduce_native<std::int8_t>(op, in, inout, count);
    case Dtype::uint8:
      return reduce_native<std::uint8_t>(op, in, inout, count);
    case Dtype::bf16:
      return reduce_bf16(op, static_cast<const std::uint16_t*>(in),
                         static_cast<std::uint16_t*>(inout), count);
    default:
      return reduce_fp16(op, static_cast<const std::uint16_t*>(in),
                         static_cast<std::uint16_t*>(inout), count);
  }
}

}  // namespace steelyard::comm
