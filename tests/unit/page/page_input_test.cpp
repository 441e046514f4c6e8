#include "results/report/page/page_input.hpp"

#include <gmock/gmock.h>

#include "tests/unit/page/made_page.hpp"

namespace steelyard::results::page {
namespace {

TEST(PageInput, FindsRunsAndCasesOfAChip) {
  const auto page = test::made_page({
      test::named_run("a.h5", "Some CPU", {test::matmul_case("bf16", 64, 1)}),
      test::named_run("b.h5", "One",
                      {test::matmul_case("bf16", 64, 2), test::matmul_case("f32", 64, 2)},
                      "acme-one"),
  });
  const std::string both = page->ranking.cases[0].id;
  const std::string second = page->ranking.cases[1].id;
  ASSERT_EQ(page->input.runs().size(), 2U);
  EXPECT_EQ(page->input.runs()[0].chip, 0U);
  EXPECT_EQ(page->input.runs()[1].chip, 1U);
  EXPECT_EQ(page->input.runs()[1].run, 0U);
  EXPECT_EQ(page->input.runs()[1].details.name, "b.h5");
  EXPECT_EQ(page->input.find(0, both), &page->input.runs()[0].details.cases[0]);
  EXPECT_EQ(page->input.find(1, second), &page->input.runs()[1].details.cases[1]);
  EXPECT_EQ(page->input.find(0, second), nullptr);
  EXPECT_EQ(page->input.run_with(1, second), &page->input.runs()[1]);
  EXPECT_EQ(page->input.run_with(0, second), nullptr);
}

TEST(PageInput, KnowsTheCataloguesRowOfAChip) {
  const auto page = test::made_page({
      test::named_run("a.h5", "Some CPU", {test::matmul_case("bf16", 64, 1)}),
      test::named_run("b.h5", "One", {test::matmul_case("bf16", 64, 2)}, "acme-one"),
  });
  EXPECT_EQ(page->input.catalogue_row(0), nullptr);
  EXPECT_EQ(page->input.catalogue_row(1), page->catalogue.chips().data());
}

TEST(PageInput, PlacesTheRunsOfAPooledChipInTheRankingsOrder) {
  const std::vector runs{test::named_run("a.h5", "Some CPU", {test::matmul_case("bf16", 64, 1)}),
                         test::named_run("b.h5", "Some CPU", {test::matmul_case("f32", 64, 1)})};
  const auto page = test::made_page({runs[0]});
  Ranking pooled = page->ranking;
  pooled.chips[0].runs.insert(pooled.chips[0].runs.begin(), RankedRun{.file = "b.h5"});
  const PageInput input(pooled, page->catalogue, test::details_of(runs));
  ASSERT_EQ(input.runs().size(), 2U);
  EXPECT_EQ(input.runs()[0].details.name, "b.h5");
  EXPECT_EQ(input.runs()[0].run, 0U);
  EXPECT_EQ(input.runs()[1].details.name, "a.h5");
  EXPECT_EQ(input.runs()[1].run, 1U);
  EXPECT_EQ(input.runs()[1].chip, 0U);
  EXPECT_EQ(input.run_with(0, runs[0].run.cases[0].id), &input.runs()[1]);
}

TEST(PageInput, LeavesOutRunsThatTheRankingLeftOut) {
  const std::vector runs{test::named_run("a.h5", "Some CPU", {test::matmul_case("bf16", 64, 1)})};
  const auto page = test::made_page(runs);
  NamedRun stranger = runs[0];
  stranger.name = "z.h5";
  const PageInput input(page->ranking, page->catalogue, test::details_of({stranger, runs[0]}));
  ASSERT_EQ(input.runs().size(), 1U);
  EXPECT_EQ(input.runs()[0].details.name, "a.h5");
}

}  // namespace
}  // namespace steelyard::results::page
