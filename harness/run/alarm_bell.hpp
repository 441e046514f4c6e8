#pragma once

#include <optional>
#include <string>

namespace steelyard::run {

/// Blocks SIGTERM and SIGINT in this thread and in all that it starts from now on, so that an
/// AlarmBell can take them. To be called before there is any other thread.
void block_signals();

/// What a thread sleeps on: wakes for ring(), for signals that were blocked, or when time is up.
class AlarmBell {
 public:
  /// Takes SIGTERM and SIGINT too if `signals`. Throws Error if the system has no descriptors left.
  explicit AlarmBell(bool signals);
  ~AlarmBell();
  AlarmBell(const AlarmBell&) = delete;
  AlarmBell& operator=(const AlarmBell&) = delete;

  /// Ends the present or the next wait(). Any thread.
  void ring() const;
  /// Waits at most so long, or for ever. The name of the signal that ended it, if one did.
  std::optional<std::string> wait(std::optional<double> seconds) const;

 private:
  int bell_ = -1;
  int signals_ = -1;
};

}  // namespace steelyard::run
