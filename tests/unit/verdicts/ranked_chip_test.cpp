#include "results/verdicts/ranked_chip.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/verdicts/run_builder.hpp"

namespace steelyard::results {
namespace {

using test::matmul_case;
using test::rank_info;
using test::round_chip;
using testing::ElementsAre;
using testing::HasSubstr;

Catalogue two() { return Catalogue({round_chip(), round_chip("acme-two", "Two")}); }

RunInfo info_of(std::string chip, std::vector<RankInfo> ranks) {
  RunInfo info;
  info.chip = std::move(chip);
  info.environment.ranks = std::move(ranks);
  return info;
}

TEST(ChipOfRun, IsTheOneTheRunNames) {
  const Catalogue catalogue = two();
  const auto found = chip_of_run(info_of("Two", {rank_info(0, "a device")}), catalogue);
  ASSERT_NE(found.chip, nullptr);
  EXPECT_EQ(found.chip->id, "acme-two");
  EXPECT_EQ(found.label, "Acme Two");
  EXPECT_EQ(found.note, "");
}

TEST(ChipOfRun, IsTheOneTheDevicesReport) {
  const Catalogue catalogue = two();
  const auto by_id = chip_of_run(
      info_of("", {rank_info(0, "a device", "acme-one"), rank_info(1, "", "acme-one")}), catalogue);
  ASSERT_NE(by_id.chip, nullptr);
  EXPECT_EQ(by_id.chip->id, "acme-one");
  EXPECT_EQ(by_id.label, "Acme One");
  EXPECT_EQ(chip_of_run(info_of("", {rank_info(0, "One")}), catalogue).chip->id, "acme-one");
}

TEST(ChipOfRun, SaysWhenNameAndDevicesDiffer) {
  const Catalogue catalogue = two();
  const auto found = chip_of_run(info_of("two", {rank_info(0, "", "acme-one")}), catalogue);
  EXPECT_EQ(found.chip->id, "acme-two");
  EXPECT_EQ(found.note, "the run names this chip, its devices report acme-one");
  EXPECT_EQ(chip_of_run(info_of("two", {rank_info(0, "", "acme-two")}), catalogue).note, "");
}

TEST(ChipOfRun, IsUnknownWithoutACatalogueRow) {
  const Catalogue catalogue = two();
  const auto cpu = chip_of_run(info_of("AMD EPYC", {rank_info(0, "cpu of rank 0")}), catalogue);
  EXPECT_EQ(cpu.chip, nullptr);
  EXPECT_EQ(cpu.label, "AMD EPYC");
  EXPECT_THAT(cpu.note, HasSubstr("not in the catalogue"));
  EXPECT_EQ(chip_of_run(info_of("", {rank_info(0, "cpu")}), catalogue).label, "cpu");
  EXPECT_EQ(chip_of_run(info_of("", {}), catalogue).label, "unnamed device");
  EXPECT_EQ(chip_of_run(info_of("tw", {}), catalogue).chip, nullptr);
}

TEST(ChipOfRun, OfMixedDevicesIsNone) {
  const auto mixed = chip_of_run(
      info_of("one", {rank_info(0, "", "acme-two"), rank_info(1, "", "acme-one")}), two());
  EXPECT_EQ(mixed.chip, nullptr);
  EXPECT_EQ(mixed.label, "mixed: acme-one + acme-two");
  EXPECT_THAT(mixed.note, HasSubstr("several kinds"));
}

TEST(DescribeRun, CountsWhatIsInTheFile) {
  CaseRecord disturbed = matmul_case("bf16", 64, 1);
  disturbed.visits[1].disturbed = true;
  disturbed.visits[2].disturbed = true;
  CaseRecord skipped = matmul_case("fp16", 64, 1);
  skipped.outcome = Outcome::skipped;
  NamedRun run = test::named_run("a.h5", "cpu", {disturbed, skipped, matmul_case("f32", 64, 1)});
  RunInfo& info = run.run.info;
  info.environment.ranks = {rank_info(0, "x"), rank_info(1, "x"), rank_info(2, "x")};
  info.environment.ranks[2].host = "node2";
  info.environment.warnings = {"oversubscribed"};
  info.label = "nightly";
  info.origin = Origin::emulated;
  info.state = RunState::interrupted;
  const ChipOfRun chip{nullptr, "label", "note"};
  const RankedChip row = describe_chip(summarise(run), chip);
  const RankedRun file = describe_file(summarise(run));
  EXPECT_EQ(file.file, "a.h5");
  EXPECT_EQ(row.label, "label");
  EXPECT_EQ(row.chip_id, "");
  EXPECT_EQ(row.note, "note");
  EXPECT_EQ(row.backend, "cpu");
  EXPECT_EQ(row.ranks, 3);
  EXPECT_EQ(row.nodes, 2);
  EXPECT_EQ(row.origin, Origin::emulated);
  EXPECT_EQ(file.state, RunState::interrupted);
  EXPECT_EQ(file.created_utc, "2026-11-22T04:06:12Z");
  EXPECT_EQ(row.run_label, "nightly");
  EXPECT_EQ(file.tool_version, "0.1.0");
  EXPECT_THAT(file.warnings, ElementsAre("oversubscribed"));
  EXPECT_EQ(file.outcomes.at(Outcome::passed), 2);
  EXPECT_EQ(file.outcomes.at(Outcome::skipped), 1);
  EXPECT_EQ(file.disturbed_cases, 1);
}

TEST(DescribeRun, CountsNoNodeThatIsNotNamed) {
  NamedRun run = test::named_run("a.h5", "cpu", {});
  run.run.info.environment.ranks = {RankInfo{}, RankInfo{}};
  const RankedChip row = describe_chip(summarise(run), {});
  EXPECT_EQ(row.nodes, 0);
  EXPECT_EQ(row.ranks, 2);
}

TEST(DescribeRun, NamesTheCatalogueId) {
  const Chip one = round_chip();
  const RankedChip row = describe_chip(summarise(test::named_run("a", "b", {})), {&one, "l", ""});
  EXPECT_EQ(row.chip_id, "acme-one");
}

}  // namespace
}  // namespace steelyard::results
