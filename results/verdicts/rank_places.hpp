#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/record.hpp"

/// Ranks by where they run: the same device in several runs, whatever number a launcher gave it.
namespace steelyard::results {

struct RankPlace {
  int rank = 0;
  std::string host;    ///< "" where the file does not say
  std::string device;  ///< "cuda:0"
  std::string product;
  std::string uuid;
  /// The same in every run: host and PCI address, else uuid, else device; where several ranks share
  /// these, their CPUs too.
  std::string key;

  bool operator==(const RankPlace&) const = default;
};

struct RankPlaces {
  std::vector<RankPlace> ranks;  ///< by rank number
  /// Some ranks share everything that could tell them apart, so their order does.
  bool by_order = false;

  bool operator==(const RankPlaces&) const = default;
};

/// Of `count` ranks of a run.
RankPlaces places_of(const Environment& environment, std::size_t count);

/// The places of the first `count` ranks.
RankPlaces first_of(const RankPlaces& places, std::size_t count);

/// For each rank of `reference`, the rank of `run` that is at the same place. Nothing if they are
/// not at the same places, or if that is none of the first ranks, as many as `reference` has.
std::optional<std::vector<std::size_t>> matched(const RankPlaces& reference, const RankPlaces& run);

/// The ranks that are marked, at least one and not all, for people: "rank 3 (node1, cuda:3, Acme
/// One, GPU-2f)", "node2 (ranks 4-7)", "ranks 1, 3-5 and 7 (of node1 and node2)".
std::string words_of(const RankPlaces& places, const std::vector<bool>& marked);

}  // namespace steelyard::results
