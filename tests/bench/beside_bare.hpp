#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "harness/device/device.hpp"

/// A multiplication through the ABI beside a bare loop around the same library, in one process.
namespace steelyard::bench {

/// Operands and results of one shape on a device, often enough to exceed its cache twice.
class OperandSets {
 public:
  OperandSets(device::Device& device, device::Stream& stream, const sy_gemm_shape& shape);
  std::size_t count() const { return a_.size(); }
  void* a(std::size_t set) const { return a_[set].data(); }
  void* b(std::size_t set) const { return b_[set].data(); }
  void* c(std::size_t set) const { return c_[set].data(); }

 private:
  std::vector<device::Buffer> a_, b_, c_;
};

/// What multiplies without backend and ABI, on operands of its own or on the same.
struct BareLoop {
  std::function<void(std::size_t set)> run;
  std::function<void()> finish;
};

/// The shape of a square of this side, row-major, B transposed.
sy_gemm_shape square(sy_dtype dtype, std::int64_t side);

/// "f32 256".
std::string subject_of(const sy_gemm_shape& shape);

/// Lets both take turns for about `seconds`, in random order, over the same rotation of sets, and
/// prints the shares of the bare loop's rate that are reached: back to back, by wall and by CPU
/// time, and by the events around each multiplication, as the harness times it.
void compare_with_bare(const std::string& bench, device::Device& device, device::Stream& stream,
                       const sy_gemm_shape& shape, const OperandSets& sets, const BareLoop& bare,
                       double seconds);

}  // namespace steelyard::bench
