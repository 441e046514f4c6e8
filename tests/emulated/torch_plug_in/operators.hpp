#pragma once

// Before all else of libtorch: other headers hold vectors of what only this one defines, which
// clang in C++20 does not take.
#include <ATen/core/ivalue.h>

#include <ATen/core/Tensor.h>

namespace steelyard::emulated::torch_plug_in {

/// The same memory as a tensor of the CPU; a tensor of the CPU as it is.
at::Tensor on_host(const at::Tensor& tensor);

}  // namespace steelyard::emulated::torch_plug_in
