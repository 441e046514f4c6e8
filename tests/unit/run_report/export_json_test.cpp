#include "results/report/export_json.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "tests/unit/run_report/reported_run.hpp"

namespace steelyard::results {
namespace {

using testing::reported_run;
using Json = nlohmann::json;

TEST(ExportJson, HoldsTheRun) {
  const Json json = Json::parse(export_json(reported_run()));
  EXPECT_EQ(json["schema"], "steelyard-run");
  EXPECT_EQ(json["schema_version"], 1);
  EXPECT_EQ(json["run_uuid"], "the-uuid");
  EXPECT_EQ(json["state"], "complete");
  EXPECT_EQ(json["origin"], "measured");
  EXPECT_EQ(json["precision"], 0.01);
  EXPECT_EQ(json["suite_text"], "");
  EXPECT_EQ(json["environment"]["ranks"][1]["device"], "cpu:1");
  EXPECT_EQ(json["environment"]["warnings"][0], "over\x1b[31msubscribed");
  EXPECT_EQ(json["telemetry"][0]["power_watts"], 300);
}

TEST(ExportJson, HoldsNodesAndSoftware) {
  RunRecord run = reported_run();
  run.info.environment.nodes = {{"n0", {{"smt", "on"}}, "<topology/>"}};
  run.info.environment.software = {{"mpi", "4.1"}};
  run.info.environment.variables = {{"n0/OMP", "1"}};
  const Json json = Json::parse(export_json(run))["environment"];
  EXPECT_EQ(json["nodes"][0],
            (Json{{"host", "n0"}, {"facts", {{"smt", "on"}}}, {"topology", "<topology/>"}}));
  EXPECT_EQ(json["software"]["mpi"], "4.1");
  EXPECT_EQ(json["variables"]["n0/OMP"], "1");
}

TEST(ExportJson, HoldsEveryContinuation) {
  RunRecord run = reported_run();
  EXPECT_EQ(nlohmann::json::parse(export_json(run)).at("continuations").size(), 0u);
  run.info.continuations.resize(2);
  run.info.continuations[1].created_utc = "2026-11-23T01:02:03Z";
  run.info.continuations[1].start_seconds = 12.5;
  run.info.continuations[1].environment.warnings = {"oversubscribed"};
  const auto again = nlohmann::json::parse(export_json(run)).at("continuations");
  ASSERT_EQ(again.size(), 2u);
  EXPECT_EQ(again[1].at("created_utc"), "2026-11-23T01:02:03Z");
  EXPECT_EQ(again[1].at("start_seconds"), 12.5);
  EXPECT_EQ(again[1].at("environment").at("warnings").at(0), "oversubscribed");
}

TEST(ExportJson, HoldsEverySample) {
  const Json record = Json::parse(export_json(reported_run()))["cases"][0];
  EXPECT_EQ(record["id"], "aaaa");
  EXPECT_EQ(record["message_bytes"], 6000);
  EXPECT_EQ(record["visits"][0]["samples"], Json::parse("[[0.001, 0.002], [0.004, 0.003]]"));
  EXPECT_EQ(record["visits"][0]["late"], Json::parse("[0, 1]"));
  EXPECT_EQ(record["visits"][0]["iterations"], 2);
  EXPECT_EQ(record["visits"][0]["late_recorded"], true);
  EXPECT_EQ(record["visits"][1]["samples"], Json::parse("[[0.003, 0.0015]]"));
  EXPECT_EQ(record["visits"][1]["round"], 2);
  EXPECT_EQ(record["visits"][1]["disturbed"], true);
  EXPECT_EQ(record["visits"][1]["late_recorded"], false);
}

TEST(ExportJson, AddsFiguresToMeasuredCasesOnly) {
  const Json cases = Json::parse(export_json(reported_run()))["cases"];
  const Json& figures = cases[0]["figures"];
  EXPECT_EQ(figures["seconds"]["point"], 0.003);
  EXPECT_TRUE(figures["seconds"]["low"].is_null()) << "three times have no interval";
  EXPECT_TRUE(figures["figure"]["high"].is_null());
  EXPECT_TRUE(figures["algbw"]["low"].is_null());
  EXPECT_NEAR(figures["figure"]["point"].get<double>(), 3e6, 1);
  EXPECT_NEAR(figures["algbw"]["point"].get<double>(), 2e6, 1);
  EXPECT_NEAR(figures["p5_seconds"].get<double>(), 0.0021, 1e-9);
  EXPECT_NEAR(figures["p95_seconds"].get<double>(), 0.0039, 1e-9);
  EXPECT_NEAR(figures["p99_seconds"].get<double>(), 0.00398, 1e-9);
  EXPECT_EQ(figures["unit"], "B/s busbw");
  EXPECT_EQ(figures["iterations"], 3);
  EXPECT_EQ(figures["rounds"], 2);
  EXPECT_FALSE(cases[1].contains("figures"));
  EXPECT_EQ(cases[1]["outcome"], "skipped");
  EXPECT_EQ(cases[1]["visits"], Json::array());
}

TEST(ExportJson, HasIntervalsWhereThereAreEnoughTimes) {
  RunRecord run = reported_run();
  Visit& visit = run.cases[0].visits[0];
  visit.late.clear();
  visit.batches.clear();
  for (int i = 0; i < 6; ++i) visit.samples.push_back(0.003);
  const Json figures = Json::parse(export_json(run))["cases"][0]["figures"];
  EXPECT_LE(figures["seconds"]["low"].get<double>(), 0.003);
  EXPECT_GE(figures["seconds"]["high"].get<double>(), 0.003);
}

TEST(ExportJson, IsJsonWhateverTheFileHolds) {
  RunRecord run = reported_run();
  run.info.label = "not utf-8: \xff\xfe";
  run.telemetry[0].power_watts = std::numeric_limits<double>::quiet_NaN();
  const Json json = Json::parse(export_json(run));
  EXPECT_TRUE(json["telemetry"][0]["power_watts"].is_null());
  EXPECT_EQ(json["label"].get<std::string>().substr(0, 11), "not utf-8: ");
}

}  // namespace
}  // namespace steelyard::results
