#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>

#include "harness/backends/cpu/team.hpp"

namespace steelyard::cpu {

/// What memory the machine and this process's control group leave.
class MemoryLimits {
 public:
  /// `root` is "/" except in tests, which give a folder with proc/ and sys/ of their own.
  explicit MemoryLimits(std::filesystem::path root = "/");

  /// Whole memory that this process may ever use: MemTotal, or the lowest limit of its control
  /// groups if that is lower. 0 if the kernel does not say.
  std::uint64_t total_bytes() const;

  /// What can still be allocated: MemAvailable, or what the control groups leave if that is less
  /// (page cache that can be dropped counts as free), less a sixteenth that is kept back, because
  /// the kernel's figure is an estimate and other processes go on allocating.
  std::uint64_t free_bytes() const;

 private:
  std::filesystem::path root_;
};

struct FreeMemory {
  void operator()(void* memory) const noexcept;
};
/// Bytes from allocate_touched(), freed at the end.
using HostMemory = std::unique_ptr<std::byte, FreeMemory>;

/// `bytes` > 0. From 2 MiB on they are aligned to 2 MiB and lie in huge pages, the last one whole,
/// where the kernel grants them; less is aligned to 4096 bytes. Contents are zero. Every page is
/// touched, by the thread of `team` that would work on it, so that it is there, and near that
/// thread, before anything is timed. Throws kit::Failure with SY_OUT_OF_MEMORY, before the kernel
/// kills somebody, if `limits` do not leave enough.
HostMemory allocate_touched(std::size_t bytes, const MemoryLimits& limits, const Team& team);

}  // namespace steelyard::cpu
