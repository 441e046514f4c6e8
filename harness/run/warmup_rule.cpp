#include "harness/run/warmup_rule.hpp"

#include <algorithm>

#include "harness/core/error.hpp"
#include "harness/core/statistics/quantiles.hpp"

namespace steelyard::run {

WarmupRule::WarmupRule(const WarmupOptions& options) : options_(options) {
  STEELYARD_ASSERT(options_.window > 0);
  STEELYARD_ASSERT(options_.maximum_iterations > 0);
  options_.minimum_iterations =
      std::clamp<std::size_t>(options_.minimum_iterations, 1, options_.maximum_iterations);
}

std::size_t WarmupRule::next_batch() const {
  if (done_) return 0;
  if (iterations_ < options_.minimum_iterations) return options_.minimum_iterations - iterations_;
  const std::size_t to_fill_window = options_.window - window_.size();
  const std::size_t wanted = std::min(to_fill_window, options_.maximum_iterations - iterations_);
  const double iterations_left = (options_.maximum_seconds - elapsed_seconds_) / elapsed_seconds_ *
                                 static_cast<double>(iterations_);
  if (!(iterations_left < static_cast<double>(wanted))) return wanted;
  return std::max<std::size_t>(1, static_cast<std::size_t>(iterations_left));
}

void WarmupRule::add(const std::vector<double>& slowest, double elapsed_seconds) {
  STEELYARD_ASSERT(!done_);
  STEELYARD_ASSERT(!slowest.empty());
  iterations_ += slowest.size();
  elapsed_seconds_ = elapsed_seconds;
  bool settled = false;
  for (const double seconds : slowest) {
    window_.push_back(seconds);
    if (window_.size() == options_.window) settled = close_window() || settled;
  }
  const bool out_of_time = elapsed_seconds >= options_.maximum_seconds;
  done_ = iterations_ >= options_.minimum_iterations &&
          (settled || out_of_time || iterations_ >= options_.maximum_iterations);
}

bool WarmupRule::close_window() {
  const double latest = median(window_);
  window_.clear();
  const bool settled = best_window_ && latest >= *best_window_ * (1 - options_.tolerance);
  best_window_ = std::min(best_window_.value_or(latest), latest);
  return settled;
}

}  // namespace steelyard::run
