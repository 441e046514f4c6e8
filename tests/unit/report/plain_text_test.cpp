#include "results/report/plain_text.hpp"

#include <gtest/gtest.h>

namespace steelyard::results {
namespace {

TEST(Plain, KeepsPrintableText) {
  EXPECT_EQ(plain(""), "");
  EXPECT_EQ(plain(" H20 ~ \\x 96 GB!"), " H20 ~ \\x 96 GB!");
  EXPECT_EQ(plain("\u00e9 \u4e2d \U0001F600 \u00a0"), "\u00e9 \u4e2d \U0001F600 \u00a0");
}

TEST(Plain, EscapesControlCharacters) {
  EXPECT_EQ(plain("a\x1b[31mb"), "a\\x1b[31mb");
  EXPECT_EQ(plain("a\nb\tc\r"), "a\\x0ab\\x09c\\x0d");
  EXPECT_EQ(plain(std::string_view("\0\x1f\x7f", 3)), "\\x00\\x1f\\x7f");
  EXPECT_EQ(plain("\u0080\u009b\u009f"), "\\x80\\x9b\\x9f");
}

TEST(Plain, EscapesWhatReordersOrHidesText) {
  EXPECT_EQ(plain("\u202e\u2066\u200b\u200f\u2028\u2060\u206f\u061c\ufeff"),
            "\\u202e\\u2066\\u200b\\u200f\\u2028\\u2060\\u206f\\u061c\\ufeff");
  EXPECT_EQ(plain("\u200a\u2010\u2027\u202f\u205f\u2070"), "\u200a\u2010\u2027\u202f\u205f\u2070");
}

TEST(Plain, EscapesInvalidUtf8) {
  EXPECT_EQ(plain("a\xff"
                  "b"),
            "a\\xffb");
  EXPECT_EQ(plain("\x80"), "\\x80");
  EXPECT_EQ(plain("\xc0\xaf"), "\\xc0\\xaf");                    // overlong
  EXPECT_EQ(plain("\xe0\x80\xaf"), "\\xe0\\x80\\xaf");           // overlong
  EXPECT_EQ(plain("\xf0\x80\x80\xaf"), "\\xf0\\x80\\x80\\xaf");  // overlong
  EXPECT_EQ(plain("\xed\xa0\x80"), "\\xed\\xa0\\x80");           // a surrogate
  EXPECT_EQ(plain("\xed\x9f\xbf"), "\xed\x9f\xbf");              // just below them
  EXPECT_EQ(plain("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");  // above the last
  EXPECT_EQ(plain("\xf5\x80\x80\x80"), "\\xf5\\x80\\x80\\x80");
  EXPECT_EQ(plain("\xe4\xb8"), "\\xe4\\xb8");  // cut off
  EXPECT_EQ(plain("\xe4"
                  "a\xad"),
            "\\xe4"
            "a\\xad");
}

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
