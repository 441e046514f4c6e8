#pragma once

#include <cstdint>
#include <string>

#include "harness/device/device.hpp"
#include "harness/run/workload.hpp"
#include "workloads/matmul/operand_data.hpp"
#include "workloads/matmul/shape.hpp"
#include "workloads/reference/result_check.hpp"

namespace steelyard::workloads::matmul {

/// A multiplication ready to run. Device memory holds all slots of A, of B and of C, each slot in
/// the form that the plan takes; load() packs where the plan wants it, so packing is never timed.
class PreparedMatmul final : public run::PreparedCase {
 public:
  /// Plans, tunes, allocates. Throws Unsupported or OutOfMemory.
  PreparedMatmul(const Shape& shape, run::CaseContext& context);

  /// Multiplies twice through the plan and the packing that are timed later: small whole numbers,
  /// whose sums are exact, so that any misplaced or missing product shows; then normally
  /// distributed numbers against the error bound, so that too coarse an arithmetic shows.
  Verification verify() override;
  void load() override;
  run::Iteration iteration() override {
    return run::Iteration::of<&PreparedMatmul::multiply>(*this);
  }
  std::string algorithm() const override { return plan_.algorithm(); }

 private:
  /// All slots of one operand.
  struct Operand {
    Dtype dtype = Dtype::f32;
    std::uint64_t elements = 0;    ///< of one slot
    std::size_t packed_bytes = 0;  ///< of one slot; 0: used plain
    std::size_t stride = 0;        ///< bytes from slot to slot
    device::Buffer slots;
  };

  void multiply(std::uint64_t iteration);
  Operand make_operand(sy_operand which);
  /// Enqueues filling one slot, packed if the plan wants it.
  void place(sy_operand which, const OperandData& data, std::uint64_t slot);
  void compare(run::DataPattern pattern, std::uint64_t seed, reference::ResultCheck& check);
  std::uint64_t seed_for(std::uint64_t purpose) const;

  Shape shape_;
  run::CaseContext& context_;
  device::GemmPlan plan_;
  std::uint64_t slot_count_;
  Operand a_, b_;
  std::size_t c_stride_;
  device::Buffer c_;
  device::Buffer waiting_;  ///< a plain operand on its way to its packed form; freed by load()
};

}  // namespace steelyard::workloads::matmul
