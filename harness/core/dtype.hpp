#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace steelyard {

/// Element types of matrices and messages, named as they are: tf32, hf32 and xf32 are never called
/// f32, and an fp8 says which format it is. The numbers are those of the backend ABI.
enum class Dtype : std::uint32_t {
  f64 = 1,
  f32 = 2,
  tf32 = 3,  ///< stored as f32, multiplied with 10 bits of mantissa
  bf16 = 4,
  fp16 = 5,
  fp8_e4m3 = 6,
  fp8_e5m2 = 7,
  int8 = 8,
  uint8 = 9,
  int32 = 10,
  hf32 = 11,           ///< Huawei's; stored as f32, taken to be multiplied with 10 bits at least
  xf32 = 12,           ///< AMD's; stored as f32, multiplied with 10 bits of mantissa
  fp8_e4m3_fnuz = 13,  ///< AMD CDNA3: one NaN, no infinity, no negative zero, half the range
  fp8_e5m2_fnuz = 14,
};

/// "bf16", ...; stable, used in case names and files.
std::string_view name(Dtype dtype);
std::optional<Dtype> parse_dtype(std::string_view text);
std::span<const Dtype> all_dtypes();
/// Bytes of one element in memory.
std::size_t size_of(Dtype dtype);
bool is_integer(Dtype dtype);
/// Distance from 1 to the next larger value (2^-mantissa bits); 0 for integers.
/// For tf32, hf32 and xf32 that of the multiplication (2^-10). Source: IEEE 754-2019; OCP FP8 1.0.
double epsilon(Dtype dtype);

/// True for the types that are stored as f32 and multiplied with fewer bits: tf32, hf32, xf32.
bool is_narrowed_f32(Dtype dtype);
bool is_fp8(Dtype dtype);

/// Writes `values`, rounded to nearest even, as `dtype` to `out`, which must have values.size() *
/// size_of(dtype) bytes. What is too large becomes infinite, or the largest number of an integer or
/// fp8 type (OCP FP8 1.0, section 5.2.1, saturating); NaN stays, and is 0 as an integer.
void encode(Dtype dtype, std::span<const double> values, std::span<std::byte> out);
/// The value of element `index` of an array of `dtype`.
double decode(Dtype dtype, std::span<const std::byte> data, std::size_t index);

}  // namespace steelyard
