#include "harness/core/dtype.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "harness/core/error.hpp"

namespace steelyard {
namespace {

struct Traits {
  Dtype dtype;
  std::string_view name;
  std::size_t bytes;
  double epsilon;
};

constexpr std::array traits{
    Traits{Dtype::f64, "f64", 8, 0x1p-52},
    Traits{Dtype::f32, "f32", 4, 0x1p-23},
    Traits{Dtype::tf32, "tf32", 4, 0x1p-10},
    Traits{Dtype::hf32, "hf32", 4, 0x1p-10},
    Traits{Dtype::xf32, "xf32", 4, 0x1p-10},
    Traits{Dtype::bf16, "bf16", 2, 0x1p-7},
    Traits{Dtype::fp16, "fp16", 2, 0x1p-10},
    Traits{Dtype::fp8_e4m3, "fp8_e4m3", 1, 0x1p-3},
    Traits{Dtype::fp8_e5m2, "fp8_e5m2", 1, 0x1p-2},
    Traits{Dtype::fp8_e4m3_fnuz, "fp8_e4m3_fnuz", 1, 0x1p-3},
    Traits{Dtype::fp8_e5m2_fnuz, "fp8_e5m2_fnuz", 1, 0x1p-2},
    Traits{Dtype::int8, "int8", 1, 0},
    Traits{Dtype::uint8, "uint8", 1, 0},
    Traits{Dtype::int32, "int32", 4, 0},
};

constexpr auto dtypes = [] {
  std::array<Dtype, traits.size()> list{};
  for (std::size_t i = 0; i < list.size(); ++i) list[i] = traits[i].dtype;
  return list;
}();

const Traits& traits_of(Dtype dtype) {
  const auto found = std::find_if(traits.begin(), traits.end(),
                                  [&](const Traits& entry) { return entry.dtype == dtype; });
  STEELYARD_ASSERT(found != traits.end());
  return *found;
}

/// The nearest value, ties to even, of a binary format with `fraction_bits` and the exponents from
/// `minimum_exponent` (below which numbers are subnormal) to `maximum_exponent`. One rounding only:
/// going through float first would round twice.
double rounded(double value, int fraction_bits, int minimum_exponent, int maximum_exponent) {
  if (value == 0 || !std::isfinite(value)) return value;
  const int exponent = std::max(std::ilogb(value), minimum_exponent);
  const double nearest = std::ldexp(std::nearbyint(std::ldexp(value, fraction_bits - exponent)),
                                    exponent - fraction_bits);
  if (std::abs(nearest) < std::ldexp(1.0, maximum_exponent + 1)) return nearest;
  return std::copysign(std::numeric_limits<double>::infinity(), value);
}

std::uint16_t to_bf16(double value) {
  const auto exact = static_cast<float>(rounded(value, 7, -126, 127));
  return static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(exact) >> 16);
}

double from_bf16(std::uint16_t bits) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16);
}

std::uint16_t to_fp16(double value) {
  const double exact = rounded(value, 10, -14, 15);
  const auto sign = static_cast<std::uint32_t>(std::signbit(exact) ? 0x8000 : 0);
  const double magnitude = std::abs(exact);
  std::uint32_t bits = 0;
  if (std::isnan(magnitude)) {
    bits = 0x7e00;
  } else if (std::isinf(magnitude)) {
    bits = 0x7c00;
  } else if (magnitude < 0x1p-14) {
    bits = static_cast<std::uint32_t>(magnitude * 0x1p24);
  } else {
    const int exponent = std::ilogb(magnitude);
    // The leading 1 of the significand adds one to the exponent field, hence 14 and not 15.
    bits = static_cast<std::uint32_t>((exponent + 14) << 10) +
           static_cast<std::uint32_t>(std::ldexp(magnitude, 10 - exponent));
  }
  return static_cast<std::uint16_t>(sign | bits);
}

double from_fp16(std::uint16_t bits) {
  const int exponent = (bits >> 10) & 0x1f;
  const int fraction = bits & 0x3ff;
  double magnitude = 0;
  if (exponent == 0x1f) {
    magnitude = fraction == 0 ? std::numeric_limits<double>::infinity()
                              : std::numeric_limits<double>::quiet_NaN();
  } else if (exponent == 0) {
    magnitude = fraction * 0x1p-24;
  } else {
    magnitude = std::ldexp(fraction + 1024, exponent - 25);
  }
  return (bits & 0x8000) != 0 ? -magnitude : magnitude;
}

/// An 8-bit format: sign, exponent, fraction. Sources: OCP 8-bit Floating Point Specification 1.0,
/// tables 1 and 2; AMD Instinct MI300 ISA (2024), section 7.2, for FNUZ.
struct Fp8 {
  int fraction_bits;
  int bias;
  double largest;
  std::uint8_t nan;
  bool infinite;  ///< the highest exponent is that of infinity and NaN
  bool fnuz;      ///< no negative zero: its code is the one NaN
};
constexpr Fp8 e4m3{3, 7, 448, 0x7f, false, false};
constexpr Fp8 e5m2{2, 15, 57344, 0x7e, true, false};
constexpr Fp8 e4m3_fnuz{3, 8, 240, 0x80, false, true};
constexpr Fp8 e5m2_fnuz{2, 16, 57344, 0x80, false, true};

std::uint8_t to_fp8(const Fp8& format, double value) {
  if (std::isnan(value)) return format.nan;
  const double clamped = std::clamp(value, -format.largest, format.largest);
  const double magnitude = std::abs(rounded(clamped, format.fraction_bits, 1 - format.bias, 1023));
  if (magnitude == 0 && format.fnuz) return 0;
  const int sign = std::signbit(value) ? 0x80 : 0;
  const double smallest_normal = std::ldexp(1.0, 1 - format.bias);
  if (magnitude < smallest_normal) {
    return static_cast<std::uint8_t>(
        sign | static_cast<int>(std::ldexp(magnitude, format.bias - 1 + format.fraction_bits)));
  }
  const int exponent = std::ilogb(magnitude);
  // The leading 1 of the significand adds one to the exponent field.
  const int bits = ((exponent + format.bias - 1) << format.fraction_bits) +
                   static_cast<int>(std::ldexp(magnitude, format.fraction_bits - exponent));
  return static_cast<std::uint8_t>(sign | bits);
}

double from_fp8(const Fp8& format, std::uint8_t bits) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  if (format.fnuz && bits == format.nan) return nan;
  const int fraction = bits & ((1 << format.fraction_bits) - 1);
  const int exponent = (bits & 0x7f) >> format.fraction_bits;
  const int top_exponent = 0x7f >> format.fraction_bits;
  double magnitude = 0;
  if (format.infinite && exponent == top_exponent) {
    magnitude = fraction == 0 ? std::numeric_limits<double>::infinity() : nan;
  } else if (!format.infinite && !format.fnuz && (bits & 0x7f) == format.nan) {
    magnitude = nan;
  } else if (exponent == 0) {
    magnitude = std::ldexp(fraction, 1 - format.bias - format.fraction_bits);
  } else {
    magnitude = std::ldexp(fraction + (1 << format.fraction_bits),
                           exponent - format.bias - format.fraction_bits);
  }
  return (bits & 0x80) != 0 ? -magnitude : magnitude;
}

/// The format of an fp8 type.
const Fp8& format_of(Dtype dtype) {
  switch (dtype) {
    case Dtype::fp8_e4m3:
      return e4m3;
    case Dtype::fp8_e5m2:
      return e5m2;
    case Dtype::fp8_e4m3_fnuz:
      return e4m3_fnuz;
    default:
      return e5m2_fnuz;
  }
}

template <typename Integer>
Integer clamped(double value) {
  if (std::isnan(value)) return 0;
  constexpr double low = std::numeric_limits<Integer>::min();
  constexpr double high = std::numeric_limits<Integer>::max();
  return static_cast<Integer>(std::nearbyint(std::clamp(value, low, high)));
}

template <typename Element, typename Convert>
void store(std::span<const double> values, std::span<std::byte> out, Convert convert) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Element element = convert(values[i]);
    std::memcpy(out.data() + i * sizeof element, &element, sizeof element);
  }
}

template <typename Element>
Element load(std::span<const std::byte> data, std::size_t index) {
  Element element;
  std::memcpy(&element, data.data() + index * sizeof element, sizeof element);
  return element;
}

}  // namespace

std::string_view name(Dtype dtype) { return traits_of(dtype).name; }

std::optional<Dtype> parse_dtype(std::string_view text) {
  for (const Traits& entry : traits) {
    if (entry.name == text) return entry.dtype;
  }
  return std::nullopt;
}

std::span<const Dtype> all_dtypes() { return dtypes; }

std::size_t size_of(Dtype dtype) { return traits_of(dtype).bytes; }

bool is_integer(Dtype dtype) {
  return dtype == Dtype::int8 || dtype == Dtype::uint8 || dtype == Dtype::int32;
}

bool is_narrowed_f32(Dtype dtype) {
  return dtype == Dtype::tf32 || dtype == Dtype::hf32 || dtype == Dtype::xf32;
}

bool is_fp8(Dtype dtype) {
  return dtype == Dtype::fp8_e4m3 || dtype == Dtype::fp8_e5m2 || dtype == Dtype::fp8_e4m3_fnuz ||
         dtype == Dtype::fp8_e5m2_fnuz;
}

double epsilon(Dtype dtype) { return traits_of(dtype).epsilon; }

void encode(Dtype dtype, std::span<const double> values, std::span<std::byte> out) {
  STEELYARD_ASSERT(out.size() == values.size() * size_of(dtype));
  const auto to_float = [](double value) { return static_cast<float>(value); };
  switch (dtype) {
    case Dtype::f64:
      return store<double>(values, out, [](double value) { return value; });
    case Dtype::f32:
    case Dtype::tf32:
    case Dtype::hf32:
    case Dtype::xf32:
      return store<float>(values, out, to_float);
    case Dtype::bf16:
      return store<std::uint16_t>(values, out, to_bf16);
    case Dtype::fp16:
      return store<std::uint16_t>(values, out, to_fp16);
    case Dtype::int8:
      return store<std::int8_t>(values, out, clamped<std::int8_t>);
    case Dtype::uint8:
      return store<std::uint8_t>(values, out, clamped<std::uint8_t>);
    case Dtype::int32:
      return store<std::int32_t>(values, out, clamped<std::int32_t>);
    case Dtype::fp8_e4m3:
    case Dtype::fp8_e5m2:
    case Dtype::fp8_e4m3_fnuz:
    case Dtype::fp8_e5m2_fnuz:
      return store<std::uint8_t>(values, out,
                                 [&](double value) { return to_fp8(format_of(dtype), value); });
  }
  assertion_failed("the dtype is an enumerator");
}

double decode(Dtype dtype, std::span<const std::byte> data, std::size_t index) {
  STEELYARD_ASSERT(index < data.size() / size_of(dtype));
  switch (dtype) {
    case Dtype::f64:
      return load<double>(data, index);
    case Dtype::f32:
    case Dtype::tf32:
    case Dtype::hf32:
    case Dtype::xf32:
      return load<float>(data, index);
    case Dtype::bf16:
      return from_bf16(load<std::uint16_t>(data, index));
    case Dtype::fp16:
      return from_fp16(load<std::uint16_t>(data, index));
    case Dtype::int8:
      return load<std::int8_t>(data, index);
    case Dtype::uint8:
      return load<std::uint8_t>(data, index);
    case Dtype::int32:
      return load<std::int32_t>(data, index);
    case Dtype::fp8_e4m3:
    case Dtype::fp8_e5m2:
    case Dtype::fp8_e4m3_fnuz:
    case Dtype::fp8_e5m2_fnuz:
      return from_fp8(format_of(dtype), load<std::uint8_t>(data, index));
  }
  assertion_failed("the dtype is an enumerator");
}

}  // namespace steelyard
