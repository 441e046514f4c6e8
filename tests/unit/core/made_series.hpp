#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

/// Series with known properties, the same on every machine.
namespace steelyard::test {

/// Nearly normal noise: the sum of twelve uniform numbers. Memory `correlation` between neighbours.
inline std::vector<double> noise(std::uint64_t seed, std::size_t count, double sigma,
                                 double correlation = 0) {
  std::mt19937_64 generator(seed);
  std::vector<double> series;
  double value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    double fresh = -6;
    for (int k = 0; k < 12; ++k) fresh += static_cast<double>(generator() >> 11) * 0x1p-53;
    value = i == 0 ? fresh : correlation * value + std::sqrt(1 - correlation * correlation) * fresh;
    series.push_back(sigma * value);
  }
  return series;
}

/// Adds `change` to every value from `at` on.
inline std::vector<double> shifted(std::vector<double> series, std::size_t at, double change) {
  for (std::size_t i = at; i < series.size(); ++i) series[i] += change;
  return series;
}

}  // namespace steelyard::test
