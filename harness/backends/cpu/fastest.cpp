#include "harness/backends/cpu/fastest.hpp"

#include <algorithm>
#include <vector>

namespace steelyard::cpu {
namespace {

/// Seconds of the runs of one attempt, by round.
using Times = std::vector<double>;

bool shortest_is_clearly_shorter(const Times& later, const Times& earlier) {
  return std::ranges::min(later) < (1 - clear_advantage) * std::ranges::min(earlier);
}

bool faster_in_three_of_four(const Times& later, const Times& earlier) {
  std::size_t faster = 0;
  for (std::size_t round = 0; round < later.size(); ++round) {
    if (later[round] < earlier[round]) ++faster;
  }
  return 4 * faster >= 3 * later.size();
}

/// Index of the attempt that no later one beats. The first has run; a later one may not have, and
/// has at most as many times as those before it.
std::size_t winner(const std::vector<Times>& times) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < times.size() && !times[i].empty(); ++i) {
    if (shortest_is_clearly_shorter(times[i], times[best]) &&
        faster_in_three_of_four(times[i], times[best])) {
      best = i;
    }
  }
  return best;
}

}  // namespace

std::size_t find_fastest(std::span<const std::function<void()>> attempts, double seconds,
                         const std::function<double()>& clock) {
  const double end = clock() + seconds;
  std::vector<Times> times(attempts.size());
  for (int round = 0; round < most_rounds; ++round) {
    for (std::size_t attempt = 0; attempt < attempts.size(); ++attempt) {
      const double begin = clock();
      const bool first = round == 0 && attempt == 0;
      if (begin >= end && !first) return winner(times);
      attempts[attempt]();
      times[attempt].push_back(clock() - begin);
    }
  }
  return winner(times);
}

}  // namespace steelyard::cpu
