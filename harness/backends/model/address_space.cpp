#include "harness/backends/model/address_space.hpp"

#include <fmt/format.h>
#include <sys/mman.h>

#include "harness/device/kit/guard.hpp"

namespace steelyard::model {
namespace {

/// Of a device whose memory is not known: a quarter of the addresses of a process.
constexpr std::uint64_t unknown_bytes = std::uint64_t{1} << 45;

}  // namespace

AddressSpace::AddressSpace(std::uint64_t bytes) : bytes_(bytes > 0 ? bytes : unknown_bytes) {}

AddressSpace::~AddressSpace() {
  for (const auto& [address, bytes] : reserved_) {
    ::munmap(reinterpret_cast<void*>(address), bytes);
  }
}

void* AddressSpace::reserve(std::size_t bytes) {
  if (bytes > free_bytes()) {
    throw kit::Failure(
        SY_OUT_OF_MEMORY,
        fmt::format("{} bytes do not fit into the {} that are free.", bytes, free_bytes()));
  }
  void* const address =
      ::mmap(nullptr, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (address == MAP_FAILED) {
    throw kit::Failure(SY_OUT_OF_MEMORY,
                       fmt::format("The host has no {} addresses left to hand out.", bytes));
  }
  reserved_.emplace(reinterpret_cast<std::uintptr_t>(address), bytes);
  used_ += bytes;
  return address;
}

void AddressSpace::release(void* address) {
  const auto found = reserved_.find(reinterpret_cast<std::uintptr_t>(address));
  if (found == reserved_.end()) {
    throw kit::Failure(SY_INVALID_ARGUMENT, "This pointer was not allocated here.");
  }
  ::munmap(address, found->second);
  used_ -= found->second;
  reserved_.erase(found);
}

void AddressSpace::require(const void* address, std::size_t bytes) const {
  const auto first = reinterpret_cast<std::uintptr_t>(address);
  auto after = reserved_.upper_bound(first);
  if (after != reserved_.begin()) {
    const auto& [start, length] = *--after;
    if (first - start <= length && bytes <= length - (first - start)) return;
  }
  throw kit::Failure(SY_INVALID_ARGUMENT, "These bytes are not all in one block of this device.");
}

}  // namespace steelyard::model
