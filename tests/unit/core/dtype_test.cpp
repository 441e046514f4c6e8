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
    {Dtype::bf16, 4, "bf16", 2, 0.0078125, false},
    {Dtype::fp16, 5, "fp16", 2, 0.0009765625, false},
    {Dtype::fp8_e4m3, 6, "fp8_e4m3", 1, 0.125, false},
    {Dtype::fp8_e5m2, 7, "fp8_e5m2", 1, 0.25, false},
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
    if (each.bytes == 1 && !each.integer) continue;
    const std::vector<double> values{1, 2, 3, 4, 5};
    std::vector<std::byte> data(values.size() * each.bytes);
    encode(each.dtype, values, data);
    for (std::size_t i = 0; i < values.size(); ++i) {
      EXPECT_EQ(decode(each.dtype, data, i), values[i]) << each.name;
    }
  }
}

TEST(Dtype, RefusesFp8WithASentence) {
  for (const Dtype dtype : {Dtype::fp8_e4m3, Dtype::fp8_e5m2}) {
    std::vector<std::byte> data(1);
    const double value = 1;
    EXPECT_THROW(encode(dtype, std::span(&value, 1), data), Unsupported);
    EXPECT_THROW(decode(dtype, data, 0), Unsupported);
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
