#include "harness/core/model/card_figures.hpp"

#include <gtest/gtest.h>

namespace steelyard {
namespace {

ModelCard card_with(std::initializer_list<std::pair<const char*, double>> figures) {
  ModelCard card;
  card.topology = Topology::mesh;
  card.joined = 4;
  for (const auto& [name, value] : figures) card.figures[name] = {value, "", "", ""};
  return card;
}

TEST(CardFigures, MultipliesPeaksByEfficiencies) {
  const auto roof = gemm_roof(card_with({{"peak bf16", 100},
                                         {"gemm efficiency bf16", 0.5},
                                         {"memory bandwidth", 10},
                                         {"memory efficiency", 0.8},
                                         {"launch", 3}}),
                              Dtype::bf16);
  ASSERT_TRUE(roof);
  EXPECT_DOUBLE_EQ(roof->operations_per_second, 50);
  EXPECT_DOUBLE_EQ(roof->bytes_per_second, 8);
  EXPECT_DOUBLE_EQ(roof->launch_seconds, 3);
}

TEST(CardFigures, HasNoRoofWithoutAPeak) {
  EXPECT_FALSE(gemm_roof(card_with({{"peak fp16", 100}}), Dtype::bf16));
  EXPECT_FALSE(memory_roof(card_with({{"peak fp16", 100}})));
}

TEST(CardFigures, DoesWithoutMemoryBandwidth) {
  const auto roof = gemm_roof(
      card_with({{"peak bf16", 100}, {"gemm efficiency bf16", 0.5}, {"launch", 3}}), Dtype::bf16);
  ASSERT_TRUE(roof);
  EXPECT_EQ(roof->bytes_per_second, 0);
  EXPECT_DOUBLE_EQ(roof->launch_seconds, 3);
}

TEST(CardFigures, MakesBothLevelsOfAFabric) {
  const Fabric fabric = fabric_of(card_with({{"collective start", 1},
                                             {"link bandwidth", 100},
                                             {"link efficiency", 0.7},
                                             {"link latency", 2},
                                             {"nic bandwidth", 10},
                                             {"nic efficiency", 0.9},
                                             {"nic latency", 3}}));
  EXPECT_EQ(fabric.start_seconds, 1);
  EXPECT_EQ(fabric.node.topology, Topology::mesh);
  EXPECT_EQ(fabric.node.joined, 4);
  EXPECT_DOUBLE_EQ(fabric.node.bytes_per_second, 70);
  EXPECT_EQ(fabric.node.latency_seconds, 2);
  ASSERT_TRUE(fabric.network);
  EXPECT_DOUBLE_EQ(fabric.network->bytes_per_second, 9);
  EXPECT_EQ(fabric.network->latency_seconds, 3);
}

TEST(CardFigures, LeavesOutLevelsThatAreNotKnown) {
  const Fabric fabric = fabric_of(card_with({}));
  EXPECT_EQ(fabric.node.joined, 1);
  EXPECT_FALSE(fabric.network);
}

}  // namespace
}  // namespace steelyard
