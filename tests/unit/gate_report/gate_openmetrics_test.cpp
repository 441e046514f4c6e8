#include "results/report/gate/gate_openmetrics.hpp"

#include <gmock/gmock.h>

#include "tests/unit/gate_report/made_result.hpp"

namespace steelyard::results {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

TEST(GateOpenmetrics, HasRatioAndVerdictOfEachCase) {
  const GateResult result = test::made_result({test::judged_case("r", GateVerdict::regressed, 0.5),
                                               test::made_case("m", GateVerdict::missing)});
  EXPECT_EQ(
      gate_openmetrics(result),
      "# TYPE steelyard_gate_ratio gauge\n"
      "# HELP steelyard_gate_ratio Figure of the candidate over that of the baseline; below 1 "
      "is slower.\n"
      "steelyard_gate_ratio{case=\"case-r\",group=\"group-r\",id=\"r\"} 0.5\n"
      "# TYPE steelyard_gate_ratio_low gauge\n"
      "# HELP steelyard_gate_ratio_low Lower end of the ratio's 95 % interval.\n"
      "steelyard_gate_ratio_low{case=\"case-r\",group=\"group-r\",id=\"r\"} 0.49\n"
      "# TYPE steelyard_gate_ratio_high gauge\n"
      "# HELP steelyard_gate_ratio_high Upper end of the ratio's 95 % interval.\n"
      "steelyard_gate_ratio_high{case=\"case-r\",group=\"group-r\",id=\"r\"} 0.51\n"
      "# TYPE steelyard_gate_verdict gauge\n"
      "# HELP steelyard_gate_verdict 1 for the verdict that a case has.\n"
      "steelyard_gate_verdict{case=\"case-r\",group=\"group-r\",id=\"r\",verdict="
      "\"regressed\"} 1\n"
      "steelyard_gate_verdict{case=\"case-m\",group=\"group-m\",id=\"m\",verdict="
      "\"missing\"} 1\n"
      "# EOF\n");
}

TEST(GateOpenmetrics, HasNoIntervalWhereTheSpreadIsUnknown) {
  const std::string out = gate_openmetrics(test::every_verdict());
  EXPECT_THAT(out, HasSubstr("steelyard_gate_ratio{case=\"case-i\",group=\"group-i\",id=\"i\"} "));
  EXPECT_THAT(out, Not(HasSubstr("steelyard_gate_ratio_low{case=\"case-i\"")));
  EXPECT_THAT(out, Not(HasSubstr("steelyard_gate_ratio_high{case=\"case-i\"")));
}

TEST(GateOpenmetrics, EscapesLabels) {
  const std::string out = gate_openmetrics(test::hostile_result());
  EXPECT_THAT(out, HasSubstr("{case=\"a\\\\x0d\\\\x0a::error::b,%<x y='\\\"'>&amp;]]>|`@c\\\\d/"));
  EXPECT_THAT(out, Not(HasSubstr("\r")));
  EXPECT_THAT(out, EndsWith("\n# EOF\n"));
}

}  // namespace
}  // namespace steelyard::results
