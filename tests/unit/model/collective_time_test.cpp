#include "harness/core/model/collective_time.hpp"

#include <gtest/gtest.h>

namespace steelyard {
namespace {

constexpr double alpha = 1e-6;
constexpr double bandwidth = 1e9;
constexpr double start = 5e-6;
constexpr double large = 1e9;  ///< S / B is one second

Fabric node(Topology topology, int joined = 8) {
  return {start, {topology, joined, bandwidth, alpha}, std::nullopt};
}

Fabric nodes(Topology topology, int joined, double network_bandwidth) {
  Fabric fabric = node(topology, joined);
  fabric.network = Level{Topology::ring, 1, network_bandwidth, 10 * alpha};
  return fabric;
}

TEST(Topology, HasNamesThatCanBeRead) {
  for (const Topology each :
       {Topology::ring, Topology::mesh, Topology::switched, Topology::reducing_switch}) {
    EXPECT_EQ(parse_topology(name(each)), each);
  }
  EXPECT_EQ(name(Topology::reducing_switch), "reducing-switch");
  EXPECT_FALSE(parse_topology("star"));
}

TEST(CollectiveTime, TakesTheStartAloneForOneRank) {
  const Fabric alone;
  EXPECT_DOUBLE_EQ(all_reduce_seconds(alone, 1, large), 0);
  const Fabric fabric = node(Topology::ring);
  for (const auto formula : {&all_reduce_seconds, &reduce_scatter_seconds, &all_gather_seconds,
                             &broadcast_seconds, &all_to_all_seconds, &message_seconds}) {
    EXPECT_DOUBLE_EQ(formula(fabric, 1, large), start);
  }
}

TEST(CollectiveTime, ReachesWithinTheNodeOrOverTheNetwork) {
  EXPECT_TRUE(reaches(node(Topology::ring), 1));
  EXPECT_TRUE(reaches(node(Topology::ring), 8));
  EXPECT_FALSE(reaches(node(Topology::ring), 9));
  EXPECT_FALSE(reaches(node(Topology::ring), 0));
  EXPECT_TRUE(reaches(nodes(Topology::ring, 8, bandwidth), 9));
  EXPECT_FALSE(reaches({}, 2));
}

TEST(CollectiveTime, ReducesOverARing) {
  const double expected = start + 2 * 7 * alpha + 2 * 7.0 / 8 * 1;
  EXPECT_DOUBLE_EQ(all_reduce_seconds(node(Topology::ring), 8, large), expected);
}

TEST(CollectiveTime, ReducesOverAMeshInTwoStepsOrOne) {
  const Fabric fabric = node(Topology::mesh);
  EXPECT_DOUBLE_EQ(all_reduce_seconds(fabric, 8, large), start + 2 * alpha + 2 * 7.0 / 8);
  // One step sends all to all: 7 S / B.
  EXPECT_DOUBLE_EQ(all_reduce_seconds(fabric, 8, 8), start + alpha + 7 * 8e-9);
}

TEST(CollectiveTime, UsesOnlyTheLinksOfAMeshThatLeadToRanks) {
  const Fabric fabric = node(Topology::mesh);
  // Two ranks share one link of seven.
  EXPECT_DOUBLE_EQ(all_reduce_seconds(fabric, 2, large), start + alpha + 7.0);
  EXPECT_DOUBLE_EQ(message_seconds(fabric, 8, large), start + alpha + 7.0);
}

TEST(CollectiveTime, ReducesOverASwitchByDoublingOrRabenseifner) {
  const Fabric fabric = node(Topology::switched);
  EXPECT_DOUBLE_EQ(all_reduce_seconds(fabric, 8, large), start + 6 * alpha + 2 * 7.0 / 8);
  EXPECT_DOUBLE_EQ(all_reduce_seconds(fabric, 8, 8), start + 3 * (alpha + 8e-9));
  // Steps are those of the next power of two.
  EXPECT_DOUBLE_EQ(all_reduce_seconds(fabric, 5, 8), start + 3 * (alpha + 8e-9));
}

TEST(CollectiveTime, ReducesInTheSwitch) {
  const Fabric fabric = node(Topology::reducing_switch);
  EXPECT_DOUBLE_EQ(all_reduce_seconds(fabric, 8, large), start + 2 * alpha + 9.0 / 8);
  EXPECT_DOUBLE_EQ(all_reduce_seconds(fabric, 2, 8), start + alpha + 8e-9);
}

TEST(CollectiveTime, CountsBusBandwidthAsNcclTestsDo) {
  Fabric fabric{0, {Topology::switched, 8, bandwidth, 0}, std::nullopt};
  EXPECT_DOUBLE_EQ(all_reduce_busbw(fabric, 8, large), bandwidth);
  fabric.node.topology = Topology::reducing_switch;
  EXPECT_DOUBLE_EQ(all_reduce_busbw(fabric, 8, large), bandwidth * 2 * 7 / 9);
}

TEST(CollectiveTime, GathersAndScatters) {
  const auto seconds = [](Topology topology) {
    return all_gather_seconds(node(topology), 8, large) - start;
  };
  EXPECT_DOUBLE_EQ(seconds(Topology::ring), 7 * alpha + 7.0 / 8);
  EXPECT_DOUBLE_EQ(seconds(Topology::switched), 3 * alpha + 7.0 / 8);
  EXPECT_DOUBLE_EQ(seconds(Topology::mesh), alpha + 7.0 / 8);
  EXPECT_DOUBLE_EQ(seconds(Topology::reducing_switch), alpha + 7.0 / 8);
  EXPECT_DOUBLE_EQ(reduce_scatter_seconds(node(Topology::ring), 8, large),
                   all_gather_seconds(node(Topology::ring), 8, large));
}

TEST(CollectiveTime, Broadcasts) {
  const auto seconds = [](Topology topology, double bytes) {
    return broadcast_seconds(node(topology), 8, bytes) - start;
  };
  EXPECT_DOUBLE_EQ(seconds(Topology::ring, large), 7 * alpha + 1);
  EXPECT_DOUBLE_EQ(seconds(Topology::mesh, large), 2 * (alpha + 7.0 / 8));
  EXPECT_DOUBLE_EQ(seconds(Topology::switched, large), 7 * alpha + 1);
  EXPECT_DOUBLE_EQ(seconds(Topology::switched, 8), 3 * (alpha + 8e-9));
  EXPECT_DOUBLE_EQ(seconds(Topology::reducing_switch, large), alpha + 1);
}

TEST(CollectiveTime, SendsAllToAll) {
  const auto seconds = [](Topology topology, int ranks) {
    return all_to_all_seconds(node(topology), ranks, large) - start;
  };
  EXPECT_DOUBLE_EQ(seconds(Topology::ring, 8), 7 * alpha + 2 * 7.0 / 8);
  EXPECT_DOUBLE_EQ(seconds(Topology::ring, 2), alpha + 0.5);
  EXPECT_DOUBLE_EQ(seconds(Topology::mesh, 8), alpha + 7.0 / 8);
  EXPECT_DOUBLE_EQ(seconds(Topology::switched, 8), 7 * alpha + 7.0 / 8);
  EXPECT_DOUBLE_EQ(seconds(Topology::reducing_switch, 8), 7 * alpha + 7.0 / 8);
}

TEST(CollectiveTime, SendsAMessage) {
  EXPECT_DOUBLE_EQ(message_seconds(node(Topology::ring), 8, large), start + alpha + 1);
  EXPECT_DOUBLE_EQ(message_seconds(nodes(Topology::ring, 8, bandwidth / 2), 9, large),
                   start + 10 * alpha + 2);
}

TEST(CollectiveTime, LetsTheSlowerOfTwoLevelsHoldUpTheOther) {
  // 4 nodes of 8: in the node 2 x 7/8 S / B; over the network, of an eighth of S, 2 x 3/4.
  const double in_node = 2 * (7 * alpha + 7.0 / 8);
  const double at_rest = 2 * 7 * alpha;
  const double steps = 2 * 2 * 10 * alpha;
  const double steps_of_nothing = 2 * 10 * alpha;
  EXPECT_DOUBLE_EQ(all_reduce_seconds(nodes(Topology::ring, 8, bandwidth), 32, large),
                   start + in_node + steps_of_nothing);
  EXPECT_DOUBLE_EQ(all_reduce_seconds(nodes(Topology::ring, 8, bandwidth / 100), 32, large),
                   start + steps + 100 * 1.5 / 8 + at_rest);
}

TEST(CollectiveTime, TakesChipsWithoutLinksForNodes) {
  const Fabric fabric{start, {}, Level{Topology::ring, 1, bandwidth, alpha}};
  EXPECT_DOUBLE_EQ(all_reduce_seconds(fabric, 4, large), start + 4 * alpha + 1.5);
  EXPECT_DOUBLE_EQ(all_gather_seconds(fabric, 4, large), start + 2 * alpha + 0.75);
  EXPECT_DOUBLE_EQ(broadcast_seconds(fabric, 4, large), start + 3 * alpha + 1);
  EXPECT_DOUBLE_EQ(all_to_all_seconds(fabric, 4, large), start + 3 * alpha + 0.75);
}

TEST(CollectiveTime, NeverGetsFasterWithMoreBytes) {
  for (const Topology topology :
       {Topology::ring, Topology::mesh, Topology::switched, Topology::reducing_switch}) {
    for (const int ranks : {2, 3, 7, 8}) {
      double before = 0;
      for (double bytes = 1; bytes < 1e10; bytes *= 2) {
        const double seconds = all_reduce_seconds(node(topology), ranks, bytes);
        EXPECT_GE(seconds, before);
        before = seconds;
      }
    }
  }
}

}  // namespace
}  // namespace steelyard
