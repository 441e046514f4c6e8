#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "harness/backends/cuda_shaped/runtime.hpp"
#include "harness/backends/cuda_shaped/type_numbers.hpp"

namespace steelyard::cuda_shaped {

/// Where a number stands in the result of the heuristic, and how long a result is.
struct LtResultLayout {
  std::size_t bytes;      ///< of one result
  std::size_t workspace;  ///< offset of the size_t
  std::size_t status;     ///< offset of the int
};

/// How cublasLtGetVersion() is called.
enum class LtVersion {
  size_of_nothing,  ///< size_t f(void)
  int_of_handle,    ///< int f(handle, int*)
};

/// A library of the shape of cuBLASLt: what differs.
struct LtLibrary {
  const char* what;    ///< "cuBLASLt"
  const char* prefix;  ///< "cublasLt"
  const char* files;
  TypeNumbers types;
  ComputeNumbers computes;
  LtResultLayout result;
  LtVersion version = LtVersion::size_of_nothing;
  int operation_n = 0, operation_t = 1;

  // Attributes of the descriptor of a product; -1: there is none.
  int transpose_first = 3, transpose_second = 4;
  int first_scale = 17, second_scale = 18;
  int fast_accumulation = 25;
  // Of a matrix.
  int batch_count = 5, batch_stride = 6;
  // Of the preference.
  int largest_workspace = 1;
  int alignment_of_first = 5;  ///< those of the second, C and D follow; -1: there are none
  /// Attributes of a configured algorithm: id, tile, stages, split-k; -1: the algorithm begins with
  /// the number of its kernel instead.
  std::array<int, 4> configuration{0, 1, 6, 2};

  /// Which dtype the narrowed arithmetic is, where the hardware has it: from this compute
  /// capability on (80: 8.0), or on these instruction sets alone. Elsewhere a library may take f32
  /// or products of bf16 for it.
  sy_dtype narrowed_dtype = SY_TF32;
  int narrowed_capability = 80;
  const char* narrowed_sets = nullptr;
  const char* narrowed_override = nullptr;  ///< variable that makes the library do otherwise
  /// What is said of a shape of 8-bit numbers that has no algorithm.
  const char* narrow_rule = "";
};

/// Prototypes as used here: handles and descriptors are pointers, enumerations ints.
struct LtFunctions {
  int (*create)(void** handle);
  int (*destroy)(void* handle);
  std::size_t (*version_of_nothing)();
  int (*version_of_handle)(void* handle, int*);
  int (*product_create)(void** product, int compute, int scale);
  int (*product_destroy)(void* product);
  int (*product_set)(void* product, int attribute, const void*, std::size_t);
  int (*matrix_create)(void** matrix, int type, std::uint64_t rows, std::uint64_t columns,
                       std::int64_t leading);
  int (*matrix_destroy)(void* matrix);
  int (*matrix_set)(void* matrix, int attribute, const void*, std::size_t);
  int (*preference_create)(void** preference);
  int (*preference_destroy)(void* preference);
  int (*preference_set)(void* preference, int attribute, const void*, std::size_t);
  int (*heuristic)(void* handle, void* product, void* a, void* b, void* c, void* d,
                   void* preference, int wanted, void* results, int* found);
  int (*multiply)(void* handle, void* product, const void* alpha, const void* a, void* a_matrix,
                  const void* b, void* b_matrix, const void* beta, const void* c, void* c_matrix,
                  void* d, void* d_matrix, const void* algorithm, void* workspace,
                  std::size_t workspace_bytes, void* stream);
  int (*configuration)(const void* algorithm, int attribute, void*, std::size_t,
                       std::size_t* written);  ///< may be null
  const char* (*status_name)(int);             ///< may be null
};

/// One way to compute a product, as the heuristic gave it.
struct LtAlgorithm {
  std::vector<std::byte> bytes;
  std::size_t workspace = 0;
};

/// The library, opened, and its handle on the current device.
class Lt {
 public:
  /// Throws kit::Failure. The device must be current, here and in every call.
  explicit Lt(const Runtime& runtime);
  ~Lt();
  Lt(const Lt&) = delete;
  Lt& operator=(const Lt&) = delete;

  const LtLibrary& library() const { return library_; }
  const LtFunctions& call() const { return functions_; }
  void* handle() const { return handle_; }
  /// "cuBLASLt 130100".
  std::string name() const;
  /// Throws for a status that is not 0: `word` is the function without its prefix.
  void check(int status, const char* word) const;
  /// The kernel of an algorithm, in the library's own numbers.
  std::string describe(const LtAlgorithm& algorithm) const;

 private:
  const LtLibrary& library_;
  kit::VendorLibrary file_;
  LtFunctions functions_{};
  void* handle_ = nullptr;
};

}  // namespace steelyard::cuda_shaped
