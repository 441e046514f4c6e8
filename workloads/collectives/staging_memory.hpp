#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>

namespace steelyard::workloads::collectives {

/// Host memory through which messages pass on their way. Every page is touched when it is made, in
/// huge pages where the kernel grants them, so that no transfer waits for memory.
class StagingMemory {
 public:
  /// Throws OutOfMemory.
  explicit StagingMemory(std::size_t bytes);
  void* data() const { return memory_.get(); }
  std::size_t size() const { return bytes_; }

 private:
  struct Free {
    void operator()(void* memory) const noexcept { std::free(memory); }
  };
  std::unique_ptr<void, Free> memory_;
  std::size_t bytes_;
};

}  // namespace steelyard::workloads::collectives
