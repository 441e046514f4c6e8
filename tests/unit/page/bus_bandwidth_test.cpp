#include "results/report/page/bus_bandwidth.hpp"

#include <gmock/gmock.h>

#include "harness/core/case_spec.hpp"
#include "tests/unit/page/made_page.hpp"

namespace steelyard::results::page {
namespace {

using testing::IsEmpty;

NamedRun on_chip(std::vector<CaseRecord> cases, const std::string& file = "a.h5") {
  return test::named_run(file, "One", std::move(cases), "acme-one");
}

CaseRecord named(CaseRecord record, const std::string& name) {
  record.name = name;
  record.id = case_id(name, record.method_version, record.data_pattern);
  return record;
}

TEST(BusBandwidth, HasSizesInOrder) {
  const auto page = test::made_page(
      {on_chip({test::allreduce_case(4096, 1e-5, 8), test::allreduce_case(64, 1e-6, 8),
                test::allreduce_case(1e6, 1e-4, 8)})});
  const auto charts = bus_bandwidth(page->input);
  ASSERT_EQ(charts.size(), 1U);
  EXPECT_EQ(charts[0].group, "allreduce");
  EXPECT_EQ(charts[0].series, "allreduce:dtype=f32,op=sum");
  EXPECT_EQ(charts[0].dtype, "f32");
  EXPECT_EQ(charts[0].mode, "pipelined");
  ASSERT_EQ(charts[0].lines.size(), 1U);
  const BusLine& line = charts[0].lines[0];
  EXPECT_EQ(line.chip, 0U);
  EXPECT_EQ(line.ranks, 8);
  ASSERT_EQ(line.points.size(), 3U);
  EXPECT_EQ(line.points[0].bytes, 64);
  EXPECT_EQ(line.points[0].row, 1U);
  EXPECT_EQ(line.points[1].bytes, 4096);
  EXPECT_EQ(line.points[2].bytes, 1e6);
  EXPECT_DOUBLE_EQ(line.points[0].busbw.point, 64 / 1e-6 * 2 * 7 / 8);
  EXPECT_LT(line.points[0].busbw.low, line.points[0].busbw.point);
  EXPECT_TRUE(line.points[0].has_interval);
}

TEST(BusBandwidth, IsLimitedByTheLinksOneWay) {
  const auto page = test::made_page({on_chip({test::allreduce_case(64, 1, 8)})});
  const auto limit = bus_bandwidth(page->input)[0].lines[0].limit;
  ASSERT_TRUE(limit);
  EXPECT_DOUBLE_EQ(limit->roof.value, 200e9);
  EXPECT_EQ(limit->roof.from.source, "a datasheet");
}

TEST(BusBandwidth, MayBeHigherWhereTheSwitchReduces) {
  CaseRecord in_switch = test::allreduce_case(4096, 1, 8);
  in_switch.algorithm = "NVLS, 16 channels";
  for (const bool first : {true, false}) {
    const CaseRecord ring = test::allreduce_case(64, 1, 8);
    const auto page = test::made_page(
        {on_chip(first ? std::vector{in_switch, ring} : std::vector{ring, in_switch})});
    const auto limit = bus_bandwidth(page->input)[0].lines[0].limit;
    ASSERT_TRUE(limit);
    EXPECT_DOUBLE_EQ(limit->roof.value, 200e9 * 2 * 7 / 9);
  }
}

TEST(BusBandwidth, OfAnImportMayHaveGoneByAnyAlgorithm) {
  CaseRecord imported = test::allreduce_case(64, 1, 8);
  imported.method_version = 0;
  const auto page = test::made_page({on_chip({imported})});
  EXPECT_DOUBLE_EQ(bus_bandwidth(page->input)[0].lines[0].limit->roof.value, 200e9 * 2 * 7 / 9);
  imported.algorithm = "ring";
  const auto said = test::made_page({on_chip({imported})});
  EXPECT_DOUBLE_EQ(bus_bandwidth(said->input)[0].lines[0].limit->roof.value, 200e9);
}

TEST(BusBandwidth, IsLimitedByTheNetworkWhereThatIsLess) {
  Chip chip = test::round_chip();
  chip.nic_gbit_s = test::figure(100);
  chip.topology = Topology::switched;
  chip.joined = 4;
  NamedRun run = on_chip({test::allreduce_case(64, 1, 8)});
  run.run.info.environment.ranks.resize(8, run.run.info.environment.ranks[0]);
  for (int rank = 0; rank < 8; ++rank) {
    run.run.info.environment.ranks[static_cast<std::size_t>(rank)].host = rank < 4 ? "a" : "b";
  }
  const auto page = test::made_page({run}, chip);
  const auto limit = bus_bandwidth(page->input)[0].lines[0].limit;
  ASSERT_TRUE(limit);
  EXPECT_EQ(limit->of, PhysicalLimit::network);
  // 4 devices of 12.5 GB/s each; all of S leaves either island: 2 (8-1)/8 of it is busbw.
  EXPECT_DOUBLE_EQ(limit->roof.value, 4 * 12.5e9 * 2 * 7 / 8);
}

TEST(BusBandwidth, HasNoLimitOnAnotherPathOrAnotherChip) {
  CaseRecord staged = test::allreduce_case(64, 1, 8);
  staged.path = "host-staged";
  const auto page = test::made_page(
      {on_chip({staged}), test::named_run("b.h5", "Some CPU", {test::allreduce_case(64, 1, 8)})});
  const auto charts = bus_bandwidth(page->input);
  ASSERT_EQ(charts[0].lines.size(), 2U);
  EXPECT_FALSE(charts[0].lines[0].limit);
  EXPECT_FALSE(charts[0].lines[1].limit);
}

TEST(BusBandwidth, HasALineForEachChipAndNumberOfRanks) {
  NamedRun other =
      on_chip({test::allreduce_case(4096, 1, 8), test::allreduce_case(64, 1, 4)}, "b.h5");
  other.run.info.label = "a row of its own";
  const auto page = test::made_page(
      {on_chip({test::allreduce_case(64, 1, 8), test::allreduce_case(64, 1, 4)}), other});
  const auto charts = bus_bandwidth(page->input);
  ASSERT_EQ(charts.size(), 1U);
  std::vector<std::pair<std::size_t, int>> lines;
  for (const BusLine& each : charts[0].lines) lines.emplace_back(each.chip, each.ranks);
  EXPECT_EQ(lines, (std::vector<std::pair<std::size_t, int>>{{0, 8}, {0, 4}, {1, 4}, {1, 8}}));
}

TEST(BusBandwidth, KeepsApartWhatDiffersInMoreThanSize) {
  CaseRecord latency = named(test::allreduce_case(64, 1, 8),
                             "allreduce:dtype=f32,bytes=64,op=sum,ranks=8,mode=latency");
  latency.timing = "latency";
  CaseRecord timed_otherwise = test::allreduce_case(128, 1, 8);
  timed_otherwise.timing = "";
  CaseRecord other_group = test::allreduce_case(256, 1, 8);
  other_group.group = "more";
  const CaseRecord maximum =
      named(test::allreduce_case(64, 1, 8), "allreduce:dtype=f32,bytes=64,op=max,ranks=8");
  const auto page = test::made_page(
      {on_chip({test::allreduce_case(64, 1, 8), latency, maximum, other_group, timed_otherwise})});
  const auto charts = bus_bandwidth(page->input);
  ASSERT_EQ(charts.size(), 5U);
  EXPECT_EQ(charts[1].series, "allreduce:dtype=f32,op=sum,mode=latency");
  EXPECT_EQ(charts[1].mode, "latency");
  EXPECT_EQ(charts[2].series, "allreduce:dtype=f32,op=max");
  EXPECT_EQ(charts[3].group, "more");
  EXPECT_EQ(charts[4].mode, "");
}

TEST(BusBandwidth, TakesANameThatIsNoneAsItIs) {
  const auto page = test::made_page({on_chip({named(test::allreduce_case(64, 1, 8), "<b>")})});
  EXPECT_EQ(bus_bandwidth(page->input)[0].series, "<b>");
  EXPECT_EQ(bus_bandwidth(page->input)[0].dtype, "");
}

TEST(BusBandwidth, IsOfCollectivesWithAFigure) {
  CaseRecord failed = test::allreduce_case(64, 1, 8);
  failed.outcome = Outcome::error;
  CaseRecord alone = test::allreduce_case(64, 1, 1);  // whose factor is 0
  const auto page = test::made_page({on_chip({failed, alone, test::matmul_case("bf16", 64, 1)})});
  EXPECT_THAT(bus_bandwidth(page->input), IsEmpty());
}

}  // namespace
}  // namespace steelyard::results::page
