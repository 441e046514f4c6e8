#include "harness/backends/cpu/fastest.hpp"

#include <algorithm>
#include <limits>
#include <vector>

namespace steelyard::cpu {
namespace {

/// Index of the attempt that no later one beats clearly.
std::size_t clear_winner(const std::vector<double>& shortest) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < shortest.size(); ++i) {
    if (shortest[i] < (1 - clear_advantage) * shortest[best]) best = i;
  }
  return best;
}

}  // namespace

std::size_t find_fastest(std::span<const std::function<void()>> attempts, double seconds,
                         const std::function<double()>& clock) {
  const double end = clock() + seconds;
  std::vector<double> shortest(attempts.size(), std::numeric_limits<double>::infinity());
  for (int round = 0; round < most_rounds; ++round) {
    for (std::size_t attempt = 0; attempt < attempts.size(); ++attempt) {
      const double begin = clock();
      const bool first = round == 0 && attempt == 0;
      if (begin >= end && !first) return clear_winner(shortest);
      attempts[attempt]();
      shortest[attempt] = std::min(shortest[attempt], clock() - begin);
    }
  }
  return clear_winner(shortest);
}

}  // namespace steelyard::cpu
