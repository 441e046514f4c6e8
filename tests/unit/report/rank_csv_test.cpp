#include "results/report/rank_csv.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <sstream>

#include "tests/unit/report/hostile_ranking.hpp"

namespace steelyard::results {
namespace {

using testing::HasSubstr;
using testing::Not;

/// Cells of one line, as RFC 4180 has them.
std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"') {
      cells.back() += line[++i];
    } else if (line[i] == '"') {
      quoted = !quoted;
    } else if (line[i] == ',' && !quoted) {
      cells.emplace_back();
    } else if (line[i] != '\r') {
      cells.back() += line[i];
    }
  }
  return cells;
}

using Row = std::map<std::string, std::string>;

std::vector<Row> rows_of(const std::string& csv) {
  std::istringstream lines(csv);
  std::string line;
  std::getline(lines, line);
  const auto titles = cells_of(line);
  std::vector<Row> rows;
  while (std::getline(lines, line)) {
    EXPECT_TRUE(line.ends_with('\r'));
    const auto cells = cells_of(line);
    EXPECT_EQ(cells.size(), titles.size()) << line;
    Row row;
    for (std::size_t i = 0; i < std::min(cells.size(), titles.size()); ++i) {
      row[titles[i]] = cells[i];
    }
    rows.push_back(row);
  }
  return rows;
}

std::vector<Row> with(const std::vector<Row>& rows, const Row& wanted) {
  std::vector<Row> found;
  for (const Row& row : rows) {
    bool fits = true;
    for (const auto& [title, value] : wanted) fits = fits && row.at(title) == value;
    if (fits) found.push_back(row);
  }
  return found;
}

TEST(RankCsv, HasARowForEachCaseAndChip) {
  const Ranking ranking = test::reference_ranking();
  const auto rows = with(rows_of(rank_csv(ranking)), {{"row", "case"}});
  ASSERT_EQ(rows.size(), 12U);
  const auto found = with(rows, {{"chip", "A"}, {"case", ranking.cases[0].name}});
  ASSERT_EQ(found.size(), 1U);
  Row row = found[0];
  const RankedCell& cell = *ranking.cases[0].cells[0];
  EXPECT_EQ(row["baseline"], "Acme One, published figures");
  EXPECT_EQ(row["baseline_origin"], "reference");
  EXPECT_EQ(row["label"], "Some CPU");
  EXPECT_EQ(row["chip_id"], "");
  EXPECT_EQ(row["origin"], "measured");
  EXPECT_EQ(row["backend"], "cpu");
  EXPECT_EQ(row["ranks"], "2");
  EXPECT_EQ(row["nodes"], "1");
  EXPECT_EQ(row["runs"], "1");
  EXPECT_EQ(row["files"], "cpu.h5");
  EXPECT_EQ(row["group"], "square");
  EXPECT_EQ(row["case_id"], ranking.cases[0].id);
  EXPECT_EQ(row["outcome"], "passed");
  EXPECT_EQ(row["verification"], "verified");
  EXPECT_EQ(row["standing"], "counted");
  EXPECT_EQ(row["unit"], "FLOP/s");
  EXPECT_EQ(std::stod(row["figure"]), cell.figures->figure.point);
  EXPECT_EQ(std::stod(row["figure_low"]), cell.figures->figure.low);
  EXPECT_EQ(std::stod(row["figure_high"]), cell.figures->figure.high);
  EXPECT_EQ(std::stod(row["median_seconds"]), cell.figures->seconds.point);
  EXPECT_EQ(std::stod(row["median_low_seconds"]), cell.figures->seconds.low);
  EXPECT_EQ(std::stod(row["median_high_seconds"]), cell.figures->seconds.high);
  EXPECT_EQ(std::stod(row["p5_seconds"]), cell.figures->p5_seconds);
  EXPECT_EQ(std::stod(row["p95_seconds"]), cell.figures->p95_seconds);
  EXPECT_EQ(std::stod(row["p99_seconds"]), cell.figures->p99_seconds);
  EXPECT_EQ(row["iterations"], "15");
  EXPECT_EQ(row["rounds"], "3");
  EXPECT_EQ(std::stod(row["ratio"]), cell.ratio->point);
  EXPECT_EQ(std::stod(row["ratio_low"]), cell.ratio->low);
  EXPECT_EQ(std::stod(row["ratio_high"]), cell.ratio->high);
  EXPECT_EQ(std::stod(row["fraction"]), cell.fraction->value.point);
  EXPECT_EQ(row["fraction_of"], "probe");
  EXPECT_EQ(row["reference"], "80000000000000");
  EXPECT_EQ(row["reference_origin"], "published");
  EXPECT_EQ(row["reference_confidence"], "low");
  EXPECT_EQ(row["reference_source"], "a user's report");
}

TEST(RankCsv, SaysOperationsOfIntegersAndWhyThereIsNoFigure) {
  const auto rows = with(rows_of(rank_csv(test::reference_ranking())), {{"chip", "A"}});
  EXPECT_EQ(with(rows, {{"unit", "OP/s"}}).size(), 1U);
  const auto skipped = with(rows, {{"outcome", "skipped"}});
  ASSERT_EQ(skipped.size(), 1U);
  EXPECT_EQ(skipped[0].at("reason"), "fp16 is not offered\\x1b[31m");
  EXPECT_EQ(skipped[0].at("figure"), "");
  EXPECT_EQ(skipped[0].at("standing"), "no figure");
}

TEST(RankCsv, LeavesEndsOfUnknownIntervalsEmpty) {
  const auto rows = with(rows_of(rank_csv(test::imported_ranking())), {});
  ASSERT_FALSE(rows.empty());
  for (const Row& row : rows) {
    EXPECT_EQ(row.at("ratio_low"), "");
    EXPECT_EQ(row.at("ratio_high"), "");
    EXPECT_EQ(row.at("figure_low"), "");
    EXPECT_NE(row.at("ratio"), "");
    EXPECT_EQ(row.at("nodes"), "");
    EXPECT_EQ(row.at("origin"), "imported");
  }
}

TEST(RankCsv, HasARowForEachScore) {
  const auto rows = rows_of(rank_csv(test::profiled_ranking()));
  const auto dense =
      with(rows, {{"row", "score"}, {"profile", "training-dense"}, {"policy", "exclude"}});
  ASSERT_EQ(dense.size(), 2U);
  Row row = with(dense, {{"chip", "B"}}).at(0);
  EXPECT_EQ(row["weight"], "0.75");
  EXPECT_EQ(row["rank"], "1");
  EXPECT_EQ(row["ratio"], "1.01");
  EXPECT_EQ(row["ratio_low"], "0.97");
  EXPECT_EQ(row["ratio_high"], "1.05");
  EXPECT_EQ(row["to_baseline"], "comparable");
  EXPECT_EQ(row["tost_low"], "0.98");
  EXPECT_EQ(row["tost_high"], "1.04");
  EXPECT_EQ(row["files"], "cpu.h5; second.h5");
  EXPECT_EQ(row["runs"], "2");
  const auto wider =
      with(rows, {{"profile", "training-dense"}, {"policy", "wider"}, {"chip", "B"}});
  ASSERT_EQ(wider.size(), 1U);
  EXPECT_EQ(wider[0].at("to_baseline"), "different");
  const auto compute = with(rows, {{"profile", "compute"}, {"chip", "B"}});
  ASSERT_EQ(compute.size(), 1U);
  EXPECT_EQ(compute[0].at("to_baseline"), "");
  EXPECT_EQ(compute[0].at("tost_low"), "");
  EXPECT_EQ(compute[0].at("ratio_low"), "");
  EXPECT_EQ(compute[0].at("reason"), "a case has too few iterations");
  EXPECT_EQ(with(rows, {{"row", "score"}, {"group", "square"}}).size(), 2U);
}

TEST(RankCsv, HasARowForEachMissingCaseAndEachFraction) {
  const auto rows = rows_of(rank_csv(test::profiled_ranking()));
  const auto missing = with(rows, {{"row", "missing"}});
  ASSERT_EQ(missing.size(), 2U);
  EXPECT_EQ(missing[0].at("case"), "matmul:dtype=fp8");
  EXPECT_EQ(missing[0].at("stand_in"), "matmul:dtype=bf16");
  EXPECT_EQ(missing[0].at("reason"), "skipped: fp8 is not offered");
  const auto pooled = with(rows, {{"pooled_runs", "2"}});
  ASSERT_EQ(pooled.size(), 1U);
  EXPECT_EQ(pooled[0].at("between_runs"), "0.0123");
  for (const char* title : {"fraction_at_clock", "fraction_of_best", "fraction_of_h20"}) {
    EXPECT_EQ(pooled[0].at(title), "0.9");
  }
}

TEST(RankCsv, HasARowForEachFigureOfMoney) {
  const auto rows = with(rows_of(rank_csv(test::profiled_ranking())), {{"row", "money"}});
  ASSERT_EQ(rows.size(), 14U);
  const auto power = with(rows, {{"metric", "watts, measured"}});
  ASSERT_EQ(power.size(), 1U);
  EXPECT_EQ(power[0].at("profile"), "training-dense");
  EXPECT_EQ(power[0].at("chip"), "B");
  EXPECT_EQ(power[0].at("unit"), "W");
  EXPECT_EQ(power[0].at("figure"), "300");
  EXPECT_EQ(power[0].at("figure_low"), "290");
  EXPECT_EQ(power[0].at("figure_high"), "310");
  EXPECT_EQ(power[0].at("reason"), "figures measured");
  const auto baseline = with(rows, {{"chip", "A"}});
  ASSERT_EQ(baseline.size(), 1U);
  EXPECT_EQ(baseline[0].at("metric"), "flops");
  EXPECT_EQ(baseline[0].at("figure_low"), "");
  for (const char* metric :
       {"joules_per_eflop", "flops_per_watt", "cost_per_hour", "cost_per_eflop",
        "tokens, at most: Llama-3-8B", "cost of 1e9 tokens, at least: Llama-3-8B",
        "work_per_watt to the baseline", "cost_of_work to the baseline",
        "work_per_money to the baseline", "breakeven_per_hour",
        "breakeven_multiple of the baseline's price"}) {
    EXPECT_EQ(with(rows, {{"metric", metric}}).size(), 1U) << metric;
  }
}

TEST(RankCsv, HoldsTheEnergyOfACase) {
  const auto rows = with(rows_of(rank_csv(test::profiled_ranking())), {{"joules", "2"}});
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].at("joules_low"), "1.9");
  EXPECT_EQ(rows[0].at("watts_high"), "310");
  EXPECT_EQ(rows[0].at("energy_source"), "counter");
}

TEST(RankCsv, NamesTheShippedReferenceInRowsOfMoney) {
  Ranking ranking = test::profiled_ranking();
  ranking.money->profiles[0].chips[0].chip.reset();
  const auto rows = with(rows_of(rank_csv(ranking)), {{"row", "money"}, {"chip", ""}});
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].at("label"), "Acme One");
}

TEST(RankCsv, LetsNoFormulaOrControlCharacterThrough) {
  const std::string csv = rank_csv(test::hostile_ranking("=1+1,\"\x1b\n\u202e"));
  EXPECT_THAT(csv, Not(HasSubstr("\x1b")));
  EXPECT_THAT(csv, Not(HasSubstr("\u202e")));
  EXPECT_THAT(csv, Not(HasSubstr(",=")));
  EXPECT_THAT(csv, Not(HasSubstr("\"=")));
  for (const Row& row : rows_of(csv)) {
    EXPECT_EQ(row.at("label"), "'=1+1,\"\\x1b\\x0a\\u202e");
  }
}

TEST(RankCsv, HasAllItsColumnsOnItsPage) {
  std::ifstream stream(std::string(STEELYARD_SOURCE_DIR) + "/docs/rank-csv.md");
  const std::string page{std::istreambuf_iterator<char>(stream), {}};
  const std::string csv = rank_csv(test::reference_ranking());
  for (const std::string& title : cells_of(csv.substr(0, csv.find('\r')))) {
    EXPECT_THAT(page, HasSubstr("`" + title + "`"));
  }
}

}  // namespace
}  // namespace steelyard::results
