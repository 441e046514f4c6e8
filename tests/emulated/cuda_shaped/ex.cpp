// A library of the shape of cublasGemmEx.

#include <cstdint>

#include "tests/emulated/core/live.hpp"
#include "tests/emulated/cuda_shaped/handles.hpp"
#include "tests/emulated/cuda_shaped/product.hpp"
#include "tests/emulated/cuda_shaped/runtime.hpp"
#include EMULATED_VENDOR

namespace steelyard::emulated {
namespace {

struct ExHandle {
  explicit ExHandle(int on) : device(on) {}
  int device;
  void* stream = nullptr;
  Live live{"matrix library"};
};

/// One call, whatever its prototype.
struct ExCall {
  void* handle;
  int op_a, op_b, m, n, k;
  const void* alpha;
  const void* a;
  int a_type, lda;
  std::int64_t stride_a;
  const void* b;
  int b_type, ldb;
  std::int64_t stride_b;
  const void* beta;
  void* c;
  int c_type, ldc;
  std::int64_t stride_c;
  int batch, compute;
};

double scalar_of(const void* scalar, Dtype sums) {
  if (sums == Dtype::f64) return *static_cast<const double*>(scalar);
  if (sums == Dtype::int32) return *static_cast<const std::int32_t*>(scalar);
  return *static_cast<const float*>(scalar);
}

bool is_operation(int op) { return op == ex_operation_n || op == ex_operation_t; }

StoredMatrix stored(const void* data, Dtype dtype, bool transposed, std::int64_t rows,
                    std::int64_t columns, int leading, std::int64_t stride) {
  return {data, dtype, transposed ? columns : rows, transposed ? rows : columns, leading, stride};
}

int multiply(const ExCall& call) {
  const auto library = Handles<ExHandle>::all().find(call.handle);
  if (library == nullptr) return ex_status.not_initialized;
  const auto stream = stream_of(library->stream);
  const bool complete = stream != nullptr && library->device == current_device() &&
                        call.alpha != nullptr && call.beta != nullptr && is_operation(call.op_a) &&
                        is_operation(call.op_b);
  if (!complete) return ex_status.invalid_value;
  const std::optional<ExTypes> types =
      ex_types(call.compute, call.a_type, call.b_type, call.c_type);
  if (!types) return ex_status.not_supported;
  Product p;
  p.transpose_a = call.op_a == ex_operation_t;
  p.transpose_b = call.op_b == ex_operation_t;
  p.batch = call.batch;
  p.alpha = scalar_of(call.alpha, types->sums);
  p.beta = scalar_of(call.beta, types->sums);
  p.a = stored(call.a, types->a, p.transpose_a, call.m, call.k, call.lda, call.stride_a);
  p.b = stored(call.b, types->b, p.transpose_b, call.k, call.n, call.ldb, call.stride_b);
  p.c = stored(call.c, types->c, false, call.m, call.n, call.ldc, call.stride_c);
  if (!sizes_fit(p) || !memory_fits(p)) return ex_status.invalid_value;
  if (!ex_rules(p)) return ex_status.not_supported;
  enqueue_product(stream, p);
  return 0;
}

}  // namespace
}  // namespace steelyard::emulated

using namespace steelyard::emulated;  // the functions below are the vendor's, of the global
                                      // namespace

EMULATED_EXPORT int EMULATED_EX_CREATE(void** handle) {
  if (handle == nullptr) return ex_status.invalid_value;
  *handle = Handles<ExHandle>::all().add(std::make_shared<ExHandle>(current_device()));
  return 0;
}
EMULATED_EXPORT int EMULATED_EX_DESTROY(void* handle) {
  return Handles<ExHandle>::all().remove(handle) ? 0 : ex_status.not_initialized;
}
EMULATED_EXPORT int EMULATED_EX_SET_STREAM(void* handle, void* stream) {
  const auto library = Handles<ExHandle>::all().find(handle);
  if (library == nullptr) return ex_status.not_initialized;
  if (stream_of(stream) == nullptr) return ex_status.invalid_value;
  library->stream = stream;
  return 0;
}

#ifdef EMULATED_EX_ROCBLAS
EMULATED_EXPORT int rocblas_gemm_ex(void* handle, int op_a, int op_b, int m, int n, int k,
                                    const void* alpha, const void* a, int a_type, int lda,
                                    const void* b, int b_type, int ldb, const void* beta,
                                    const void* c, int c_type, int ldc, void* d, int d_type,
                                    int ldd, int compute, int algorithm, std::int32_t,
                                    std::uint32_t flags) {
  if (c != d || c_type != d_type || ldc != ldd || algorithm != 0 || flags != 0) {
    return ex_status.invalid_value;
  }
  return multiply({handle, op_a,   op_b, m, n,    k, alpha,  a,   a_type, lda, 0,
                   b,      b_type, ldb,  0, beta, d, c_type, ldc, 0,      1,   compute});
}
EMULATED_EXPORT int rocblas_gemm_strided_batched_ex(
    void* handle, int op_a, int op_b, int m, int n, int k, const void* alpha, const void* a,
    int a_type, int lda, std::int64_t stride_a, const void* b, int b_type, int ldb,
    std::int64_t stride_b, const void* beta, const void* c, int c_type, int ldc,
    std::int64_t stride_c, void* d, int d_type, int ldd, std::int64_t stride_d, int batch,
    int compute, int algorithm, std::int32_t, std::uint32_t flags) {
  if (c != d || c_type != d_type || ldc != ldd || stride_c != stride_d || algorithm != 0 ||
      flags != 0) {
    return ex_status.invalid_value;
  }
  return multiply({handle, op_a,   op_b, m,        n,    k, alpha,  a,   a_type,   lda,   stride_a,
                   b,      b_type, ldb,  stride_b, beta, d, c_type, ldc, stride_c, batch, compute});
}
#else
EMULATED_EXPORT int EMULATED_EX(GetVersion)(void* handle, int* version) {
  if (Handles<ExHandle>::all().find(handle) == nullptr) return ex_status.not_initialized;
  *version = 4000;
  return 0;
}
EMULATED_EXPORT int EMULATED_EX(GemmEx)(void* handle, int op_a, int op_b, int m, int n, int k,
                                        const void* alpha, const void* a, int a_type, int lda,
                                        const void* b, int b_type, int ldb, const void* beta,
                                        void* c, int c_type, int ldc, int compute, int algorithm) {
  if (algorithm != -1) return ex_status.invalid_value;
  return multiply({handle, op_a,   op_b, m, n,    k, alpha,  a,   a_type, lda, 0,
                   b,      b_type, ldb,  0, beta, c, c_type, ldc, 0,      1,   compute});
}
EMULATED_EXPORT int EMULATED_EX(GemmStridedBatchedEx)(
    void* handle, int op_a, int op_b, int m, int n, int k, const void* alpha, const void* a,
    int a_type, int lda, long long stride_a, const void* b, int b_type, int ldb, long long stride_b,
    const void* beta, void* c, int c_type, int ldc, long long stride_c, int batch, int compute,
    int algorithm) {
  if (algorithm != -1) return ex_status.invalid_value;
  return multiply({handle, op_a,   op_b, m,        n,    k, alpha,  a,   a_type,   lda,   stride_a,
                   b,      b_type, ldb,  stride_b, beta, c, c_type, ldc, stride_c, batch, compute});
}
#endif
