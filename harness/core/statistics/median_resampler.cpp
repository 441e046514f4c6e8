#include "harness/core/statistics/median_resampler.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "harness/core/error.hpp"

namespace steelyard {
namespace {

/// Samples between two rows of counts: fewer cost memory, more cost steps.
constexpr std::size_t shortest_stride = 16;

bool fulfils(std::int64_t mean, double variance, std::int64_t h, double z) {
  // What was added and taken away again may leave a hair below 0.
  return static_cast<double>(mean - h) + 0.5 >= z * std::sqrt(std::max(variance, 0.0));
}

}  // namespace

MedianResampler::MedianResampler(const RoundSamples& rounds) {
  std::vector<std::pair<double, std::uint32_t>> tagged;
  for (const auto& samples : rounds) {
    if (samples.empty()) continue;
    const auto round = static_cast<std::uint32_t>(sizes_.size());
    for (const double sample : samples) tagged.emplace_back(sample, round);
    sizes_.push_back(static_cast<std::uint32_t>(samples.size()));
  }
  STEELYARD_ASSERT(!tagged.empty());
  STEELYARD_ASSERT(tagged.size() <= std::numeric_limits<std::int32_t>::max() / sizes_.size());
  std::sort(tagged.begin(), tagged.end());
  stride_ = std::max(shortest_stride, sizes_.size());
  below_.assign(sizes_.size(), 0);
  for (const auto& [sample, round] : tagged) {
    if (pool_.size() % stride_ == 0) rows_.insert(rows_.end(), below_.begin(), below_.end());
    pool_.push_back(sample);
    round_of_.push_back(round);
    ++below_[round];
  }
  shares_.resize(sizes_.size());
}

void MedianResampler::take_counts(std::span<const std::uint32_t> counts) {
  STEELYARD_ASSERT(counts.size() == sizes_.size());
  counts_.assign(counts.begin(), counts.end());
  drawn_ = 0;
  for (std::size_t r = 0; r < sizes_.size(); ++r) {
    drawn_ += static_cast<std::int64_t>(counts[r]) * sizes_[r];
    shares_[r] = static_cast<double>(counts[r]) / sizes_[r];
  }
  STEELYARD_ASSERT(drawn_ > 0);
}

std::int64_t MedianResampler::mean_of_row(std::size_t row) const {
  const std::uint32_t* below = rows_.data() + row * sizes_.size();
  std::int64_t mean = 0;
  for (std::size_t r = 0; r < sizes_.size(); ++r) {
    mean += static_cast<std::int64_t>(counts_[r]) * below[r];
  }
  return mean;
}

/// To the first k with M >= h, by way of the last row with less.
void MedianResampler::seek(std::int64_t h) {
  std::size_t row = 0;
  for (std::size_t end = rows_.size() / sizes_.size(); end - row > 1;) {
    const std::size_t middle = std::midpoint(row, end);
    (mean_of_row(middle) < h ? row : end) = middle;
  }
  const auto first = rows_.begin() + static_cast<std::ptrdiff_t>(row * sizes_.size());
  below_.assign(first, first + static_cast<std::ptrdiff_t>(sizes_.size()));
  place_ = {row * stride_, mean_of_row(row), 0};
  for (std::size_t r = 0; r < sizes_.size(); ++r) {
    place_.variance += shares_[r] * below_[r] * (sizes_[r] - below_[r]);
  }
  while (place_.mean < h) step_forward();
}

void MedianResampler::step_forward() {
  const std::uint32_t r = round_of_[place_.k++];
  place_.mean += counts_[r];
  place_.variance += shares_[r] * (static_cast<double>(sizes_[r]) - 2.0 * below_[r] - 1);
  ++below_[r];
}

void MedianResampler::step_back() {
  const std::uint32_t r = round_of_[--place_.k];
  --below_[r];
  place_.mean -= counts_[r];
  place_.variance -= shares_[r] * (static_cast<double>(sizes_[r]) - 2.0 * below_[r] - 1);
}

double MedianResampler::forward(std::int64_t h, double z) {
  while (place_.k < pool_.size() && !fulfils(place_.mean, place_.variance, h, z)) step_forward();
  return pool_[place_.k - 1];
}

double MedianResampler::back(std::int64_t h, double z) {
  do {
    step_back();
  } while (fulfils(place_.mean, place_.variance, h, z));
  step_forward();
  return pool_[place_.k - 1];
}

double MedianResampler::median(std::span<const std::uint32_t> counts, double z) {
  take_counts(counts);
  const std::int64_t lower = (drawn_ + 1) / 2;
  const std::int64_t upper = drawn_ / 2 + 1;
  if (z >= 0) {
    seek(lower);
    const double first = forward(lower, z);
    return lower == upper ? first : std::midpoint(first, forward(upper, z));
  }
  seek(upper);
  const double last = back(upper, z);
  return lower == upper ? last : std::midpoint(back(lower, z), last);
}

}  // namespace steelyard
