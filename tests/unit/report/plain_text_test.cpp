#include "results/report/plain_text.hpp"

#include <gtest/gtest.h>

namespace steelyard::results {
namespace {

TEST(Columns, CountsCharacters) {
  EXPECT_EQ(columns(""), 0U);
  EXPECT_EQ(columns("abc"), 3U);
  EXPECT_EQ(columns("\u00e9\u4e2d"), 2U);
}

TEST(Padded, FillsOnEitherSide) {
  EXPECT_EQ(padded("ab", 4), "ab  ");
  EXPECT_EQ(padded_left("ab", 4), "  ab");
  EXPECT_EQ(padded("\u00e9", 2), "\u00e9 ");
  EXPECT_EQ(padded("abc", 3), "abc");
  EXPECT_EQ(padded("abcd", 3), "abcd");
  EXPECT_EQ(padded_left("abcd", 3), "abcd");
}

TEST(Wrapped, BreaksAtBlanks) {
  EXPECT_EQ(wrapped("aa bb cc", 0, 0, 5), "aa bb\ncc\n");
  EXPECT_EQ(wrapped("aa bb cc", 0, 0, 4), "aa\nbb\ncc\n");
  EXPECT_EQ(wrapped("aa bb", 2, 0, 7), "  aa bb\n");
  EXPECT_EQ(wrapped("aa bb", 2, 0, 6), "  aa\n  bb\n");
  EXPECT_EQ(wrapped("", 2, 0, 6), "");
}

TEST(Wrapped, HangsTheLinesAfterTheFirst) {
  EXPECT_EQ(wrapped("aa bb cc dd", 1, 2, 6), " aa bb\n   cc\n   dd\n");
}

TEST(Wrapped, BreaksAWordThatFitsNoLine) {
  EXPECT_EQ(wrapped("abcdefg", 0, 0, 3), "abc\ndef\ng\n");
  EXPECT_EQ(wrapped("x abcdefg y", 0, 0, 3), "x\nabc\ndef\ng y\n");
  EXPECT_EQ(wrapped("abcdef", 0, 0, 6), "abcdef\n");
  EXPECT_EQ(wrapped("\u00e9\u00e9\u00e9", 0, 0, 2), "\u00e9\u00e9\n\u00e9\n");
}

TEST(Wrapped, Takes120ColumnsUnlessTold) {
  EXPECT_EQ(wrapped(std::string(121, 'x'), 0), std::string(120, 'x') + "\nx\n");
}

}  // namespace
}  // namespace steelyard::results
