#include "harness/backends/fake/exchange.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bitset>
#include <cstring>
#include <string>

#include "harness/backends/fake/backoff.hpp"
#include "harness/backends/fake/call.hpp"
#include "harness/core/dtype.hpp"
#include "harness/device/backend_kit.hpp"

namespace steelyard::fake {
namespace {

std::uint64_t in_flight(Ring& ring) {
  return std::atomic_ref(ring.written).load(std::memory_order_acquire) -
         std::atomic_ref(ring.read).load(std::memory_order_acquire);
}

/// Puts up to `bytes` into the ring; returns how many.
std::size_t put(Ring& ring, const std::byte* data, std::size_t bytes) {
  const std::size_t count = std::min<std::size_t>(bytes, ring_bytes - in_flight(ring));
  const std::size_t at = ring.written % ring_bytes;
  const std::size_t first = std::min(count, ring_bytes - at);
  std::memcpy(ring.data + at, data, first);
  std::memcpy(ring.data, data + first, count - first);
  std::atomic_ref(ring.written).store(ring.written + count, std::memory_order_release);
  return count;
}

/// Takes up to `bytes` out of the ring; returns how many.
std::size_t take(Ring& ring, std::byte* data, std::size_t bytes) {
  const std::size_t count = std::min<std::size_t>(bytes, in_flight(ring));
  const std::size_t at = ring.read % ring_bytes;
  const std::size_t first = std::min(count, ring_bytes - at);
  std::memcpy(data, ring.data + at, first);
  std::memcpy(data + first, ring.data, count - first);
  std::atomic_ref(ring.read).store(ring.read + count, std::memory_order_release);
  return count;
}

bool same(const Label& a, const Label& b) {
  return a.call == b.call && a.dtype == b.dtype && a.detail == b.detail && a.bytes == b.bytes;
}

std::string text(const Label& label) {
  return fmt::format("{} ({} bytes of {}, variant {})", name(static_cast<Call>(label.call)),
                     label.bytes, name(static_cast<Dtype>(label.dtype)), label.detail);
}

}  // namespace

void Exchange::send(std::uint32_t to, Label label, const std::byte* data, std::size_t bytes) {
  label.bytes = bytes;
  if (bytes > 0) messages_.push_back({true, to, label, data, nullptr, 0, false});
}

void Exchange::receive(std::uint32_t from, Label label, std::byte* data, std::size_t bytes) {
  label.bytes = bytes;
  if (bytes > 0) messages_.push_back({false, from, label, nullptr, data, 0, false});
}

double Exchange::run(double moment) {
  moment_ = moment;
  for (Message& message : messages_) message.label.moment = moment;
  Backoff backoff;
  while (!messages_.empty()) {
    if (aborted_.load()) throw kit::Failure(SY_FAILED, "The communicator was aborted.");
    bool moved = false;
    // A message waits for earlier ones of the same ring.
    std::bitset<std::size_t{2} * most_ranks> busy;
    for (Message& message : messages_) {
      const std::size_t ring = 2 * std::size_t{message.peer} + (message.outgoing ? 1 : 0);
      if (!busy[ring] && move(message)) moved = true;
      if (message.done < message.label.bytes) busy.set(ring);
    }
    std::erase_if(messages_,
                  [](const Message& message) { return message.done == message.label.bytes; });
    if (moved) {
      backoff.reset();
    } else {
      backoff.wait();
    }
  }
  return moment_;
}

/// True if anything could be moved.
bool Exchange::move(Message& message) {
  if (!message.labelled) {
    message.labelled = message.outgoing ? write_label(message) : read_label(message);
    if (!message.labelled) return false;
  }
  const std::size_t left = message.label.bytes - message.done;
  const std::size_t moved =
      message.outgoing ? put(segment_.ring(rank_, message.peer), message.from + message.done, left)
                       : take(segment_.ring(message.peer, rank_), message.to + message.done, left);
  message.done += moved;
  return moved > 0;
}

bool Exchange::write_label(const Message& message) {
  Ring& ring = segment_.ring(rank_, message.peer);
  if (ring_bytes - in_flight(ring) < sizeof(Label)) return false;
  put(ring, reinterpret_cast<const std::byte*>(&message.label), sizeof(Label));
  return true;
}

bool Exchange::read_label(const Message& message) {
  Ring& ring = segment_.ring(message.peer, rank_);
  if (in_flight(ring) < sizeof(Label)) return false;
  Label found;
  take(ring, reinterpret_cast<std::byte*>(&found), sizeof(found));
  if (!same(found, message.label)) {
    throw kit::Failure(SY_INVALID_ARGUMENT,
                       fmt::format("Rank {} calls {}, where rank {} calls {}.", message.peer,
                                   text(found), rank_, text(message.label)));
  }
  moment_ = std::max(moment_, found.moment);
  return true;
}

}  // namespace steelyard::fake
