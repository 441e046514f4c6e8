#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace steelyard::run {

struct WarmupOptions {
  std::size_t window = 5;   ///< iterations in a window
  double tolerance = 0.02;  ///< a window that improves by less has stopped falling
  std::size_t minimum_iterations = 3;
  std::size_t maximum_iterations = 200;
  double maximum_seconds = 2;
};

/// Warm-up ends when the time stops falling: the median of the last window is not below the best
/// earlier window's by more than the tolerance. Windows follow each other without overlap. Or at
/// the limits; that of time counts only after the minimum of iterations. Pure; fed with the slowest
/// rank's times, so that all ranks end together.
class WarmupRule {
 public:
  explicit WarmupRule(const WarmupOptions& options = {});
  /// Iterations to run before the next add(); 0 when done.
  std::size_t next_batch() const;
  /// `slowest` are the new times, `elapsed_seconds` the warm-up time so far, worst rank.
  void add(const std::vector<double>& slowest, double elapsed_seconds);
  bool done() const { return done_; }
  std::size_t iterations() const { return iterations_; }

 private:
  /// Empties the full window; true if its median shows that the time has stopped falling.
  bool close_window();

  WarmupOptions options_;
  std::vector<double> window_;         ///< times of the window that is filling
  std::optional<double> best_window_;  ///< lowest median of a window so far
  std::size_t iterations_ = 0;
  double elapsed_seconds_ = 0;
  bool done_ = false;
};

}  // namespace steelyard::run
