#include "harness/core/model/roofline.hpp"

#include <algorithm>

namespace steelyard {

double roofline_seconds(double operations, double bytes, const Roof& roof) {
  const double compute =
      roof.operations_per_second > 0 ? operations / roof.operations_per_second : 0;
  const double memory = roof.bytes_per_second > 0 ? bytes / roof.bytes_per_second : 0;
  return std::max(compute, memory) + roof.launch_seconds;
}

}  // namespace steelyard
