#pragma once

#include <memory>
#include <string>

#include "harness/backends/cpu/gemm_kernel.hpp"

/// OpenBLAS: f64 and f32, plain.
namespace steelyard::cpu {

std::unique_ptr<GemmKernel> make_openblas_gemm(const sy_gemm_shape& shape, const Host& host);

/// "OpenBLAS 0.3.21".
std::string openblas_label();
/// The kernels that it picked for this processor, or that OPENBLAS_CORETYPE names: "Haswell".
std::string openblas_core();

}  // namespace steelyard::cpu
