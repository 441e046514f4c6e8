#include "results/report/csv.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace steelyard::results {
namespace {

TEST(CsvCell, QuotesOnlyWhatNeedsIt) {
  EXPECT_EQ(csv_cell("plain text"), "plain text");
  EXPECT_EQ(csv_cell(""), "");
  EXPECT_EQ(csv_cell("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_cell("say \"a\""), "\"say \"\"a\"\"\"");
}

TEST(CsvCell, IsNoFormula) {
  EXPECT_EQ(csv_cell("=1+1"), "'=1+1");
  EXPECT_EQ(csv_cell("+1"), "'+1");
  EXPECT_EQ(csv_cell("-1"), "'-1");
  EXPECT_EQ(csv_cell("@a"), "'@a");
  EXPECT_EQ(csv_cell("a=1"), "a=1");
  EXPECT_EQ(csv_cell("=a,b"), "\"'=a,b\"");
}

TEST(CsvCell, StaysOnOneLine) { EXPECT_EQ(csv_cell("a\r\n=b\t"), "a\\x0d\\x0a=b\\x09"); }

TEST(CsvNumber, IsReadBackAsTheSame) {
  EXPECT_EQ(csv_number(0.1), "0.1");
  EXPECT_EQ(csv_number(-2), "-2");
  EXPECT_EQ(csv_number(1.0 / 3), "0.3333333333333333");
  EXPECT_EQ(csv_number(std::numeric_limits<double>::quiet_NaN()), "");
  EXPECT_EQ(csv_number(std::numeric_limits<double>::infinity()), "");
}

TEST(CsvLine, EndsAsTheStandardHasIt) { EXPECT_EQ(csv_line({"a", "", "b"}), "a,,b\r\n"); }

}  // namespace
}  // namespace steelyard::results
