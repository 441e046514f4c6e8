// A run in which every text wants to act on who reads it: on a terminal, in a page, in a table.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <type_traits>

#include "results/report/export_csv.hpp"
#include "results/report/export_json.hpp"
#include "results/report/rank_json.hpp"
#include "results/report/rank_text.hpp"
#include "results/report/show_text.hpp"
#include "results/store/schema.hpp"
#include "results/verdicts/ranking.hpp"
#include "tests/unit/run_report/reported_run.hpp"
#include "tests/unit/verdicts/run_builder.hpp"

namespace steelyard::results {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string hostile = "\x1b[2J\u202e\x07<script>alert(1)</script>\",\n\xff";

/// Visitor of the lists of schema.hpp.
constexpr auto make_hostile = [](const char*, const char*, auto& value) {
  if constexpr (std::is_same_v<std::remove_reference_t<decltype(value)>, std::string>) {
    value = hostile;
  }
};

RunRecord hostile_run() {
  RunRecord run = testing::reported_run();
  schema::describe_run(make_hostile, run.info);
  run.info.suite_text = hostile;
  for (RankInfo& rank : run.info.environment.ranks) schema::describe_rank(make_hostile, rank);
  run.info.environment.nodes = {{hostile, {{hostile, hostile}}, hostile}};
  run.info.environment.software = {{hostile, hostile}};
  run.info.environment.variables = {{hostile, hostile}};
  run.info.environment.warnings = {hostile};
  for (CaseRecord& record : run.cases) schema::describe_case(make_hostile, record);
  run.cases[0].id = hostile;
  return run;
}

Ranking ranking() {
  RunRecord other = hostile_run();
  other.info.uuid += "'";
  return test::rank(std::vector<NamedRun>{{hostile, hostile_run()}}, NamedRun{hostile, other},
                    Catalogue({}));
}

void expect_harmless(const std::string& text, const std::string& line_breaks) {
  for (const char c : text) {
    const bool allowed = line_breaks.find(c) != std::string::npos;
    ASSERT_TRUE(allowed || static_cast<unsigned char>(c) >= 0x20) << static_cast<int>(c);
  }
  EXPECT_THAT(text, Not(HasSubstr("\u202e")));
  EXPECT_THAT(text, Not(HasSubstr("\xff")));
  EXPECT_THAT(text, HasSubstr("\\x1b[2J\\u202e\\x07<script>"));
}

TEST(HostileText, IsHarmlessOnATerminal) {
  expect_harmless(testing::shown(hostile_run()), "\n");
  expect_harmless(rank_text(ranking()), "\n");
}

TEST(HostileText, IsNoMarkdown) {
  const std::string text = testing::shown_as_markdown(hostile_run());
  EXPECT_THAT(text, Not(HasSubstr("<script>")));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, Not(HasSubstr("\u202e")));
  EXPECT_THAT(text, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt;"));
}

TEST(HostileText, StaysInItsCellOfCsv) {
  const std::string csv = export_csv(hostile_run());
  expect_harmless(csv, "\r\n");
  EXPECT_THAT(csv, HasSubstr("</script>\"\","));
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 1 + 2 + 6);
}

TEST(HostileText, IsATextOfJson) {
  const std::string as_read = "\x1b[2J\u202e\x07<script>alert(1)</script>\",\n\ufffd";
  for (const std::string& text : {export_json(hostile_run()), rank_json(ranking())}) {
    for (const char c : text) ASSERT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20);
    ASSERT_TRUE(nlohmann::json::accept(text));
  }
  EXPECT_EQ(nlohmann::json::parse(export_json(hostile_run()))["label"], as_read);
}

}  // namespace
}  // namespace steelyard::results
