#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

#include "harness/backends/cambricon/cnnl.hpp"

namespace steelyard::cambricon {

class Device;
class Stream;

/// C = alpha op(A) op(B) by cnnlMatMul_v2 or, for batches, cnnlBatchMatMulBCast_v2. The algorithm
/// is the one that CNNL's heuristic names; it is asked once, so that run() only enqueues.
class Gemm {
 public:
  /// Throws kit::Failure (SY_UNSUPPORTED) with a sentence for what is not offered.
  Gemm(Device& device, const sy_gemm_shape& shape);
  ~Gemm();

  /// One bit for each dtype of A that this device multiplies.
  static std::uint64_t dtypes(const Device& device);

  /// CNNL's heuristic returns one algorithm, so there is nothing to try.
  void autotune(double) {}
  std::string algorithm() const;
  std::size_t packed_bytes(sy_operand) const { return 0; }
  void pack(Stream& stream, sy_operand operand, const void* plain, void* packed);
  void run(Stream& stream, const void* a, const void* b, void* c);

 private:
  void choose();
  void* workspace(Stream& stream);

  Device& device_;
  sy_gemm_shape shape_;
  float alpha_;
  TensorDescriptor a_, b_, c_;
  MatmulDescriptor matmul_;
  std::size_t workspace_bytes_ = 0;
  std::map<cnrtQueue_t, void*> workspaces_;  ///< work of two queues runs at once
};

}  // namespace steelyard::cambricon
