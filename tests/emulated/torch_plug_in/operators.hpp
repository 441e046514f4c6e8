#pragma once

#include <ATen/core/Tensor.h>

namespace steelyard::emulated::torch_plug_in {

/// The same memory as a tensor of the CPU; a tensor of the CPU as it is.
at::Tensor on_host(const at::Tensor& tensor);

}  // namespace steelyard::emulated::torch_plug_in
