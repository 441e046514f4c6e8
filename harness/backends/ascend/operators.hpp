#pragma once

#include <cstdint>
#include <vector>

#include "harness/backends/ascend/runtime.hpp"

namespace steelyard::ascend {

/// The two phases of one of aclnn's multiplications: the first makes an executor and says how much
/// memory it wants, the second enqueues it.
template <class FirstPhase>
struct Operator {
  FirstPhase* prepare = nullptr;
  decltype(aclnnMatmul)* launch = nullptr;
};

/// The functions of aclnn that this backend uses.
struct Operators {
  decltype(aclCreateTensor)* create_tensor;
  decltype(aclDestroyTensor)* destroy_tensor;
  decltype(aclSetAclOpExecutorRepeatable)* set_repeatable;  ///< null in older CANN
  decltype(aclDestroyAclOpExecutor)* destroy_executor;      ///< null with it
  Operator<decltype(aclnnMatmulGetWorkspaceSize)> matmul;
  Operator<decltype(aclnnBatchMatMulGetWorkspaceSize)> batch_matmul;
  Operator<decltype(aclnnQuantMatmulV4GetWorkspaceSize)> quantised;  ///< null in older CANN
};

/// Opened once for the process. Throws kit::Failure, at each call anew, as long as there is none.
const Operators& operators();

/// Throws kit::Failure unless `status` is 0; `what` is the vendor's function.
void check_operator(aclnnStatus status, const char* what);

/// A matrix, or a batch of them, as aclnn sees it: sizes and strides over memory of the device.
class Tensor {
 public:
  /// Row-major `stored_rows` x `stored_columns`, `batch` times one after another. `transposed`:
  /// seen as its transpose, by strides. A batch of 1 is a plain matrix.
  Tensor(aclDataType dtype, std::int64_t batch, std::int64_t stored_rows,
         std::int64_t stored_columns, bool transposed, const void* data);
  /// One dimension.
  Tensor(aclDataType dtype, std::int64_t size, const void* data);
  ~Tensor();
  Tensor(const Tensor&) = delete;
  Tensor& operator=(const Tensor&) = delete;

  aclTensor* get() const { return tensor_; }

 private:
  void create(aclDataType dtype, const std::vector<std::int64_t>& sizes,
              const std::vector<std::int64_t>& strides, const std::vector<std::int64_t>& stored,
              const void* data);

  aclTensor* tensor_ = nullptr;
};

}  // namespace steelyard::ascend
