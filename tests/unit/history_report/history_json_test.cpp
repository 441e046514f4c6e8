#include "results/report/history/history_json.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "results/report/history/history_page.hpp"
#include "tests/unit/history_report/made_history.hpp"

namespace steelyard::results {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

History two_levels() {
  HistoryCase series = test::made_series("a", {test::made_change(ChangeState::alarm, 0.5)});
  series.unit = "FLOP/s";
  series.work = 1e9;
  series.points[1].outlier = true;
  series.points.erase(series.points.begin() + 2);
  series.changes[0].point = 2;
  History history = test::made_history({series});
  history.machine = "One (fake), 1 rank on 1 node";
  return history;
}

TEST(HistoryJson, HasUnitsAndLevels) {
  const json out = json::parse(history_json(two_levels()));
  EXPECT_EQ(out.at("machine"), "One (fake), 1 rank on 1 node");
  const json& series = out.at("cases").at(0);
  EXPECT_EQ(series.at("unit"), "FLOP/s");
  EXPECT_EQ(series.at("work"), 1e9);
  EXPECT_EQ(series.at("levels"), json::parse(R"([
    {"point": 0, "points": 2, "figure": 2.0},
    {"point": 2, "points": 3, "figure": 4.0}])"));
  EXPECT_EQ(series.at("points").at(1),
            json::parse(R"({"run": 1, "figure": 2.0, "outlier": true})"));
}

TEST(HistoryColumns, AreTheSameWithPointsInColumns) {
  const History history = two_levels();
  json rows = json::parse(history_json(history));
  json columns = json::parse(history_columns_json(history));
  EXPECT_EQ(columns.at("cases").at(0).at("points"), json::parse(R"({"runs": [[0, 2], [3, 3]],
                            "figure": [2.0, 2.0, 4.0, 4.0, 4.0],
                            "outliers": [1]})"));
  rows.at("cases").at(0).erase("points");
  columns.at("cases").at(0).erase("points");
  EXPECT_EQ(rows, columns);
}

TEST(HistoryColumns, HaveSixDigits) {
  History history = two_levels();
  history.cases[0].points[0].figure = 0.00123456789;
  EXPECT_THAT(history_columns_json(history), HasSubstr("[0.00123457,2.0,"));
}

TEST(HistoryColumns, BeginAStretchWhereARunIsTwice) {
  History history = two_levels();
  history.cases[0].points[1].run = 0;
  EXPECT_EQ(json::parse(history_columns_json(history)).at("cases").at(0).at("points").at("runs"),
            json::parse("[[0, 1], [0, 1], [3, 3]]"));
}

TEST(HistoryPageDocument, CannotEndAScriptElementAndShowsWhatHides) {
  History history = two_levels();
  for (std::string* text :
       {&history.machine, &history.runs[0].file, &history.runs[0].label, &history.cases[0].name,
        &history.cases[0].group, &history.cases[0].changes[0].acknowledgement}) {
    *text = "</script><!--&\x1b[31m";
  }
  const std::string document = history_page_document(history);
  for (const char* each : {"<", ">", "&", "\x1b"}) EXPECT_THAT(document, Not(HasSubstr(each)));
  const json out = json::parse(document);
  EXPECT_EQ(out.at("machine"), "</script><!--&\\x1b[31m");
  EXPECT_EQ(out.at("format"), "steelyard-history");
}

}  // namespace
}  // namespace steelyard::results
