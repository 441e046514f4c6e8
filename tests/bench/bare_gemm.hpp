#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "harness/device/backend.h"

/// A multiplication as somebody writes it who knows the library and has no harness: oneDNN with
/// weights in the library's own layout, or OpenBLAS for f64. Nothing of the cpu backend is in it.
namespace steelyard::bench {

class BareGemm {
 public:
  virtual ~BareGemm() = default;
  virtual std::string name() const = 0;
  /// Bytes of one packed B; 0: B is taken as stored.
  virtual std::size_t packed_bytes() const = 0;
  virtual void pack(const void* b, void* packed) = 0;
  virtual void run(const void* a, const void* b, void* c) = 0;
};

/// With as many threads as omp_get_max_threads() says. The shape has no batch and alpha 1, and the
/// cpu backend multiplies it.
std::unique_ptr<BareGemm> make_bare_gemm(const sy_gemm_shape& shape);

}  // namespace steelyard::bench
