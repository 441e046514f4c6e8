#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "results/report/claims_text.hpp"
#include "tests/unit/claims/judged_claims.hpp"

namespace steelyard::results {
namespace {

using nlohmann::json;

TEST(ClaimsJson, HoldsAVerdict) {
  const json all = json::parse(claims_json(test::judged_claims()));
  EXPECT_EQ(all["format"], "steelyard-claims");
  EXPECT_EQ(all["version"], 1);
  ASSERT_EQ(all["claims"].size(), 3U);
  const json& one = all["claims"][0];
  EXPECT_EQ(one["claim"]["id"], "one-as-two");
  EXPECT_EQ(one["claim"]["chip"], "acme-one");
  EXPECT_EQ(one["claim"]["metric"], (json{{"kind", "group"}, {"of", "square"}}));
  EXPECT_EQ(one["claim"]["relation"], "comparable");
  EXPECT_EQ(one["claim"]["to"], "acme-two");
  EXPECT_EQ(one["claim"]["margin"], 0.05);
  EXPECT_FALSE(one["claim"].contains("factor"));
  EXPECT_EQ(one["claim"]["runs"], 1);
  EXPECT_EQ(one["claim"]["dtype"], "bf16");
  EXPECT_EQ(one["claim"]["source"]["url"], "https://example.org/");
  EXPECT_EQ(one["claim"]["source"]["title"], "An article");
  EXPECT_EQ(one["claim"]["source"]["date"], "2026-01");
  EXPECT_EQ(one["claim"]["quote"], "as <b>fast</b>\x1b[31m | `rm`");
  EXPECT_EQ(one["claim"]["note"], "by @somebody");
  EXPECT_EQ(one["chip"], "Acme One");
  EXPECT_EQ(one["to"], "Acme Two");
  EXPECT_EQ(one["verdict"], "supported");
  EXPECT_EQ(one["doubt"], "none");
  EXPECT_EQ(one["reason"], "The ratio is 1.");
}

TEST(ClaimsJson, HoldsTheNumbers) {
  const json all = json::parse(claims_json(test::judged_claims()));
  const json& numbers = all["claims"][0]["numbers"];
  EXPECT_EQ(numbers["ratio"], 1.0);
  EXPECT_EQ(numbers["interval"], json::array({0.99, 1.01}));
  EXPECT_NEAR(numbers["confidence"].get<double>(), 0.9, 1e-12);
  EXPECT_EQ(numbers["bounds"], json::array({0.9524, 1.05}));
  EXPECT_EQ(numbers["origin"], "measured");
  EXPECT_EQ(numbers["chip_runs"], 3);
  EXPECT_EQ(numbers["to_runs"], 4);
  EXPECT_EQ(numbers["counted"].size(), 2U);
  EXPECT_EQ(numbers["left_out"], 1);
  EXPECT_TRUE(all["claims"][1]["numbers"].is_null());
  const json& point = all["claims"][2]["numbers"];
  EXPECT_TRUE(point["interval"].is_null());
  EXPECT_EQ(point["bounds"], json::array({0.0, nullptr}));
  EXPECT_EQ(all["claims"][2]["claim"]["factor"], 0.8);
  EXPECT_FALSE(all["claims"][2]["claim"].contains("margin"));
  EXPECT_EQ(all["claims"][2]["break_even"], "Its cost stays below.");
  EXPECT_EQ(all["claims"][2]["to_decide"], "Give prices.");
  EXPECT_EQ(all["claims"][2]["doubt"], "no prices");
}

TEST(ClaimsJson, HoldsFilesAndDatasheets) {
  const json one = json::parse(claims_json(test::judged_claims()))["claims"][0];
  ASSERT_EQ(one["files"].size(), 2U);
  EXPECT_EQ(one["files"][0]["file"], "a\x1b[2J.h5");
  EXPECT_EQ(one["files"][0]["counts"], true);
  EXPECT_EQ(one["files"][1]["origin"], "modelled");
  EXPECT_EQ(one["files"][1]["chip"], "Acme Two (modelled)");
  EXPECT_EQ(one["files"][1]["counts"], false);
  EXPECT_EQ(one["files"][1]["why_not"], "Its numbers are modelled, not measured.");
  const json& paper = one["datasheets"];
  EXPECT_EQ(paper["sentence"], "datasheets suggest something.");
  EXPECT_EQ(paper["unknown"], json::array({"The link bandwidth is not published."}));
  const json& ratio = paper["ratios"][0];
  EXPECT_EQ(ratio["what"], "bf16 dense peak");
  EXPECT_EQ(ratio["ratio"], 2.0);
  EXPECT_EQ(ratio["unit"], "TFLOP/s");
  EXPECT_EQ(ratio["chip"],
            (json{{"value", 100.0}, {"source", "a datasheet"}, {"confidence", "high"}}));
  EXPECT_EQ(ratio["to"], (json{{"value", 50.0}, {"source", "a rumour"}, {"confidence", "low"}}));
}

}  // namespace
}  // namespace steelyard::results
