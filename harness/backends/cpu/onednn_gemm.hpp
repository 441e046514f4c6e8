#pragma once

#include <memory>
#include <string>

#include "harness/backends/cpu/gemm_kernel.hpp"

/// oneDNN 2.x: f32, bf16 and 8-bit integers. The only file that includes its headers is
/// onednn_gemm.cpp.
namespace steelyard::cpu {

/// Null if oneDNN does not offer it, or if `layout` is the same as one that packs less.
template <Layout layout>
std::unique_ptr<GemmKernel> make_onednn_gemm(const sy_gemm_shape& shape, const Host& host);

/// "oneDNN 2.6.3".
std::string onednn_label();
/// The newest instructions that it uses here: "AMX bf16 int8".
std::string onednn_isa();

}  // namespace steelyard::cpu
