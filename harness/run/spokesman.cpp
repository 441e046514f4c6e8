#include "harness/run/spokesman.hpp"

#include <fmt/format.h>

#include <chrono>

#include "harness/core/error.hpp"
#include "harness/core/log.hpp"
#include "harness/run/agreement.hpp"

namespace steelyard::run {

void Spokesman::speak(const Message& message) {
  agree_or_end(comm_, "rank 0", [&] {
    if (comm_.rank() != 0) return;
    const std::lock_guard lock(speaking_);
    if (silent_) return;
    for (auto& collector : collectors_) message(*collector);
  });
}

void Spokesman::progress(const Progress& progress) {
  const std::lock_guard lock(speaking_);
  if (silent_ || progress_failed_) return;
  try {
    for (auto& collector : collectors_) collector->progress(progress);
  } catch (const std::exception& error) {
    progress_failed_ = true;
    log_warning(fmt::format("progress is no longer shown: {}", error.what()));
  }
}

bool Spokesman::last_words(const Message& message, double patience_seconds) {
  const std::unique_lock lock(speaking_, std::chrono::duration<double>(patience_seconds));
  if (!lock.owns_lock()) return false;
  silent_ = true;
  for (auto& collector : collectors_) message(*collector);
  return true;
}

}  // namespace steelyard::run
