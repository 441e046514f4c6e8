#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/backends/cambricon/runtime.hpp"

namespace steelyard::cambricon {

/// CNNL's functions.
struct Cnnl {
  decltype(cnnlGetErrorString)* error_text;
  decltype(cnnlGetLibVersion)* version;
  decltype(cnnlCreate)* create;
  decltype(cnnlDestroy)* destroy;
  decltype(cnnlSetQueue)* set_queue;
  decltype(cnnlCreateTensorDescriptor)* create_tensor;
  decltype(cnnlSetTensorDescriptor)* set_tensor;
  decltype(cnnlDestroyTensorDescriptor)* destroy_tensor;
  decltype(cnnlMatMulDescCreate)* create_matmul;
  decltype(cnnlMatMulDescDestroy)* destroy_matmul;
  decltype(cnnlSetMatMulDescAttr)* set_matmul;
  decltype(cnnlMatMulAlgoCreate)* create_algorithm;
  decltype(cnnlMatMulAlgoDestroy)* destroy_algorithm;
  decltype(cnnlCreateMatMulHeuristicResult)* create_result;
  decltype(cnnlDestroyMatMulHeuristicResult)* destroy_result;
  decltype(cnnlGetMatMulAlgoHeuristic)* choose;
  decltype(cnnlGetMatMulHeuristicResult)* chosen;
  decltype(cnnlMatMul_v2)* multiply;
  decltype(cnnlGetBatchMatMulAlgoHeuristic)* choose_batch;
  decltype(cnnlGetBatchMatMulHeuristicResult)* chosen_batch;
  decltype(cnnlBatchMatMulBCast_v2)* multiply_batch;
};

/// Opened once for the process. Throws kit::Failure, at each call anew, as long as there is none.
const Cnnl& cnnl();
/// Throws kit::Failure unless `status` is CNNL_STATUS_SUCCESS; `what` is the vendor's function.
void check(cnnlStatus_t status, const char* what);

/// A handle of CNNL for the thread's current device.
class CnnlHandle {
 public:
  /// Without a queue it serves to ask for algorithms.
  CnnlHandle() { check(cnnl().create(&handle_), "cnnlCreate"); }
  explicit CnnlHandle(cnrtQueue_t queue) : CnnlHandle() {
    check(cnnl().set_queue(handle_, queue), "cnnlSetQueue");
  }
  ~CnnlHandle() { cnnl().destroy(handle_); }
  CnnlHandle(const CnnlHandle&) = delete;
  CnnlHandle& operator=(const CnnlHandle&) = delete;
  cnnlHandle_t get() const { return handle_; }

 private:
  cnnlHandle_t handle_ = nullptr;
};

/// A dense row-major tensor.
class TensorDescriptor {
 public:
  TensorDescriptor(cnnlDataType_t dtype, const std::vector<int>& sizes);
  ~TensorDescriptor() { cnnl().destroy_tensor(tensor_); }
  TensorDescriptor(const TensorDescriptor&) = delete;
  TensorDescriptor& operator=(const TensorDescriptor&) = delete;
  cnnlTensorDescriptor_t get() const { return tensor_; }

 private:
  cnnlTensorDescriptor_t tensor_ = nullptr;
};

/// Transpositions and arithmetic of a multiplication, and the algorithm chosen for it.
class MatmulDescriptor {
 public:
  MatmulDescriptor();
  ~MatmulDescriptor();
  MatmulDescriptor(const MatmulDescriptor&) = delete;
  MatmulDescriptor& operator=(const MatmulDescriptor&) = delete;

  void set(cnnlMatMulDescAttribute_t attribute, std::int32_t value);
  cnnlMatMulDescriptor_t get() const { return matmul_; }
  cnnlMatMulAlgo_t algorithm() const { return algorithm_; }
  cnnlMatMulHeuristicResult_t& result() { return result_; }

 private:
  void destroy() noexcept;

  cnnlMatMulDescriptor_t matmul_ = nullptr;
  cnnlMatMulAlgo_t algorithm_ = nullptr;
  cnnlMatMulHeuristicResult_t result_ = nullptr;
};

}  // namespace steelyard::cambricon
