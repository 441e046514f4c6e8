#include "results/report/quantity.hpp"

#include <gtest/gtest.h>

namespace steelyard::results {
namespace {

TEST(Quantity, ShowsFourDigitsAndAPrefix) {
  EXPECT_EQ(quantity(412.34e9, "FLOP/s"), "412.3 GFLOP/s");
  EXPECT_EQ(quantity(95.12e12, "FLOP/s"), "95.12 TFLOP/s");
  EXPECT_EQ(quantity(1.5e15, "FLOP/s"), "1.500 PFLOP/s");
  EXPECT_EQ(quantity(1.5e19, "FLOP/s"), "15000 PFLOP/s");
  EXPECT_EQ(quantity(8e6, "B/s"), "8.000 MB/s");
  EXPECT_EQ(quantity(1234, "B/s"), "1.234 kB/s");
  EXPECT_EQ(quantity(12, "B/s"), "12.00 B/s");
  EXPECT_EQ(quantity(0.25, "B/s"), "0.2500 B/s");
  EXPECT_EQ(quantity(0, "B/s"), "0.000 B/s");
  EXPECT_EQ(quantity(9.99996, "B/s"), "10.00 B/s");
  EXPECT_EQ(quantity(9.999, "B/s"), "9.999 B/s");
}

TEST(Quantity, TakesTheNextPrefixWhereRoundingWould) {
  EXPECT_EQ(quantity(999.9, "B"), "999.9 B");
  EXPECT_EQ(quantity(999.96, "B"), "1.000 kB");
  EXPECT_EQ(quantity(1000, "B"), "1.000 kB");
}

TEST(Quantity, ShowsAnIntervalInTheUnitOfItsPoint) {
  EXPECT_EQ(quantity({405.12e9, 412.34e9, 420.88e9}, "FLOP/s"), "412.3 GFLOP/s [405.1, 420.9]");
  EXPECT_EQ(quantity({0.9e9, 1e9, 1100e9}, "B/s busbw"), "1.000 GB/s busbw [0.900, 1100.000]");
}

TEST(Quantity, ShowsNoEndOfAnIntervalAsZero) {
  EXPECT_EQ(quantity({0.5e3, 13.09e6, 13.42e6}, "B/s"), "13.09 MB/s [5.0e-04, 13.42]");
  EXPECT_EQ(quantity({5.1e3, 13.09e6, 13.42e6}, "B/s"), "13.09 MB/s [0.01, 13.42]");
  EXPECT_EQ(quantity({0, 13.09e6, 13.42e6}, "B/s"), "13.09 MB/s [0.00, 13.42]");
  EXPECT_EQ(ratio_text({1e-9, 0.5, 1}), "0.5000 [1.0e-09, 1.0000]");
}

TEST(RatioText, ShowsFourDigits) {
  EXPECT_EQ(ratio_text(1), "1.000");
  EXPECT_EQ(ratio_text(0.0043312), "0.004331");
  EXPECT_EQ(ratio_text(12.345), "12.35");
  EXPECT_EQ(ratio_text(12345.6), "12346");
  EXPECT_EQ(ratio_text(0), "0.000");
}

TEST(RatioText, TurnsScientificWhereDigitsRunOut) {
  EXPECT_EQ(ratio_text(1e-4), "0.0001000");
  EXPECT_EQ(ratio_text(0.99e-4), "9.900e-05");
  EXPECT_EQ(ratio_text(999999), "999999");
  EXPECT_EQ(ratio_text(1e6), "1.000e+06");
}

TEST(RatioText, ShowsAnIntervalLikeItsPoint) {
  EXPECT_EQ(ratio_text({0.0042617, 0.0043312, 0.0044171}), "0.004331 [0.004262, 0.004417]");
  EXPECT_EQ(ratio_text({0.5e-4, 1e-5, 2e-4}), "1.000e-05 [5.000e-05, 2.000e-04]");
}

TEST(Percent, ShowsADecimal) {
  EXPECT_EQ(percent(0.7812), "78.1 %");
  EXPECT_EQ(percent(1.342), "134.2 %");
  EXPECT_EQ(percent(0.01), "1.0 %");
  EXPECT_EQ(percent(0.00123), "0.12 %");
  EXPECT_EQ(percent(0.0001), "0.01 %");
  EXPECT_EQ(percent(0.000099), "<0.01 %");
  EXPECT_EQ(percent(0), "0.00 %");
}

}  // namespace
}  // namespace steelyard::results
