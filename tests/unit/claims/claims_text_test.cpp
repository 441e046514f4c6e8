#include "results/report/claims_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "results/report/claims_words.hpp"
#include "tests/unit/claims/judged_claims.hpp"

namespace steelyard::results {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string text() { return claims_text(test::judged_claims()); }

TEST(ClaimsText, SaysEverything) {
  const std::string all = text();
  EXPECT_THAT(all, HasSubstr("one-as-two: SUPPORTED\n"));
  EXPECT_THAT(all, HasSubstr("one-as-two: REFUTED\n"));
  EXPECT_THAT(all, HasSubstr("cheaper: undecided (no prices)\n"));
  EXPECT_THAT(all, HasSubstr("  claim       Acme One: comparable (margin 5 %) to Acme Two in the "
                             "group square\n"));
  EXPECT_THAT(all, HasSubstr("  source      An article (2026-01) https://example.org/\n"));
  EXPECT_THAT(all, HasSubstr("  source      not found\n"));
  EXPECT_THAT(all, HasSubstr("  note        by @somebody\n"));
  EXPECT_THAT(all, HasSubstr("  verdict     The ratio is 1.\n"));
  EXPECT_THAT(all, HasSubstr("  ratio       1.000 [0.990, 1.010] at 90 %, of 3 and 4 runs, 2 cases "
                             "(1 left out), measured\n"));
  EXPECT_THAT(all, HasSubstr("  ratio       2.000, without an interval, of 1 and 1 runs, 1 case, "
                             "modelled\n"));
  EXPECT_THAT(all, HasSubstr("  break-even  Its cost stays below.\n"));
  EXPECT_THAT(all, HasSubstr("  to decide   Give prices.\n"));
  EXPECT_THAT(all, HasSubstr("  on paper    datasheets suggest something. The link bandwidth is "
                             "not published.\n"));
  EXPECT_THAT(all, HasSubstr("One <script>, measured): It counts.\n"));
  EXPECT_THAT(all, HasSubstr("              b.h5 (Acme Two (modelled), modelled): Its numbers are "
                             "modelled, not measured.\n"));
  EXPECT_THAT(all, HasSubstr("\n3 claims: 1 supported, 1 refuted, 1 undecided\n"));
}

TEST(ClaimsText, IsSafeToPrint) {
  const std::string all = text();
  EXPECT_THAT(all, Not(HasSubstr("\x1b")));
  EXPECT_THAT(all, Not(HasSubstr("\xe2\x80\xae")));
  EXPECT_THAT(all, HasSubstr("as <b>fast</b>\\x1b[31m"));
  EXPECT_THAT(all, HasSubstr("training\\u202e"));
}

TEST(ClaimsWords, StateEveryMetric) {
  ClaimVerdict verdict = test::supported_claim();
  const auto state = [&](MetricKind kind, const std::string& of) {
    verdict.claim.metric = {kind, of};
    return statement_of(verdict);
  };
  verdict.claim.relation = Relation::at_least;
  verdict.claim.factor = 1.5;
  EXPECT_EQ(state(MetricKind::profile, "p"), "Acme One: at least 1.5 x Acme Two by the profile p");
  EXPECT_EQ(state(MetricKind::group, "g"), "Acme One: at least 1.5 x Acme Two in the group g");
  EXPECT_EQ(state(MetricKind::single_case, "m:a=b"), "Acme One: at least 1.5 x Acme Two in m:a=b");
  EXPECT_EQ(state(MetricKind::system_compute, "bf16"),
            "Acme One: at least 1.5 x Acme Two in bf16 multiplications of the whole system");
  EXPECT_EQ(
      state(MetricKind::mixed, "g"),
      "Acme One and Acme Two in one cluster: at least 1.5 x the mean of what both reach alone "
      "in the group g");
  verdict.claim.relation = Relation::below;
  EXPECT_EQ(state(MetricKind::cost, "p"),
            "Acme One: below 1.5 x Acme Two in the cost of a unit of work by the profile p");
}

TEST(ClaimsWords, TellOneClaim) {
  const std::vector<ClaimVerdict> one{test::supported_claim()};
  EXPECT_EQ(tally_of(one), "1 claim: 1 supported, 0 refuted, 0 undecided");
}

TEST(ClaimsWords, HaveNothingToSayWithoutNumbers) {
  ClaimVerdict verdict = test::supported_claim();
  verdict.numbers.reset();
  EXPECT_EQ(numbers_of(verdict), "");
}

TEST(ClaimsMarkdown, HasATableAndDetails) {
  const std::string all = claims_markdown(test::judged_claims());
  EXPECT_THAT(all, HasSubstr("**3 claims: 1 supported, 1 refuted, 1 undecided**\n\n"));
  EXPECT_THAT(all, HasSubstr("| claim | verdict | ratio |\n"));
  EXPECT_THAT(all, HasSubstr("| **supported** |"));
  EXPECT_THAT(all, HasSubstr("| **refuted** |"));
  EXPECT_THAT(all, HasSubstr("| undecided: no prices |"));
  EXPECT_THAT(all, HasSubstr("<summary>one-as-two</summary>"));
  EXPECT_THAT(all, HasSubstr("- to decide: Give prices.\n"));
  EXPECT_THAT(all, HasSubstr("- break-even: Its cost stays below.\n"));
  EXPECT_THAT(all, HasSubstr("- on paper: datasheets suggest something."));
  EXPECT_THAT(all, HasSubstr("- verdict: The ratio is 1.\n"));
  EXPECT_THAT(all, HasSubstr("- note: by \\@"));
  EXPECT_THAT(all, HasSubstr("- source: not found\n"));
  EXPECT_THAT(all, HasSubstr("- file: b.h5 (Acme Two (modelled), modelled): Its numbers"));
}

TEST(ClaimsMarkdown, HoldsNoMarkupFromFiles) {
  const std::string all = claims_markdown(test::judged_claims());
  EXPECT_THAT(all, Not(HasSubstr("<b>")));
  EXPECT_THAT(all, Not(HasSubstr("<script>")));
  EXPECT_THAT(all, Not(HasSubstr(" `rm`")));
  EXPECT_THAT(all, Not(HasSubstr("@somebody")));
  EXPECT_THAT(all, Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace steelyard::results
