#include "results/report/ci/junit.hpp"

#include <gmock/gmock.h>

#include <pugixml.hpp>

#include "tests/unit/ci_report/read_junit.hpp"

namespace steelyard::results {
namespace {

using test::read_junit;
using testing::HasSubstr;

JunitTest made_test(const std::string& name, JunitEnd end) {
  return {name, "class", end, "type-" + name, "message-" + name, {"first", "second"}};
}

TEST(Junit, WritesEachEndAsItsElement) {
  EXPECT_EQ(junit_xml({"suite",
                       {{"key", "value"}},
                       {made_test("p", JunitEnd::passed), made_test("s", JunitEnd::skipped),
                        made_test("f", JunitEnd::failure), made_test("e", JunitEnd::error)}}),
            R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="suite" tests="4" failures="1" errors="1">
  <testsuite name="suite" tests="4" failures="1" errors="1" skipped="1">
    <properties>
      <property name="key" value="value" />
    </properties>
    <testcase name="p" classname="class">
      <system-out>first
second</system-out>
    </testcase>
    <testcase name="s" classname="class">
      <skipped type="type-s" message="message-s" />
      <system-out>first
second</system-out>
    </testcase>
    <testcase name="f" classname="class">
      <failure type="type-f" message="message-f" />
      <system-out>first
second</system-out>
    </testcase>
    <testcase name="e" classname="class">
      <error type="type-e" message="message-e" />
      <system-out>first
second</system-out>
    </testcase>
  </testsuite>
</testsuites>
)");
}

TEST(Junit, ShowsCharactersThatXmlLacks) {
  const JunitTest test{
      "\xEF\xBF\xBE-\xEF\xBF\xBF-\xEF\xBF\xBE", "\x01", JunitEnd::passed, "", "", {"\x1b[1m"}};
  const std::string out = junit_xml({"s", {}, {test}});
  EXPECT_THAT(out, HasSubstr("name=\"\\ufffe-\\uffff-\\ufffe\" classname=\"\\x01\""));
  EXPECT_THAT(out, HasSubstr("<system-out>\\x1b[1m</system-out>"));
}

TEST(Junit, KeepsMarkupInItsPlace) {
  const std::string hostile = "</system-out>]]>\"'<x/>&amp;\n";
  const std::string shown = "</system-out>]]>\"'<x/>&amp;\\x0a";
  JunitTest test{hostile, hostile, JunitEnd::failure, hostile, hostile, {hostile, hostile}};
  const auto document = read_junit(junit_xml({hostile, {{hostile, hostile}}, {test}}));
  const auto suite = document.child("testsuites").child("testsuite");
  EXPECT_EQ(suite.attribute("name").value(), shown);
  EXPECT_EQ(suite.child("properties").first_child().attribute("value").value(), shown);
  const auto node = suite.child("testcase");
  EXPECT_EQ(node.attribute("name").value(), shown);
  EXPECT_EQ(node.child("failure").attribute("type").value(), shown);
  EXPECT_EQ(node.child_value("system-out"), shown + "\n" + shown);
  EXPECT_FALSE(node.next_sibling());
}

TEST(Junit, MayHoldNoTest) {
  EXPECT_THAT(junit_xml({"s", {}, {}}), HasSubstr("tests=\"0\" failures=\"0\" errors=\"0\""));
}

}  // namespace
}  // namespace steelyard::results
