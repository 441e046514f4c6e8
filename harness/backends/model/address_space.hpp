#pragma once

#include <cstddef>
#include <cstdint>
#include <map>

namespace steelyard::model {

/// The memory of a device that keeps no bytes: addresses that are reserved and can be neither read
/// nor written, and an account of how many are handed out.
class AddressSpace {
 public:
  /// `bytes`: of the device; 0 where that is not known, and then nothing is too large.
  explicit AddressSpace(std::uint64_t bytes);
  ~AddressSpace();
  AddressSpace(const AddressSpace&) = delete;
  AddressSpace& operator=(const AddressSpace&) = delete;

  /// Throws kit::Failure: SY_OUT_OF_MEMORY.
  void* reserve(std::size_t bytes);
  /// Throws kit::Failure for an address that was not handed out.
  void release(void* address);
  std::uint64_t free_bytes() const { return bytes_ - used_; }

  /// Throws kit::Failure unless all of these addresses lie in one reservation.
  void require(const void* address, std::size_t bytes) const;

 private:
  std::uint64_t bytes_;
  std::uint64_t used_ = 0;
  std::map<std::uintptr_t, std::size_t> reserved_;
};

}  // namespace steelyard::model
