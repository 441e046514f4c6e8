#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "results/report/history/history_csv.hpp"
#include "results/report/history/history_github.hpp"
#include "results/report/history/history_gitlab.hpp"
#include "results/report/history/history_json.hpp"
#include "results/report/history/history_junit.hpp"
#include "results/report/history/history_markdown.hpp"
#include "results/report/history/history_openmetrics.hpp"
#include "tests/unit/history_report/made_history.hpp"

/// Every output of the history names a metric that is not the time.
namespace steelyard::results {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using Json = nlohmann::ordered_json;

History by_energy() {
  History history = test::every_state();
  history.metric = &metric_named("energy");
  return history;
}

TEST(HistoryMetric, IsInTheJsonAndARateIsNot) {
  const Json json = Json::parse(history_json(by_energy()));
  EXPECT_EQ(json["metric"]["name"], "energy");
  EXPECT_EQ(json["metric"]["unit"], "J");
  EXPECT_TRUE(json["cases"][0]["unit"].is_null());
  EXPECT_TRUE(json["cases"][0]["work"].is_null());
  const Json of_time = Json::parse(history_json(test::every_state()));
  EXPECT_EQ(of_time["metric"]["name"], "time");
  EXPECT_TRUE(of_time["cases"][0]["work"].is_number());
}

TEST(HistoryMetric, IsInTextForPeopleAndTables) {
  EXPECT_THAT(history_markdown(by_energy(), false), HasSubstr("runs, by energy**"));
  EXPECT_THAT(history_csv(by_energy()), HasSubstr(",energy\r\n"));
  EXPECT_THAT(history_csv(by_energy()), Not(HasSubstr(",time\r\n")));
}

TEST(HistoryMetric, KeepsReportsOfCiApartFromTheTime) {
  EXPECT_THAT(history_github(by_energy()), HasSubstr("lasting loss%2C by energy%3A case-t"));
  EXPECT_EQ(Json::parse(history_gitlab(by_energy()))[0]["check_name"],
            "steelyard-history-energy-alarm");
  const std::string junit = history_junit(by_energy());
  EXPECT_THAT(junit, HasSubstr("<testsuite name=\"steelyard history, by energy\""));
  EXPECT_THAT(junit, HasSubstr("<property name=\"metric\" value=\"energy\" />"));
  EXPECT_THAT(junit, HasSubstr("outlier: 3.000 J at "));
}

TEST(HistoryMetric, HasGaugesOfItsOwn) {
  const std::string text = history_openmetrics(by_energy());
  EXPECT_THAT(text, StartsWith("# TYPE steelyard_history_energy_joules gauge\n"
                               "# HELP steelyard_history_energy_joules The energy of an iteration "
                               "in the newest run.\n"));
  for (const char* name : {"level_joules", "ratio", "alarm"}) {
    EXPECT_THAT(text, HasSubstr(std::string("# TYPE steelyard_history_energy_") + name + " gauge"));
  }
  EXPECT_THAT(text, HasSubstr("1 if the case shows more energy for good."));
}

}  // namespace
}  // namespace steelyard::results
