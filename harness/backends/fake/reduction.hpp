#pragma once

#include <cstddef>
#include <span>

#include "harness/device/backend.h"

namespace steelyard::fake {

/// Throws kit::Failure (SY_UNSUPPORTED) unless combine() works on `dtype`.
void require_reducible(sy_dtype dtype);

/// result[i] = inputs[0][i] op inputs[1][i] op ..., from the first to the last, for arrays of
/// `count` elements. bf16 and fp16 are summed in double and rounded once; integer sums wrap around.
/// `result` may be one of the inputs.
void combine(sy_dtype dtype, sy_reduce_op op, std::span<const std::byte* const> inputs,
             std::byte* result, std::size_t count);

}  // namespace steelyard::fake
