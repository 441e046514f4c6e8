#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "harness/device/backend.h"

namespace steelyard::fake {

inline constexpr std::uint32_t most_ranks = 32;
inline constexpr std::size_t ring_bytes = std::size_t{64} << 10;

/// Bytes on their way from one rank to another. `written` and `read` count bytes since the start;
/// only the sender changes the first and only the receiver the second.
struct Ring {
  alignas(64) std::uint64_t written;
  alignas(64) std::uint64_t read;
  alignas(64) std::byte data[ring_bytes];
};

/// The memory that the ranks of a communicator share. It has no name in any file system: it is a
/// memfd of the process that made it, found by the others as /proc/PID/fd/N. So the kernel takes it
/// back when the last process that holds it has ended, however that ended.
/// Only pages that are used take memory. Throws kit::Failure.
class Segment {
 public:
  /// A new one, for ranks that are told its id.
  static std::unique_ptr<Segment> create();
  /// The one of this id. Refuses an id of another host with a sentence.
  static std::unique_ptr<Segment> open(const sy_unique_id& id);
  ~Segment();
  Segment(const Segment&) = delete;
  Segment& operator=(const Segment&) = delete;

  sy_unique_id id() const;
  bool has(const sy_unique_id& id) const;

  /// Takes the place of `rank` and waits, without end, until all have theirs. Refuses a place that
  /// is taken and another number of ranks than the first said.
  void join(std::uint32_t ranks, std::uint32_t rank);

  Ring& ring(std::uint32_t from, std::uint32_t to);

 private:
  using Token = std::array<unsigned char, 16>;
  struct Id;
  struct Layout;

  /// Takes the file over and maps it.
  explicit Segment(int file);

  int file_;  ///< -1 once all have joined
  Layout* layout_ = nullptr;
};

}  // namespace steelyard::fake
