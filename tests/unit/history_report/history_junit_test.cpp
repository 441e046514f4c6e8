#include "results/report/history/history_junit.hpp"

#include <gmock/gmock.h>

#include <pugixml.hpp>

#include "tests/unit/ci_report/read_junit.hpp"
#include "tests/unit/history_report/made_history.hpp"

namespace steelyard::results {
namespace {

using test::test_of;
using testing::HasSubstr;

pugi::xml_document read(const History& history) { return test::read_junit(history_junit(history)); }

TEST(HistoryJunit, FailsTheCasesWithAnAlarmAlone) {
  const auto document = read(test::every_state());
  const auto suite = document.child("testsuites").child("testsuite");
  EXPECT_STREQ(suite.attribute("name").value(), "steelyard history");
  EXPECT_EQ(suite.attribute("tests").as_int(), 8);
  EXPECT_EQ(suite.attribute("failures").as_int(), 2);
  EXPECT_EQ(suite.attribute("errors").as_int(), 0);
  EXPECT_EQ(suite.attribute("skipped").as_int(), 0);
  for (const char* fine : {"case-q", "case-k", "case-n", "case-s", "case-p", "case-f"}) {
    EXPECT_STREQ(test_of(document, fine).first_child().name(), "system-out") << fine;
  }
  const auto failed = test_of(document, "case-b");
  EXPECT_STREQ(failed.attribute("classname").value(), "group-b");
  EXPECT_STREQ(failed.child("failure").attribute("type").value(), "alarm");
  EXPECT_STREQ(failed.child("failure").attribute("message").value(),
               "-12.50 % from 2026-01-03 on (night3.h5), 5.0 standard errors, p 0.0001; "
               "beside: driver: 1 before, 2 now");
}

TEST(HistoryJunit, HasOneFailureForSeveralAlarms) {
  const auto document = read(test::every_state());
  const auto failure = test_of(document, "case-t").child("failure");
  EXPECT_THAT(failure.attribute("message").value(), HasSubstr("-5.00 % from 2026-01-02 on"));
  EXPECT_THAT(failure.attribute("message").value(), HasSubstr("-50.00 % from 2026-01-04 on"));
  EXPECT_STREQ(failure.next_sibling().name(), "system-out");
}

TEST(HistoryJunit, TellsEveryChangeAndOutlierInTheOutput) {
  const auto document = read(test::every_state());
  EXPECT_STREQ(test_of(document, "case-q").child_value("system-out"),
               "6 nights, spread 1.0 %, memory 0.50, 1 outlier, 2 without a figure\n"
               "outlier: 3.000 s at 2026-01-01 (night1.h5)");
  EXPECT_STREQ(test_of(document, "case-k").child_value("system-out"),
               "6 nights, spread 1.0 %\n"
               "acknowledged: -25.00 % from 2026-01-03 on (night3.h5), 5.0 standard errors, "
               "p 0.0001\ncarried by rank 3\nacknowledged by ann: power limit");
  EXPECT_THAT(test_of(document, "case-n").child_value("system-out"), HasSubstr("\nnot alone: -10"));
}

TEST(HistoryJunit, SaysWhatChangedAsProperties) {
  const auto document = read(test::every_state());
  std::vector<std::string> said;
  for (const auto& each :
       document.child("testsuites").child("testsuite").child("properties").children()) {
    said.push_back(std::string(each.attribute("name").value()) + "=" +
                   each.attribute("value").value());
  }
  EXPECT_EQ(said, (std::vector<std::string>{"runs=6", "alarms=3",
                                            "changed=2026-01-03: driver: 1 before, 2 now"}));
}

TEST(HistoryJunit, KeepsHostileTextInItsPlace) {
  const auto document = read(test::hostile_history());
  const auto test = document.child("testsuites").child("testsuite").child("testcase");
  EXPECT_THAT(test.attribute("name").value(), HasSubstr("a\\x0d\\x0a::error::b,%<x y='\"'>&amp;"));
  EXPECT_THAT(test.child("failure").attribute("message").value(), HasSubstr("]]>|`@c\\d/../\\x1b"));
  EXPECT_FALSE(test.next_sibling());
}

}  // namespace
}  // namespace steelyard::results
