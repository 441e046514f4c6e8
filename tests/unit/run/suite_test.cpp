#include <gmock/gmock.h>

#include "harness/core/digest.hpp"
#include "harness/core/error.hpp"
#include "harness/run/suite.hpp"

namespace steelyard::run {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

/// A suite whose only group holds `cases` after `with`.
std::string suite_with(const std::string& with, const std::string& cases) {
  return "name: s\ngroups:\n  - name: g\n    workload: w\n    with: " + with +
         "\n    cases: " + cases + "\n";
}

std::vector<std::string> expanded(const std::string& with, const std::string& cases) {
  std::vector<std::string> texts;
  for (const SuiteCase& each : parse_suite(suite_with(with, cases), "s.yaml").cases) {
    texts.push_back(to_string(each.spec));
  }
  return texts;
}

/// What parse_suite() says against a text, or "" if it takes it.
std::string refusal(const std::string& text) {
  try {
    parse_suite(text, "s.yaml");
  } catch (const DataError& error) {
    return error.what();
  }
  return "";
}

std::string refusal_of(const std::string& with, const std::string& cases) {
  return refusal(suite_with(with, cases));
}

/// A suite with one more key at the top.
std::string refusal_of_key(const std::string& line) {
  return refusal(line + "\n" + suite_with("{}", "[{a: 1}]"));
}

TEST(Suite, ReadsEveryKey) {
  const std::string text =
      "name: quick\n"
      "description: >\n  two\n  lines\n"
      "precision: 0.05\nrounds: 4\nbudget: 100.5\nmax_samples: 500\nmax_seconds: 1.5\n"
      "groups:\n"
      "  - {name: first group, source: a paper, workload: matmul, cases: [{m: 1}]}\n"
      "  - {name: second, data: zeros, workload: allreduce, with: {op: sum}, cases: [{bytes: "
      "8}]}\n";
  const Suite suite = parse_suite(text, "quick.yaml");

  EXPECT_EQ(suite.name, "quick");
  EXPECT_EQ(suite.description, "two lines");
  EXPECT_EQ(suite.text, text);
  EXPECT_EQ(suite.sha256, sha256(text));
  EXPECT_EQ(suite.precision, 0.05);
  EXPECT_EQ(suite.rounds, 4);
  EXPECT_EQ(suite.budget_seconds, 100.5);
  EXPECT_EQ(suite.max_samples, 500u);
  EXPECT_EQ(suite.max_seconds, 1.5);
  ASSERT_THAT(suite.cases, SizeIs(2));
  EXPECT_EQ(to_string(suite.cases[0].spec), "matmul:m=1");
  EXPECT_EQ(suite.cases[0].group, "first group");
  EXPECT_EQ(suite.cases[0].source, "a paper");
  EXPECT_EQ(suite.cases[0].data, DataPattern::normal);
  EXPECT_EQ(to_string(suite.cases[1].spec), "allreduce:op=sum,bytes=8");
  EXPECT_EQ(suite.cases[1].group, "second");
  EXPECT_EQ(suite.cases[1].source, "");
  EXPECT_EQ(suite.cases[1].data, DataPattern::zeros);
}

TEST(Suite, HasTheDocumentedDefaults) {
  const Suite suite = parse_suite(suite_with("{}", "[{a: 1}]"), "s.yaml");
  EXPECT_EQ(suite.description, "");
  EXPECT_EQ(suite.precision, 0.01);
  EXPECT_EQ(suite.rounds, 3);
  EXPECT_EQ(suite.budget_seconds, 0);
  EXPECT_EQ(suite.max_samples, 10000u);
  EXPECT_EQ(suite.max_seconds, 5);
}

TEST(Suite, SweepsListsTheLastFastest) {
  EXPECT_THAT(expanded("{d: [x, y], t: nt}", "[{m: [1, 2], k: [3, 4]}]"),
              ElementsAre("w:d=x,t=nt,m=1,k=3", "w:d=x,t=nt,m=1,k=4", "w:d=x,t=nt,m=2,k=3",
                          "w:d=x,t=nt,m=2,k=4", "w:d=y,t=nt,m=1,k=3", "w:d=y,t=nt,m=1,k=4",
                          "w:d=y,t=nt,m=2,k=3", "w:d=y,t=nt,m=2,k=4"));
}

TEST(Suite, KeepsTheOrderOfCases) {
  EXPECT_THAT(expanded("{d: [x, y]}", "[{m: 2}, {m: 1}]"),
              ElementsAre("w:d=x,m=2", "w:d=y,m=2", "w:d=x,m=1", "w:d=y,m=1"));
}

TEST(Suite, ExpandsMnkToThreeEqualParameters) {
  EXPECT_THAT(expanded("{}", "[{mnk: [5, 6]}]"), ElementsAre("w:m=5,n=5,k=5", "w:m=6,n=6,k=6"));
}

TEST(Suite, ExpandsRangesByTheirFactor) {
  EXPECT_THAT(expanded("{}", "[{b: {from: 8, to: 64, factor: 2}}]"),
              ElementsAre("w:b=8", "w:b=16", "w:b=32", "w:b=64"));
  EXPECT_THAT(expanded("{}", "[{b: {from: 8, to: 63, factor: 2}}]"),
              ElementsAre("w:b=8", "w:b=16", "w:b=32"));
  EXPECT_THAT(expanded("{}", "[{b: {from: 3, to: 27, factor: 3}}]"),
              ElementsAre("w:b=3", "w:b=9", "w:b=27"));
  EXPECT_THAT(expanded("{}", "[{b: {from: 5, to: 5, factor: 10}}]"), ElementsAre("w:b=5"));
  EXPECT_THAT(expanded("{}", "[{b: {from: 1, to: 9007199254740992, factor: 2}}]"), SizeIs(54));
}

TEST(Suite, RefusesBadRanges) {
  const auto range = [](const char* text) {
    return refusal_of("{}", "[{b: " + std::string(text) + "}]");
  };
  EXPECT_THAT(range("{from: 0, to: 8, factor: 2}"), HasSubstr("'from' is '0'"));
  EXPECT_THAT(range("{from: 8, to: 7, factor: 2}"),
              HasSubstr("'to' is '7'; it must be a number from 8"));
  EXPECT_THAT(range("{from: 1, to: 8, factor: 1}"), HasSubstr("'factor' is '1'"));
  EXPECT_THAT(range("{from: 1, to: 9007199254740993, factor: 2}"),
              HasSubstr("to 9007199254740992"));
  EXPECT_THAT(range("{from: 1, to: 8}"), HasSubstr("a range lacks the key 'factor'"));
  EXPECT_THAT(range("{from: 1, factor: 2}"), HasSubstr("lacks the key 'to'"));
  EXPECT_THAT(range("{to: 1, factor: 2}"), HasSubstr("lacks the key 'from'"));
  EXPECT_THAT(range("{from: 1, to: 8, fctor: 2}"), HasSubstr("did you mean 'factor'?"));
  EXPECT_THAT(range("{from: 1.5, to: 8, factor: 2}"), HasSubstr("'from' is '1.5'"));
}

TEST(Suite, TakesACaseWithoutParameters) { EXPECT_THAT(expanded("{}", "[{}]"), ElementsAre("w")); }

TEST(Suite, MayBeEmptyIfItSaysSo) {
  EXPECT_TRUE(parse_suite("name: s\ngroups: []\n", "s.yaml").cases.empty());
}

TEST(Suite, NamesLineAndColumnOfAnUnknownKey) {
  EXPECT_EQ(refusal("name: s\nprecison: 0.1\ngroups: []\n"),
            "s.yaml:2:1: unknown key of a suite 'precison'; did you mean 'precision'? Valid: name, "
            "description, precision, rounds, budget, max_samples, max_seconds, groups.");
  EXPECT_THAT(refusal("name: s\ngroups:\n  - {name: g, wrkload: w, cases: [{}]}\n"),
              HasSubstr("s.yaml:3:15: unknown key of a group 'wrkload'; did you mean 'workload'?"));
}

TEST(Suite, NamesWhatIsMissing) {
  EXPECT_THAT(refusal("groups: []"), HasSubstr("a suite lacks the key 'name'"));
  EXPECT_THAT(refusal("name: s"), HasSubstr("a suite lacks the key 'groups'"));
  const auto group = [](const std::string& body) {
    return refusal("name: s\ngroups: [{" + body + "}]");
  };
  EXPECT_THAT(group("workload: w, cases: [{}]"), HasSubstr("a group lacks the key 'name'"));
  EXPECT_THAT(group("name: g, cases: [{}]"), HasSubstr("a group lacks the key 'workload'"));
  EXPECT_THAT(group("name: g, workload: w"), HasSubstr("a group lacks the key 'cases'"));
}

TEST(Suite, RefusesWhatHasTheWrongShape) {
  EXPECT_THAT(refusal(""), HasSubstr("s.yaml:1:1: a suite must be a mapping of keys."));
  EXPECT_THAT(refusal("- a"), HasSubstr("a suite must be a mapping"));
  EXPECT_THAT(refusal("name: s\ngroups: 3"), HasSubstr("s.yaml:2:9: 'groups' must be a list"));
  EXPECT_THAT(refusal("name: s\ngroups: "), HasSubstr("'groups' must be a list."));
  EXPECT_THAT(refusal("name: s\ngroups: {}"), HasSubstr("'groups' must be a list."));
  EXPECT_THAT(refusal("name: s\ngroups: [3]"), HasSubstr("a group must be a mapping"));
  EXPECT_THAT(refusal("name: [s]\ngroups: []"), HasSubstr("'name' must be a text"));
  EXPECT_THAT(refusal("name: \ngroups: []"), HasSubstr("'name' must be a text"));
  EXPECT_THAT(refusal("name: ''\ngroups: []"), HasSubstr("'name' is empty"));
  EXPECT_THAT(refusal("name: a b\ngroups: []"), HasSubstr("'name' 'a b' may hold letters, digits"));
  EXPECT_THAT(refusal("name: s\n? [a]\n: b\n"), HasSubstr("a key must be a plain word"));
  EXPECT_THAT(refusal_of("[a]", "[{}]"), HasSubstr("'with' must be a mapping"));
  EXPECT_THAT(refusal_of("{}", "[]"), HasSubstr("'cases' must be a list of at least one case"));
  EXPECT_THAT(refusal_of("{}", "{}"), HasSubstr("'cases' must be a list"));
  EXPECT_THAT(refusal_of("{}", "[a]"), HasSubstr("a case must be a mapping"));
  EXPECT_THAT(refusal_of("{}", "[{a: []}]"), HasSubstr("the list is empty"));
  EXPECT_THAT(refusal_of("{}", "[{a: [[1]]}]"), HasSubstr("a value must be a text"));
  EXPECT_THAT(refusal_of("{}", "[{a: }]"), HasSubstr("a value must be a text"));
  EXPECT_THAT(refusal_of("{}", "[{a: '1,b=2'}]"), HasSubstr("a value '1,b=2' may hold letters"));
  EXPECT_THAT(refusal_of("{}", "[{'a b': 1}]"), HasSubstr("'a b' is not the name of a parameter"));
}

TEST(Suite, RefusesAKeyTwice) {
  EXPECT_EQ(refusal("name: s\nrounds: 1\nname: t\n"), "s.yaml:3:1: the key 'name' stands twice.");
  EXPECT_THAT(refusal_of("{}", "[{a: 1, a: 2}]"), HasSubstr("the key 'a' stands twice"));
}

TEST(Suite, RefusesAParameterTwice) {
  EXPECT_THAT(refusal_of("{a: 1}", "[{a: 2}]"),
              HasSubstr("s.yaml:6:13: the parameter 'a' is given twice for this case."));
  EXPECT_THAT(refusal_of("{}", "[{mnk: 1, n: 2}]"), HasSubstr("the parameter 'n' is given twice"));
}

TEST(Suite, ChecksTheRangeOfEveryNumber) {
  const auto expect_bounds = [](const std::string& key, const std::vector<std::string>& good,
                                const std::vector<std::string>& bad) {
    for (const auto& value : good) EXPECT_EQ(refusal_of_key(key + ": " + value), "") << value;
    for (const auto& value : bad) {
      EXPECT_THAT(refusal_of_key(key + ": " + value),
                  HasSubstr("'" + key + "' is '" + value + "'; it must be a number from"));
    }
  };
  expect_bounds("precision", {"0.000001", "1"},
                {"0.0000009", "1.1", "0", "-1", "nan", "x", "0.1x"});
  expect_bounds("rounds", {"1", "1000"}, {"0", "1001", "-1", "1.5", "99999999999"});
  expect_bounds("budget", {"0", "10000000"}, {"-0.1", "10000001", "inf"});
  expect_bounds("max_samples", {"1", "10000000"}, {"0", "10000001", "-1"});
  expect_bounds("max_seconds", {"0.001", "100000"}, {"0.0009", "100001"});
}

TEST(Suite, ChecksTheLengthOfEveryText) {
  const auto of = [](std::size_t length) { return std::string(length, 'x'); };
  EXPECT_EQ(refusal_of_key("description: " + of(2000)), "");
  EXPECT_THAT(refusal_of_key("description: " + of(2001)), HasSubstr("longer than 2000"));
  EXPECT_EQ(refusal_of("{}", "[{a: " + of(64) + "}]"), "");
  EXPECT_THAT(refusal_of("{}", "[{a: " + of(65) + "}]"), HasSubstr("longer than 64"));
  EXPECT_EQ(refusal_of("{}", "[{" + of(64) + ": 1}]"), "");
  EXPECT_THAT(refusal_of("{}", "[{" + of(65) + ": 1}]"), HasSubstr("is not the name"));
  const auto group = [](const std::string& body) {
    return refusal("name: s\ngroups: [{workload: w, cases: [{}], " + body + "}]");
  };
  EXPECT_EQ(group("name: " + of(100)), "");
  EXPECT_THAT(group("name: " + of(101)), HasSubstr("longer than 100"));
  EXPECT_EQ(group("name: g, source: " + of(2000)), "");
  EXPECT_THAT(group("name: g, source: " + of(2001)), HasSubstr("longer than 2000"));
}

TEST(Suite, NamesTheNearestDataPattern) {
  EXPECT_THAT(refusal("name: s\ngroups: [{name: g, workload: w, data: zero, cases: [{}]}]"),
              HasSubstr("unknown data pattern 'zero'; did you mean 'zeros'? "
                        "Valid: normal, small-integers, zeros."));
}

TEST(Suite, GivesACaseAtMost64Parameters) {
  const auto with = [](int parameters) {
    std::string text = "{p0: 1";
    for (int i = 1; i < parameters; ++i) text += ", p" + std::to_string(i) + ": 1";
    return text + "}";
  };
  EXPECT_THAT(expanded(with(63), "[{own: 1}]"), SizeIs(1));
  EXPECT_THAT(refusal_of(with(64), "[{own: 1}]"), HasSubstr("more than 64 parameters"));
  EXPECT_THAT(refusal_of(with(63), "[{mnk: 1}]"), HasSubstr("more than 64 parameters"));
}

TEST(Suite, HoldsAtMost10000Cases) {
  std::string hundred = "[0";
  for (int i = 1; i < 100; ++i) hundred += ", " + std::to_string(i);
  hundred += "]";
  EXPECT_THAT(expanded("{a: " + hundred + "}", "[{b: " + hundred + "}]"), SizeIs(10000));
  EXPECT_EQ(refusal_of("{a: " + hundred + "}", "[{b: " + hundred + "}, {b: 1}]"),
            "s.yaml:6:410: the suite has more than 10000 cases.");
  // The product would overflow long before it was expanded.
  std::string many = "{p0: " + hundred;
  for (int i = 1; i < 40; ++i) many += ", p" + std::to_string(i) + ": " + hundred;
  EXPECT_THAT(refusal_of(many + "}", "[{}]"), HasSubstr("more than 10000 cases"));
}

}  // namespace
}  // namespace steelyard::run
