#pragma once

#include <cstddef>

#include "harness/device/backend.h"

namespace steelyard::cpu {

/// Fills `bytes` of memory with numbers of `dtype` to time a multiplication with: incompressible,
/// between -1 and 1, or over the whole range of an 8-bit integer. Always the same ones. A pattern
/// of 64 Ki numbers repeats. Any other dtype is filled with zeros.
void fill_scratch(sy_dtype dtype, std::byte* memory, std::size_t bytes);

}  // namespace steelyard::cpu
