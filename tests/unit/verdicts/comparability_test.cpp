#include "results/verdicts/comparability.hpp"

#include <gtest/gtest.h>

#include "tests/unit/verdicts/run_builder.hpp"

namespace steelyard::results {
namespace {

using test::allreduce_case;
using test::matmul_case;

RunRecord run_with(std::vector<CaseRecord> cases) {
  RunRecord run;
  run.cases = std::move(cases);
  return run;
}

TEST(WhyNotComparable, NamesTheMethodVersion) {
  const CaseRecord record = matmul_case("bf16", 64, 1);
  CaseRecord other = record;
  other.method_version = 2;
  other.data_pattern = "zeros";
  EXPECT_EQ(why_not_comparable(record, run_with({other})),
            "measured by method version 1 here and 2 there");
}

TEST(WhyNotComparable, NamesTheDataPattern) {
  const CaseRecord record = matmul_case("bf16", 64, 1);
  CaseRecord other = record;
  other.data_pattern = "zeros";
  EXPECT_EQ(why_not_comparable(record, run_with({other})),
            "measured with data 'normal' here and 'zeros' there");
}

TEST(WhyNotComparable, NamesWhereAnImportComesFrom) {
  const CaseRecord measured = matmul_case("bf16", 64, 1);
  CaseRecord imported = measured;
  imported.method_version = 0;
  imported.data_pattern = "tool, fastest";
  EXPECT_EQ(why_not_comparable(imported, run_with({measured})),
            "imported from 'tool, fastest' here and measured by method version 1 there");
  EXPECT_EQ(why_not_comparable(measured, run_with({imported})),
            "measured by method version 1 here and imported from 'tool, fastest' there");
  CaseRecord other = imported;
  other.data_pattern = "tool";
  EXPECT_EQ(why_not_comparable(imported, run_with({other})),
            "imported from 'tool, fastest' here and imported from 'tool' there");
}

TEST(WhyNotComparable, NamesTheNumberOfRanks) {
  EXPECT_EQ(why_not_comparable(allreduce_case(64, 1, 2),
                               run_with({matmul_case("bf16", 64, 1), allreduce_case(64, 1, 8)})),
            "measured over 2 ranks here and 8 there");
}

TEST(WhyNotComparable, SaysThatTheCaseIsMissing) {
  const RunRecord run = run_with({allreduce_case(64, 1, 8)});
  EXPECT_EQ(why_not_comparable(allreduce_case(128, 1, 8), run),
            "only one of the two runs has this case");
  CaseRecord nameless;
  nameless.name = "no case at all";
  EXPECT_EQ(why_not_comparable(nameless, run), "only one of the two runs has this case");
}

TEST(WhyNotComparable, DoesNotTrustAnId) {
  const CaseRecord record = matmul_case("bf16", 64, 1);
  EXPECT_EQ(why_not_comparable(record, run_with({record})),
            "of the same name, but with another case id");
}

}  // namespace
}  // namespace steelyard::results
