#include "harness/core/suggestion.hpp"

#include <gmock/gmock.h>

namespace steelyard {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

using Names = std::vector<std::string>;

TEST(Nearest, GivesTheEntryWithTheFewestEdits) {
  const Names valid{"matmul", "allreduce", "memory"};
  EXPECT_EQ(nearest("matmull", valid), "matmul");
  EXPECT_EQ(nearest("mtmul", valid), "matmul");
  EXPECT_EQ(nearest("memoxy", valid), "memory");
  EXPECT_EQ(nearest("all-reduce", valid), "allreduce");
  EXPECT_EQ(nearest("memory", valid), "memory");
}

TEST(Nearest, IgnoresCase) {
  EXPECT_EQ(nearest("MATMUL", Names{"memory", "matmul"}), "matmul");
  EXPECT_EQ(nearest("h20", Names{"H800", "H20"}), "H20");
}

TEST(Nearest, CountsASwapAsOneSlip) {
  EXPECT_EQ(nearest("bf61", Names{"f64", "bf16"}), "bf16");
  EXPECT_EQ(nearest("ab", Names{"xy", "ba"}), "ba");
}

TEST(Nearest, CountsEachKindOfEditAsOne) {
  // Of each pair, the first is two edits away and the second one.
  EXPECT_EQ(nearest("abcd", Names{"abcdef", "abcde"}), "abcde");
  EXPECT_EQ(nearest("abcd", Names{"ab", "abc"}), "abc");
  EXPECT_EQ(nearest("abcd", Names{"abxy", "abxd"}), "abxd");
  EXPECT_EQ(nearest("abcd", Names{"cdab", "abdc"}), "abdc");
  // A swap is one edit, a deletion and an insertion are two.
  EXPECT_EQ(nearest("abcd", Names{"bacd", "abce"}), "bacd");
  EXPECT_EQ(nearest("abcd", Names{"abce", "bacd"}), "abce");
}

TEST(Nearest, GivesTiesToTheEarlier) {
  EXPECT_EQ(nearest("ac", Names{"ab", "ad"}), "ab");
  EXPECT_EQ(nearest("ac", Names{"ad", "ab"}), "ad");
}

TEST(Nearest, HandlesTheEmptyWordAndTheEmptyList) {
  EXPECT_EQ(nearest("x", Names{}), "");
  EXPECT_EQ(nearest("", Names{"abc", "a"}), "a");
}

TEST(UnknownName, SuggestsAndLists) {
  EXPECT_EQ(unknown_name("dtype", "bf61", Names{"f64", "bf16"}),
            "unknown dtype 'bf61'; did you mean 'bf16'? Valid: f64, bf16.");
}

TEST(UnknownName, HasNoSuggestionWithoutValidNames) {
  EXPECT_EQ(unknown_name("suite", "x", Names{}), "unknown suite 'x'.");
}

TEST(UnknownName, ListsAtMost12Names) {
  Names valid;
  for (char c = 'a'; c < 'a' + 12; ++c) valid.emplace_back(1, c);
  EXPECT_THAT(unknown_name("key", "q", valid), HasSubstr("Valid: a, b"));
  valid.emplace_back("m");
  EXPECT_EQ(unknown_name("key", "m!", valid), "unknown key 'm!'; did you mean 'm'?");
}

TEST(UnknownName, ShowsHostileNamesHarmlessly) {
  EXPECT_THAT(unknown_name("key", "a\x1b\nb\x7f", Names{"a"}), HasSubstr("'a??b?'"));
  const std::string shown = unknown_name("key", std::string(101, 'x'), Names{"a"});
  EXPECT_THAT(shown, HasSubstr("'" + std::string(100, 'x') + "...'"));
  EXPECT_THAT(unknown_name("key", std::string(100, 'x'), Names{"a"}), Not(HasSubstr("...")));
}

}  // namespace
}  // namespace steelyard
