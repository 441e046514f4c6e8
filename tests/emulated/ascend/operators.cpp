#include <fmt/format.h>

#include <cstdlib>
#include <cstring>
#include <optional>
#include <vector>

#include "tests/emulated/ascend/library.hpp"
#include "tests/emulated/core/faults.hpp"
#include "tests/emulated/core/memory.hpp"
#include "tests/emulated/core/multiply.hpp"
#include "tests/emulated/core/narrowed.hpp"

using namespace steelyard;
using namespace steelyard::emulated;
using namespace steelyard::emulated::ascend;

struct aclTensor {
  aclDataType dtype;
  std::vector<std::int64_t> sizes, strides, stored;
  void* data;
  Live live{"aclTensor"};

  std::int64_t batch() const { return sizes.size() == 3 ? sizes[0] : 1; }
  std::int64_t rows() const { return sizes[sizes.size() - 2]; }
  std::int64_t columns() const { return sizes[sizes.size() - 1]; }
};

struct aclOpExecutor {
  const char* operation;
  std::vector<const aclTensor*> tensors;  ///< a, b, c, and the scale of a quantised one
  bool transpose_a = false, transpose_b = false, narrows = false;
  std::uint64_t workspace_bytes = 0;
  bool repeatable = false;
  Live live{"aclOpExecutor"};
};

namespace {

constexpr std::int64_t longest_quantised_row = 65'535;

Handles<aclTensor>& tensors() {
  static auto* const alive = new Handles<aclTensor>;
  return *alive;
}

Handles<aclOpExecutor>& executors() {
  static auto* const alive = new Handles<aclOpExecutor>;
  return *alive;
}

std::optional<Dtype> dtype_of(aclDataType dtype) {
  switch (dtype) {
    case ACL_FLOAT:
      return Dtype::f32;
    case ACL_FLOAT16:
      return Dtype::fp16;
    case ACL_INT8:
      return Dtype::int8;
    case ACL_INT32:
      return Dtype::int32;
    case ACL_BF16:
      return Dtype::bf16;
  }
  return std::nullopt;
}

/// A tensor as the matrix that lies in memory, and whether it is seen transposed. None if its
/// strides are neither.
struct Layout {
  Matrix matrix;
  bool transposed = false;
};

std::optional<Layout> layout_of(const aclTensor& tensor) {
  const std::int64_t rows = tensor.rows(), columns = tensor.columns();
  const std::int64_t outer = tensor.strides[tensor.strides.size() - 2];
  const std::int64_t inner = tensor.strides[tensor.strides.size() - 1];
  Layout layout;
  layout.matrix = {tensor.data, *dtype_of(tensor.dtype), rows, columns, columns, false, 0};
  const bool plain = inner == 1 && (outer == columns || rows == 1);
  if (!plain) {
    if (outer != 1 || (inner != rows && columns != 1)) return std::nullopt;
    layout.transposed = true;
    layout.matrix.rows = columns;
    layout.matrix.columns = rows;
    layout.matrix.leading = rows;
  }
  if (tensor.sizes.size() == 3) {
    if (tensor.strides[0] != rows * columns) return std::nullopt;
    layout.matrix.batch_stride = rows * columns;
  }
  return layout;
}

/// 0, or the refusal of a tensor that is dead, of wrong dimensions, or not in device memory.
int check_tensor(const aclTensor* tensor, std::size_t dimensions) {
  if (tensor == nullptr) return refuse(ACLNN_ERR_PARAM_NULLPTR, "a tensor is null");
  if (tensors().find(tensor) == nullptr) {
    return refuse(ACLNN_ERR_PARAM_INVALID, "a tensor was destroyed");
  }
  if (tensor->sizes.size() != dimensions) {
    return refuse(ACLNN_ERR_PARAM_INVALID,
                  fmt::format("a tensor has {} dimensions", tensor->sizes.size()));
  }
  std::int64_t elements = 1, stored = 1;
  for (const std::int64_t size : tensor->sizes) elements *= size;
  for (const std::int64_t size : tensor->stored) stored *= size;
  if (elements < 1 || stored != elements) {
    return refuse(ACLNN_ERR_PARAM_INVALID, "a tensor is empty or its storage is of another size");
  }
  if (dimensions > 1 && !layout_of(*tensor)) {
    return refuse(ACLNN_ERR_PARAM_INVALID, "a tensor's strides are no matrix's");
  }
  return require_memory(tensor->data,
                        static_cast<std::size_t>(elements) * size_of(*dtype_of(tensor->dtype)),
                        "a tensor");
}

int check_sizes(const aclTensor& a, const aclTensor& b, const aclTensor& c) {
  const bool fit = a.columns() == b.rows() && a.rows() == c.rows() && b.columns() == c.columns() &&
                   a.batch() == b.batch() && b.batch() == c.batch();
  if (!fit) return refuse(ACLNN_ERR_PARAM_INVALID, "the sizes of the matrices do not fit");
  if (layout_of(c)->transposed) return refuse(ACLNN_ERR_PARAM_INVALID, "C is transposed");
  return 0;
}

int hand_out(std::unique_ptr<aclOpExecutor> made, std::uint64_t* bytes, aclOpExecutor** executor) {
  if (bytes == nullptr || executor == nullptr) {
    return refuse(ACLNN_ERR_PARAM_NULLPTR, "nowhere to put the executor");
  }
  const aclTensor& c = *made->tensors[2];
  made->workspace_bytes = 1024 + static_cast<std::uint64_t>(c.rows() * c.columns());
  *bytes = made->workspace_bytes;
  *executor =
      static_cast<aclOpExecutor*>(executors().add(std::shared_ptr<aclOpExecutor>(std::move(made))));
  return 0;
}

int prepare(const char* operation, std::size_t dimensions, const aclTensor* a, const aclTensor* b,
            const aclTensor* c, std::int8_t cube_math_type, std::uint64_t* bytes,
            aclOpExecutor** executor) {
  for (const aclTensor* tensor : {a, b, c}) {
    if (const int code = check_tensor(tensor, dimensions); code != 0) return code;
  }
  const bool known = a->dtype == ACL_FLOAT || a->dtype == ACL_FLOAT16 || a->dtype == ACL_BF16;
  if (!known || b->dtype != a->dtype || c->dtype != a->dtype) {
    return refuse(ACLNN_ERR_PARAM_INVALID, "these dtypes do not go together");
  }
  if (cube_math_type != KEEP_DTYPE && (cube_math_type != USE_HF32 || a->dtype != ACL_FLOAT)) {
    return refuse(ACLNN_ERR_PARAM_INVALID, "cubeMathType does not fit the dtype");
  }
  if (const int code = check_sizes(*a, *b, *c); code != 0) return code;
  auto made = std::make_unique<aclOpExecutor>();
  made->operation = operation;
  made->tensors = {a, b, c};
  made->narrows = cube_math_type == USE_HF32;
  return hand_out(std::move(made), bytes, executor);
}

/// The work of an executor, with everything that it needs of the tensors.
std::function<int()> work_of(const aclOpExecutor& executor) {
  const aclTensor& a = *executor.tensors[0];
  const Layout first = *layout_of(a);
  const Layout second = *layout_of(*executor.tensors[1]);
  const Layout result = *layout_of(*executor.tensors[2]);
  const float* const scale =
      executor.tensors.size() > 3 ? static_cast<const float*>(executor.tensors[3]->data) : nullptr;
  const bool transpose_a = first.transposed != executor.transpose_a;
  const bool transpose_b = second.transposed != executor.transpose_b;
  return [=, batch = a.batch(), narrows = executor.narrows] {
    if (fault("async_error")) return ACL_ERROR_RT_AICORE_EXCEPTION;
    if (narrows) {
      const Narrowed narrow_a(first.matrix, batch, 11), narrow_b(second.matrix, batch, 11);
      return multiply(narrow_a.matrix(), transpose_a, narrow_b.matrix(), transpose_b, result.matrix,
                      1, 0, batch)
                 ? ACL_SUCCESS
                 : ACL_ERROR_RT_AICORE_EXCEPTION;
    }
    const double alpha = scale == nullptr ? 1.0 : static_cast<double>(*scale);
    const bool fit = multiply(first.matrix, transpose_a, second.matrix, transpose_b, result.matrix,
                              alpha, 0, batch);
    return fit ? ACL_SUCCESS : ACL_ERROR_RT_AICORE_EXCEPTION;
  };
}

int launch(const char* operation, void* workspace, std::uint64_t bytes, aclOpExecutor* handle,
           aclrtStream stream_handle) {
  const std::shared_ptr<aclOpExecutor> executor = executors().find(handle);
  if (executor == nullptr) {
    return refuse(ACLNN_ERR_INNER_NULLPTR, "the executor was used before, or is none");
  }
  if (std::strcmp(executor->operation, operation) != 0 || bytes != executor->workspace_bytes) {
    return refuse(ACLNN_ERR_PARAM_INVALID, "the executor is of another operator or workspace");
  }
  for (const aclTensor* tensor : executor->tensors) {
    if (tensors().find(tensor) == nullptr) {
      return refuse(ACLNN_ERR_PARAM_INVALID, "a tensor of the executor was destroyed");
    }
  }
  if (const int code = require_memory(workspace, bytes, "the workspace"); code != 0) return code;
  const std::shared_ptr<Stream> stream = find_stream(stream_handle);
  if (stream == nullptr) return ACLNN_ERR_PARAM_INVALID;
  stream->queue.enqueue(work_of(*executor));
  if (!executor->repeatable) executors().remove(handle);
  return 0;
}

}  // namespace

aclTensor* aclCreateTensor(const std::int64_t* sizes, std::uint64_t dimensions, aclDataType dtype,
                           const std::int64_t* strides, std::int64_t offset, aclFormat format,
                           const std::int64_t* stored_sizes, std::uint64_t stored_dimensions,
                           void* data) {
  if (sizes == nullptr || strides == nullptr || stored_sizes == nullptr || dimensions == 0 ||
      offset != 0 || format != ACL_FORMAT_ND || !dtype_of(dtype)) {
    return nullptr;
  }
  auto tensor = std::make_shared<aclTensor>();
  tensor->dtype = dtype;
  tensor->sizes.assign(sizes, sizes + dimensions);
  tensor->strides.assign(strides, strides + dimensions);
  tensor->stored.assign(stored_sizes, stored_sizes + stored_dimensions);
  tensor->data = data;
  return tensors().add(std::move(tensor));
}

aclnnStatus aclDestroyTensor(const aclTensor* tensor) {
  if (tensors().remove(tensor)) return 0;
  return refuse(ACLNN_ERR_INNER_NULLPTR, "the tensor was destroyed before, or is none");
}

aclnnStatus aclSetAclOpExecutorRepeatable(aclOpExecutor* handle) {
  const std::shared_ptr<aclOpExecutor> executor = executors().find(handle);
  if (executor == nullptr) return refuse(ACLNN_ERR_INNER_NULLPTR, "no such executor");
  // Some operators of some versions cannot be repeated.
  if (std::getenv("STEELYARD_EMULATED_ASCEND_ONE_SHOT") != nullptr) {
    return refuse(ACLNN_ERR_PARAM_INVALID, "this executor cannot be repeated");
  }
  executor->repeatable = true;
  return 0;
}

aclnnStatus aclDestroyAclOpExecutor(aclOpExecutor* handle) {
  const std::shared_ptr<aclOpExecutor> executor = executors().find(handle);
  if (executor == nullptr) return refuse(ACLNN_ERR_INNER_NULLPTR, "no such executor");
  executors().remove(handle);
  return 0;
}

aclnnStatus aclnnMatmulGetWorkspaceSize(const aclTensor* a, const aclTensor* b, aclTensor* c,
                                        std::int8_t cube_math_type, std::uint64_t* bytes,
                                        aclOpExecutor** executor) {
  return prepare("aclnnMatmul", 2, a, b, c, cube_math_type, bytes, executor);
}

aclnnStatus aclnnMatmul(void* workspace, std::uint64_t bytes, aclOpExecutor* executor,
                        aclrtStream stream) {
  return launch("aclnnMatmul", workspace, bytes, executor, stream);
}

aclnnStatus aclnnBatchMatMulGetWorkspaceSize(const aclTensor* a, const aclTensor* b, aclTensor* c,
                                             std::int8_t cube_math_type, std::uint64_t* bytes,
                                             aclOpExecutor** executor) {
  return prepare("aclnnBatchMatMul", 3, a, b, c, cube_math_type, bytes, executor);
}

aclnnStatus aclnnBatchMatMul(void* workspace, std::uint64_t bytes, aclOpExecutor* executor,
                             aclrtStream stream) {
  return launch("aclnnBatchMatMul", workspace, bytes, executor, stream);
}

aclnnStatus aclnnQuantMatmulV4GetWorkspaceSize(const aclTensor* a, const aclTensor* b,
                                               const aclTensor* scale, const aclTensor* offset,
                                               const aclTensor* scale_per_token,
                                               const aclTensor* bias, bool transpose_a,
                                               bool transpose_b, const aclTensor* c,
                                               std::uint64_t* bytes, aclOpExecutor** executor) {
  if (a == nullptr || c == nullptr) return refuse(ACLNN_ERR_PARAM_NULLPTR, "a tensor is null");
  for (const aclTensor* tensor : {a, b, c}) {
    if (const int code = check_tensor(tensor, a->sizes.size()); code != 0) return code;
  }
  if (const int code = check_tensor(scale, 1); code != 0) return code;
  if (offset != nullptr || scale_per_token != nullptr || bias != nullptr || a->dtype != ACL_INT8 ||
      b->dtype != ACL_INT8 || c->dtype != ACL_INT32 || scale->dtype != ACL_FLOAT ||
      scale->sizes[0] != 1) {
    return refuse(ACLNN_ERR_PARAM_INVALID, "these tensors do not go together");
  }
  if (layout_of(*a)->transposed || layout_of(*b)->transposed) {
    return refuse(ACLNN_ERR_PARAM_INVALID, "a matrix is transposed by strides and not by its flag");
  }
  if (a->columns() > longest_quantised_row || b->columns() > longest_quantised_row) {
    return refuse(ACLNN_ERR_PARAM_INVALID, "a row is longer than 65535");
  }
  auto made = std::make_unique<aclOpExecutor>();
  made->operation = "aclnnQuantMatmulV4";
  made->tensors = {a, b, c, scale};
  made->transpose_a = transpose_a;
  made->transpose_b = transpose_b;
  return hand_out(std::move(made), bytes, executor);
}

aclnnStatus aclnnQuantMatmulV4(void* workspace, std::uint64_t bytes, aclOpExecutor* executor,
                               aclrtStream stream) {
  return launch("aclnnQuantMatmulV4", workspace, bytes, executor, stream);
}
