#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "harness/core/dtype.hpp"
#include "harness/device/device.hpp"
#include "harness/run/data_pattern.hpp"

namespace steelyard::workloads::matmul {

/// The values of one operand in all its slots, as one long array of which the host keeps only the
/// beginning: element i is block()[i mod length]. So a matrix of any size takes bounded host
/// memory, and slots differ from one another.
class OperandData {
 public:
  /// `elements` over all slots. Throws Unsupported for a dtype that the host cannot encode.
  OperandData(run::DataPattern pattern, Dtype dtype, std::uint64_t elements, std::uint64_t seed);

  std::span<const std::byte> block() const { return block_; }

  /// Enqueues the copy of elements `first` ... `first + count` to `device`. This object must live
  /// until the stream is synchronised.
  void upload(device::Stream& stream, void* device, std::uint64_t first, std::uint64_t count) const;

 private:
  Dtype dtype_;
  std::vector<std::byte> block_;
};

}  // namespace steelyard::workloads::matmul
