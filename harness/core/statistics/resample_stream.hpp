#pragma once

#include <cstddef>
#include <cstdint>

namespace steelyard {

/// The draws of one resample, by their number: nothing is remembered, so resamples may be made in
/// any order and on any thread. With SplitMix64 (Steele, Lea & Flood 2014), whose j-th output from
/// the state s is
///
///     mix(s + (j + 1) g),   g = 0x9e3779b97f4a7c15,   all modulo 2^64
///     mix(x): x ^= x >> 30;  x *= 0xbf58476d1ce4e5b9;
///             x ^= x >> 27;  x *= 0x94d049bb133111eb;  x ^ (x >> 31)
///
/// resample b of a seed has the b-th output of that seed as its state. Both count from 0.
class ResampleStream {
 public:
  ResampleStream(std::uint64_t seed, std::size_t resample) : state_(output(seed, resample)) {}

  /// 64 bits, the `draw`-th of this resample.
  std::uint64_t bits(std::size_t draw) const { return output(state_, draw); }

  /// One of 0 to limit - 1: the 32 high bits scaled, floor(limit x bits / 2^32). `limit` is below
  /// 2^32; the bias is below limit / 2^32.
  std::size_t index(std::size_t draw, std::size_t limit) const {
    return static_cast<std::size_t>(((bits(draw) >> 32) * limit) >> 32);
  }

  /// Between 0 and 1, neither of them: (the 53 high bits + 1/2) / 2^53.
  double uniform(std::size_t draw) const {
    return (static_cast<double>(bits(draw) >> 11) + 0.5) * 0x1p-53;
  }

  /// Of the standard normal distribution, by inversion: the quantile at uniform(draw).
  double normal(std::size_t draw) const;

 private:
  static std::uint64_t output(std::uint64_t state, std::size_t number) {
    std::uint64_t x = state + (number + 1) * 0x9e3779b97f4a7c15U;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
    return x ^ (x >> 31);
  }

  std::uint64_t state_;
};

}  // namespace steelyard
