#include "harness/run/deadline.hpp"

#include <utility>

namespace steelyard::run {

Deadline::Deadline(std::function<void(const Overdue&)> on_overdue)
    : on_overdue_(std::move(on_overdue)), thread_([this] { watch(); }) {}

Deadline::~Deadline() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void Deadline::arm(std::string case_name, std::string step, double allowed_seconds) {
  const std::chrono::duration<double> allowed(allowed_seconds);
  {
    const std::lock_guard lock(mutex_);
    current_ = {std::move(case_name), std::move(step), allowed_seconds};
    expires_ = std::chrono::steady_clock::now() +
               std::chrono::duration_cast<std::chrono::steady_clock::duration>(allowed);
    armed_ = true;
  }
  changed_.notify_one();
}

void Deadline::disarm() {
  {
    const std::lock_guard lock(mutex_);
    armed_ = false;
  }
  changed_.notify_one();
}

void Deadline::watch() {
  std::unique_lock lock(mutex_);
  while (!ending_) {
    if (!armed_) {
      changed_.wait(lock);
      continue;
    }
    if (changed_.wait_until(lock, expires_) != std::cv_status::timeout) continue;
    if (!armed_ || ending_ || std::chrono::steady_clock::now() < expires_) continue;
    armed_ = false;
    const Overdue overdue = current_;
    lock.unlock();
    on_overdue_(overdue);
    lock.lock();
  }
}

}  // namespace steelyard::run
