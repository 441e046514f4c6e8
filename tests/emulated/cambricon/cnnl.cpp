#include <cstring>
#include <map>
#include <optional>
#include <vector>

#include "tests/emulated/cambricon/library.hpp"
#include "tests/emulated/core/faults.hpp"
#include "tests/emulated/core/multiply.hpp"
#include "tests/emulated/core/narrowed.hpp"

using namespace steelyard;
using namespace steelyard::emulated;
using namespace steelyard::emulated::cambricon;

struct cnnlContext {
  int device;
  cnrtQueue_t queue = nullptr;
  Live live{"cnnlHandle"};
};
struct cnnlTensorStruct {
  cnnlDataType_t dtype = CNNL_DTYPE_FLOAT;
  std::vector<int> sizes;  ///< empty until it is set
  Live live{"cnnlTensorDescriptor"};
};
struct cnnlMatMulStruct {
  /// TF32 is allowed unless it is turned off.
  std::map<cnnlMatMulDescAttribute_t, std::int32_t> attributes{
      {CNNL_MATMUL_DESC_TRANSA, 0}, {CNNL_MATMUL_DESC_TRANSB, 0}, {CNNL_MATMUL_ALLOW_TF32, 1}};
  Live live{"cnnlMatMulDescriptor"};
};
/// What a choice was made for, and how much memory it works in.
struct Choice {
  std::vector<std::vector<int>> sizes;
  std::size_t workspace_bytes = 0;
  bool batched = false;
};
struct cnnlMatMulAlgoStruct {
  std::optional<Choice> choice;
  Live live{"cnnlMatMulAlgo"};
};
struct cnnlMatMulHeuristicResultStruct {
  std::optional<Choice> choice;
  Live live{"cnnlMatMulHeuristicResult"};
};

namespace {

template <class Object>
Handles<Object>& all() {
  static auto* const alive = new Handles<Object>;
  return *alive;
}

template <class Object>
cnnlStatus_t make(Object** handle) {
  if (handle == nullptr) return CNNL_STATUS_BAD_PARAM;
  *handle = all<Object>().add(std::make_shared<Object>());
  return CNNL_STATUS_SUCCESS;
}

template <class Object>
cnnlStatus_t destroy(Object* handle) {
  return all<Object>().remove(handle) ? CNNL_STATUS_SUCCESS : CNNL_STATUS_BAD_PARAM;
}

std::shared_ptr<cnnlContext> find_context(cnnlHandle_t handle) {
  std::shared_ptr<cnnlContext> context = all<cnnlContext>().find(handle);
  return context != nullptr && context->device == current_device() ? context : nullptr;
}

std::optional<Dtype> dtype_of(cnnlDataType_t dtype) {
  switch (dtype) {
    case CNNL_DTYPE_HALF:
      return Dtype::fp16;
    case CNNL_DTYPE_FLOAT:
      return Dtype::f32;
    case CNNL_DTYPE_BFLOAT16:
      return Dtype::bf16;
  }
  return std::nullopt;
}

/// A row-major matrix over the data, or none for a descriptor that is dead, unset or not of so many
/// dimensions.
struct Operand {
  Matrix matrix;
  std::int64_t batch = 1;
  std::vector<int> sizes;
};
std::optional<Operand> operand(cnnlTensorDescriptor_t handle, const void* data, bool batched) {
  const auto tensor = all<cnnlTensorStruct>().find(handle);
  if (tensor == nullptr || tensor->sizes.size() != (batched ? 3u : 2u)) return std::nullopt;
  Operand result;
  result.sizes = tensor->sizes;
  const std::int64_t rows = tensor->sizes[tensor->sizes.size() - 2];
  const std::int64_t columns = tensor->sizes.back();
  if (batched) result.batch = tensor->sizes[0];
  result.matrix = {
      const_cast<void*>(data),     *dtype_of(tensor->dtype), rows, columns, columns, false,
      batched ? rows * columns : 0};
  return result;
}

cnnlStatus_t choose(cnnlHandle_t handle, cnnlMatMulDescriptor_t matmul, bool batched,
                    std::initializer_list<cnnlTensorDescriptor_t> tensors, int wanted,
                    cnnlMatMulHeuristicResult_t* results, int* found) {
  if (find_context(handle) == nullptr || all<cnnlMatMulStruct>().find(matmul) == nullptr ||
      wanted != 1 || results == nullptr || found == nullptr) {
    return CNNL_STATUS_BAD_PARAM;
  }
  const auto result = all<cnnlMatMulHeuristicResultStruct>().find(results[0]);
  if (result == nullptr) return CNNL_STATUS_BAD_PARAM;
  Choice choice;
  choice.batched = batched;
  for (const cnnlTensorDescriptor_t tensor : tensors) {
    const auto shape = operand(tensor, nullptr, batched);
    if (!shape) return CNNL_STATUS_BAD_PARAM;
    choice.sizes.push_back(shape->sizes);
  }
  choice.workspace_bytes = 512 + static_cast<std::size_t>(choice.sizes[2].back());
  result->choice = choice;
  *found = 1;
  return CNNL_STATUS_SUCCESS;
}

cnnlStatus_t chosen(cnnlMatMulHeuristicResult_t handle, cnnlMatMulAlgo_t algorithm_handle,
                    bool batched, std::size_t* workspace_bytes) {
  const auto result = all<cnnlMatMulHeuristicResultStruct>().find(handle);
  const auto algorithm = all<cnnlMatMulAlgoStruct>().find(algorithm_handle);
  if (result == nullptr || algorithm == nullptr || !result->choice ||
      result->choice->batched != batched) {
    return CNNL_STATUS_BAD_PARAM;
  }
  algorithm->choice = result->choice;
  *workspace_bytes = result->choice->workspace_bytes;
  return CNNL_STATUS_SUCCESS;
}

struct Job {
  Operand a, b, c;
  bool transpose_a, transpose_b, narrows;
  double alpha;
};

int work(const Job& job) {
  if (fault("async_error")) return cnrtErrorKernelTrap;
  const auto product = [&](const Matrix& a, const Matrix& b) {
    return multiply(a, job.transpose_a, b, job.transpose_b, job.c.matrix, job.alpha, 0,
                    job.c.batch);
  };
  if (!job.narrows) {
    return product(job.a.matrix, job.b.matrix) ? cnrtSuccess : cnrtErrorKernelTrap;
  }
  const Narrowed a(job.a.matrix, job.c.batch, 10), b(job.b.matrix, job.c.batch, 10);
  return product(a.matrix(), b.matrix()) ? cnrtSuccess : cnrtErrorKernelTrap;
}

bool in_device_memory(const Operand& operand) {
  return is_device_memory(operand.matrix.data, operand.matrix.extent_bytes(operand.batch));
}

cnnlStatus_t enqueue(cnnlHandle_t handle, cnnlMatMulDescriptor_t matmul_handle,
                     cnnlMatMulAlgo_t algorithm_handle, bool batched, const void* alpha,
                     const void* beta, const std::optional<Operand>& a,
                     const std::optional<Operand>& b, const std::optional<Operand>& c,
                     void* workspace, std::size_t workspace_bytes) {
  const auto context = find_context(handle);
  const auto matmul = all<cnnlMatMulStruct>().find(matmul_handle);
  const auto algorithm = all<cnnlMatMulAlgoStruct>().find(algorithm_handle);
  if (context == nullptr || matmul == nullptr || algorithm == nullptr || !algorithm->choice || !a ||
      !b || !c || alpha == nullptr || beta == nullptr) {
    return CNNL_STATUS_BAD_PARAM;
  }
  const std::shared_ptr<DeviceQueue> queue = find_queue(context->queue);
  if (queue == nullptr) return CNNL_STATUS_NOT_INITIALIZED;
  const Choice& choice = *algorithm->choice;
  const std::vector<std::vector<int>> sizes{a->sizes, b->sizes, c->sizes};
  const bool same = choice.batched == batched && choice.sizes == sizes &&
                    a->matrix.dtype == b->matrix.dtype && a->matrix.dtype == c->matrix.dtype &&
                    a->batch == c->batch && b->batch == c->batch;
  if (!same || workspace_bytes != choice.workspace_bytes ||
      !is_device_memory(workspace, workspace_bytes) || !in_device_memory(*a) ||
      !in_device_memory(*b) || !in_device_memory(*c) || *static_cast<const float*>(beta) != 0) {
    return CNNL_STATUS_BAD_PARAM;
  }
  const auto& attributes = matmul->attributes;
  Job job{*a,
          *b,
          *c,
          attributes.at(CNNL_MATMUL_DESC_TRANSA) != 0,
          attributes.at(CNNL_MATMUL_DESC_TRANSB) != 0,
          a->matrix.dtype == Dtype::f32 && attributes.at(CNNL_MATMUL_ALLOW_TF32) != 0,
          static_cast<double>(*static_cast<const float*>(alpha))};
  queue->queue.enqueue([job] { return work(job); });
  return CNNL_STATUS_SUCCESS;
}

}  // namespace

const char* cnnlGetErrorString(cnnlStatus_t status) {
  return status == CNNL_STATUS_SUCCESS ? "no error" : "an error of the emulated CNNL";
}

void cnnlGetLibVersion(int* major, int* minor, int* patch) {
  *major = 1;
  *minor = 25;
  *patch = 1;
}

cnnlStatus_t cnnlCreate(cnnlHandle_t* handle) {
  if (current_device() < 0) return CNNL_STATUS_NOT_INITIALIZED;
  auto context = std::make_shared<cnnlContext>();
  context->device = current_device();
  *handle = all<cnnlContext>().add(std::move(context));
  return CNNL_STATUS_SUCCESS;
}

cnnlStatus_t cnnlDestroy(cnnlHandle_t handle) { return destroy(handle); }

cnnlStatus_t cnnlSetQueue(cnnlHandle_t handle, cnrtQueue_t queue) {
  const auto context = find_context(handle);
  if (context == nullptr || find_queue(queue) == nullptr) return CNNL_STATUS_BAD_PARAM;
  context->queue = queue;
  return CNNL_STATUS_SUCCESS;
}

cnnlStatus_t cnnlCreateTensorDescriptor(cnnlTensorDescriptor_t* tensor) { return make(tensor); }

cnnlStatus_t cnnlSetTensorDescriptor(cnnlTensorDescriptor_t handle, cnnlTensorLayout_t layout,
                                     cnnlDataType_t dtype, int dimensions, const int* sizes) {
  const auto tensor = all<cnnlTensorStruct>().find(handle);
  if (tensor == nullptr || layout != CNNL_LAYOUT_ARRAY || !dtype_of(dtype) || dimensions < 2 ||
      dimensions > 3 || sizes == nullptr) {
    return CNNL_STATUS_BAD_PARAM;
  }
  tensor->dtype = dtype;
  tensor->sizes.assign(sizes, sizes + dimensions);
  for (const int size : tensor->sizes) {
    if (size < 1) return CNNL_STATUS_BAD_PARAM;
  }
  return CNNL_STATUS_SUCCESS;
}

cnnlStatus_t cnnlDestroyTensorDescriptor(cnnlTensorDescriptor_t tensor) { return destroy(tensor); }

cnnlStatus_t cnnlMatMulDescCreate(cnnlMatMulDescriptor_t* matmul) { return make(matmul); }

cnnlStatus_t cnnlMatMulDescDestroy(cnnlMatMulDescriptor_t matmul) { return destroy(matmul); }

cnnlStatus_t cnnlSetMatMulDescAttr(cnnlMatMulDescriptor_t handle,
                                   cnnlMatMulDescAttribute_t attribute, const void* value,
                                   std::size_t bytes) {
  const auto matmul = all<cnnlMatMulStruct>().find(handle);
  if (matmul == nullptr || value == nullptr || bytes != sizeof(std::int32_t)) {
    return CNNL_STATUS_BAD_PARAM;
  }
  const std::int32_t number = *static_cast<const std::int32_t*>(value);
  const bool valid = attribute == CNNL_MATMUL_DESC_COMPUTE_TYPE
                         ? number == CNNL_DTYPE_FLOAT
                         : matmul->attributes.contains(attribute) && (number == 0 || number == 1);
  if (!valid) return CNNL_STATUS_BAD_PARAM;
  matmul->attributes[attribute] = number;
  return CNNL_STATUS_SUCCESS;
}

cnnlStatus_t cnnlMatMulAlgoCreate(cnnlMatMulAlgo_t* algorithm) { return make(algorithm); }

cnnlStatus_t cnnlMatMulAlgoDestroy(cnnlMatMulAlgo_t algorithm) { return destroy(algorithm); }

cnnlStatus_t cnnlCreateMatMulHeuristicResult(cnnlMatMulHeuristicResult_t* result) {
  return make(result);
}

cnnlStatus_t cnnlDestroyMatMulHeuristicResult(cnnlMatMulHeuristicResult_t result) {
  return destroy(result);
}

cnnlStatus_t cnnlGetMatMulAlgoHeuristic(cnnlHandle_t handle, cnnlMatMulDescriptor_t matmul,
                                        cnnlTensorDescriptor_t a, cnnlTensorDescriptor_t b,
                                        cnnlTensorDescriptor_t c, cnnlTensorDescriptor_t,
                                        cnnlMatMulPrefer_t, int wanted,
                                        cnnlMatMulHeuristicResult_t* results, int* found) {
  return choose(handle, matmul, false, {a, b, c}, wanted, results, found);
}

cnnlStatus_t cnnlGetMatMulHeuristicResult(cnnlMatMulHeuristicResult_t result,
                                          cnnlMatMulAlgo_t algorithm,
                                          std::size_t* workspace_bytes) {
  return chosen(result, algorithm, false, workspace_bytes);
}

cnnlStatus_t cnnlMatMul_v2(cnnlHandle_t handle, cnnlMatMulDescriptor_t matmul,
                           cnnlMatMulAlgo_t algorithm, const void* alpha,
                           cnnlTensorDescriptor_t a_tensor, const void* a,
                           cnnlTensorDescriptor_t b_tensor, const void* b, const void* beta,
                           cnnlTensorDescriptor_t c_tensor, const void* c, void* workspace,
                           std::size_t workspace_bytes, cnnlTensorDescriptor_t d_tensor, void* d) {
  if (c_tensor != d_tensor || c != d) return CNNL_STATUS_BAD_PARAM;
  return enqueue(handle, matmul, algorithm, false, alpha, beta, operand(a_tensor, a, false),
                 operand(b_tensor, b, false), operand(d_tensor, d, false), workspace,
                 workspace_bytes);
}

cnnlStatus_t cnnlGetBatchMatMulAlgoHeuristic(cnnlHandle_t handle, cnnlMatMulDescriptor_t matmul,
                                             cnnlTensorDescriptor_t a, cnnlTensorDescriptor_t b,
                                             cnnlTensorDescriptor_t c, cnnlMatMulPrefer_t,
                                             int wanted, cnnlMatMulHeuristicResult_t* results,
                                             int* found) {
  return choose(handle, matmul, true, {a, b, c}, wanted, results, found);
}

cnnlStatus_t cnnlGetBatchMatMulHeuristicResult(cnnlMatMulHeuristicResult_t result,
                                               cnnlMatMulAlgo_t algorithm,
                                               std::size_t* workspace_bytes) {
  return chosen(result, algorithm, true, workspace_bytes);
}

cnnlStatus_t cnnlBatchMatMulBCast_v2(cnnlHandle_t handle, cnnlMatMulDescriptor_t matmul,
                                     cnnlMatMulAlgo_t algorithm, const void* alpha,
                                     cnnlTensorDescriptor_t a_tensor, const void* a,
                                     cnnlTensorDescriptor_t b_tensor, const void* b,
                                     const void* beta, cnnlTensorDescriptor_t c_tensor, void* c,
                                     void* workspace, std::size_t workspace_bytes) {
  return enqueue(handle, matmul, algorithm, true, alpha, beta, operand(a_tensor, a, true),
                 operand(b_tensor, b, true), operand(c_tensor, c, true), workspace,
                 workspace_bytes);
}
