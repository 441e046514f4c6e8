#include "results/report/export_csv.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <vector>

#include "tests/unit/run_report/reported_run.hpp"

namespace steelyard::results {
namespace {

using ::testing::ElementsAre;
using testing::reported_run;

/// Lines of a CSV table, cells unquoted.
std::vector<std::vector<std::string>> parse(const std::string& csv) {
  std::vector<std::vector<std::string>> rows(1, {""});
  bool quoted = false;
  for (std::size_t i = 0; i < csv.size(); ++i) {
    auto& row = rows.back();
    if (csv[i] == '"') {
      if (quoted && i + 1 < csv.size() && csv[i + 1] == '"')
        row.back() += csv[++i];
      else
        quoted = !quoted;
    } else if (csv[i] == ',' && !quoted) {
      row.emplace_back();
    } else if (csv[i] == '\n' && !quoted) {
      rows.push_back({""});
    } else if (csv[i] != '\r') {
      row.back() += csv[i];
    }
  }
  rows.pop_back();
  return rows;
}

/// Cells of one row by the name of their column.
std::string cell(const std::vector<std::vector<std::string>>& table, std::size_t row,
                 const std::string& column) {
  for (std::size_t i = 0; i < table[0].size(); ++i) {
    if (table[0][i] == column) return table.at(row).at(i);
  }
  return "no column " + column;
}

TEST(ExportCsv, HasOneRowPerCaseAndSample) {
  const auto table = parse(export_csv(reported_run()));
  ASSERT_EQ(table.size(), 1U + 1 + 6 + 1);
  for (const auto& row : table) EXPECT_EQ(row.size(), 28U);
  std::vector<std::string> kinds;
  for (std::size_t i = 1; i < table.size(); ++i) kinds.push_back(cell(table, i, "row"));
  EXPECT_THAT(kinds, ElementsAre("case", "sample", "sample", "sample", "sample", "sample", "sample",
                                 "case"));
}

TEST(ExportCsv, GivesEachSampleItsPlace) {
  const auto table = parse(export_csv(reported_run()));
  const auto sample = [&](std::size_t row) {
    return std::vector<std::string>(table[row].begin(), table[row].begin() + 9);
  };
  const std::string name = "allreduce:dtype=f32,bytes=6000";
  EXPECT_THAT(sample(2), ElementsAre("sample", "aaaa", name, "1", "0", "0", "0.001", "0", "0"));
  EXPECT_THAT(sample(5), ElementsAre("sample", "aaaa", name, "1", "1", "1", "0.003", "1", "0"));
  EXPECT_THAT(sample(7), ElementsAre("sample", "aaaa", name, "2", "2", "1", "0.0015", "0", "1"));
}

TEST(ExportCsv, SummarizesCases) {
  const auto table = parse(export_csv(reported_run()));
  EXPECT_EQ(cell(table, 1, "outcome"), "passed");
  EXPECT_EQ(cell(table, 1, "origin"), "measured");
  EXPECT_EQ(cell(table, 1, "workload"), "allreduce");
  EXPECT_EQ(cell(table, 1, "algorithm"), "MPI_Allreduce, \"ring\"");
  EXPECT_EQ(cell(table, 1, "verification"), "verified");
  EXPECT_EQ(cell(table, 1, "iterations"), "3");
  EXPECT_EQ(cell(table, 1, "rounds"), "2");
  EXPECT_EQ(cell(table, 1, "median_seconds"), "0.003");
  EXPECT_NEAR(std::stod(cell(table, 1, "p5_seconds")), 0.0021, 1e-9);
  EXPECT_NEAR(std::stod(cell(table, 1, "p95_seconds")), 0.0039, 1e-9);
  EXPECT_NEAR(std::stod(cell(table, 1, "p99_seconds")), 0.00398, 1e-9);
  EXPECT_NEAR(std::stod(cell(table, 1, "figure")), 3e6, 1);
  EXPECT_EQ(cell(table, 1, "unit"), "B/s busbw");
  EXPECT_EQ(cell(table, 8, "outcome"), "skipped");
  EXPECT_EQ(cell(table, 8, "reason"), "needs 3 TB, has 2 TB");
  EXPECT_EQ(cell(table, 8, "median_seconds"), "");
}

TEST(ExportCsv, HasIntervalsOnlyWhereThereAreEnoughTimes) {
  RunRecord run = reported_run();
  for (const char* column :
       {"median_low_seconds", "median_high_seconds", "figure_low", "figure_high"}) {
    EXPECT_EQ(cell(parse(export_csv(run)), 1, column), "") << column;
  }
  Visit& visit = run.cases[0].visits[0];
  visit.late.clear();
  visit.batches.clear();
  for (int i = 0; i < 6; ++i) visit.samples.push_back(0.003);
  const auto table = parse(export_csv(run));
  EXPECT_LE(std::stod(cell(table, 1, "median_low_seconds")), 0.003);
  EXPECT_GE(std::stod(cell(table, 1, "median_high_seconds")), 0.003);
  EXPECT_LE(std::stod(cell(table, 1, "figure_low")), 3.0001e6);
  EXPECT_GE(std::stod(cell(table, 1, "figure_high")), 2.9999e6);
}

TEST(ExportCsv, DefusesFormulasAndControlCharacters) {
  RunRecord run = reported_run();
  run.cases[1].reason = "+1\x07";
  const auto table = parse(export_csv(run));
  EXPECT_EQ(cell(table, 1, "group"), "'=sum(A1)");
  EXPECT_EQ(cell(table, 8, "reason"), "'+1\\x07");
}

TEST(ExportCsv, HasNamesEvenForARunOfNothing) {
  EXPECT_EQ(parse(export_csv(RunRecord{})).size(), 1U);
}

}  // namespace
}  // namespace steelyard::results
