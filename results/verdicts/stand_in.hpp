#pragma once

#include <string>
#include <vector>

namespace steelyard::results {

/// Names of the cases that can stand in for a multiplication that a chip cannot run: the same shape
/// and parameters in a wider dtype, the next wider first:
///
///     fp8 -> bf16 -> fp16 -> tf32 (or hf32, xf32) -> f32 -> f64,   int8, uint8 -> fp16 -> bf16 ->
///     ...
///
/// fp16 is followed by bf16, its equal in width. Nothing for a case that names no such dtype, or
/// whose name cannot be read.
std::vector<std::string> wider_cases(const std::string& case_name);

}  // namespace steelyard::results
