#include "workloads/reference/error_bound.hpp"

#include <cmath>

namespace steelyard::workloads::reference {

GemmPrecision gemm_precision(Dtype operand, Dtype out) {
  GemmPrecision precision;
  switch (operand) {
    case Dtype::f64:
    case Dtype::f32:
      precision.accumulate = epsilon(operand) / 2;
      break;
    case Dtype::tf32:
    case Dtype::hf32:
    case Dtype::xf32:
      precision.input = epsilon(operand);
      precision.accumulate = epsilon(Dtype::f32);
      break;
    case Dtype::bf16:
    case Dtype::fp16:
      precision.accumulate = epsilon(Dtype::f32);
      break;
    case Dtype::fp8_e4m3:
    case Dtype::fp8_e5m2:
    case Dtype::fp8_e4m3_fnuz:
    case Dtype::fp8_e5m2_fnuz:
      precision.accumulate = std::ldexp(1.0, -13);
      break;
    case Dtype::int8:
    case Dtype::uint8:
    case Dtype::int32:
      return precision;
  }
  // C of such a multiplication is stored as f32.
  precision.output = epsilon(is_narrowed_f32(out) ? Dtype::f32 : out) / 2;
  return precision;
}

double gemm_error_bound(const GemmPrecision& precision, std::int64_t k, double exact,
                        double magnitude, bool whole_numbers) {
  double in_sum = 0;
  if (!whole_numbers || magnitude * precision.accumulate > 1) {
    in_sum = (2 * precision.input + static_cast<double>(k) * precision.accumulate) * magnitude;
  }
  return in_sum + precision.output * (std::abs(exact) + in_sum);
}

}  // namespace steelyard::workloads::reference
