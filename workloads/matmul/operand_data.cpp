#include "workloads/matmul/operand_data.hpp"

#include <algorithm>

#include "workloads/matmul/footprint.hpp"

namespace steelyard::workloads::matmul {

OperandData::OperandData(run::DataPattern pattern, Dtype dtype, std::uint64_t elements,
                         std::uint64_t seed)
    : dtype_(dtype), block_(run::generate(pattern, dtype, staged_elements(elements), seed)) {}

void OperandData::upload(device::Stream& stream, void* device, std::uint64_t first,
                         std::uint64_t count) const {
  const std::uint64_t width = size_of(dtype_);
  const std::uint64_t length = block_.size() / width;
  auto* target = static_cast<std::byte*>(device);
  std::uint64_t position = first % length;
  while (count > 0) {
    const std::uint64_t piece = std::min(count, length - position);
    stream.copy_to_device(target, block_.data() + position * width, piece * width);
    target += piece * width;
    count -= piece;
    position = 0;
  }
}

}  // namespace steelyard::workloads::matmul
