#include "harness/core/plain.hpp"

#include <gtest/gtest.h>

namespace steelyard {
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

}  // namespace
}  // namespace steelyard
