#pragma once

#include <cstdint>
#include <span>

namespace steelyard::fuzz {

/// The counters that code under a fuzzer increments, one for each edge; none without a fuzzer.
std::span<std::uint8_t> coverage_counters();

}  // namespace steelyard::fuzz
