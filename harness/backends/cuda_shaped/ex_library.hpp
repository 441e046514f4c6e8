#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "harness/backends/cuda_shaped/runtime.hpp"
#include "harness/backends/cuda_shaped/type_numbers.hpp"

namespace steelyard::cuda_shaped {

/// How the product is called.
enum class ExShape {
  cublas,   ///< cublasGemmEx: one C; cublasGemmStridedBatchedEx
  rocblas,  ///< rocblas_gemm_ex: C and D, a solution and flags; the sums' type for the arithmetic
};

/// A library of the shape of cublasGemmEx: what differs. Names are whole.
struct ExLibrary {
  const char* what;  ///< "muBLAS"
  const char* files;
  ExShape shape;
  const char* create;
  const char* destroy;
  const char* set_stream;
  const char* multiply;
  const char* multiply_batches;
  /// int f(handle, int*); or null where a text is had in another way.
  const char* version;
  TypeNumbers types;
  ComputeNumbers computes;
  int operation_n = 0, operation_t = 1;
  int algorithm = -1;  ///< number of the default
  /// int8 wants k and the leading dimensions of A and B to be multiples of this.
  int int8_multiple = 4;
  sy_dtype narrowed_dtype = SY_TF32;
};

struct ExFunctions {
  int (*create)(void** handle);
  int (*destroy)(void* handle);
  int (*set_stream)(void* handle, void* stream);
  int (*version)(void* handle, int*);  ///< may be null
  int (*multiply)(void* handle, int op_a, int op_b, int m, int n, int k, const void* alpha,
                  const void* a, int a_type, int lda, const void* b, int b_type, int ldb,
                  const void* beta, void* c, int c_type, int ldc, int compute, int algorithm);
  int (*multiply_batches)(void* handle, int op_a, int op_b, int m, int n, int k, const void* alpha,
                          const void* a, int a_type, int lda, long long stride_a, const void* b,
                          int b_type, int ldb, long long stride_b, const void* beta, void* c,
                          int c_type, int ldc, long long stride_c, int batch, int compute,
                          int algorithm);
  int (*multiply_roc)(void* handle, int op_a, int op_b, int m, int n, int k, const void* alpha,
                      const void* a, int a_type, int lda, const void* b, int b_type, int ldb,
                      const void* beta, const void* c, int c_type, int ldc, void* d, int d_type,
                      int ldd, int compute, int algorithm, std::int32_t solution,
                      std::uint32_t flags);
  int (*multiply_batches_roc)(void* handle, int op_a, int op_b, int m, int n, int k,
                              const void* alpha, const void* a, int a_type, int lda,
                              std::int64_t stride_a, const void* b, int b_type, int ldb,
                              std::int64_t stride_b, const void* beta, const void* c, int c_type,
                              int ldc, std::int64_t stride_c, void* d, int d_type, int ldd,
                              std::int64_t stride_d, int batch, int compute, int algorithm,
                              std::int32_t solution, std::uint32_t flags);
};

/// The library, opened, and its handle on the current device.
class Ex {
 public:
  /// Throws kit::Failure. The device must be current, here and in every call.
  explicit Ex(const Runtime& runtime);
  ~Ex();
  Ex(const Ex&) = delete;
  Ex& operator=(const Ex&) = delete;

  const ExLibrary& library() const { return library_; }
  const ExFunctions& call() const { return functions_; }
  void* handle() const { return handle_; }
  /// Statuses of the small products tried so far, by their dtypes.
  std::map<std::string, int>& trials() { return trials_; }
  /// "muBLAS 4000".
  std::string name() const;
  /// Throws for a status that is not 0.
  void check(int status, const char* function) const;

 private:
  const ExLibrary& library_;
  kit::VendorLibrary file_;
  ExFunctions functions_{};
  void* handle_ = nullptr;
  std::map<std::string, int> trials_;
};

}  // namespace steelyard::cuda_shaped
