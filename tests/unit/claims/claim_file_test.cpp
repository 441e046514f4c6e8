#include "results/claims/claim_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "harness/core/error.hpp"
#include "tests/unit/verdicts/run_builder.hpp"

namespace steelyard::results {
namespace {

using ::testing::HasSubstr;

const Catalogue& chips() {
  static const Catalogue catalogue({test::round_chip(), test::round_chip("acme-two", "Two")});
  return catalogue;
}

std::vector<Claim> parse(const std::string& text) { return parse_claims(text, "file", chips()); }

/// One claim, with the lines given in place of those of the same key, or added.
std::string claim_with(const std::string& changed = "", const std::string& without = "") {
  const std::string key = changed.substr(0, changed.find(':'));
  std::string text = "claims:\n- id: a-claim\n";
  for (const std::string line : {"chip: acme-one", "metric: {profile: compute}",
                                 "relation: comparable", "to: acme-two", "source: not found"}) {
    const std::string own = line.substr(0, line.find(':'));
    if (own != key && own != without) text += "  " + line + "\n";
  }
  if (!changed.empty()) text += "  " + changed + "\n";
  return text;
}

std::string complaint(const std::string& text) {
  try {
    parse(text);
  } catch (const DataError& error) {
    return error.what();
  }
  return "";
}

TEST(ClaimFile, ReadsEveryKey) {
  const auto claims = parse(R"(
claims:
- id: first.claim-1
  chip: One
  metric: {cost: training-moe}
  relation: below
  to: acme-two
  factor: 0.8
  runs: 5
  dtype: fp16
  source: {title: An article, url: 'https://example.org/a', date: 2026-01-29}
  quote: cheaper
  note: by whom
- id: second
  chip: acme-two
  metric: {profile: compute}
  relation: comparable
  to: acme-one
  margin: 0.1
  source: not found, as reported in the press
)");
  ASSERT_EQ(claims.size(), 2U);
  const Claim& one = claims[0];
  EXPECT_EQ(one.id, "first.claim-1");
  EXPECT_EQ(one.chip, "acme-one");
  EXPECT_EQ(one.metric.kind, MetricKind::cost);
  EXPECT_EQ(one.metric.of, "training-moe");
  EXPECT_EQ(one.relation, Relation::below);
  EXPECT_EQ(one.to, "acme-two");
  EXPECT_EQ(one.factor, 0.8);
  EXPECT_EQ(one.runs, 5);
  EXPECT_EQ(one.dtype, Dtype::fp16);
  EXPECT_EQ(one.source.title, "An article");
  EXPECT_EQ(one.source.url, "https://example.org/a");
  EXPECT_EQ(one.source.date, "2026-01-29");
  EXPECT_EQ(one.quote, "cheaper");
  EXPECT_EQ(one.note, "by whom");
  const Claim& two = claims[1];
  EXPECT_EQ(two.relation, Relation::comparable);
  EXPECT_EQ(two.margin, 0.1);
  EXPECT_EQ(two.source.title, "not found, as reported in the press");
  EXPECT_EQ(two.source.url, "");
}

TEST(ClaimFile, HasDefaults) {
  const Claim claim = parse(claim_with()).front();
  EXPECT_EQ(claim.margin, 0.05);
  EXPECT_EQ(claim.factor, 1);
  EXPECT_EQ(claim.runs, 3);
  EXPECT_EQ(claim.dtype, Dtype::bf16);
  EXPECT_EQ(claim.quote, "");
  EXPECT_EQ(claim.note, "");
}

TEST(ClaimFile, KnowsEveryMetric) {
  const auto kind = [](const std::string& metric) {
    return parse(claim_with("metric: {" + metric + "}")).front().metric.kind;
  };
  EXPECT_EQ(kind("profile: compute"), MetricKind::profile);
  EXPECT_EQ(kind("group: square"), MetricKind::group);
  EXPECT_EQ(kind("case: 'matmul:dtype=bf16,m=8'"), MetricKind::single_case);
  EXPECT_EQ(kind("cost: compute"), MetricKind::cost);
  EXPECT_EQ(kind("system_compute: bf16"), MetricKind::system_compute);
  EXPECT_EQ(kind("mixed: square"), MetricKind::mixed);
}

TEST(ClaimFile, NamesMetricsAndRelationsAsItReadsThem) {
  EXPECT_EQ(name(MetricKind::profile), "profile");
  EXPECT_EQ(name(MetricKind::group), "group");
  EXPECT_EQ(name(MetricKind::single_case), "case");
  EXPECT_EQ(name(MetricKind::cost), "cost");
  EXPECT_EQ(name(MetricKind::system_compute), "system_compute");
  EXPECT_EQ(name(MetricKind::mixed), "mixed");
  EXPECT_EQ(name(Relation::comparable), "comparable");
  EXPECT_EQ(name(Relation::at_least), "at least");
  EXPECT_EQ(name(Relation::below), "below");
}

TEST(ClaimFile, TakesTheDtypeOfASystem) {
  const Claim claim = parse(claim_with("metric: {system_compute: fp8_e4m3}")).front();
  EXPECT_EQ(claim.dtype, Dtype::fp8_e4m3);
  EXPECT_EQ(claim.metric.of, "fp8_e4m3");
}

TEST(ClaimFile, RefusesWhatItDoesNotKnow) {
  EXPECT_THAT(complaint(claim_with("colour: red")), HasSubstr("unknown key 'colour'"));
  EXPECT_THAT(complaint("claims: []\nmore: 1\n"), HasSubstr("unknown key 'more'"));
  EXPECT_THAT(complaint(claim_with("metric: {profit: compute}")),
              HasSubstr("unknown metric 'profit'; did you mean 'profile'?"));
  EXPECT_THAT(complaint(claim_with("relation: comparible")),
              HasSubstr("unknown relation 'comparible'; did you mean 'comparable'?"));
  EXPECT_THAT(complaint(claim_with("chip: acme-on")), HasSubstr("did you mean 'acme-one'?"));
  EXPECT_THAT(complaint(claim_with("to: acme-tow")), HasSubstr("did you mean 'acme-two'?"));
  EXPECT_THAT(complaint(claim_with("dtype: bf61")), HasSubstr("did you mean 'bf16'?"));
  EXPECT_THAT(complaint(claim_with("metric: {system_compute: int32}")),
              HasSubstr("unknown dtype 'int32'"));
}

TEST(ClaimFile, SaysWhere) {
  EXPECT_THAT(complaint(claim_with("chip: nobody")), HasSubstr("file:7:9: "));
}

TEST(ClaimFile, NeedsItsKeys) {
  for (const std::string key : {"chip", "metric", "relation", "to", "source"}) {
    EXPECT_THAT(complaint(claim_with("", key)), HasSubstr("the key '" + key + "' is missing."));
  }
  EXPECT_THAT(complaint("claims:\n- {chip: acme-one}\n"), HasSubstr("the key 'id' is missing."));
  EXPECT_THAT(complaint("other: 1\n"), HasSubstr("unknown key"));
  EXPECT_THAT(complaint("claims: []\n"), HasSubstr("there is no claim"));
  EXPECT_THAT(complaint("claims: 1\n"), HasSubstr("expected a list"));
}

TEST(ClaimFile, WantsOneMetric) {
  EXPECT_THAT(complaint(claim_with("metric: {}")), HasSubstr("expected one of profile"));
  EXPECT_THAT(complaint(claim_with("metric: {profile: a, group: b}")),
              HasSubstr("expected one of profile"));
  EXPECT_THAT(complaint(claim_with("metric: profile")), HasSubstr("expected a map"));
}

TEST(ClaimFile, RefusesAnIdThatIsNoPlainWord) {
  for (const std::string id : {"Upper", "a b", "a_b", "'a\"b'", "a/b"}) {
    EXPECT_THAT(complaint("claims:\n- {id: " + id + "}\n"), HasSubstr("an id is made of")) << id;
  }
  const std::string longest(64, 'z');
  EXPECT_THAT(complaint("claims:\n- {id: " + longest + "}\n"), HasSubstr("'chip' is missing"));
  EXPECT_THAT(complaint("claims:\n- {id: " + longest + "z}\n"), HasSubstr("a text of 65 bytes"));
}

TEST(ClaimFile, RefusesAnIdTwice) {
  const std::string one = claim_with();
  EXPECT_THAT(complaint(one + one.substr(one.find("- id"))),
              HasSubstr("the id 'a-claim' stands here twice."));
}

TEST(ClaimFile, RefusesAChipComparedWithItself) {
  EXPECT_THAT(complaint(claim_with("to: acme-one")), HasSubstr("compared with another"));
  EXPECT_THAT(complaint(claim_with("to: One")), HasSubstr("compared with another"));
}

TEST(ClaimFile, HoldsFactorAndMarginToTheRelation) {
  EXPECT_THAT(complaint(claim_with("factor: 2")), HasSubstr("has a margin, and no factor"));
  const std::string at_least = claim_with("relation: at least");
  EXPECT_THAT(complaint(at_least), HasSubstr("the key 'factor' is missing"));
  EXPECT_EQ(parse(at_least + "  factor: 2\n").front().factor, 2);
  EXPECT_EQ(parse(at_least + "  factor: 2\n").front().relation, Relation::at_least);
  EXPECT_THAT(complaint(at_least + "  factor: 2\n  margin: 0.1\n"),
              HasSubstr("a margin belongs to 'comparable'"));
  EXPECT_THAT(complaint(claim_with("relation: below") + "  margin: 0.1\n"),
              HasSubstr("a margin belongs to 'comparable'"));
}

TEST(ClaimFile, HoldsNumbersToTheirRanges) {
  const std::string at_least = claim_with("relation: at least");
  for (const std::string factor : {"0.0000009", "1000001", "0", "-1", "nan", "inf", "x"}) {
    EXPECT_NE(complaint(at_least + "  factor: " + factor + "\n"), "") << factor;
  }
  for (const std::string factor : {"0.000001", "1000000"}) {
    EXPECT_EQ(complaint(at_least + "  factor: " + factor + "\n"), "") << factor;
  }
  for (const std::string margin : {"0", "1.0001", "-0.1"}) {
    EXPECT_NE(complaint(claim_with("margin: " + margin)), "") << margin;
  }
  EXPECT_EQ(complaint(claim_with("margin: 1")), "");
  for (const std::string runs : {"0", "1001", "1.5"}) {
    EXPECT_NE(complaint(claim_with("runs: " + runs)), "") << runs;
  }
  EXPECT_EQ(complaint(claim_with("runs: 1")), "");
  EXPECT_EQ(complaint(claim_with("runs: 1000")), "");
}

TEST(ClaimFile, RefusesASourceThatIsHalfThere) {
  EXPECT_THAT(complaint(claim_with("source: {title: a, url: 'https://a'}")),
              HasSubstr("'date' is missing"));
  EXPECT_THAT(complaint(claim_with("source: {title: a, url: 'javascript:x', date: 2026}")),
              HasSubstr("starts with https://"));
  EXPECT_EQ(complaint(claim_with("source: {title: a, url: 'http://a', date: 2026}")), "");
  EXPECT_EQ(complaint(claim_with("source: {title: a, url: 'http://a', date: 2026-01}")), "");
  for (const std::string date : {"26", "2026-1", "2026-01-2", "2026/01", "x026", "2026-01-011"}) {
    EXPECT_THAT(complaint(claim_with("source: {title: a, url: 'http://a', date: '" + date + "'}")),
                HasSubstr("YYYY"))
        << date;
  }
}

TEST(ClaimFile, RefusesACaseThatIsNone) {
  EXPECT_THAT(complaint(claim_with("metric: {case: 'matmul:m'}")), HasSubstr("file:7:18: "));
}

TEST(ClaimFile, RefusesTextsThatAreTooLong) {
  const auto quote = [](std::size_t bytes) {
    return complaint(claim_with("quote: " + std::string(bytes, 'q')));
  };
  EXPECT_EQ(quote(300), "");
  EXPECT_THAT(quote(301), HasSubstr("at most 300"));
  EXPECT_THAT(complaint(claim_with("metric: {group: " + std::string(201, 'g') + "}")),
              HasSubstr("at most 200"));
}

TEST(ClaimFile, RefusesMoreThanAThousand) {
  const auto many = [](int count) {
    std::string text = "claims:\n";
    for (int i = 0; i < count; ++i) {
      text += "- {id: c" + std::to_string(i) +
              ", chip: acme-one, metric: {profile: a}, relation: comparable, to: acme-two, "
              "source: s}\n";
    }
    return complaint(text);
  };
  EXPECT_EQ(many(1'000), "");
  EXPECT_THAT(many(1'001), HasSubstr("1001 claims; at most 1000"));
}

}  // namespace
}  // namespace steelyard::results
