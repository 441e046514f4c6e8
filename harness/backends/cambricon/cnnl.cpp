#include "harness/backends/cambricon/cnnl.hpp"

#include <fmt/format.h>

namespace steelyard::cambricon {
namespace {

Cnnl load() {
  const kit::VendorLibrary library = open_library("CNNL of Cambricon's Neuware", "libcnnl.so");
#define REQUIRED(NAME) library.function<decltype(NAME)>(#NAME)
  return {REQUIRED(cnnlGetErrorString),
          REQUIRED(cnnlGetLibVersion),
          REQUIRED(cnnlCreate),
          REQUIRED(cnnlDestroy),
          REQUIRED(cnnlSetQueue),
          REQUIRED(cnnlCreateTensorDescriptor),
          REQUIRED(cnnlSetTensorDescriptor),
          REQUIRED(cnnlDestroyTensorDescriptor),
          REQUIRED(cnnlMatMulDescCreate),
          REQUIRED(cnnlMatMulDescDestroy),
          REQUIRED(cnnlSetMatMulDescAttr),
          REQUIRED(cnnlMatMulAlgoCreate),
          REQUIRED(cnnlMatMulAlgoDestroy),
          REQUIRED(cnnlCreateMatMulHeuristicResult),
          REQUIRED(cnnlDestroyMatMulHeuristicResult),
          REQUIRED(cnnlGetMatMulAlgoHeuristic),
          REQUIRED(cnnlGetMatMulHeuristicResult),
          REQUIRED(cnnlMatMul_v2),
          REQUIRED(cnnlGetBatchMatMulAlgoHeuristic),
          REQUIRED(cnnlGetBatchMatMulHeuristicResult),
          REQUIRED(cnnlBatchMatMulBCast_v2)};
#undef REQUIRED
}

sy_status status_of(cnnlStatus_t status) {
  if (status == CNNL_STATUS_ALLOC_FAILED) return SY_OUT_OF_MEMORY;
  return status == CNNL_STATUS_NOT_SUPPORTED ? SY_UNSUPPORTED : SY_FAILED;
}

}  // namespace

const Cnnl& cnnl() {
  static const Cnnl loaded = load();
  return loaded;
}

void check(cnnlStatus_t status, const char* what) {
  if (status == CNNL_STATUS_SUCCESS) return;
  const char* const text = cnnl().error_text(status);
  throw kit::Failure(
      status_of(status),
      fmt::format("{} failed with status {} of CNNL{}{}.", what, static_cast<int>(status),
                  text == nullptr ? "" : ": ", text == nullptr ? "" : text));
}

TensorDescriptor::TensorDescriptor(cnnlDataType_t dtype, const std::vector<int>& sizes) {
  check(cnnl().create_tensor(&tensor_), "cnnlCreateTensorDescriptor");
  const cnnlStatus_t status = cnnl().set_tensor(tensor_, CNNL_LAYOUT_ARRAY, dtype,
                                                static_cast<int>(sizes.size()), sizes.data());
  if (status == CNNL_STATUS_SUCCESS) return;
  cnnl().destroy_tensor(tensor_);
  check(status, "cnnlSetTensorDescriptor");
}

MatmulDescriptor::MatmulDescriptor() {
  try {
    check(cnnl().create_matmul(&matmul_), "cnnlMatMulDescCreate");
    check(cnnl().create_algorithm(&algorithm_), "cnnlMatMulAlgoCreate");
    check(cnnl().create_result(&result_), "cnnlCreateMatMulHeuristicResult");
  } catch (...) {
    destroy();
    throw;
  }
}

MatmulDescriptor::~MatmulDescriptor() { destroy(); }

void MatmulDescriptor::destroy() noexcept {
  if (result_ != nullptr) cnnl().destroy_result(result_);
  if (algorithm_ != nullptr) cnnl().destroy_algorithm(algorithm_);
  if (matmul_ != nullptr) cnnl().destroy_matmul(matmul_);
}

void MatmulDescriptor::set(cnnlMatMulDescAttribute_t attribute, std::int32_t value) {
  check(cnnl().set_matmul(matmul_, attribute, &value, sizeof(value)), "cnnlSetMatMulDescAttr");
}

}  // namespace steelyard::cambricon
