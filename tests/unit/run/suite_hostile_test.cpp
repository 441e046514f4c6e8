#include <gmock/gmock.h>

#include <random>

#include "harness/core/error.hpp"
#include "harness/run/suite.hpp"

/// Suites that want to crash, hang or fill the memory of who reads them. Each must end with a
/// DataError that has a line and a column; that they end at all is the point.
namespace steelyard::run {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::Gt;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

std::string refusal(const std::string& text) {
  try {
    parse_suite(text, "s.yaml");
  } catch (const DataError& error) {
    return error.what();
  }
  return "";
}

std::string repeated(const std::string& text, std::size_t bytes) {
  std::string result;
  while (result.size() + text.size() <= bytes) result += text;
  return result;
}

constexpr std::size_t full = 200000;

TEST(HostileSuite, RefusesAliases) {
  EXPECT_EQ(refusal("name: &a s\ngroups: []\n"),
            "s.yaml:1:7: anchors and aliases are not allowed in a suite; write the values out.");
  EXPECT_THAT(refusal("name: s\ngroups: *a\n"), HasSubstr("s.yaml:2:9: "));
}

TEST(HostileSuite, RefusesAnAliasBomb) {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 30; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
    for (int k = 0; k < 8; ++k) bomb += ", " + before;
    bomb += "]\n";
  }
  EXPECT_THAT(refusal(bomb), HasSubstr("s.yaml:1:5: anchors and aliases are not allowed"));
}

TEST(HostileSuite, RefusesAnchorsOnEveryKindOfNode) {
  for (const char* value : {"&a x", "&a [x]", "&a {x: y}", "&a"}) {
    EXPECT_THAT(refusal("name: " + std::string(value) + "\n"), HasSubstr("anchors and aliases"))
        << value;
  }
}

TEST(HostileSuite, RefusesTags) {
  for (const char* value : {"!!str x", "!x y", "!!seq [x]", "!!map {x: y}", "!<tag:z> x"}) {
    EXPECT_THAT(refusal("name: " + std::string(value) + "\n"),
                HasSubstr("s.yaml:1:7: tags are not allowed"))
        << value;
  }
}

TEST(HostileSuite, TakesQuotedText) {
  EXPECT_EQ(refusal("name: \"s\"\ngroups: [{name: 'g', workload: 'w', cases: [{'a': \"1\"}]}]"),
            "");
}

TEST(HostileSuite, RefusesDepth) {
  for (const char* bracket : {"[", "{", "{a: ", "[{a: ", "- ", "? ", "[[[["}) {
    EXPECT_NE(refusal(repeated(bracket, full)), "") << bracket;
  }
  EXPECT_THAT(refusal(std::string(17, '[') + std::string(17, ']')),
              HasSubstr("s.yaml:1:17: the nesting is too deep"));
  EXPECT_THAT(refusal(repeated("{a: ", 17 * 4) + "1" + std::string(17, '}')),
              HasSubstr("the nesting is too deep"));
  EXPECT_THAT(refusal(std::string(16, '[') + std::string(16, ']')), HasSubstr("must be a mapping"));
  // Depth counts what is open, not what was.
  EXPECT_THAT(refusal("[" + repeated("[],", 300) + repeated("{},", 300) + "]"),
              HasSubstr("must be a mapping"));
}

TEST(HostileSuite, RefusesASecondDocument) {
  EXPECT_THAT(refusal("name: s\n---\nname: t\n"), HasSubstr("here starts a second"));
  EXPECT_NE(refusal(repeated("---\n", full)), "");
}

TEST(HostileSuite, RefusesControlCharacters) {
  EXPECT_THAT(refusal("name: s\ndescription: a\x1b[2J\n"), HasSubstr("s.yaml:2:15: a control"));
  EXPECT_THAT(refusal(std::string("name: s\0", 8)), HasSubstr("s.yaml:1:8: a control"));
  // Those that YAML's own escapes make.
  EXPECT_THAT(refusal("name: s\ndescription: \"\\e[2J\"\n"), HasSubstr("s.yaml:2:14: a control"));
  EXPECT_THAT(refusal("name: s\ndescription: \"\\x9b\"\n"), HasSubstr("a control"));
  EXPECT_THAT(refusal("\"a\\0b\": s\n"), HasSubstr("a control"));
}

TEST(HostileSuite, RefusesBrokenYamlWithItsPlace) {
  EXPECT_THAT(refusal("name: s\ngroups: [a\n"),
              MatchesRegex("s.yaml:[0-9]+:[0-9]+: this is not valid YAML: .*"));
  EXPECT_THAT(refusal("name: }\n"), HasSubstr("this is not valid YAML"));
  EXPECT_THAT(refusal("a: b: c\n"), HasSubstr("s.yaml:1:5: this is not valid YAML"));
}

TEST(HostileSuite, RepeatsNoControlCharacterOfTheParser) {
  // It quotes the end of the text, a zero, as an unknown escape.
  EXPECT_THAT(refusal("\"a\\"), Each(Gt('\x1f')));
  EXPECT_THAT(refusal("\"a\\"), HasSubstr("not valid YAML"));
}

TEST(HostileSuite, ShowsHostileKeysShortened) {
  const std::string key(200, 'k');
  EXPECT_THAT(refusal(key + ": 1\n" + key + ": 2\n"),
              HasSubstr("'" + std::string(60, 'k') + "...'"));
}

/// Texts that are cheap to write and could be costly to read.
TEST(HostileSuite, AnswersLargeTexts) {
  std::string keys;
  for (int i = 0; keys.size() < full; ++i) keys += "k" + std::to_string(i) + ": 1\n";
  EXPECT_THAT(refusal(keys), HasSubstr("unknown key"));
  EXPECT_NE(refusal("name: s\ngroups: [" + repeated("a,", full) + "]"), "");
  EXPECT_NE(refusal("name: s\ngroups: [{name: g, workload: w, cases: [{a: [" +
                    repeated("1,", full) + "]}]}]"),
            "");
  for (const char* piece :
       {"\"", "'",     "a",     "a ",   "a\n",      ": ", "!",     "&",         "*", "&a ",
        "%",  "|\n",   ">",     "#",    "\n",       " ",  "\t",    ",",         "]", "}",
        "@",  "- a\n", "? a\n", "<<: ", "\xc3\xbc", "\\", "...\n", "a: |\n b\n"}) {
    EXPECT_NE(refusal(repeated(piece, full)), "") << piece;
  }
}

/// A text of a megabyte that would be ten thousand cases of a hundred thousand parameters.
TEST(HostileSuite, RefusesAProductOfWidthAndLength) {
  std::string text = "name: s\ngroups:\n  - {name: g, workload: w, with: {a: 1";
  for (int i = 0; text.size() < full; ++i) text += ", p" + std::to_string(i) + ": 1";
  text += "}, cases: [" + repeated("{},", full) + "]}\n";
  EXPECT_THAT(refusal(text), HasSubstr("more than 64 parameters"));
}

TEST(HostileSuite, RefusesABillionCases) {
  std::string list = "[0";
  for (int i = 1; i < 1000; ++i) list += "," + std::to_string(i);
  list += "]";
  EXPECT_THAT(refusal("name: s\ngroups: [{name: g, workload: w, with: {a: " + list +
                      ", b: " + list + ", c: " + list + "}, cases: [{}]}]\n"),
              HasSubstr("more than 10000 cases"));
}

/// Random damage to a good suite: refused or taken, nothing else.
TEST(HostileSuite, SurvivesRandomDamage) {
  const std::string good =
      "name: s\nprecision: 0.05\ngroups:\n  - name: g\n    workload: w\n    with: {d: [x, \"y\"]}\n"
      "    cases:\n      - {m: 1, n: {from: 1, to: 8, factor: 2}}\n";
  const std::string pieces = "[]{}:,-?&*!|>'\"%@`#\n\t \\~a0.\xc3";
  std::mt19937 generator(1);
  for (int i = 0; i < 5000; ++i) {
    std::string text = good;
    for (unsigned k = 0; k <= generator() % 4; ++k) {
      const std::size_t at = generator() % text.size();
      const char piece = pieces[generator() % pieces.size()];
      switch (generator() % 3) {
        case 0:
          text[at] = piece;
          break;
        case 1:
          text.insert(at, 1, piece);
          break;
        default:
          text.erase(at, 1 + generator() % 5);
      }
    }
    const std::string answer = refusal(text);
    if (!answer.empty()) {
      EXPECT_THAT(answer, MatchesRegex("s.yaml:[0-9]+:[0-9]+: (.|\n)*")) << text;
    }
  }
}

}  // namespace
}  // namespace steelyard::run
