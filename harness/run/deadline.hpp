#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace steelyard::run {

/// What a rank was doing when its time ran out.
struct Overdue {
  std::string case_name;
  std::string step;
  double allowed_seconds = 0;
};

/// Watches one rank's steps from a thread of its own. Every step is armed with the time it may
/// take; if neither the next step nor disarm() comes in time, `on_overdue` is called once, on that
/// thread, while the measuring thread is still stuck. Outside steps nothing is watched.
class Deadline {
 public:
  explicit Deadline(std::function<void(const Overdue&)> on_overdue);
  ~Deadline();
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  void arm(std::string case_name, std::string step, double allowed_seconds);
  void disarm();

 private:
  void watch();

  std::function<void(const Overdue&)> on_overdue_;
  std::mutex mutex_;
  std::condition_variable changed_;
  Overdue current_;
  std::chrono::steady_clock::time_point expires_;
  bool armed_ = false;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace steelyard::run
