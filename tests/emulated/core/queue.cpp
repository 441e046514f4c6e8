#include "tests/emulated/core/queue.hpp"

#include <utility>

#include "tests/emulated/core/faults.hpp"

namespace steelyard::emulated {

Queue::Queue() : thread_([this] { work(); }) {}

Queue::~Queue() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    waiting_.clear();
  }
  changed_.notify_all();
  thread_.join();
}

void Queue::enqueue(std::function<int()> work) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(work));
  }
  changed_.notify_all();
}

int Queue::synchronize() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return waiting_.empty() && !running_; });
  return status_;
}

bool Queue::idle() {
  const std::lock_guard lock(mutex_);
  return waiting_.empty() && !running_;
}

int Queue::status() {
  const std::lock_guard lock(mutex_);
  return status_;
}

void Queue::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return ended_ || !waiting_.empty(); });
    if (ended_) return;
    const auto next = std::move(waiting_.front());
    waiting_.pop_front();
    running_ = true;
    const bool failed_before = status_ != 0;
    lock.unlock();
    const int status = failed_before ? 0 : next();
    lock.lock();
    running_ = false;
    if (status_ == 0) status_ = status;
    changed_.notify_all();
  }
}

/// Shared by the mark and the queue, so that either may go first.
struct Mark::Moment {
  std::mutex mutex;
  std::condition_variable changed;
  bool passed = false;
  int status = 0;
  std::chrono::steady_clock::time_point when;

  void pass(int status_then) {
    {
      const std::lock_guard lock(mutex);
      passed = true;
      status = status_then;
      when = std::chrono::steady_clock::now();
    }
    changed.notify_all();
  }
};

void Mark::record(Queue& queue) {
  moment_ = std::make_shared<Moment>();
  {
    const std::lock_guard lock(queue.mutex_);
    // A queue that has failed leaves work out, but time goes on.
    if (queue.status_ != 0) {
      moment_->pass(queue.status_);
      return;
    }
  }
  queue.enqueue([moment = moment_] {
    moment->pass(0);
    return 0;
  });
}

bool Mark::recorded() const { return moment_ != nullptr; }

bool Mark::done() const {
  if (moment_ == nullptr) return true;
  const std::lock_guard lock(moment_->mutex);
  return moment_->passed;
}

int Mark::wait() const {
  if (moment_ == nullptr) return 0;
  std::unique_lock lock(moment_->mutex);
  moment_->changed.wait(lock, [this] { return moment_->passed; });
  return moment_->status;
}

double milliseconds_between(const Mark& first, const Mark& second) {
  const std::chrono::duration<double, std::milli> passed =
      second.moment_->when - first.moment_->when;
  return fault("event_unit") ? passed.count() * 1000 : passed.count();
}

}  // namespace steelyard::emulated
