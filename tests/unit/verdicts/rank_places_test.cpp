#include "results/verdicts/rank_places.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace steelyard::results {
namespace {

using testing::ElementsAre;
using testing::Optional;

RankInfo info(int rank, const std::string& host, const std::string& device) {
  RankInfo made;
  made.rank = rank;
  made.host = host;
  made.device = device;
  return made;
}

/// Two nodes with four devices each.
Environment two_nodes() {
  Environment environment;
  for (int rank = 0; rank < 8; ++rank) {
    environment.ranks.push_back(
        info(rank, rank < 4 ? "node1" : "node2", "cuda:" + std::to_string(rank % 4)));
  }
  return environment;
}

std::string words(const Environment& environment, std::vector<std::size_t> ranks,
                  std::size_t count = 8) {
  std::vector<bool> marked(count, false);
  for (const std::size_t rank : ranks) marked[rank] = true;
  return words_of(places_of(environment, count), marked);
}

TEST(RankPlaces, AreTheSameWhateverTheLauncherNumbers) {
  const RankPlaces reference = places_of(two_nodes(), 8);
  EXPECT_FALSE(reference.by_order);
  Environment other = two_nodes();
  for (RankInfo& each : other.ranks) each.rank = (each.rank + 4) % 8;
  EXPECT_THAT(matched(reference, places_of(other, 8)),
              Optional(ElementsAre(4, 5, 6, 7, 0, 1, 2, 3)));
  EXPECT_THAT(matched(reference, reference), Optional(ElementsAre(0, 1, 2, 3, 4, 5, 6, 7)));
}

TEST(RankPlaces, AreNotMatchedElsewhere) {
  const RankPlaces reference = places_of(two_nodes(), 8);
  Environment other = two_nodes();
  other.ranks[5].host = "node3";
  EXPECT_FALSE(matched(reference, places_of(other, 8)));
  EXPECT_FALSE(matched(reference, places_of(two_nodes(), 7)));
  EXPECT_FALSE(matched(first_of(reference, 4), places_of(other, 8)) == std::nullopt);
  EXPECT_FALSE(matched(reference, places_of({}, 8)));
}

TEST(RankPlaces, OfACaseOnFewerRanksAreTheFirst) {
  const RankPlaces all = places_of(two_nodes(), 8);
  const RankPlaces first = first_of(all, 2);
  EXPECT_EQ(first.ranks.size(), 2U);
  EXPECT_EQ(first_of(all, 9).ranks.size(), 8U);
  EXPECT_THAT(matched(first, all), Optional(ElementsAre(0, 1)));
  Environment turned = two_nodes();
  for (RankInfo& each : turned.ranks) each.rank = 7 - each.rank;
  EXPECT_FALSE(matched(first, places_of(turned, 8))) << "these were not in the case";
}

TEST(RankPlaces, AreToldApartByPciAddressThenUuidThenDevice) {
  // Each rank sees its device as the first one.
  Environment environment;
  for (int rank = 0; rank < 2; ++rank) {
    environment.ranks.push_back(info(rank, "node1", "cuda:0"));
    environment.ranks.back().uuid = "GPU-" + std::to_string(rank);
  }
  Environment turned = environment;
  std::swap(turned.ranks[0].uuid, turned.ranks[1].uuid);
  EXPECT_FALSE(places_of(environment, 2).by_order);
  EXPECT_THAT(matched(places_of(environment, 2), places_of(turned, 2)),
              Optional(ElementsAre(1, 0)));
  for (Environment* each : {&environment, &turned}) {
    each->ranks[0].pci_bus_id = "0000:01:00.0";
    each->ranks[1].pci_bus_id = "0000:02:00.0";
  }
  EXPECT_THAT(matched(places_of(environment, 2), places_of(turned, 2)), Optional(ElementsAre(0, 1)))
      << "a device that was replaced is in the same place";
}

TEST(RankPlaces, ThatShareADeviceAreToldApartByTheirCpus) {
  Environment environment;
  for (int rank = 0; rank < 2; ++rank) {
    environment.ranks.push_back(info(rank, "node1", "cpu:0"));
    environment.ranks.back().cpu_binding = std::to_string(rank);
  }
  Environment turned = environment;
  std::swap(turned.ranks[0].cpu_binding, turned.ranks[1].cpu_binding);
  EXPECT_FALSE(places_of(environment, 2).by_order);
  EXPECT_THAT(matched(places_of(environment, 2), places_of(turned, 2)),
              Optional(ElementsAre(1, 0)));
}

TEST(RankPlaces, ThatShareEverythingAreToldApartByTheirOrder) {
  Environment environment;
  for (int rank = 0; rank < 3; ++rank) environment.ranks.push_back(info(rank, "node1", "cpu:0"));
  environment.ranks[0].device = "cpu:1";
  const RankPlaces places = places_of(environment, 3);
  EXPECT_TRUE(places.by_order);
  EXPECT_THAT(matched(places, places), Optional(ElementsAre(0, 1, 2)));
}

TEST(RankPlaces, OfARunThatDoesNotSayAreToldApartByTheirOrder) {
  const RankPlaces places = places_of({}, 3);
  EXPECT_TRUE(places.by_order);
  EXPECT_THAT(matched(places, places), Optional(ElementsAre(0, 1, 2)));
  EXPECT_FALSE(places_of({}, 1).by_order);
}

TEST(RankPlaces, PassOverRanksThatCannotBe) {
  Environment environment = two_nodes();
  environment.ranks.push_back(info(-1, "x", "y"));
  environment.ranks.push_back(info(8, "x", "y"));
  EXPECT_EQ(places_of(environment, 8).ranks[7].host, "node2");
  EXPECT_EQ(places_of(environment, 2).ranks.size(), 2U);
}

TEST(WordsOfRanks, NameOneWithAllThatIsKnown) {
  Environment environment = two_nodes();
  EXPECT_EQ(words(environment, {3}), "rank 3 (node1, cuda:3)");
  environment.ranks[3].product = "Acme One";
  environment.ranks[3].uuid = "GPU-2f";
  EXPECT_EQ(words(environment, {3}), "rank 3 (node1, cuda:3, Acme One, GPU-2f)");
  EXPECT_EQ(words({}, {3}), "rank 3");
}

TEST(WordsOfRanks, NameWholeNodes) {
  EXPECT_EQ(words(two_nodes(), {4, 5, 6, 7}), "node2 (ranks 4-7)");
  Environment four = two_nodes();
  for (int rank = 0; rank < 8; ++rank) {
    four.ranks[static_cast<std::size_t>(rank)].host = "n" + std::to_string(rank / 2);
  }
  EXPECT_EQ(words(four, {2, 3, 6, 7}), "n1 and n3 (ranks 2, 3, 6 and 7)");
}

TEST(WordsOfRanks, NameAFewWithTheirDevices) {
  EXPECT_EQ(words(two_nodes(), {3, 5}), "ranks 3 and 5 (node1 cuda:3, node2 cuda:1)");
  EXPECT_EQ(words(two_nodes(), {0, 1, 2, 4}),
            "ranks 0-2 and 4 (node1 cuda:0, node1 cuda:1, node1 cuda:2, node2 cuda:0)");
  EXPECT_EQ(words({}, {3, 5}), "ranks 3 and 5");
}

TEST(WordsOfRanks, NameManyWithTheirNodes) {
  EXPECT_EQ(words(two_nodes(), {0, 1, 2, 4, 5, 7}), "ranks 0-2, 4, 5 and 7 (of node1 and node2)");
}

}  // namespace
}  // namespace steelyard::results
