#include "results/verdicts/claims/claim_verdict.hpp"

#include <gtest/gtest.h>

namespace steelyard::results {
namespace {

ClaimVerdict verdict_of(Verdict verdict) {
  ClaimVerdict claim;
  claim.verdict = verdict;
  return claim;
}

ExitCode code_of(std::vector<Verdict> verdicts) {
  std::vector<ClaimVerdict> claims;
  for (const Verdict each : verdicts) claims.push_back(verdict_of(each));
  return exit_code(claims);
}

TEST(ClaimVerdicts, EndByTheGravest) {
  using enum Verdict;
  EXPECT_EQ(code_of({supported, supported}), ExitCode::fine);
  EXPECT_EQ(code_of({supported, undecided}), ExitCode::inconclusive);
  EXPECT_EQ(code_of({undecided, refuted, supported}), ExitCode::wrong_result);
  EXPECT_EQ(code_of({refuted}), ExitCode::wrong_result);
}

TEST(ClaimVerdicts, HaveNames) {
  EXPECT_EQ(name(Verdict::supported), "supported");
  EXPECT_EQ(name(Verdict::refuted), "refuted");
  EXPECT_EQ(name(Verdict::undecided), "undecided");
  EXPECT_EQ(name(Doubt::none), "none");
  EXPECT_EQ(name(Doubt::no_run), "no run");
  EXPECT_EQ(name(Doubt::not_measured), "not measured");
  EXPECT_EQ(name(Doubt::too_few_runs), "too few runs");
  EXPECT_EQ(name(Doubt::cases_missing), "cases missing");
  EXPECT_EQ(name(Doubt::no_prices), "no prices");
  EXPECT_EQ(name(Doubt::straddles), "straddles");
}

TEST(ClaimVerdicts, AreAtNinetyPercent) { EXPECT_DOUBLE_EQ(claim_confidence, 0.90); }

}  // namespace
}  // namespace steelyard::results
