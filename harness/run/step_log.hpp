#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "harness/core/whereabouts.hpp"
#include "harness/run/standing.hpp"

namespace steelyard::run {

/// The steps that one thread goes through and the time that each may take. Written by that thread,
/// read by its watchdog.
class StepLog {
 public:
  /// The thread that makes it is the one that writes.
  StepLog() : where_(Whereabouts::of_this_thread()) {}

  /// Seconds of the monotonic clock at which the new step is overdue.
  double begin(const std::string& case_name, const std::string& step, double allowed_seconds);
  /// In no step: nothing is overdue.
  void idle();
  void set_rank(const std::string& label);

  /// Where the thread stands now.
  Standing standing() const;
  /// When the present step is overdue; nothing while idle.
  std::optional<double> overdue_at() const;

 private:
  void close_step(double now);

  Whereabouts& where_;
  mutable std::mutex mutex_;
  Standing now_;
  double began_ = 0;
  bool in_step_ = false;
  std::map<std::string, double> usual_seconds_;  ///< longest so far, by step
};

}  // namespace steelyard::run
