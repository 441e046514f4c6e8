#include "harness/comm/thread_hub.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/core/error.hpp"
#include "harness/core/whereabouts.hpp"

namespace steelyard::comm {

ThreadHub::ThreadHub(int ranks)
    : mailed_(static_cast<std::size_t>(ranks)),
      slots_(static_cast<std::size_t>(ranks)),
      left_(static_cast<std::size_t>(ranks)) {}

void ThreadHub::open(int rank, const Contribution& mine) {
  {
    const std::lock_guard lock(mutex_);
    slots_[static_cast<std::size_t>(rank)] = mine;
  }
  meet({.begins_access = true, .compares = true});
}

void ThreadHub::next() { meet({.ends_access = true, .begins_access = true}); }

void ThreadHub::close() { meet({.ends_access = true}); }

void ThreadHub::barrier(int rank) {
  {
    const std::lock_guard lock(mutex_);
    slots_[static_cast<std::size_t>(rank)] = {.call = "barrier"};
  }
  meet({.compares = true});
}

void ThreadHub::withdraw() {
  std::unique_lock lock(mutex_);
  end_access_locked();
  met_.wait(lock, [&] { return accessing_ == 0; });
}

void ThreadHub::meet(Step step) {
  const InCall call("a meeting of threads", Waits::for_others);
  std::unique_lock lock(mutex_);
  if (step.ends_access) end_access_locked();
  if (!failure_.empty()) fail(lock);
  if (left_count_ > 0) {
    failure_ = "A rank has ended while others still communicate.";
    fail(lock);
  }

  const std::uint64_t mine = generation_;
  if (++arrived_ == size()) {
    arrived_ = 0;
    ++generation_;
    mismatch_.clear();
    if (step.compares) compare_slots();
    if (step.begins_access && mismatch_.empty()) accessing_ = size();
    met_.notify_all();
  } else {
    met_.wait(lock, [&] { return generation_ != mine || !failure_.empty(); });
    if (generation_ == mine) fail(lock);
  }
  // Nobody can start another generation before this rank arrives, so the text is still ours.
  if (step.compares && !mismatch_.empty()) throw CommError(mismatch_);
}

void ThreadHub::compare_slots() {
  const auto odd = std::find_if(slots_.begin(), slots_.end(), [&](const Contribution& slot) {
    return slot.call != slots_[0].call || slot.shape != slots_[0].shape;
  });
  if (odd == slots_.end()) return;
  mismatch_ = fmt::format(
      "Ranks do not make the same call: rank 0 is in {} of shape {}, rank {} in {} of shape {}.",
      slots_[0].call, slots_[0].shape, odd - slots_.begin(), odd->call, odd->shape);
}

void ThreadHub::end_access_locked() {
  if (--accessing_ == 0) met_.notify_all();
}

void ThreadHub::fail(std::unique_lock<std::mutex>& lock) {
  met_.notify_all();
  for (std::condition_variable& waiting : mailed_) waiting.notify_all();
  met_.wait(lock, [&] { return accessing_ == 0; });
  throw CommError(failure_);
}

void ThreadHub::check_peer(int self, int peer) const {
  if (peer == self || peer < 0 || peer >= size()) {
    throw CommError(
        fmt::format("Rank {} of {} cannot exchange a message with rank {}.", self, size(), peer));
  }
}

void ThreadHub::send(int from, int to, std::span<const std::byte> data) {
  const InCall call("a message between threads", Waits::for_others);
  check_peer(from, to);
  std::unique_lock lock(mutex_);
  Message message{.data = data};
  messages_[{from, to}] = &message;
  mailed_[static_cast<std::size_t>(to)].notify_all();
  const auto gone = [&] { return !failure_.empty() || left_[static_cast<std::size_t>(to)]; };
  mailed_[static_cast<std::size_t>(from)].wait(lock, [&] { return message.taken || gone(); });
  if (message.taken) return;
  messages_.erase({from, to});
  if (failure_.empty()) {
    failure_ = fmt::format("Rank {} has ended without receiving a message of rank {}.", to, from);
  }
  fail(lock);
}

void ThreadHub::receive(int from, int to, std::span<std::byte> data) {
  const InCall call("a message between threads", Waits::for_others);
  check_peer(to, from);
  std::unique_lock lock(mutex_);
  const auto gone = [&] { return !failure_.empty() || left_[static_cast<std::size_t>(from)]; };
  const auto there = [&] { return messages_.contains({from, to}); };
  mailed_[static_cast<std::size_t>(to)].wait(lock, [&] { return there() || gone(); });
  if (!there()) {
    if (failure_.empty()) {
      failure_ = fmt::format("Rank {} has ended without sending a message to rank {}.", from, to);
    }
    fail(lock);
  }
  Message& message = *messages_[{from, to}];
  messages_.erase({from, to});
  message.taken = true;
  mailed_[static_cast<std::size_t>(from)].notify_all();
  if (message.data.size() != data.size()) {
    throw CommError(fmt::format("Rank {} expected {} bytes from rank {} and received {}.", to,
                                data.size(), from, message.data.size()));
  }
  // Under the lock: the sender's memory is valid until it wakes.
  std::copy(message.data.begin(), message.data.end(), data.begin());
}

void ThreadHub::abort(const std::string& reason) {
  const std::lock_guard lock(mutex_);
  if (failure_.empty()) failure_ = reason;
  met_.notify_all();
  for (std::condition_variable& waiting : mailed_) waiting.notify_all();
}

void ThreadHub::leave(int rank) {
  const std::lock_guard lock(mutex_);
  left_[static_cast<std::size_t>(rank)] = true;
  ++left_count_;
  if (arrived_ > 0 && failure_.empty()) {
    failure_ = fmt::format("Rank {} has ended while others still communicate.", rank);
    met_.notify_all();
  }
  for (std::condition_variable& waiting : mailed_) waiting.notify_all();
}

}  // namespace steelyard::comm
