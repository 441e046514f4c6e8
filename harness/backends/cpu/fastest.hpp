#pragma once

#include <cstddef>
#include <functional>
#include <span>

namespace steelyard::cpu {

/// Times the attempts against each other and returns the index of the fastest, or of one before it
/// that is about as fast.
///
/// All run in turn, round after round, so that a machine that drifts drifts for all of them. The
/// attempts come in order of preference. A later one wins only if its shortest time is shorter by
/// `clear_advantage` and it was faster in three of four rounds. The shortest time, because other
/// work on the machine makes a run longer and never shorter. Three of four, because on a busy
/// machine one attempt may have had a run to itself and the other none, while most rounds are like
/// tosses of a coin. Both, so that noise alone does not change the choice from one launch to the
/// next.
///
/// Ends after `most_rounds` rounds or once `seconds` of `clock` (in seconds) have passed, but never
/// before the first attempt has run. An attempt that was not reached cannot win.
///
/// `attempts` is not empty. What an attempt throws is passed on.
std::size_t find_fastest(std::span<const std::function<void()>> attempts, double seconds,
                         const std::function<double()>& clock);

inline constexpr int most_rounds = 25;
/// The share of its time that an attempt must save to be preferred to an earlier one.
inline constexpr double clear_advantage = 0.02;

}  // namespace steelyard::cpu
