#include "workloads/collectives/staging_memory.hpp"

#include <fmt/format.h>
#include <sys/mman.h>

#include <cstring>

#include "harness/core/error.hpp"

namespace steelyard::workloads::collectives {
namespace {

constexpr std::size_t huge_page = std::size_t{2} << 20;
constexpr std::size_t small_page = 4096;

}  // namespace

StagingMemory::StagingMemory(std::size_t bytes) : bytes_(bytes) {
  const bool huge = bytes >= huge_page;
  void* memory = nullptr;
  if (posix_memalign(&memory, huge ? huge_page : small_page, bytes) != 0) {
    throw OutOfMemory(
        fmt::format("The host could not allocate {} bytes to stage messages in.", bytes));
  }
  memory_.reset(memory);
  // Advice only: without huge pages the memory works, more slowly.
  if (huge) (void)madvise(memory, bytes, MADV_HUGEPAGE);
  std::memset(memory, 0, bytes);
}

}  // namespace steelyard::workloads::collectives
