#include "harness/core/shell_word.hpp"

#include <gmock/gmock.h>

#include <array>
#include <cstdio>
#include <memory>

namespace steelyard {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ShellWord, LeavesHarmlessWordsAlone) {
  for (const char* word :
       {"run", "--seed=3", "/a/b.h5", "matmul:dtype=f32,m=8_x", "50%", "a@b+c"}) {
    EXPECT_EQ(shell_word(word), word);
  }
}

TEST(ShellWord, QuotesWhatAShellWouldRead) {
  EXPECT_EQ(shell_word(""), "''");
  EXPECT_EQ(shell_word("two words"), "'two words'");
  EXPECT_EQ(shell_word("it's"), "'it'\\''s'");
  for (const char c : std::string("$`\\\"!*?[](){}<>|&;~#^ \t\n\x7f\xc3")) {
    EXPECT_EQ(shell_word(std::string(1, c)), "'" + std::string(1, c) + "'");
  }
}

std::string said_by_shell(const std::string& word) {
  const std::string command = "printf %s " + word;
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  std::string said;
  std::array<char, 256> buffer{};
  while (const std::size_t read = std::fread(buffer.data(), 1, buffer.size(), pipe.get())) {
    said.append(buffer.data(), read);
  }
  return said;
}

TEST(ShellWord, IsHandedOnByAShellAsItWas) {
  const std::string all = "a'b\"c $HOME `id` \\n ; & | > < * ? # ! ~ '' \xe2\x82\xac\n end";
  EXPECT_EQ(said_by_shell(shell_word(all)), all);
  EXPECT_EQ(said_by_shell(shell_word("'")), "'");
}

TEST(ShellWords, TakesApartWhatShellWordMade) {
  const std::vector<std::string> words{"run", "", "it's", "two words", "a\\b", "'", "x=1"};
  std::string line;
  for (const std::string& word : words) line += (line.empty() ? "" : " ") + shell_word(word);
  EXPECT_EQ(shell_words(line), words);
}

TEST(ShellWords, TakesAnyLine) {
  EXPECT_THAT(shell_words(""), IsEmpty());
  EXPECT_THAT(shell_words(" \t\n "), IsEmpty());
  EXPECT_THAT(shell_words("  a\tb\nc "), ElementsAre("a", "b", "c"));
  EXPECT_THAT(shell_words("a 'b c"), ElementsAre("a", "b c"));
  EXPECT_THAT(shell_words("a\\"), ElementsAre("a\\"));
  EXPECT_THAT(shell_words("a'b'\\'c d"), ElementsAre("ab'c", "d"));
}

}  // namespace
}  // namespace steelyard
