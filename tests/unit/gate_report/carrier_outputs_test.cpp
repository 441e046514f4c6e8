// Which ranks carry a change, in every output.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "results/report/carrier_json.hpp"
#include "results/report/gate/gate_github.hpp"
#include "results/report/gate/gate_gitlab.hpp"
#include "results/report/gate/gate_json.hpp"
#include "results/report/gate/gate_junit.hpp"
#include "results/report/gate/gate_text.hpp"
#include "results/report/history/history_github.hpp"
#include "results/report/history/history_json.hpp"
#include "results/report/history/history_junit.hpp"
#include "results/report/history/history_markdown.hpp"
#include "results/report/history/history_text.hpp"
#include "tests/unit/gate_report/made_result.hpp"

namespace steelyard::results {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using Json = nlohmann::json;

constexpr const char* who = "carried by rank 3 (node1, cuda:3)";

TEST(CarrierOutputs, AreALineOfTheText) {
  const std::string text = gate_text(test::every_verdict(), true);
  EXPECT_THAT(text, HasSubstr(std::string("\n      ") + who + "\n"));
  EXPECT_THAT(text, HasSubstr("\n      carrier not known: too few\n"));
  GateResult hostile = test::hostile_result();
  hostile.noise.clear();  // of this program's own words alone
  EXPECT_THAT(gate_text(hostile, true), Not(HasSubstr("\x1b")));
}

TEST(CarrierOutputs, AreAnObjectOfTheJson) {
  const Json cases = Json::parse(gate_json(test::every_verdict()))["cases"];
  const Json rank{
      {"rank", 3}, {"host", "node1"}, {"device", "cuda:3"}, {"ratio", 0.5}, {"shifted", true}};
  const Json expected{
      {"words", "rank 3 (node1, cuda:3)"}, {"known", true}, {"ranks", Json::array({rank})}};
  EXPECT_EQ(cases[3]["carried_by"], expected);
  const Json unknown{{"words", "not known: too few"}, {"known", false}, {"ranks", Json::array()}};
  EXPECT_EQ(cases[2]["carried_by"], unknown);
  EXPECT_TRUE(cases[0]["carried_by"].is_null());
}

TEST(CarrierOutputs, AreInTheReportsOfCi) {
  EXPECT_THAT(gate_github(test::every_verdict()), HasSubstr(std::string("%0A") + who + "\n"));
  const Json findings = Json::parse(gate_gitlab(test::every_verdict()));
  EXPECT_THAT(findings[2]["description"].get<std::string>(), EndsWith(std::string("; ") + who));
  const std::string junit = gate_junit(test::every_verdict());
  EXPECT_THAT(junit, HasSubstr(std::string("detectable 3.0 %; ") + who + "\" />"));
  EXPECT_THAT(junit, HasSubstr(std::string(who) + "</system-out>"));
  const GatedCase plain = test::judged_case("r", GateVerdict::regressed, 0.5);
  EXPECT_EQ(gate_cause(plain, time_metric()), gate_numbers(plain, time_metric()))
      << "nothing is said where nothing is known";
}

TEST(CarrierOutputs, AreInTheHistory) {
  History history;
  history.runs.push_back({"night.h5", "uuid", "2026-01-01T02:00:00Z", "", {}});
  HistoryCase series;
  series.name = "matmul";
  series.points.push_back({0, 1, false});
  HistoryChange change;
  change.ratio = 0.9;
  change.state = ChangeState::alarm;
  change.carried_by = {"rank 3 (node1, cuda:3)", true, {{3, "node1", "cuda:3", 0.9, true}}};
  series.changes.push_back(change);
  history.cases.push_back(series);
  EXPECT_THAT(history_text(history, false), HasSubstr(std::string("\n      ") + who + "\n"));
  history.alarms = 1;
  EXPECT_THAT(history_markdown(history, false), HasSubstr(who));
  EXPECT_THAT(history_junit(history), HasSubstr(std::string("; ") + who + "\""));
  EXPECT_THAT(history_junit(history), HasSubstr(std::string(who) + "</system-out>"));
  EXPECT_THAT(history_github(history), HasSubstr(who));
  const Json said = Json::parse(history_json(history))["cases"][0]["changes"][0]["carried_by"];
  EXPECT_EQ(said["words"], "rank 3 (node1, cuda:3)");
  EXPECT_EQ(said["ranks"][0]["ratio"], 0.9);
  history.cases[0].changes[0].carried_by = {};
  EXPECT_THAT(history_text(history, false), Not(HasSubstr("carrie")));
}

}  // namespace
}  // namespace steelyard::results
