#include "harness/core/dtype.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <set>
#include <vector>

#include "harness/core/error.hpp"

namespace steelyard {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

struct Expected {
  Dtype dtype;
  std::uint32_t number;
  std::string_view name;
  std::size_t bytes;
  double epsilon;
  bool integer;
};

const Expected expected_dtypes[] = {
    {Dtype::f64, 1, "f64", 8, 2.220446049250313e-16, false},
    {Dtype::f32, 2, "f32", 4, 1.1920928955078125e-07, false},
    {Dtype::tf32, 3, "tf32", 4, 0.0009765625, false},
    {Dtype::hf32, 11, "hf32", 4, 0.0009765625, false},
    {Dtype::xf32, 12, "xf32", 4, 0.0009765625, false},
    {Dtype::bf16, 4, "bf16", 2, 0.0078125, false},
    {Dtype::fp16, 5, "fp16", 2, 0.0009765625, false},
    {Dtype::fp8_e4m3, 6, "fp8_e4m3", 1, 0.125, false},
    {Dtype::fp8_e5m2, 7, "fp8_e5m2", 1, 0.25, false},
    {Dtype::fp8_e4m3_fnuz, 13, "fp8_e4m3_fnuz", 1, 0.125, false},
    {Dtype::fp8_e5m2_fnuz, 14, "fp8_e5m2_fnuz", 1, 0.25, false},
    {Dtype::int8, 8, "int8", 1, 0, true},
    {Dtype::uint8, 9, "uint8", 1, 0, true},
    {Dtype::int32, 10, "int32", 4, 0, true},
};

/// The bits that encode() writes for one value.
std::uint64_t bits_of(Dtype dtype, double value) {
  std::vector<std::byte> out(size_of(dtype));
  encode(dtype, std::span(&value, 1), out);
  std::uint64_t bits = 0;
  std::memcpy(&bits, out.data(), out.size());
  return bits;
}

double value_of(Dtype dtype, std::uint64_t bits) {
  std::byte data[8];
  std::memcpy(data, &bits, sizeof bits);
  return decode(dtype, std::span(data).first(size_of(dtype)), 0);
}

double round_trip(Dtype dtype, double value) { return value_of(dtype, bits_of(dtype, value)); }

TEST(Dtype, HasTheTableOfTheBackendInterface) {
  ASSERT_EQ(all_dtypes().size(), std::size(expected_dtypes));
  for (std::size_t i = 0; i < std::size(expected_dtypes); ++i) {
    const Expected& expected = expected_dtypes[i];
    EXPECT_EQ(all_dtypes()[i], expected.dtype);
    EXPECT_EQ(static_cast<std::uint32_t>(expected.dtype), expected.number);
    EXPECT_EQ(name(expected.dtype), expected.name);
    EXPECT_EQ(size_of(expected.dtype), expected.bytes) << expected.name;
    EXPECT_EQ(epsilon(expected.dtype), expected.epsilon) << expected.name;
    EXPECT_EQ(is_integer(expected.dtype), expected.integer) << expected.name;
    EXPECT_EQ(parse_dtype(expected.name), expected.dtype);
  }
}

TEST(Dtype, ParsesExactNamesOnly) {
  for (const char* wrong : {"", "BF16", "bf1", "bf16 ", "float"}) {
    EXPECT_EQ(parse_dtype(wrong), std::nullopt) << wrong;
  }
}

TEST(Dtype, EncodesBf16ToNearestEven) {
  EXPECT_EQ(bits_of(Dtype::bf16, 0.0), 0x0000u);
  EXPECT_EQ(bits_of(Dtype::bf16, -0.0), 0x8000u);
  EXPECT_EQ(bits_of(Dtype::bf16, 1.0), 0x3f80u);
  EXPECT_EQ(bits_of(Dtype::bf16, -2.0), 0xc000u);
  EXPECT_EQ(bits_of(Dtype::bf16, 1.0 + 0x1p-8), 0x3f80u);            // tie, to even below
  EXPECT_EQ(bits_of(Dtype::bf16, 1.0 + 0x1p-8 + 0x1p-40), 0x3f81u);  // above the tie
  EXPECT_EQ(bits_of(Dtype::bf16, 1.0 + 3 * 0x1p-8), 0x3f82u);        // tie, to even above
  EXPECT_EQ(bits_of(Dtype::bf16, 1.0 + 3 * 0x1p-8 - 0x1p-40), 0x3f81u);
  EXPECT_EQ(bits_of(Dtype::bf16, infinity), 0x7f80u);
  EXPECT_EQ(bits_of(Dtype::bf16, -infinity), 0xff80u);
  EXPECT_TRUE(std::isnan(round_trip(Dtype::bf16, std::nan(""))));
}

TEST(Dtype, EncodesTheEndsOfBf16) {
  const double largest = (2 - 0x1p-7) * 0x1p127;
  EXPECT_EQ(bits_of(Dtype::bf16, largest), 0x7f7fu);
  EXPECT_EQ(bits_of(Dtype::bf16, largest + 0x1p118), 0x7f7fu);
  EXPECT_EQ(bits_of(Dtype::bf16, largest + 0x1p119), 0x7f80u);  // half way: overflows
  EXPECT_EQ(bits_of(Dtype::bf16, 1e300), 0x7f80u);
  EXPECT_EQ(bits_of(Dtype::bf16, -1e300), 0xff80u);
  EXPECT_EQ(bits_of(Dtype::bf16, 0x1p-126), 0x0080u);
  EXPECT_EQ(bits_of(Dtype::bf16, 0x1p-133), 0x0001u);  // smallest subnormal
  EXPECT_EQ(bits_of(Dtype::bf16, 0x1p-134), 0x0000u);  // half of it: to even
  EXPECT_EQ(bits_of(Dtype::bf16, 0x1.8p-134), 0x0001u);
  EXPECT_EQ(bits_of(Dtype::bf16, 0x1p-127 + 0x1p-134), 0x0040u);  // tie among subnormals
}

TEST(Dtype, EncodesFp16ToNearestEven) {
  EXPECT_EQ(bits_of(Dtype::fp16, 0.0), 0x0000u);
  EXPECT_EQ(bits_of(Dtype::fp16, -0.0), 0x8000u);
  EXPECT_EQ(bits_of(Dtype::fp16, 1.0), 0x3c00u);
  EXPECT_EQ(bits_of(Dtype::fp16, -2.0), 0xc000u);
  EXPECT_EQ(bits_of(Dtype::fp16, 1.0 + 0x1p-11), 0x3c00u);
  EXPECT_EQ(bits_of(Dtype::fp16, 1.0 + 0x1p-11 + 0x1p-40), 0x3c01u);
  EXPECT_EQ(bits_of(Dtype::fp16, 1.0 + 3 * 0x1p-11), 0x3c02u);
  EXPECT_EQ(bits_of(Dtype::fp16, 2 - 0x1p-11), 0x4000u);  // rounds into the next exponent
  EXPECT_EQ(bits_of(Dtype::fp16, infinity), 0x7c00u);
  EXPECT_EQ(bits_of(Dtype::fp16, -infinity), 0xfc00u);
  EXPECT_EQ(bits_of(Dtype::fp16, std::nan("")) & 0x7fffu, 0x7e00u);
}

TEST(Dtype, EncodesTheEndsOfFp16) {
  EXPECT_EQ(bits_of(Dtype::fp16, 65504), 0x7bffu);
  EXPECT_EQ(bits_of(Dtype::fp16, 65519.99), 0x7bffu);
  EXPECT_EQ(bits_of(Dtype::fp16, 65520), 0x7c00u);
  EXPECT_EQ(bits_of(Dtype::fp16, -65520), 0xfc00u);
  EXPECT_EQ(bits_of(Dtype::fp16, 0x1p-14), 0x0400u);
  EXPECT_EQ(bits_of(Dtype::fp16, 0x1p-14 - 0x1p-24), 0x03ffu);
  EXPECT_EQ(bits_of(Dtype::fp16, 0x1p-24), 0x0001u);
  EXPECT_EQ(bits_of(Dtype::fp16, 0x1p-25), 0x0000u);
  EXPECT_EQ(bits_of(Dtype::fp16, 0x1.8p-25), 0x0001u);
}

/// Every bit pattern of the 16-bit formats decodes to a value that encodes to the same pattern.
TEST(Dtype, SixteenBitFormatsSurviveARoundTrip) {
  for (const Dtype dtype : {Dtype::bf16, Dtype::fp16}) {
    for (std::uint32_t bits = 0; bits <= 0xffff; ++bits) {
      const double value = value_of(dtype, bits);
      if (std::isnan(value)) continue;
      ASSERT_EQ(bits_of(dtype, value), bits) << name(dtype);
    }
  }
}

TEST(Dtype, DecodesKnownPatterns) {
  EXPECT_EQ(value_of(Dtype::fp16, 0x3555), 0.333251953125);
  EXPECT_EQ(value_of(Dtype::fp16, 0xc400), -4.0);
  EXPECT_EQ(value_of(Dtype::fp16, 0x7c00), infinity);
  EXPECT_EQ(value_of(Dtype::fp16, 0xfc00), -infinity);
  EXPECT_TRUE(std::isnan(value_of(Dtype::fp16, 0x7c01)));
  EXPECT_EQ(value_of(Dtype::bf16, 0x4049), 3.140625);
  EXPECT_TRUE(std::isnan(value_of(Dtype::bf16, 0x7f81)));
}

TEST(Dtype, EncodesF64AndF32AsTheyAre) {
  const double third = 1.0 / 3.0;
  EXPECT_EQ(round_trip(Dtype::f64, third), third);
  EXPECT_EQ(round_trip(Dtype::f32, third), static_cast<double>(1.0f / 3.0f));
  EXPECT_EQ(round_trip(Dtype::tf32, third), static_cast<double>(1.0f / 3.0f));
  EXPECT_EQ(bits_of(Dtype::f32, 1.0 + 0x1p-24), 0x3f800000u);  // tie, to even
}

TEST(Dtype, ClampsAndRoundsIntegers) {
  EXPECT_EQ(round_trip(Dtype::int8, 127.4), 127);
  EXPECT_EQ(round_trip(Dtype::int8, 1000), 127);
  EXPECT_EQ(round_trip(Dtype::int8, -128), -128);
  EXPECT_EQ(round_trip(Dtype::int8, -1000), -128);
  EXPECT_EQ(round_trip(Dtype::uint8, -1), 0);
  EXPECT_EQ(round_trip(Dtype::uint8, 255.6), 255);
  EXPECT_EQ(round_trip(Dtype::uint8, 200), 200);
  EXPECT_EQ(round_trip(Dtype::int32, 3e9), 2147483647);
  EXPECT_EQ(round_trip(Dtype::int32, -3e9), -2147483648.0);
  EXPECT_EQ(round_trip(Dtype::int32, -70000), -70000);
  for (const Dtype dtype : {Dtype::int8, Dtype::uint8, Dtype::int32}) {
    EXPECT_EQ(round_trip(dtype, 2.5), 2);
    EXPECT_EQ(round_trip(dtype, 3.5), 4);
    EXPECT_EQ(round_trip(dtype, 3.4), 3);
    EXPECT_EQ(round_trip(dtype, std::nan("")), 0);
  }
}

TEST(Dtype, KeepsTheOrderOfElements) {
  for (const Expected& each : expected_dtypes) {
    const std::vector<double> values{1, 2, 3, 4, 5};
    std::vector<std::byte> data(values.size() * each.bytes);
    encode(each.dtype, values, data);
    for (std::size_t i = 0; i < values.size(); ++i) {
      EXPECT_EQ(decode(each.dtype, data, i), values[i]) << each.name;
    }
  }
}

constexpr std::array fp8_formats{Dtype::fp8_e4m3, Dtype::fp8_e5m2, Dtype::fp8_e4m3_fnuz,
                                 Dtype::fp8_e5m2_fnuz};

TEST(Dtype, WritesFp8AsItsSpecificationsSay) {
  // OCP 8-bit Floating Point Specification 1.0, table 2.
  EXPECT_EQ(value_of(Dtype::fp8_e4m3, 0x7e), 448);
  EXPECT_EQ(value_of(Dtype::fp8_e4m3, 0x08), 0x1p-6);
  EXPECT_EQ(value_of(Dtype::fp8_e4m3, 0x07), 0.875 * 0x1p-6);
  EXPECT_EQ(value_of(Dtype::fp8_e4m3, 0x01), 0x1p-9);
  EXPECT_EQ(value_of(Dtype::fp8_e5m2, 0x7b), 57344);
  EXPECT_EQ(value_of(Dtype::fp8_e5m2, 0x04), 0x1p-14);
  EXPECT_EQ(value_of(Dtype::fp8_e5m2, 0x03), 0.75 * 0x1p-14);
  EXPECT_EQ(value_of(Dtype::fp8_e5m2, 0x01), 0x1p-16);
  EXPECT_EQ(value_of(Dtype::fp8_e5m2, 0x7c), infinity);
  EXPECT_EQ(value_of(Dtype::fp8_e5m2, 0xfc), -infinity);
  // The FNUZ formats have the same codes with one more in the bias.
  EXPECT_EQ(value_of(Dtype::fp8_e4m3_fnuz, 0x7f), 240);
  EXPECT_EQ(value_of(Dtype::fp8_e4m3_fnuz, 0x01), 0x1p-10);
  EXPECT_EQ(value_of(Dtype::fp8_e5m2_fnuz, 0x7f), 57344);
  EXPECT_EQ(value_of(Dtype::fp8_e5m2_fnuz, 0x01), 0x1p-17);
  EXPECT_EQ(bits_of(Dtype::fp8_e4m3, 1), 0x38u);
  EXPECT_EQ(bits_of(Dtype::fp8_e5m2, 1), 0x3cu);
  EXPECT_EQ(bits_of(Dtype::fp8_e4m3_fnuz, 1), 0x40u);
  EXPECT_EQ(bits_of(Dtype::fp8_e5m2_fnuz, 1), 0x40u);
  EXPECT_EQ(bits_of(Dtype::fp8_e4m3, -2), 0xc0u);
}

TEST(Dtype, KnowsTheNansOfFp8) {
  for (const std::uint64_t bits : {0x7f, 0xff}) {
    EXPECT_TRUE(std::isnan(value_of(Dtype::fp8_e4m3, bits)));
    EXPECT_TRUE(std::isnan(value_of(Dtype::fp8_e5m2, bits)));
  }
  for (const std::uint64_t bits : {0x7d, 0x7e, 0xfd}) {
    EXPECT_TRUE(std::isnan(value_of(Dtype::fp8_e5m2, bits)));
  }
  EXPECT_TRUE(std::isnan(value_of(Dtype::fp8_e4m3_fnuz, 0x80)));
  EXPECT_TRUE(std::isnan(value_of(Dtype::fp8_e5m2_fnuz, 0x80)));
  for (const Dtype dtype : fp8_formats) {
    EXPECT_TRUE(std::isnan(round_trip(dtype, std::numeric_limits<double>::quiet_NaN())));
  }
}

TEST(Dtype, ReturnsEveryCodeOfFp8) {
  for (const Dtype dtype : fp8_formats) {
    for (std::uint64_t bits = 0; bits < 256; ++bits) {
      const double value = value_of(dtype, bits);
      if (std::isnan(value) || std::isinf(value)) continue;
      EXPECT_EQ(bits_of(dtype, value), bits) << name(dtype) << " " << value;
    }
  }
}

TEST(Dtype, RoundsFp8ToTheNearestCodeTiesToEven) {
  EXPECT_EQ(round_trip(Dtype::fp8_e4m3, 17), 16);
  EXPECT_EQ(round_trip(Dtype::fp8_e4m3, 19), 20);
  EXPECT_EQ(round_trip(Dtype::fp8_e4m3, 17.5), 18);
  EXPECT_EQ(round_trip(Dtype::fp8_e5m2, 9), 8);
  EXPECT_EQ(round_trip(Dtype::fp8_e5m2, 11), 12);
  EXPECT_EQ(round_trip(Dtype::fp8_e4m3, 0x1p-10), 0);
  EXPECT_EQ(round_trip(Dtype::fp8_e4m3, 0x1.8p-10), 0x1p-9);
  EXPECT_EQ(round_trip(Dtype::fp8_e4m3, 0x1.fp-7), 0x1p-6);
  EXPECT_EQ(bits_of(Dtype::fp8_e4m3, -0x1p-12), 0x80u);
  EXPECT_EQ(bits_of(Dtype::fp8_e4m3_fnuz, -0x1p-12), 0u);
}

TEST(Dtype, SaturatesFp8) {
  for (const auto& [dtype, largest] :
       {std::pair{Dtype::fp8_e4m3, 448.0}, std::pair{Dtype::fp8_e5m2, 57344.0},
        std::pair{Dtype::fp8_e4m3_fnuz, 240.0}, std::pair{Dtype::fp8_e5m2_fnuz, 57344.0}}) {
    EXPECT_EQ(round_trip(dtype, 1e9), largest);
    EXPECT_EQ(round_trip(dtype, -infinity), -largest);
  }
}

TEST(Dtype, TellsFamiliesApart) {
  for (const Expected& each : expected_dtypes) {
    EXPECT_EQ(is_fp8(each.dtype), each.name.substr(0, 3) == "fp8") << each.name;
    EXPECT_EQ(is_narrowed_f32(each.dtype), each.name.substr(1) == "f32") << each.name;
  }
}

TEST(DtypeDeathTest, AbortsOnBuffersOfTheWrongSize) {
  std::vector<std::byte> data(5);
  const double values[] = {1, 2};
  EXPECT_DEATH(encode(Dtype::bf16, values, data), "broken invariant");
  EXPECT_DEATH(decode(Dtype::bf16, data, 2), "broken invariant");
}

}  // namespace
}  // namespace steelyard
