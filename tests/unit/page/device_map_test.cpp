#include "results/report/page/device_map.hpp"

#include <gmock/gmock.h>

#include "tests/unit/page/made_page.hpp"

namespace steelyard::results::page {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Relative = std::vector<std::optional<double>>;

/// Every rank takes its own time in each of six samples.
CaseRecord case_with(CaseRecord record, const std::vector<double>& seconds) {
  std::vector<double> samples;
  for (int i = 0; i < 6; ++i) samples.insert(samples.end(), seconds.begin(), seconds.end());
  record.ranks = static_cast<int>(seconds.size());
  record.visits = {test::visit_of(1, samples)};
  return record;
}

TEST(DeviceMap, HoldsDevicesAgainstTheirMedian) {
  const auto page = test::made_page(
      {test::run_on_nodes("a.h5", 3,
                          {case_with(test::matmul_case("bf16", 64, 1), {2, 4, 5}),
                           case_with(test::matmul_case("f32", 64, 1), {10, 8, 10})})});
  const auto maps = device_maps(page->input);
  ASSERT_EQ(maps.size(), 1U);
  EXPECT_EQ(maps[0].chip, 0U);
  EXPECT_EQ(maps[0].run, 0U);
  EXPECT_THAT(maps[0].cases, ElementsAre(0, 1));
  ASSERT_EQ(maps[0].rows.size(), 3U);
  EXPECT_EQ(maps[0].rows[2].rank, 2);
  EXPECT_EQ(maps[0].rows[2].host, "node1");
  EXPECT_EQ(maps[0].rows[1].device, "cpu:1");
  EXPECT_EQ(maps[0].rows[0].relative, (Relative{0.5, 1.0}));
  EXPECT_EQ(maps[0].rows[1].relative, (Relative{1.0, 0.8}));
  EXPECT_EQ(maps[0].rows[2].relative, (Relative{1.25, 1.0}));
}

TEST(DeviceMap, IsNoneOfOneRank) {
  const auto page =
      test::made_page({test::run_on_nodes("a.h5", 1, {test::matmul_case("bf16", 64, 1)})});
  EXPECT_THAT(device_maps(page->input), IsEmpty());
}

TEST(DeviceMap, IsNoneOfAModel) {
  NamedRun run = test::run_on_nodes("a.h5", 2, {test::matmul_case("bf16", 64, 1, 2)});
  run.run.info.origin = Origin::modelled;
  const auto page = test::made_page({run});
  EXPECT_THAT(device_maps(page->input), IsEmpty());
}

TEST(DeviceMap, IsNoneWithoutTimes) {
  CaseRecord skipped = test::matmul_case("bf16", 64, 1, 2);
  skipped.outcome = Outcome::skipped;
  const auto page = test::made_page({test::run_on_nodes("a.h5", 2, {skipped})});
  EXPECT_THAT(device_maps(page->input), IsEmpty());
}

TEST(DeviceMap, LeavesRoomForADeviceWithoutTimesOfACase) {
  const auto page = test::made_page(
      {test::run_on_nodes("a.h5", 3,
                          {case_with(test::matmul_case("bf16", 64, 1), {2, 4}),
                           case_with(test::matmul_case("f32", 64, 1), {1, 1, 1, 3})})});
  const auto maps = device_maps(page->input);
  EXPECT_EQ(maps[0].rows[0].relative, (Relative{2.0 / 3, 1.0}));
  EXPECT_EQ(maps[0].rows[2].relative, (Relative{std::nullopt, 1.0}));
}

TEST(DeviceMap, IsOneForEachRun) {
  const auto page = test::made_page(
      {test::run_on_nodes("a.h5", 2, {test::matmul_case("bf16", 64, 1, 2)}),
       test::run_on_nodes(
           "b.h5", 4, {test::matmul_case("f32", 64, 1, 4), test::matmul_case("bf16", 64, 1, 4)})});
  const auto maps = device_maps(page->input);
  ASSERT_EQ(maps.size(), 2U);
  EXPECT_EQ(maps[1].chip, 1U);
  EXPECT_EQ(maps[1].rows.size(), 4U);
  EXPECT_THAT(maps[0].cases, ElementsAre(0));
  EXPECT_THAT(maps[1].cases, ElementsAre(0, 1));
}

}  // namespace
}  // namespace steelyard::results::page
