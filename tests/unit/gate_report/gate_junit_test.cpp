#include "results/report/gate/gate_junit.hpp"

#include <gmock/gmock.h>

#include <map>
#include <pugixml.hpp>

#include "tests/unit/ci_report/read_junit.hpp"
#include "tests/unit/gate_report/made_result.hpp"

namespace steelyard::results {
namespace {

using test::test_of;
using testing::HasSubstr;

pugi::xml_document read(const GateResult& result) { return test::read_junit(gate_junit(result)); }

TEST(GateJunit, MakesEachVerdictItsElement) {
  const auto document = read(test::every_verdict());
  const std::map<const char*, std::vector<std::string>> expected{
      {"case-p", {"", "", ""}},
      {"case-b", {"", "", ""}},
      {"case-i", {"skipped", "inconclusive", "Too few runs."}},
      {"case-a", {"skipped", "added", "Not in the baseline."}},
      {"case-f", {"error", "failed", "timeout in tonight.h5"}},
      {"case-m", {"error", "missing", "no figure on both sides"}},
  };
  for (const auto& [name, words] : expected) {
    const auto test = test_of(document, name);
    ASSERT_TRUE(test) << name;
    const auto end = test.first_child();
    if (words[0].empty()) {
      EXPECT_STREQ(end.name(), "system-out") << name;
      continue;
    }
    EXPECT_EQ(end.name(), words[0]) << name;
    EXPECT_EQ(end.attribute("type").value(), words[1]);
    EXPECT_EQ(end.attribute("message").value(), words[2]);
    EXPECT_STREQ(end.next_sibling().name(), "system-out");
  }
  const auto regressed = test_of(document, "case-r2");
  EXPECT_STREQ(regressed.attribute("classname").value(), "group-r2");
  EXPECT_STREQ(regressed.child("failure").attribute("type").value(), "regressed");
  EXPECT_THAT(regressed.child("failure").attribute("message").value(), HasSubstr("ratio 0.5"));
  EXPECT_THAT(regressed.child_value("system-out"), HasSubstr("p 0.0001"));
}

TEST(GateJunit, CountsWhatItHolds) {
  const auto document = read(test::every_verdict());
  const auto suites = document.child("testsuites");
  for (const auto& node : {suites, suites.child("testsuite")}) {
    EXPECT_EQ(node.attribute("tests").as_int(), 8);
    EXPECT_EQ(node.attribute("failures").as_int(), 2);
    EXPECT_EQ(node.attribute("errors").as_int(), 2);
  }
  EXPECT_FALSE(suites.attribute("skipped"));
  EXPECT_EQ(suites.child("testsuite").attribute("skipped").as_int(), 2);
}

TEST(GateJunit, SaysWhatChangedAsProperties) {
  const auto document = read(test::every_verdict());
  std::map<std::string, std::string> said;
  for (const auto& each :
       document.child("testsuites").child("testsuite").child("properties").children()) {
    said[each.attribute("name").value()] = each.attribute("value").value();
  }
  EXPECT_EQ(said, (std::map<std::string, std::string>{{"verdict", "regressed"},
                                                      {"noise", "from 5 runs"},
                                                      {"changed", "driver: 1 before, 2 now"},
                                                      {"allowed", "nodes: a, b"}}));
}

TEST(GateJunit, KeepsHostileTextInItsPlace) {
  const auto document = read(test::hostile_result());
  const auto test = document.child("testsuites").child("testsuite").child("testcase");
  const std::string shown =
      "a\\x0d\\x0a::error::b,%<x y='\"'>&amp;]]>|`@c\\d/../\\x1b[1m\\xff\\u202e\\uffff";
  EXPECT_EQ(test.attribute("name").value(), shown);
  EXPECT_EQ(test.attribute("classname").value(), shown);
  EXPECT_EQ(test.child("failure").attribute("message").value(), shown + "; carried by " + shown);
  EXPECT_FALSE(test.next_sibling());
}

}  // namespace
}  // namespace steelyard::results
