#include "harness/backends/cpu/fastest.hpp"

#include <algorithm>
#include <vector>

namespace steelyard::cpu {
namespace {

/// The middle of the sorted values, the lower middle of an even number. Not empty.
double low_median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

std::size_t find_fastest(std::span<const std::function<void()>> attempts, double seconds,
                         const std::function<double()>& clock) {
  const double end = clock() + seconds;
  const auto time_of = [&](std::size_t attempt) {
    const double begin = clock();
    attempts[attempt]();
    return clock() - begin;
  };

  std::vector<double> typical;  // shorter than attempts if the time ran out
  while (typical.size() < attempts.size() && (typical.empty() || clock() < end)) {
    typical.push_back(time_of(typical.size()));
  }
  if (typical.size() == attempts.size()) {
    std::vector<std::vector<double>> times(attempts.size());
    for (int round = 0; round < most_rounds && clock() < end; ++round) {
      for (std::size_t attempt = 0; attempt < attempts.size(); ++attempt) {
        times[attempt].push_back(time_of(attempt));
      }
    }
    if (!times.front().empty()) std::ranges::transform(times, typical.begin(), low_median);
  }
  return static_cast<std::size_t>(std::ranges::min_element(typical) - typical.begin());
}

}  // namespace steelyard::cpu
