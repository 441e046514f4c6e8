#include "results/report/page/details_json.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/unit/page/made_page.hpp"

namespace steelyard::results::page {
namespace {

using nlohmann::json;
using testing::ElementsAre;

json details_of(const std::vector<NamedRun>& runs) {
  const auto page = test::made_page(runs);
  return json::parse(details_json(page->input));
}

std::vector<std::string> keys_of(const json& object) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.push_back(key);
  return keys;
}

NamedRun four_ranks() {
  NamedRun run = test::run_on_nodes(
      "a.h5", 4, {test::matmul_case("bf16", 64, 1, 4), test::allreduce_case(64, 1. / 3, 4)});
  run.run.info.suite_name = "quick";
  run.run.info.command_line = "steelyard run --seed 3";
  run.run.info.origin = Origin::measured;
  return run;
}

NamedRun on_chip() {
  return test::named_run("b.h5", "One",
                         {test::matmul_case("bf16", 64, 1), test::allreduce_case(64, 1, 8)},
                         "acme-one");
}

TEST(DetailsJson, HasAllPartsOfNothing) {
  const auto page = test::made_page({four_ranks()});
  const PageInput empty({}, page->catalogue, {});
  const json details = json::parse(details_json(empty));
  EXPECT_THAT(keys_of(details), ElementsAre("bus_bandwidth", "devices", "environment_differences",
                                            "rank_times", "reproduce", "rooflines", "runs"));
  for (const json& part : details) EXPECT_EQ(part, json::array());
}

TEST(DetailsJson, TellsOfRuns) {
  const json run = details_of({on_chip(), four_ranks()}).at("runs").at(1);
  EXPECT_EQ(run, json::parse(R"({"chip": 1, "run": 0, "file": "a.h5", "uuid": "uuid of a.h5",
      "origin": "measured", "created_utc": "2026-11-22T04:06:12Z", "suite": "quick",
      "command": "steelyard run --seed 3",
      "nodes": [{"host": "node0", "ranks": [0, 1]}, {"host": "node1", "ranks": [2, 3]}]})"));
}

TEST(DetailsJson, HasNoNodesWhereHostsAreUnknown) {
  NamedRun run = four_ranks();
  for (RankInfo& rank : run.run.info.environment.ranks) rank.host.clear();
  EXPECT_EQ(details_of({run}).at("runs").at(0).at("nodes"), json::array());
}

TEST(DetailsJson, TellsOfEnvironments) {
  NamedRun other = four_ranks();
  other.name = "c.h5";
  other.run.info.uuid = "another";
  other.run.info.label = "other";
  for (RankInfo& rank : other.run.info.environment.ranks) rank.driver = "2";
  other.run.info.environment.ranks[0].driver = "1";
  const json differences = details_of({four_ranks(), other}).at("environment_differences");
  EXPECT_EQ(differences.at(0), json::parse(R"({"what": "driver", "values": [
      {"chip": 0, "run": 0, "host": null, "value": null},
      {"chip": 1, "run": 0, "host": "node0", "ranks": [0], "value": "1"},
      {"chip": 1, "run": 0, "host": "node0", "ranks": [1], "value": "2"},
      {"chip": 1, "run": 0, "host": "node1", "value": "2"}]})"));
}

TEST(DetailsJson, SaysWhichStartDiffers) {
  NamedRun run = four_ranks();
  Continuation later;
  later.tool_version = "0.2.0";
  later.environment = run.run.info.environment;
  run.run.info.continuations = {later};
  const json values = details_of({run}).at("environment_differences").at(0).at("values");
  EXPECT_EQ(values.at(1), json::parse(R"({"chip": 0, "run": 0, "start": 1, "host": null,
                                          "value": "0.2.0"})"));
}

TEST(DetailsJson, HasRooflines) {
  const json lines = details_of({four_ranks(), on_chip()}).at("rooflines");
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines.at(0).at("peak"), nullptr);
  EXPECT_EQ(lines.at(0).at("memory"), nullptr);
  const json& line = lines.at(1);
  EXPECT_EQ(line.at("chip"), 1);
  EXPECT_EQ(line.at("dtype"), "bf16");
  EXPECT_EQ(line.at("peak"), json::parse(R"({"value": 1e14, "source": "a datasheet",
                                             "origin": "datasheet", "confidence": "high"})"));
  EXPECT_EQ(line.at("memory").at("value"), 1e12);
  const json& point = line.at("points").at(0);
  EXPECT_EQ(point.at("case"), 0);
  EXPECT_EQ(point.at("flops_per_byte"), 21.3333333);
  EXPECT_EQ(point.at("figure").at("point"), 524288);
  EXPECT_LT(point.at("figure").at("low"), point.at("figure").at("point"));
  EXPECT_FALSE(point.contains("hot"));
}

TEST(DetailsJson, MarksHotPointsAndIntervalsThatMeanNothing) {
  CaseRecord hot = test::matmul_case("bf16", 64, 1);
  hot.name += ",cache=hot";
  hot.visits = {test::visit_of(1, {1, 2, 3})};
  const json point =
      details_of({test::named_run("a.h5", "X", {hot})}).at("rooflines")[0]["points"][0];
  EXPECT_EQ(point.at("hot"), true);
  EXPECT_EQ(point.at("figure").at("low"), nullptr);
  EXPECT_EQ(point.at("figure").at("point"), 262144);
  EXPECT_EQ(point.at("figure").at("high"), nullptr);
}

TEST(DetailsJson, HasBusBandwidth) {
  const json charts = details_of({on_chip(), four_ranks()}).at("bus_bandwidth");
  ASSERT_EQ(charts.size(), 1U);
  EXPECT_EQ(charts[0].at("group"), "allreduce");
  EXPECT_EQ(charts[0].at("series"), "allreduce:dtype=f32,op=sum");
  EXPECT_EQ(charts[0].at("dtype"), "f32");
  EXPECT_EQ(charts[0].at("mode"), "pipelined");
  const json& line = charts[0].at("chips").at(0);
  EXPECT_EQ(line.at("chip"), 0);
  EXPECT_EQ(line.at("ranks"), 8);
  EXPECT_EQ(line.at("limit").at("value"), 200e9);
  EXPECT_EQ(line.at("limit").at("source"), "a datasheet");
  EXPECT_EQ(line.at("limit").at("of"), "link");
  EXPECT_EQ(line.at("points").at(0).at("case"), 1);
  EXPECT_EQ(line.at("points").at(0).at("bytes"), 64);
  EXPECT_EQ(line.at("points").at(0).at("busbw").at("point"), 112);
  EXPECT_EQ(charts[0].at("chips").at(1).at("limit"), nullptr);
}

TEST(DetailsJson, HasTimesByRankWithNineDigits) {
  const json times = details_of({on_chip(), four_ranks()}).at("rank_times");
  ASSERT_EQ(times.size(), 4U);
  EXPECT_EQ(times[0].at("chip"), 0);
  EXPECT_EQ(times[0].at("ranks").size(), 1U);
  EXPECT_EQ(times[1].at("case"), 0);
  const json& entry = times[3];
  EXPECT_EQ(entry.at("case"), 2);
  EXPECT_EQ(entry.at("chip"), 1);
  EXPECT_EQ(entry.at("run"), 0);
  EXPECT_FALSE(entry.contains("ranks_left_out"));
  const json& rank = entry.at("ranks").at(3);
  EXPECT_EQ(rank.at("rank"), 3);
  EXPECT_EQ(rank.at("host"), "node1");
  EXPECT_EQ(rank.at("device"), "cpu:1");
  EXPECT_EQ(rank.at("n"), 15);
  EXPECT_EQ(rank.at("p50").dump(), "0.333333333");
  EXPECT_LT(rank.at("p5"), rank.at("p25"));
  EXPECT_LT(rank.at("p25"), rank.at("p50"));
  EXPECT_LT(rank.at("p50"), rank.at("p75"));
  EXPECT_LT(rank.at("p75"), rank.at("p95"));
}

TEST(DetailsJson, SaysHowManyRanksAChartLeavesOut) {
  const json entry =
      details_of({test::run_on_nodes("a.h5", 40, {test::matmul_case("bf16", 64, 1, 40)})})
          .at("rank_times")
          .at(0);
  EXPECT_EQ(entry.at("ranks").size(), 32U);
  EXPECT_EQ(entry.at("ranks_left_out"), 8);
}

TEST(DetailsJson, SaysForHowManyRanksAModelStands) {
  NamedRun run = four_ranks();
  run.run.info.origin = Origin::modelled;
  const json entry = details_of({run}).at("rank_times").at(0);
  EXPECT_EQ(entry.at("ranks").size(), 1U);
  EXPECT_EQ(entry.at("ranks_left_out"), 3);
}

TEST(DetailsJson, HasMapsOfDevices) {
  NamedRun run = four_ranks();
  run.run.cases[0] = test::matmul_case("bf16", 64, 1, 3);
  const json map = details_of({run}).at("devices").at(0);
  EXPECT_EQ(map.at("chip"), 0);
  EXPECT_EQ(map.at("run"), 0);
  EXPECT_THAT(map.at("cases"), ElementsAre(0, 1));
  EXPECT_EQ(map.at("rows").at(2),
            json::parse(R"({"rank": 2, "host": "node1", "device": "cpu:0"})"));
  ASSERT_EQ(map.at("relative").size(), 4U);
  EXPECT_EQ(map.at("relative").at(3).at(0), nullptr);
  EXPECT_EQ(map.at("relative").at(3).at(1).dump(), "1.11111111");
}

TEST(DetailsJson, HasACommandForWhatCanBeMeasuredAgain) {
  NamedRun imported = on_chip();
  imported.run.info.origin = Origin::imported;
  const json commands = details_of({imported, four_ranks()}).at("reproduce");
  ASSERT_EQ(commands.size(), 2U);
  EXPECT_EQ(commands[1], json::parse(R"({"case": 2, "chip": 1,
      "command": "mpirun -n 4 steelyard run --backend cpu --suite quick --seed 3 --case allreduce:dtype=f32,bytes=64,op=sum,ranks=4"})"));
}

}  // namespace
}  // namespace steelyard::results::page
