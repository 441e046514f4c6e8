#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace steelyard {

/// Element types of matrices and messages, named as they are: tf32 is never called f32, and an fp8
/// says which of the two OCP formats it is. The numbers are those of the backend ABI.
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
};

/// "bf16", ...; stable, used in case names and files.
std::string_view name(Dtype dtype);
std::optional<Dtype> parse_dtype(std::string_view text);
std::span<const Dtype> all_dtypes();
/// Bytes of one element in memory.
std::size_t size_of(Dtype dtype);
bool is_integer(Dtype dtype);
/// Distance from 1 to the next larger value (2^-mantissa bits); 0 for integers.
/// For tf32 that of the multiplication (2^-10). Source: IEEE 754-2019; OCP FP8 1.0.
double epsilon(Dtype dtype);

/// Writes `values`, rounded to nearest even (integers: clamped), as `dtype` to `out`, which must
/// have values.size() * size_of(dtype) bytes. f64, f32, tf32, bf16, fp16, int8, uint8 and int32
/// only; throws Unsupported otherwise.
void encode(Dtype dtype, std::span<const double> values, std::span<std::byte> out);
/// The value of element `index` of an array of `dtype`. Same dtypes as encode().
double decode(Dtype dtype, std::span<const std::byte> data, std::size_t index);

}  // namespace steelyard
