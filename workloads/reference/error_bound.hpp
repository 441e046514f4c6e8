#pragma once

#include <cstdint>

#include "harness/core/dtype.hpp"

namespace steelyard::workloads::reference {

/// How a matrix unit rounds, as relative errors of one operation.
struct GemmPrecision {
  double input = 0;       ///< of one operand, when it is narrowed before the multiplication
  double accumulate = 0;  ///< of one addition; 0: exact
  double output = 0;      ///< of the conversion of the sum to the type of C
};

/// The coarsest rounding that a correct multiplication of `operand` types into `out` may show.
///
///  - f64, f32: round to nearest, so half of epsilon (IEEE 754-2019).
///  - tf32, hf32, xf32: operands lose all but 10 bits, possibly cut off: epsilon(tf32) for each.
///  - these, bf16, fp16: products are exact in f32; matrix units may cut off when they add, so a
///    whole epsilon of f32 (Fasi, Higham, Mikaitis & Pranesh 2021, "Numerical behavior of NVIDIA
///    tensor cores").
///  - fp8: sums keep about 14 bits on some units (DeepSeek-V3 Technical Report 2024, section
///    3.3.2): 2^-13.
///  - integers: exact.
GemmPrecision gemm_precision(Dtype operand, Dtype out);

/// Bound on |computed - exact| for one element of C, a sum of k products:
///
///     in_sum = (2 input + k accumulate) magnitude
///     bound  = in_sum + output (|exact| + in_sum)
///
/// with magnitude = sum |a||b|. The first term is the forward error bound of an inner product in
/// any order of summation (Higham 2002, "Accuracy and Stability of Numerical Algorithms", section
/// 3.1) to first order; the second rounds that sum to the type of C.
///
/// If all operands are whole numbers and every partial sum fits into the accumulator
/// (magnitude x accumulate <= 1), nothing is rounded inside the sum and in_sum = 0.
double gemm_error_bound(const GemmPrecision& precision, std::int64_t k, double exact,
                        double magnitude, bool whole_numbers);

}  // namespace steelyard::workloads::reference
