#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "results/report/gate/gate_csv.hpp"
#include "results/report/gate/gate_github.hpp"
#include "results/report/gate/gate_gitlab.hpp"
#include "results/report/gate/gate_json.hpp"
#include "results/report/gate/gate_junit.hpp"
#include "results/report/gate/gate_markdown.hpp"
#include "results/report/gate/gate_openmetrics.hpp"
#include "results/report/gate/gate_text.hpp"
#include "tests/unit/gate_report/made_result.hpp"

/// Every output of the gate names a metric that is not the time.
namespace steelyard::results {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using Json = nlohmann::ordered_json;

GateResult by_energy() {
  GateResult result = test::every_verdict();
  result.metric = &metric_named("energy");
  return result;
}

TEST(MetricOutputs, TheTextSaysWhatIsComparedAndWhatIsWorse) {
  const std::string text = gate_text(by_energy(), false);
  EXPECT_THAT(gate_headline(by_energy()), EndsWith("of 8 cases, by energy"));
  EXPECT_THAT(text, HasSubstr("energy ratio 0.5000 [0.4900, 0.5100], p 0.0001"));
  EXPECT_THAT(text, HasSubstr("energy ratio 0.7500 [unknown]"));
  EXPECT_THAT(text, HasSubstr("ratio: energy of an iteration (J), of the baseline / of the "
                              "candidate, with its 95 % interval; below 1 is more"));
  GateResult higher = by_energy();
  Metric made = *higher.metric;
  made.direction = Direction::higher_is_better;
  higher.metric = &made;
  EXPECT_THAT(gate_text(higher, false), HasSubstr("(J), of the candidate / of the baseline,"));
}

TEST(MetricOutputs, OfTimesNoneNamesIt) {
  const GateResult result = test::every_verdict();
  EXPECT_THAT(gate_headline(result), EndsWith("of 8 cases"));
  EXPECT_THAT(gate_text(result, false), HasSubstr("\n      ratio 0.5000 "));
  EXPECT_THAT(gate_junit(result), Not(HasSubstr("\"metric\"")));
  EXPECT_THAT(gate_openmetrics(result), HasSubstr("# TYPE steelyard_gate_ratio gauge"));
}

TEST(MetricOutputs, JsonAndCsvHaveItAlways) {
  const Json energy{{"name", "energy"},
                    {"unit", "J"},
                    {"what", "energy of an iteration"},
                    {"worse", "more energy"},
                    {"better", "less energy"}};
  EXPECT_EQ(Json::parse(gate_json(by_energy()))["metric"], energy);
  EXPECT_EQ(Json::parse(gate_json(test::every_verdict()))["metric"]["name"], "time");
  EXPECT_THAT(gate_csv(by_energy()), HasSubstr(",metric\r\n"));
  EXPECT_THAT(gate_csv(by_energy()), EndsWith(",energy\r\n"));
  EXPECT_THAT(gate_csv(test::every_verdict()), EndsWith(",time\r\n"));
}

TEST(MetricOutputs, ReportsOfCiKeepItApartFromTheTime) {
  const std::string github = gate_github(by_energy());
  EXPECT_THAT(github, HasSubstr("steelyard%3A energy regressed%3A case-r2"));
  EXPECT_THAT(github, HasSubstr("%0Aenergy ratio 0.500"));
  const Json findings = Json::parse(gate_gitlab(by_energy()));
  const Json of_time = Json::parse(gate_gitlab(test::every_verdict()));
  EXPECT_EQ(findings[1]["check_name"], "steelyard-gate-energy-regressed");
  EXPECT_NE(findings[1]["fingerprint"], of_time[1]["fingerprint"]);
  EXPECT_THAT(findings[1]["description"].get<std::string>(), HasSubstr("energy ratio"));
  const std::string junit = gate_junit(by_energy());
  EXPECT_THAT(junit, HasSubstr("<testsuite name=\"steelyard gate, by energy\""));
  EXPECT_THAT(junit, HasSubstr("<property name=\"metric\" value=\"energy\" />"));
  EXPECT_THAT(junit, HasSubstr("message=\"energy ratio 0.500"));
  EXPECT_THAT(gate_markdown(by_energy(), false), HasSubstr("| case | energy ratio | p |"));
}

TEST(MetricOutputs, GaugesHaveNamesOfTheirOwn) {
  const std::string text = gate_openmetrics(by_energy());
  EXPECT_THAT(text,
              HasSubstr("# HELP steelyard_gate_energy_ratio Candidate against baseline by the "
                        "energy of an iteration; below 1 is more energy.\n"));
  for (const char* name : {"ratio_low", "ratio_high", "verdict"}) {
    EXPECT_THAT(text, HasSubstr(std::string("# TYPE steelyard_gate_energy_") + name + " gauge"));
  }
  EXPECT_THAT(text, Not(HasSubstr("steelyard_gate_ratio")));
}

}  // namespace
}  // namespace steelyard::results
