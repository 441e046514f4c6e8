#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "tests/truth/nights/made_nights.hpp"

/// How often the ranks that carry a loss are named, and how often others: figures of
/// docs/reviews/gate.md.
namespace steelyard::truth {

/// 60 quiet nights of one case on some ranks, four to a node, then some that are slower by `loss`
/// on the first `slower` ranks, counted from rank 4 on. The case's time is that of the slowest
/// rank.
struct CarriedLoss {
  std::size_t ranks = 8;
  std::size_t slower = 1;
  double loss = 0.05;
  std::size_t nights = 2;
  NightNoise noise = NightNoise::independent;  ///< 1 %, of each rank by itself
  bool shared_noise = false;  ///< each night is slower or faster for all ranks by as much again
};

/// Shares of the series.
struct CarrierRates {
  double found = 0;    ///< an alarm for one of the last nights; the rest is of these
  double named = 0;    ///< exactly the slower ranks
  double unknown = 0;  ///< it says that it cannot tell
  double part = 0;     ///< some of them, and none besides
  double wrong = 0;    ///< a rank that is as it was
};

CarrierRates carried_losses(const CarriedLoss& loss, int series, std::uint64_t seed);

}  // namespace steelyard::truth
