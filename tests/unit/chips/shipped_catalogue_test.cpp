#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "harness/core/error.hpp"
#include "results/chips/catalogue.hpp"

namespace steelyard::results {
namespace {

using testing::HasSubstr;

const Catalogue& shipped() {
  static const Catalogue catalogue =
      Catalogue::load(std::filesystem::path(STEELYARD_SOURCE_DIR) / "results/chips");
  return catalogue;
}

/// Figures of all chips, so that none gets lost when files are edited.
struct Census {
  std::size_t peaks = 0, memory = 0, bandwidth = 0, links = 0, networks = 0, power = 0, prices = 0;
  std::size_t aliases = 0, conflicts = 0, claims = 0, estimates = 0, measured = 0, unpublished = 0;
  std::size_t topologies = 0, gemms = 0, all_reduces = 0;
};

Census census() {
  Census all;
  for (const Chip& chip : shipped().chips()) {
    all.peaks += chip.dense_peak_tflops.size();
    all.memory += chip.memory_gib.has_value();
    all.bandwidth += chip.memory_bandwidth_gb_s.has_value();
    all.links += chip.interconnect_gb_s.has_value();
    all.networks += chip.nic_gbit_s.has_value();
    all.power += chip.tdp_watts.has_value();
    all.prices += chip.price.has_value();
    all.aliases += chip.aliases.size();
    all.conflicts += chip.conflicts.size();
    for (const Conflict& conflict : chip.conflicts) all.claims += conflict.claims.size();
    all.estimates += chip.estimates.size();
    all.measured += chip.measured.size();
    all.unpublished += chip.unpublished.size();
    all.topologies += chip.topology.has_value();
    for (const Measurement& each : chip.measured) {
      all.gemms += each.gemm.has_value();
      all.all_reduces += each.all_reduce.has_value();
    }
  }
  return all;
}

TEST(ShippedCatalogue, HoldsEveryChipAndFigure) {
  EXPECT_EQ(shipped().chips().size(), 43U);
  const Census all = census();
  EXPECT_EQ(all.peaks, 168U);
  EXPECT_EQ(all.memory, 41U);
  EXPECT_EQ(all.bandwidth, 36U);
  EXPECT_EQ(all.links, 31U);
  EXPECT_EQ(all.networks, 15U);
  EXPECT_EQ(all.power, 34U);
  EXPECT_EQ(all.prices, 7U);
  EXPECT_EQ(all.aliases, 95U);
  EXPECT_EQ(all.conflicts, 59U);
  EXPECT_EQ(all.claims, 133U);
  EXPECT_EQ(all.estimates, 10U);
  EXPECT_EQ(all.measured, 146U);
  EXPECT_EQ(all.topologies, 21U);
  EXPECT_EQ(all.gemms, 60U);
  EXPECT_EQ(all.all_reduces, 11U);
  EXPECT_EQ(all.unpublished, 1U);
}

TEST(ShippedCatalogue, FindsEveryChipByIdNameAndAlias) {
  for (const Chip& chip : shipped().chips()) {
    EXPECT_EQ(shipped().find(chip.id).id, chip.id);
    EXPECT_EQ(shipped().find(chip.name).id, chip.id);
    for (const std::string& alias : chip.aliases) {
      EXPECT_EQ(shipped().find(alias).id, chip.id) << alias;
    }
  }
}

TEST(ShippedCatalogue, FindsShortForms) {
  EXPECT_EQ(shipped().find("h20").id, "nvidia-h20");
  EXPECT_EQ(shipped().find("zhenwu-810e").id, "alibaba-zhenwu-810e");
  EXPECT_EQ(shipped().find("910b").id, "huawei-ascend-910b");
  EXPECT_EQ(shipped().find("mi300x").id, "amd-mi300x");
  EXPECT_EQ(shipped().find("p800").id, "baidu-kunlun-p800");
  EXPECT_EQ(shipped().find("gaudi3").id, "intel-gaudi3");
}

TEST(ShippedCatalogue, RefusesAmbiguousForms) {
  const auto complaint = [](const char* text) -> std::string {
    try {
      shipped().find(text);
    } catch (const UsageError& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_THAT(complaint("910"), HasSubstr("huawei-ascend-910b, huawei-ascend-910c"));
  EXPECT_THAT(complaint("gaudi"), HasSubstr("intel-gaudi2, intel-gaudi3"));
  EXPECT_THAT(complaint("nvidia"), HasSubstr("and 8 more"));
}

TEST(ShippedCatalogue, KnowsTheH20) {
  const Chip& h20 = shipped().find("h20");
  EXPECT_EQ(dense_peak(h20, Dtype::bf16)->value, 148);
  EXPECT_EQ(dense_peak(h20, Dtype::int8)->value, 296);
  EXPECT_EQ(dense_peak(h20, Dtype::tf32)->value, 74);
  EXPECT_EQ(dense_peak(h20, Dtype::f32)->value, 44);
  EXPECT_EQ(memory_bandwidth(h20)->value, 4000);
  EXPECT_EQ(one_way_link_bytes_per_second(h20), 450e9);
  EXPECT_EQ(h20.conflicts.size(), 3U);
}

TEST(ShippedCatalogue, GivesNoPeakOfASystemToOneDevice) {
  EXPECT_EQ(dense_peak(shipped().find("nvl72"), Dtype::bf16), nullptr);
  EXPECT_EQ(dense_peak(shipped().find("cloudmatrix 384"), Dtype::bf16), nullptr);
}

}  // namespace
}  // namespace steelyard::results
