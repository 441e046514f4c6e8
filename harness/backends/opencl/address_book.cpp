#include "harness/backends/opencl/address_book.hpp"

#include <atomic>

#include "harness/device/kit/guard.hpp"

namespace steelyard::opencl {
namespace {

// Bit 62 without bit 63 is no address of an x86-64; bit 55 alone sends an Arm processor, which
// ignores the uppermost byte, to the kernel's half. Together both refuse the whole range.
constexpr std::uintptr_t first_address = 0x4080'0000'0000'0000;
constexpr std::uintptr_t end_of_addresses = 0x40C0'0000'0000'0000;
constexpr std::uintptr_t page = 4096;

std::uintptr_t take(std::size_t bytes) {
  static std::atomic<std::uintptr_t> next{first_address};
  // A page that belongs to nobody lies between two ranges.
  const std::uintptr_t room = (bytes + page - 1) / page * page + page;
  const std::uintptr_t begin = next.fetch_add(room);
  if (begin > end_of_addresses - room) {
    throw kit::Failure(SY_OUT_OF_MEMORY,
                       "This process has allocated 2^54 bytes of OpenCL memory over time, and has "
                       "no addresses left for more.");
  }
  return begin;
}

}  // namespace

void* AddressBook::add(Mem buffer, std::size_t bytes) {
  const std::uintptr_t begin = take(bytes);
  ranges_.emplace(begin, Range{bytes, buffer});
  bytes_ += bytes;
  return reinterpret_cast<void*>(begin);
}

Mem AddressBook::remove(void* pointer) {
  const auto found = ranges_.find(reinterpret_cast<std::uintptr_t>(pointer));
  if (found == ranges_.end()) {
    throw kit::Failure(SY_INVALID_ARGUMENT, "This device did not allocate that pointer.");
  }
  const Range range = found->second;
  bytes_ -= range.bytes;
  ranges_.erase(found);
  return range.buffer;
}

Place AddressBook::find(const void* pointer, std::size_t bytes) const {
  const auto address = reinterpret_cast<std::uintptr_t>(pointer);
  auto after = ranges_.upper_bound(address);
  if (after != ranges_.begin()) {
    const auto& [begin, range] = *--after;
    const std::size_t offset = address - begin;
    if (offset < range.bytes && bytes <= range.bytes - offset) return {range.buffer, offset};
  }
  throw kit::Failure(SY_INVALID_ARGUMENT,
                     "That memory was not allocated on this device, or ends too early.");
}

}  // namespace steelyard::opencl
