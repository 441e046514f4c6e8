#pragma once

#include <algorithm>
#include <chrono>
#include <thread>

namespace steelyard::kit {

/// Waits for `idle()` to be true, for at most `seconds` (above 0), where a library itself can only
/// wait without a limit: asks again and again, at first without a pause, then after a twentieth of
/// the time that passed. False if the time ran out. What `idle` throws leaves.
template <class Idle>
bool wait_within(double seconds, Idle&& idle) {
  constexpr double busy_seconds = 100e-6;
  constexpr double longest_pause = 1e-3;
  const auto start = std::chrono::steady_clock::now();
  while (!idle()) {
    const std::chrono::duration<double> waited = std::chrono::steady_clock::now() - start;
    if (waited.count() > seconds) return false;
    if (waited.count() < busy_seconds) continue;
    std::this_thread::sleep_for(std::chrono::duration<double>(
        std::min({waited.count() / 20, longest_pause, seconds - waited.count()})));
  }
  return true;
}

}  // namespace steelyard::kit
