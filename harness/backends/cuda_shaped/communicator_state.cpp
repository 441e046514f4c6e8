#include "harness/backends/cuda_shaped/communicator_state.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>
#include <utility>

#include "harness/backends/cuda_shaped/collectives.hpp"
#include "harness/backends/cuda_shaped/stream.hpp"

namespace steelyard::cuda_shaped {
namespace {

using Clock = std::chrono::steady_clock;

/// Calls that enqueue return within microseconds.
constexpr std::chrono::seconds patience_with_calls{2};
constexpr const char* aborted_sentence =
    "The communicator was aborted; destroy it and make a new one.";
constexpr int success = 0;
constexpr int in_progress = 7;  ///< NCCL's, of communicators that do not block

}  // namespace

void* CommunicatorState::take() {
  std::unique_lock lock(mutex_);
  taken_ = true;
  quiet_.wait_for(lock, patience_with_calls, [&] { return uses_ == 0; });
  return std::exchange(comm_, nullptr);
}

void CommunicatorState::settle() {
  const std::lock_guard lock(mutex_);
  settled_ = true;
}

std::string CommunicatorState::trouble() {
  // Held over the call, which only looks at a variable, so that nobody aborts meanwhile.
  const std::lock_guard lock(mutex_);
  if (settled_) return "";
  if (taken_) return aborted_sentence;
  int status = success;
  if (collectives_.call().async_error(comm_, &status) != success) return "";
  if (status == success || status == in_progress) return "";
  return fmt::format("{} reports: {}. The work that is enqueued will not end; abort it.",
                     collectives_.table().name, collectives_.call().words(status, comm_));
}

void CommunicatorState::part_from(const Stream& stream) { std::erase(streams_, &stream); }

void CommunicatorState::works_on(Stream& stream) {
  if (std::ranges::find(streams_, &stream) == streams_.end()) streams_.push_back(&stream);
}

bool CommunicatorState::work_ends_within(std::chrono::seconds patience) const {
  const Clock::time_point end = Clock::now() + patience;
  for (Stream* const stream : streams_) {
    while (!stream->idle()) {
      if (Clock::now() >= end) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
  return true;
}

void* CommunicatorState::enter() {
  const std::lock_guard lock(mutex_);
  if (taken_) throw kit::Failure(SY_FAILED, aborted_sentence);
  ++uses_;
  return comm_;
}

void CommunicatorState::leave() {
  const std::lock_guard lock(mutex_);
  --uses_;
  quiet_.notify_all();
}

}  // namespace steelyard::cuda_shaped
