#pragma once

#include <cstdint>

namespace steelyard::workloads::reference {

/// A well mixed 64-bit number from two others (the finaliser of SplitMix64; Steele, Lea & Flood
/// 2014). The same on every machine, so that any rank can recompute what another rank holds.
///
///     mix(mix(seed, purpose), rank);
std::uint64_t mix(std::uint64_t seed, std::uint64_t value);

}  // namespace steelyard::workloads::reference
