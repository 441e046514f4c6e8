#include "results/report/gate/gate_csv.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "tests/unit/gate_report/made_result.hpp"

namespace steelyard::results {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

TEST(GateCsv, HasALineForEachCase) {
  EXPECT_EQ(gate_csv(test::made_result({test::judged_case("r", GateVerdict::regressed, 0.5)})),
            "case_id,case,group,verdict,reason,baseline_runs,candidate_runs,ratio,ratio_low,"
            "ratio_high,spread,degrees,floor,p_value,detectable,more_runs,carried_by,metric\r\n"
            "r,case-r,group-r,regressed,,5,3,0.5,0.49,0.51,0.005,6,0.01,0.0001,0.03,,,time\r\n");
}

TEST(GateCsv, LeavesCellsEmptyWithoutFigures) {
  const std::string out = gate_csv(test::every_verdict());
  EXPECT_THAT(out, HasSubstr("\r\nm,case-m,group-m,missing,,0,0,,,,,,,,,,,time\r\n"));
  EXPECT_THAT(out, HasSubstr(",0.03,,\"rank 3 (node1, cuda:3)\",time\r\n"));
  EXPECT_THAT(out, HasSubstr("\r\ni,case-i,group-i,inconclusive,Too few runs.,5,3,0.75,,,,,,,,"));
}

TEST(GateCsv, SaysHowManyMoreRunsWouldDo) {
  GatedCase gated = test::judged_case("i", GateVerdict::inconclusive, 1);
  gated.more_runs = 4;
  EXPECT_THAT(gate_csv(test::made_result({gated})), EndsWith(",0.03,4,,time\r\n"));
}

TEST(GateCsv, KeepsHostileTextInItsCell) {
  const std::string out = gate_csv(test::hostile_result());
  EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), 2);
  EXPECT_THAT(out, HasSubstr("\r\n\"a\\x0d\\x0a::error::b,%<x y='\"\"'>"));
  GatedCase formula = test::made_case("=1+1", GateVerdict::missing);
  EXPECT_THAT(gate_csv(test::made_result({formula})), HasSubstr("\r\n'=1+1,case-=1+1,"));
}

}  // namespace
}  // namespace steelyard::results
