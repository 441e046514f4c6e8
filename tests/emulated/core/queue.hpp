#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "tests/emulated/core/live.hpp"

namespace steelyard::emulated {

/// A stream: work runs in order on a thread of its own. The first status that is not 0 stays: later
/// work is left out, and synchronize() returns it, as an asynchronous error does. Any thread.
class Queue {
 public:
  Queue();
  /// Waits for the work that is running; what was not begun is left out.
  ~Queue();
  Queue(const Queue&) = delete;
  Queue& operator=(const Queue&) = delete;

  void enqueue(std::function<int()> work);
  /// Waits for all work so far. The status of the first that failed, or 0.
  int synchronize();
  /// Nothing is waiting or running.
  bool idle();
  /// The status that stays, without waiting.
  int status();

 private:
  friend class Mark;
  void work();

  Live live_{"stream"};
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<int()>> waiting_;
  bool running_ = false;
  bool ended_ = false;
  int status_ = 0;
  std::thread thread_;  ///< last: it uses all the others
};

/// An event: the moment at which a queue comes to it.
class Mark {
 public:
  void record(Queue& queue);
  bool recorded() const;
  /// The last record has been passed by its queue.
  bool done() const;
  /// Waits for it; the status of the queue by then. 0 if it was never recorded.
  int wait() const;

 private:
  struct Moment;
  friend double milliseconds_between(const Mark& first, const Mark& second);

  Live live_{"event"};
  std::shared_ptr<Moment> moment_;  ///< of the last record
};

/// Both are done. With the fault `event_unit` these are microseconds.
double milliseconds_between(const Mark& first, const Mark& second);

}  // namespace steelyard::emulated
