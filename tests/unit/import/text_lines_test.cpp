#include "results/import/text_lines.hpp"

#include <gmock/gmock.h>

namespace steelyard::results::import {
namespace {

using testing::ElementsAre;

std::vector<std::pair<std::size_t, std::string>> all(std::string_view text) {
  std::vector<std::pair<std::size_t, std::string>> out;
  TextLines lines(text);
  while (const auto line = lines.next()) out.emplace_back(line->number, line->text);
  return out;
}

TEST(TextLines, CountsLinesAndSkipsEmptyOnes) {
  EXPECT_THAT(all("a\n\n  \n b c \nd"),
              ElementsAre(std::pair(1, "a"), std::pair(4, "b c"), std::pair(5, "d")));
  EXPECT_TRUE(all("").empty());
  EXPECT_TRUE(all("\n\n").empty());
}

TEST(TextLines, CutsAtCarriageReturnsWithoutCountingThem) {
  EXPECT_THAT(all("a\rb\r\nc\r\n"),
              ElementsAre(std::pair(1, "a"), std::pair(1, "b"), std::pair(2, "c")));
}

TEST(TextLines, TakesTheLaunchersTagAway) {
  EXPECT_THAT(all("[1,0]<stdout>:# x\n[1,12]<stderr>: y\n[0] z\n[1,0]w\n[1,2"),
              ElementsAre(std::pair(1, "# x"), std::pair(2, "y"), std::pair(3, "[0] z"),
                          std::pair(4, "[1,0]w"), std::pair(5, "[1,2")));
}

TEST(TextLines, CutsVeryLongLines) {
  const auto lines = all(std::string(longest_line + 10, 'x') + "\ny");
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].second.size(), longest_line);
  EXPECT_EQ(lines[1].second, "y");
}

TEST(TextLines, SplitsWordsAndTitles) {
  EXPECT_THAT(words("  a\tb  c "), ElementsAre("a", "b", "c"));
  EXPECT_TRUE(words(" \t").empty());
  EXPECT_THAT(titles("Size    Avg Latency(us)  Min\tx y "),
              ElementsAre("Size", "Avg Latency(us)", "Min", "x y"));
  EXPECT_TRUE(titles("").empty());
}

TEST(TextLines, FindsWhatFollowsAKey) {
  EXPECT_EQ(after("a: b ", "a:"), "b");
  EXPECT_EQ(after("a:", "a:"), "");
  EXPECT_EQ(after("b", "a"), std::nullopt);
  EXPECT_TRUE(contains("abc", "bc"));
  EXPECT_FALSE(contains("abc", "d"));
}

TEST(TextLines, ReadsNumbersWholeOrNotAtAll) {
  EXPECT_EQ(number("12.50"), 12.5);
  EXPECT_EQ(number("1e-06"), 1e-6);
  EXPECT_EQ(number("-3"), -3);
  for (const char* wrong : {"", "N/A", "1x", "x1", "1,5", "inf", "nan", "1e999", "0x10", " 1"}) {
    EXPECT_EQ(number(wrong), std::nullopt) << wrong;
  }
}

TEST(TextLines, ReadsWholeNumbersUpTo2To53) {
  EXPECT_EQ(whole_number("0"), 0);
  EXPECT_EQ(whole_number("9007199254740992"), 9007199254740992);
  for (const char* wrong :
       {"", "-1", "1.0", "9007199254740993", "99999999999999999999", "1 ", "+1"}) {
    EXPECT_EQ(whole_number(wrong), std::nullopt) << wrong;
  }
  EXPECT_EQ(leading_number("  20 agg iters: 1"), 20);
  EXPECT_EQ(leading_number("2(factor)"), 2);
  EXPECT_EQ(leading_number("x"), std::nullopt);
}

TEST(TextLines, KnowsHowFarAPrintedNumberMayBeOff) {
  EXPECT_DOUBLE_EQ(half_of_last_digit("12.34"), 0.005);
  EXPECT_DOUBLE_EQ(half_of_last_digit("1806.7"), 0.05);
  EXPECT_DOUBLE_EQ(half_of_last_digit("10094"), 0.5);
  EXPECT_DOUBLE_EQ(half_of_last_digit("1.2e+03"), 50);
  EXPECT_DOUBLE_EQ(half_of_last_digit("1e-06"), 0.5e-6);
  EXPECT_DOUBLE_EQ(half_of_last_digit("3."), 0.5);
}

}  // namespace
}  // namespace steelyard::results::import
