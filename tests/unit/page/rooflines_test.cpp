#include "results/report/page/rooflines.hpp"

#include <gmock/gmock.h>

#include "tests/unit/page/made_page.hpp"

namespace steelyard::results::page {
namespace {

using testing::IsEmpty;

std::vector<NamedRun> two_runs() {
  CaseRecord hot =
      test::passed_case("matmul:dtype=bf16,m=64,n=64,k=64,trans=nt,cache=hot", "hot", 1, 1);
  hot.work.flops = 100;
  hot.work.bytes_moved = 8;
  CaseRecord failed = test::matmul_case("bf16", 256, 1);
  failed.outcome = Outcome::failed;
  return {test::named_run("a.h5", "Some CPU", {test::matmul_case("int8", 512, 1)}),
          test::named_run(
              "b.h5", "One",
              {test::matmul_case("bf16", 1024, 1e-4), test::matmul_case("f32", 512, 1),
               test::matmul_case("bf16", 2048, 1e-3), hot, failed, test::allreduce_case(64, 1, 1)},
              "acme-one")};
}

TEST(Rooflines, StandByChipAndDtypeWhereThereArePoints) {
  const auto page = test::made_page(two_runs());
  const auto lines = rooflines(page->input);
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0].chip, 0U);
  EXPECT_EQ(lines[0].dtype, "int8");
  EXPECT_EQ(lines[1].chip, 1U);
  EXPECT_EQ(lines[1].dtype, "bf16");
  EXPECT_EQ(lines[2].chip, 1U);
  EXPECT_EQ(lines[2].dtype, "f32");
}

TEST(Rooflines, HaveTheRoofsOfTheCatalogueInBaseUnits) {
  const auto page = test::made_page(two_runs());
  const auto lines = rooflines(page->input);
  EXPECT_FALSE(lines[0].peak);
  EXPECT_FALSE(lines[0].memory);
  ASSERT_TRUE(lines[1].peak && lines[1].memory);
  EXPECT_DOUBLE_EQ(lines[1].peak->value, 100e12);
  EXPECT_EQ(lines[1].peak->from.source, "a datasheet");
  EXPECT_DOUBLE_EQ(lines[1].memory->value, 1000e9);
  EXPECT_FALSE(lines[2].peak);
  EXPECT_TRUE(lines[2].memory);
}

TEST(Rooflines, HaveAPointForEachMultiplicationWithAFigure) {
  const auto page = test::made_page(two_runs());
  const Roofline line = rooflines(page->input)[1];
  ASSERT_EQ(line.points.size(), 3U);
  EXPECT_EQ(page->ranking.cases[line.points[0].row].name,
            "matmul:dtype=bf16,m=1024,n=1024,k=1024,trans=nt");
  // 2 n^3 / 6 n^2
  EXPECT_DOUBLE_EQ(line.points[0].operations_per_byte, 1024.0 / 3);
  EXPECT_DOUBLE_EQ(line.points[0].figure.point, 2.0 * 1024 * 1024 * 1024 / 1e-4);
  EXPECT_LT(line.points[0].figure.low, line.points[0].figure.point);
  EXPECT_TRUE(line.points[0].has_interval);
  EXPECT_FALSE(line.points[0].hot);
  EXPECT_DOUBLE_EQ(line.points[1].operations_per_byte, 2048.0 / 3);
  EXPECT_DOUBLE_EQ(line.points[2].operations_per_byte, 12.5);
  EXPECT_TRUE(line.points[2].hot);
}

TEST(Rooflines, NeedBytesADtypeAndOperations) {
  CaseRecord no_bytes = test::matmul_case("bf16", 1024, 1);
  no_bytes.work.bytes_moved = 0;
  CaseRecord no_dtype = test::passed_case("solve:n=8", "other", 1, 1);
  no_dtype.work = {1, 1, 0, 0};
  CaseRecord copy = test::passed_case("triad:dtype=f32", "other", 1, 1);
  copy.work.bytes_moved = 100;
  const auto page =
      test::made_page({test::named_run("a.h5", "Some CPU", {no_bytes, no_dtype, copy})});
  EXPECT_THAT(rooflines(page->input), IsEmpty());
}

TEST(Rooflines, SayWhereAnIntervalMeansNothing) {
  CaseRecord record = test::matmul_case("bf16", 1024, 1);
  record.visits = {test::visit_of(1, {1, 1, 1, 1, 1})};
  const auto page = test::made_page({test::named_run("a.h5", "Some CPU", {record})});
  EXPECT_FALSE(rooflines(page->input)[0].points[0].has_interval);
}

}  // namespace
}  // namespace steelyard::results::page
