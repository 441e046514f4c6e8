#include "harness/run/suite_text.hpp"

#include <gmock/gmock.h>

#include "harness/core/error.hpp"

namespace steelyard::run {
namespace {

using ::testing::EndsWith;

std::string refusal(const std::string& text) {
  try {
    check_suite_text(text, "s");
  } catch (const DataError& error) {
    return error.what();
  }
  return "";
}

bool is_utf8(const std::string& text) { return refusal(text).empty(); }

TEST(SuiteText, TakesOrdinaryText) {
  EXPECT_EQ(refusal(""), "");
  EXPECT_EQ(refusal("a: b\r\n\tc: \"d\" # e ~\n"), "");
  EXPECT_EQ(refusal("gr\xc3\xbc\xc3\x9f, \xe9\x98\xbf, \xf0\x9f\x98\x80"), "");
}

TEST(SuiteText, NamesThePlaceOfAControlCharacter) {
  EXPECT_EQ(refusal("a\nbc\x1b"), "s:2:3: a control character is not allowed.");
  EXPECT_EQ(refusal("\xc3\xbc\x07"), "s:1:2: a control character is not allowed.");
  for (const char bad : {'\x00', '\x01', '\x08', '\x0b', '\x0c', '\x0e', '\x1f', '\x7f'}) {
    EXPECT_EQ(refusal(std::string(1, bad)), "s:1:1: a control character is not allowed.");
  }
  EXPECT_EQ(refusal("\xc2\x80"), "s:1:1: a control character is not allowed.");
  EXPECT_EQ(refusal("\xc2\x9f"), "s:1:1: a control character is not allowed.");
  EXPECT_EQ(refusal("\xc2\xa0"), "");
  EXPECT_EQ(refusal("\xc3\x80"), "");
  EXPECT_EQ(refusal(" ~"), "");
}

TEST(SuiteText, TakesUtf8AtItsBounds) {
  EXPECT_TRUE(is_utf8("\xdf\xbf"));
  EXPECT_TRUE(is_utf8("\xe0\xa0\x80"));
  EXPECT_TRUE(is_utf8("\xed\x9f\xbf"));
  EXPECT_TRUE(is_utf8("\xee\x80\x80"));
  EXPECT_TRUE(is_utf8("\xef\xbf\xbf"));
  EXPECT_TRUE(is_utf8("\xf0\x90\x80\x80"));
  EXPECT_TRUE(is_utf8("\xf4\x8f\xbf\xbf"));
}

TEST(SuiteText, RefusesWhatIsNotUtf8) {
  EXPECT_EQ(refusal("ab\xff"), "s:1:3: this is not UTF-8.");
  EXPECT_FALSE(is_utf8("\x80"));              // a continuation alone
  EXPECT_FALSE(is_utf8("\xc1\xbf"));          // overlong
  EXPECT_FALSE(is_utf8("\xe0\x9f\xbf"));      // overlong
  EXPECT_FALSE(is_utf8("\xf0\x8f\xbf\xbf"));  // overlong
  EXPECT_FALSE(is_utf8("\xed\xa0\x80"));      // first surrogate
  EXPECT_FALSE(is_utf8("\xed\xbf\xbf"));      // last surrogate
  EXPECT_FALSE(is_utf8("\xf4\x90\x80\x80"));  // above U+10FFFF
  EXPECT_FALSE(is_utf8("\xf5\x80\x80\x80"));
  EXPECT_FALSE(is_utf8("\xc3"));  // cut short
  EXPECT_FALSE(is_utf8("\xe2\x82"));
  EXPECT_FALSE(is_utf8("\xc3("));  // no continuation
  EXPECT_FALSE(is_utf8("\xe2\x82("));
  EXPECT_FALSE(is_utf8("\xc3\xc3"));
}

TEST(SuiteText, TakesAtMostOneMebibyte) {
  EXPECT_EQ(refusal(std::string(1048576, ' ')), "");
  EXPECT_EQ(refusal(std::string(1048577, ' ')),
            "s:1:1: a suite may have 1048576 bytes, this text has 1048577.");
}

TEST(SuiteText, FindsControlCharactersButLineBreaks) {
  EXPECT_FALSE(has_control_characters(""));
  EXPECT_FALSE(has_control_characters("a\nb ~\xc3\xbc\xc2\xa0"));
  EXPECT_TRUE(has_control_characters("a\tb"));
  EXPECT_TRUE(has_control_characters("a\x1b"));
  EXPECT_TRUE(has_control_characters("\xc2\x9b"));
  EXPECT_TRUE(has_control_characters("\xc3\xbc\x7f"));
  EXPECT_TRUE(has_control_characters("\xff\x07"));
  EXPECT_FALSE(has_control_characters("\xff"));
}

TEST(SuiteText, KnowsWords) {
  EXPECT_TRUE(is_word("azAZ09_.-"));
  for (const char* wrong :
       {"", "a b", "a,b", "a=b", "a:b", "a/b", "\xc3\xbc", "a@", "a[", "a`", "a{"}) {
    EXPECT_FALSE(is_word(wrong)) << wrong;
  }
}

TEST(SuiteText, CutsWhatItShowsBetweenCharacters) {
  EXPECT_EQ(shown("short"), "short");
  EXPECT_EQ(shown(std::string(60, 'x')), std::string(60, 'x'));
  EXPECT_EQ(shown(std::string(61, 'x')), std::string(60, 'x') + "...");
  EXPECT_EQ(shown(std::string(59, 'x') + "\xc3\xbc" + "yy"), std::string(59, 'x') + "...");
  EXPECT_EQ(shown(std::string(58, 'x') + "\xc3\xbc" + "yy"), std::string(58, 'x') + "\xc3\xbc...");
}

}  // namespace
}  // namespace steelyard::run
