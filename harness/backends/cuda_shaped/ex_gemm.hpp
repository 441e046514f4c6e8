#pragma once

#include <string>

#include "harness/backends/cuda_shaped/ex_library.hpp"
#include "harness/backends/cuda_shaped/gemm.hpp"

namespace steelyard::cuda_shaped {

/// A product through a cublasGemmEx-shaped library. It has no heuristic to ask, so a combination of
/// dtypes is offered if the library computes a small product of it.
class ExGemm final : public Gemm {
 public:
  /// Throws kit::Failure (SY_UNSUPPORTED) if it is not offered.
  ExGemm(Device& device, Ex& ex, Tunings& tunings, const sy_gemm_shape& shape);

  std::string algorithm() const override;
  void run(Stream& stream, const void* a, const void* b, void* c) override;

 protected:
  std::size_t candidates() const override { return 1; }
  void choose(std::size_t) override {}

 private:
  int multiply(const sy_gemm_shape& shape, Stream& stream, const void* a, const void* b, void* c);
  void require_offer();
  /// The library's status of a small product of these dtypes.
  int trial();

  Ex& ex_;
  Arithmetic arithmetic_;
};

}  // namespace steelyard::cuda_shaped
