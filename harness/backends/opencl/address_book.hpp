#pragma once

#include <cstddef>
#include <cstdint>
#include <map>

#include "harness/backends/opencl/opencl_api.hpp"

namespace steelyard::opencl {

/// A part of a buffer.
struct Place {
  Mem buffer;
  std::size_t offset;  ///< bytes
};

/// Pointers for buffers. The ABI's device memory is a pointer that callers may move on by bytes;
/// OpenCL 1.2's is a handle, and enqueued calls take an offset beside it. So each buffer gets a
/// range of numbers that are no address of any program, and whoever follows such a pointer on the
/// host faults at once. Ranges are of one process and never given twice, so that a pointer to
/// released memory, or of another device, is refused.
class AddressBook {
 public:
  /// The pointer to the first of `bytes` bytes of `buffer`; 4096-byte aligned.
  void* add(Mem buffer, std::size_t bytes);
  /// Forgets the range that begins at `pointer` and returns its buffer. Throws kit::Failure
  /// (SY_INVALID_ARGUMENT) if none does.
  Mem remove(void* pointer);
  /// Where the `bytes` bytes from `pointer` on are. Throws kit::Failure (SY_INVALID_ARGUMENT)
  /// unless all of them are in one buffer.
  Place find(const void* pointer, std::size_t bytes) const;

  /// Bytes in all ranges.
  std::uint64_t bytes() const { return bytes_; }
  template <class Use>
  void for_each_buffer(Use use) const {
    for (const auto& [begin, range] : ranges_) use(range.buffer);
  }

 private:
  struct Range {
    std::size_t bytes;
    Mem buffer;
  };
  std::map<std::uintptr_t, Range> ranges_;  ///< by the first address
  std::uint64_t bytes_ = 0;
};

}  // namespace steelyard::opencl
