#include "results/report/duration.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace steelyard::results {
namespace {

TEST(Duration, TakesTheUnitThatFits) {
  EXPECT_EQ(duration(0), "0.000 s");
  EXPECT_EQ(duration(1), "1.000 s");
  EXPECT_EQ(duration(0.0123456), "12.35 ms");
  EXPECT_EQ(duration(123.4567e-6), "123.5 us");
  EXPECT_EQ(duration(5e-9), "5.000 ns");
  EXPECT_EQ(duration(2e-12), "0.002 ns");
  EXPECT_EQ(duration(12345.6), "12346 s");
  EXPECT_EQ(duration(-0.002), "-2.000 ms");
}

TEST(Duration, RoundsAcrossDigitsAndUnits) {
  EXPECT_EQ(duration(0.99994), "999.9 ms");
  EXPECT_EQ(duration(0.99996), "1.000 s");
  EXPECT_EQ(duration(9.9994e-3), "9.999 ms");
  EXPECT_EQ(duration(9.9996e-3), "10.00 ms");
  EXPECT_EQ(duration(99.994e-3), "99.99 ms");
  EXPECT_EQ(duration(99.996e-3), "100.0 ms");
  EXPECT_EQ(duration(999.94), "999.9 s");
  EXPECT_EQ(duration(999.96), "1000 s");
}

TEST(Duration, ShowsWhatIsNotANumber) {
  EXPECT_EQ(duration(std::numeric_limits<double>::quiet_NaN()), "nan s");
  EXPECT_EQ(duration(std::numeric_limits<double>::infinity()), "inf s");
}

TEST(Duration, ShowsAnIntervalInTheUnitOfItsPoint) {
  EXPECT_EQ(duration(Interval{0.0009, 0.0012, 0.0013}), "1.200 ms [0.900, 1.300]");
  EXPECT_EQ(duration(Interval{9e-6, 10e-6, 200e-6}), "10.00 us [9.00, 200.00]");
}

}  // namespace
}  // namespace steelyard::results
