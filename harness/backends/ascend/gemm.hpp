#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <tuple>

#include "harness/backends/ascend/operators.hpp"

namespace steelyard::ascend {

class Device;
class Stream;

/// C = op(A) op(B) by aclnnMatmul, aclnnBatchMatMul or, for int8, aclnnQuantMatmulV4.
///
/// An executor of aclnn holds the addresses of its matrices and serves one launch, unless CANN lets
/// it be marked repeatable. Then it is kept for each set of addresses, so that nothing is made
/// and nothing allocated once every set of a rotation was run. Where it cannot be marked, each run
/// makes one, and algorithm() says so.
class Gemm {
 public:
  /// Throws kit::Failure (SY_UNSUPPORTED) with a sentence for what is not offered.
  Gemm(Device& device, const sy_gemm_shape& shape);
  ~Gemm();

  /// One bit for each dtype of A that this device multiplies.
  static std::uint64_t dtypes(const Device& device);

  /// aclnn chooses its kernel itself. One run on scratch memory loads that kernel and tells whether
  /// executors can be kept; without room for it nothing is tried.
  void autotune(double seconds);
  std::string algorithm() const;
  std::size_t packed_bytes(sy_operand) const { return 0; }
  void pack(Stream& stream, sy_operand operand, const void* plain, void* packed);
  void run(Stream& stream, const void* a, const void* b, void* c);

 private:
  /// An executor, its tensors, and what it wants to work in.
  struct Call;
  using Addresses = std::tuple<const void*, const void*, const void*>;
  struct Workspace {
    void* memory = nullptr;
    std::uint64_t bytes = 0;
  };

  struct Scratch;

  bool quantised() const { return shape_.a == SY_INT8; }
  std::unique_ptr<Call> prepare(const void* a, const void* b, void* c);
  void launch(Stream& stream, const Call& call);
  void* workspace(Stream& stream, std::uint64_t bytes);
  /// Waits for the device and gives back all executors and workspaces.
  void forget() noexcept;

  Device& device_;
  sy_gemm_shape shape_;
  bool keeps_executors_;
  std::map<Addresses, std::unique_ptr<Call>> calls_;
  std::map<aclrtStream, Workspace> workspaces_;  ///< work of two streams runs at once
};

}  // namespace steelyard::ascend
