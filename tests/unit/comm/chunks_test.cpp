#include "harness/comm/chunks.hpp"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace steelyard::comm {
namespace {

using Pieces = std::vector<std::pair<std::size_t, int>>;

Pieces pieces(std::size_t total, std::size_t limit) {
  Pieces seen;
  for_each_chunk(
      total, [&](std::size_t offset, int count) { seen.emplace_back(offset, count); }, limit);
  return seen;
}

TEST(Chunks, NothingIsNoChunk) { EXPECT_EQ(pieces(0, 4), Pieces{}); }

TEST(Chunks, UpToTheLimitIsOneChunk) {
  EXPECT_EQ(pieces(1, 4), (Pieces{{0, 1}}));
  EXPECT_EQ(pieces(4, 4), (Pieces{{0, 4}}));
}

TEST(Chunks, CoverAllAboveTheLimit) {
  EXPECT_EQ(pieces(5, 4), (Pieces{{0, 4}, {4, 1}}));
  EXPECT_EQ(pieces(8, 4), (Pieces{{0, 4}, {4, 4}}));
  EXPECT_EQ(pieces(9, 4), (Pieces{{0, 4}, {4, 4}, {8, 1}}));
}

TEST(Chunks, TheDefaultLimitIsThatOfAnInt) {
  Pieces seen;
  for_each_chunk(std::size_t{INT_MAX} + 2,
                 [&](std::size_t offset, int count) { seen.emplace_back(offset, count); });
  EXPECT_EQ(seen, (Pieces{{0, INT_MAX}, {INT_MAX, 2}}));
}

}  // namespace
}  // namespace steelyard::comm
