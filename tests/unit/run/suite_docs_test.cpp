#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "harness/run/suite.hpp"

/// Holds docs/suites.md to what the program does: every example in it is parsed.
namespace steelyard::run {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

std::string page() {
  std::ifstream file(STEELYARD_SOURCE_DIR "/docs/suites.md");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The contents of all fenced blocks of a language, in order.
std::vector<std::string> blocks(const std::string& language) {
  const std::string text = page();
  const std::string opening = "\n```" + language + "\n";
  std::vector<std::string> found;
  for (std::size_t at = text.find(opening); at != std::string::npos;) {
    const std::size_t begin = at + opening.size();
    const std::size_t end = text.find("\n```\n", begin);
    found.push_back(text.substr(begin, end - begin + 1));
    at = text.find(opening, end);
  }
  return found;
}

TEST(SuiteDocs, EveryExampleIsASuite) {
  const auto examples = blocks("yaml");
  ASSERT_THAT(examples, SizeIs(2));
  for (const auto& example : examples) EXPECT_NO_THROW(parse_suite(example, "docs/suites.md"));
}

TEST(SuiteDocs, TheFirstExampleHasTheNumberOfCasesThatThePageSays) {
  const Suite suite = parse_suite(blocks("yaml").at(0), "docs/suites.md");
  EXPECT_THAT(page(),
              HasSubstr("This suite has " + std::to_string(suite.cases.size()) +
                        " cases: 2 + 4 of the first group, 8 of the second, 1 of the third."));
  EXPECT_EQ(suite.cases.front().group, "square");
  EXPECT_EQ(suite.cases.back().data, DataPattern::zeros);
}

TEST(SuiteDocs, TheOrderIsThatOfThePage) {
  std::string listed;
  for (const SuiteCase& each : parse_suite(blocks("yaml").at(1), "docs/suites.md").cases) {
    listed += to_string(each.spec) + "\n";
  }
  EXPECT_EQ(listed, blocks("text").at(0));
}

TEST(SuiteDocs, TheDefaultsAreThoseOfThePage) {
  const Suite defaults;
  const std::string text = page();
  EXPECT_THAT(text, HasSubstr("0.000001 to 1 | 0.01 |"));
  EXPECT_EQ(defaults.precision, 0.01);
  EXPECT_THAT(text, HasSubstr("1 to 1,000 | 3 |"));
  EXPECT_EQ(defaults.rounds, 3);
  EXPECT_THAT(text, HasSubstr("1 to 10,000,000 | 10,000 |"));
  EXPECT_EQ(defaults.max_samples, 10000u);
  EXPECT_THAT(text, HasSubstr("0.001 to 100,000 | 5 |"));
  EXPECT_EQ(defaults.max_seconds, 5);
}

}  // namespace
}  // namespace steelyard::run
