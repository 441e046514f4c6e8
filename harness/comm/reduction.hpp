#pragma once

#include <cstddef>
#include <cstdint>

#include "harness/comm/communicator.hpp"

namespace steelyard::comm {

/// inout[i] = inout[i] op in[i], for the dtypes of Communicator::all_reduce. bf16 and fp16 are
/// computed in float and rounded to nearest even after each operation, as a chain of two-byte
/// devices would; integer sums wrap around. `in` and `inout` do not overlap.
/// Throws CommError for another dtype.
void reduce_into(Dtype dtype, ReduceOp op, const void* in, void* inout, std::size_t count);

/// The same for the two formats that MPI does not know, without the checks.
void reduce_bf16(ReduceOp op, const std::uint16_t* in, std::uint16_t* inout, std::size_t count);
void reduce_fp16(ReduceOp op, const std::uint16_t* in, std::uint16_t* inout, std::size_t count);

/// Throws CommError unless all_reduce() works on `dtype`.
void check_reducible(Dtype dtype);

}  // namespace steelyard::comm
