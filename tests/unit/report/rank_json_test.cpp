#include "results/report/rank_json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/unit/report/golden_file.hpp"
#include "tests/unit/report/ranked_runs.hpp"

namespace steelyard::results {
namespace {

using Json = nlohmann::json;
using testing::HasSubstr;

Json parsed(const Ranking& ranking) { return Json::parse(rank_json(ranking)); }

void collect_keys(const Json& json, std::set<std::string>& keys) {
  for (const auto& [key, value] : json.items()) {
    if (json.is_object()) keys.insert(key);
    if (value.is_structured() && key != "outcomes") collect_keys(value, keys);
  }
}

TEST(RankJson, NamesItsFormatAndBaseline) {
  const Json json = parsed(test::reference_ranking());
  EXPECT_EQ(json["format"], "steelyard-ranking");
  EXPECT_EQ(json["version"], 2);
  EXPECT_EQ(json["confidence"], 0.95);
  EXPECT_EQ(json["baseline"]["title"], "Acme One, published figures");
  EXPECT_EQ(json["baseline"]["chip"], "Acme One");
  EXPECT_EQ(json["baseline"]["measured"], false);
  EXPECT_EQ(json["baseline"]["origin"], "reference");
  EXPECT_EQ(parsed(test::run_ranking())["baseline"]["file"], "one.h5");
}

TEST(RankJson, HoldsTheChips) {
  const Json json = parsed(test::reference_ranking())["chips"];
  ASSERT_EQ(json.size(), 2U);
  EXPECT_EQ(json[0]["runs"][0]["file"], "cpu.h5");
  EXPECT_EQ(json[0]["label"], "Some CPU");
  EXPECT_EQ(json[0]["chip_id"], "");
  EXPECT_EQ(json[0]["backend"], "cpu");
  EXPECT_EQ(json[0]["ranks"], 2);
  EXPECT_EQ(json[0]["nodes"], 1);
  EXPECT_EQ(json[0]["origin"], "measured");
  EXPECT_EQ(json[0]["runs"][0]["state"], "complete");
  EXPECT_EQ(json[0]["runs"][0]["created_utc"], "2026-11-22T04:06:12Z");
  EXPECT_EQ(json[0]["run_label"], "nightly");
  EXPECT_EQ(json[0]["runs"][0]["tool_version"], "0.1.0");
  EXPECT_EQ(json[0]["runs"][0]["warnings"][0], "2 ranks share 1 core (oversubscribed)");
  EXPECT_EQ(json[0]["runs"][0]["outcomes"]["skipped"], 1);
  EXPECT_EQ(json[0]["runs"][0]["outcomes"]["passed"], 4);
  EXPECT_EQ(json[0]["runs"][0]["disturbed_cases"], 1);
  EXPECT_EQ(json[0]["is_baseline"], false);
  EXPECT_THAT(json[0]["note"], HasSubstr("not in the catalogue"));
  EXPECT_EQ(json[1]["chip_id"], "acme-one");
}

TEST(RankJson, HoldsTheScores) {
  const Ranking ranking = test::reference_ranking();
  const Json json = parsed(ranking)["groups"];
  ASSERT_EQ(json.size(), 3U);
  EXPECT_EQ(json[0]["group"], "square");
  EXPECT_EQ(json[0]["counted"].size(), ranking.groups[0].counted.size());
  EXPECT_EQ(json[0]["left_out"], ranking.groups[0].left_out);
  ASSERT_EQ(json[0]["scores"].size(), 2U);
  EXPECT_EQ(json[0]["scores"][0]["chip"], 1);
  EXPECT_EQ(json[0]["scores"][0]["rank"], 1);
  EXPECT_EQ(json[0]["scores"][0]["ratio"]["point"], ranking.groups[0].scores[0].ratio.point);
  EXPECT_EQ(json[0]["reason"], "");
}

TEST(RankJson, LeavesOutIntervalsThatAreNone) {
  const Json json = parsed(test::imported_ranking());
  const Json result = json["cases"][0]["results"][0];
  EXPECT_EQ(result["origin"], "imported");
  EXPECT_EQ(result["data_pattern"], "tool, fastest\x1b[31m");
  for (const Json& interval : {result["figures"]["figure"], result["figures"]["seconds"],
                               result["ratio"], json["groups"][0]["scores"][0]["ratio"]}) {
    EXPECT_TRUE(interval["low"].is_null());
    EXPECT_TRUE(interval["high"].is_null());
    EXPECT_TRUE(interval["point"].is_number());
  }
  EXPECT_EQ(parsed(test::reference_ranking())["cases"][0]["results"][0]["origin"], "measured");
}

TEST(RankJson, HoldsEveryNumberOfACase) {
  const Ranking ranking = test::reference_ranking();
  const Json row = parsed(ranking)["cases"][0];
  EXPECT_EQ(row["id"], ranking.cases[0].id);
  EXPECT_EQ(row["name"], ranking.cases[0].name);
  EXPECT_EQ(row["group"], "square");
  ASSERT_EQ(row["results"].size(), 2U);
  const Json cpu = row["results"][0];
  const RankedCell& cell = *ranking.cases[0].cells[0];
  EXPECT_EQ(cpu["chip"], 0);
  EXPECT_EQ(cpu["outcome"], "passed");
  EXPECT_EQ(cpu["verification"], "verified");
  EXPECT_EQ(cpu["ranks"], 2);
  EXPECT_EQ(cpu["standing"], "counted");
  EXPECT_EQ(cpu["figures"]["unit"], "FLOP/s");
  EXPECT_EQ(cpu["figures"]["figure"]["low"], cell.figures->figure.low);
  EXPECT_EQ(cpu["figures"]["figure"]["point"], cell.figures->figure.point);
  EXPECT_EQ(cpu["figures"]["figure"]["high"], cell.figures->figure.high);
  EXPECT_EQ(cpu["figures"]["seconds"]["point"], cell.figures->seconds.point);
  EXPECT_EQ(cpu["figures"]["p5_seconds"], cell.figures->p5_seconds);
  EXPECT_EQ(cpu["figures"]["p95_seconds"], cell.figures->p95_seconds);
  EXPECT_EQ(cpu["figures"]["p99_seconds"], cell.figures->p99_seconds);
  EXPECT_EQ(cpu["figures"]["iterations"], 15);
  EXPECT_EQ(cpu["figures"]["rounds"], 3);
  EXPECT_EQ(cpu["figures"]["disturbed_rounds"], 1);
  EXPECT_EQ(cpu["fraction"]["of"], "probe");
  EXPECT_EQ(cpu["fraction"]["source"], "AVX-512 vdpbf16ps");
  EXPECT_EQ(cpu["fraction"]["value"]["point"], cell.fraction->value.point);
  EXPECT_FALSE(cpu["fraction"].contains("confidence"));
  EXPECT_EQ(cpu["ratio"]["point"], cell.ratio->point);
  EXPECT_EQ(cpu["reference"]["origin"], "published");
  EXPECT_EQ(cpu["reference"]["confidence"], "low");
  EXPECT_EQ(cpu["reference"]["value"], 80e12);
  EXPECT_EQ(row["results"][1]["fraction"]["confidence"], "high");
}

TEST(RankJson, HoldsReasonsAndExcess) {
  const Json cases = parsed(test::reference_ranking())["cases"];
  bool skipped = false;
  bool excessive = false;
  bool algbw = false;
  for (const Json& row : cases) {
    for (const Json& each : row["results"]) {
      skipped |= each["outcome"] == "skipped" && each["reason"] == "fp16 is not offered\x1b[31m";
      excessive |= each.contains("excess") && each["excess"]["certain"] == true &&
                   each["standing"] == "implausible";
      algbw |= each.contains("figures") && each["figures"].contains("algbw");
    }
  }
  EXPECT_TRUE(skipped);
  EXPECT_TRUE(excessive);
  EXPECT_TRUE(algbw);
}

TEST(RankJson, ListsWhatIsNotComparable) {
  const Json json = parsed(test::run_ranking())["not_comparable"];
  ASSERT_FALSE(json.empty());
  EXPECT_EQ(json[0]["chip"], 1);
  EXPECT_THAT(json[0]["case"], HasSubstr("matmul:dtype=f64"));
  EXPECT_THAT(json[0]["reason"], HasSubstr("only one of the two runs"));
}

// The schema is held against these files (tests/scripts/test_rank_schema.py).
TEST(RankJson, IsAsExpected) {
  test::expect_golden(rank_json(test::reference_ranking()), "rank_reference.json");
  test::expect_golden(rank_json(test::profiled_ranking()), "rank_profiles.json");
  test::expect_golden(rank_json(test::imported_ranking()), "rank_imported.json");
}

TEST(RankJson, HoldsScoresOfProfilesWithTheirVerdicts) {
  const Json profiles = parsed(test::profiled_ranking())["profiles"];
  ASSERT_EQ(profiles.size(), 3U);
  const Json& dense = profiles[0];
  EXPECT_EQ(dense["policy"], "wider");
  EXPECT_EQ(dense["covered_weight"], 0.75);
  EXPECT_EQ(dense["parts"][0]["weight"], 3);
  EXPECT_EQ(dense["excluded"][0]["to_baseline"], "comparable");
  EXPECT_EQ(dense["excluded"][0]["tost"]["high"], 1.04);
  EXPECT_FALSE(dense["excluded"][1].contains("to_baseline"));
  EXPECT_EQ(dense["wider"][1]["to_baseline"], "different");
  EXPECT_EQ(dense["missing"][0]["stand_in"], "matmul:dtype=bf16");
  EXPECT_EQ(profiles[1]["excluded"][0]["no_verdict"], "a case has too few iterations");
  EXPECT_FALSE(profiles[1]["excluded"][0].contains("tost"));
  EXPECT_TRUE(profiles[1]["excluded"][0]["ratio"]["low"].is_null());
  EXPECT_EQ(profiles[2]["reason"], "no case counts on every chip");
}

TEST(RankJson, HoldsPooledRunsAndWhatIsUnlike) {
  const Json json = parsed(test::profiled_ranking());
  ASSERT_EQ(json["chips"][1]["runs"].size(), 2U);
  EXPECT_EQ(json["chips"][1]["runs"][1]["file"], "second.h5");
  EXPECT_EQ(json["chips"][1]["pooling_notes"].size(), 1U);
  const Json result = json["cases"][1]["results"][1];
  EXPECT_EQ(result["runs"], 2);
  EXPECT_EQ(result["between_runs"], 0.0123);
  EXPECT_EQ(result["left_out_runs"][0], "fourth.h5: timeout");
  EXPECT_EQ(result["fraction_at_clock"]["of"], "peak at the sampled clock");
  EXPECT_EQ(result["fraction_of_best"]["origin"], "published");
  EXPECT_EQ(result["fraction_of_h20"]["limit"], 3e12);
  const Json unlike = json["unlike"];
  ASSERT_EQ(unlike.size(), 4U);
  EXPECT_EQ(unlike[0]["what"], "ranks");
  EXPECT_EQ(unlike[0]["values"][1]["value"], "2");
  EXPECT_EQ(unlike[0]["values"][1]["chips"][0], 1);
  EXPECT_EQ(unlike[3]["values"][1]["value"], "0.1.0 and 0.2.0");
}

TEST(RankJson, ReplacesInvalidUtf8) {
  Ranking ranking = test::reference_ranking();
  ranking.chips[0].label =
      "a\xff"
      "b";
  EXPECT_EQ(parsed(ranking)["chips"][0]["label"],
            "a\ufffd"
            "b");
}

TEST(RankJson, HasAllItsKeysOnItsPage) {
  std::ifstream stream(std::string(STEELYARD_SOURCE_DIR) + "/docs/rank-json.md");
  const std::string page{std::istreambuf_iterator<char>(stream), {}};
  std::set<std::string> keys;
  collect_keys(parsed(test::reference_ranking()), keys);
  collect_keys(parsed(test::run_ranking()), keys);
  collect_keys(parsed(test::profiled_ranking()), keys);
  EXPECT_GT(keys.size(), 50U);
  for (const std::string& key : keys) EXPECT_THAT(page, HasSubstr("`" + key + "`"));
}

}  // namespace
}  // namespace steelyard::results
