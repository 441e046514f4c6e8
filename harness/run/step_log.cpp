#include "harness/run/step_log.hpp"

#include <algorithm>

#include "harness/core/clock.hpp"

namespace steelyard::run {

double StepLog::begin(const std::string& case_name, const std::string& step,
                      double allowed_seconds) {
  const double now = monotonic_seconds();
  const std::lock_guard lock(mutex_);
  close_step(now);
  // Counted before the step, so that a thread that leaves one is seen to.
  where_.begin_iteration(0);
  now_.case_name = case_name;
  now_.step = step;
  now_.allowed_seconds = allowed_seconds;
  now_.usual_seconds = usual_seconds_[step];
  ++now_.steps;
  began_ = now;
  in_step_ = true;
  return now + allowed_seconds;
}

void StepLog::idle() {
  const std::lock_guard lock(mutex_);
  close_step(monotonic_seconds());
}

void StepLog::set_rank(const std::string& label) {
  const std::lock_guard lock(mutex_);
  now_.rank = label;
}

void StepLog::close_step(double now) {
  if (!in_step_) return;
  double& usual = usual_seconds_[now_.step];
  usual = std::max(usual, now - began_);
  now_.last_step = now_.step;
  in_step_ = false;
}

Standing StepLog::standing() const {
  const std::lock_guard lock(mutex_);
  Standing standing = now_;
  standing.seconds = monotonic_seconds() - began_;
  standing.iterations = where_.iterations();
  const char* call = where_.call();
  standing.call = call == nullptr ? "" : call;
  standing.waits = call != nullptr && where_.waits_for_others();
  return standing;
}

std::optional<double> StepLog::overdue_at() const {
  const std::lock_guard lock(mutex_);
  if (!in_step_) return std::nullopt;
  return began_ + now_.allowed_seconds;
}

}  // namespace steelyard::run
