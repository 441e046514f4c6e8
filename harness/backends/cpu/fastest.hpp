#pragma once

#include <cstddef>
#include <functional>
#include <span>

namespace steelyard::cpu {

/// Times the attempts against each other and returns the index of the fastest.
///
/// Each runs once to warm up, then all run in turn, round after round, so that a machine that
/// drifts drifts for all of them; the smallest median wins, the first of equals. Ends after
/// `most_rounds` rounds or once `seconds` of `clock` (in seconds) have passed, but never before the
/// first attempt has run. If not even one round was completed, the warm-up runs are compared: an
/// attempt that was not reached cannot win.
///
/// `attempts` is not empty. What an attempt throws is passed on.
std::size_t find_fastest(std::span<const std::function<void()>> attempts, double seconds,
                         const std::function<double()>& clock);

inline constexpr int most_rounds = 25;

}  // namespace steelyard::cpu
