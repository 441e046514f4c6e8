#pragma once

#include <functional>
#include <vector>

#include "harness/device/backend.h"

/// The fake backend with some calls caught on their way, to see what a workload asks of a device.
namespace steelyard::test {

/// What run() of the gemm group was given.
struct GemmCall {
  const void* a;
  const void* b;
  void* c;
};

/// The taps of this process; reset by tapped_table().
struct Taps {
  std::vector<GemmCall> gemm_calls;
  std::vector<double> autotune_seconds;
  std::function<void(const GemmCall&)> before_run;  ///< may be empty
  bool multiply = true;  ///< false: run() does nothing and reports success
};
Taps& taps();

/// The fake backend's table with the gemm calls tapped.
const sy_backend_v1& tapped_table();

/// The fake backend's table with collectives for one rank: an allreduce that copies.
const sy_backend_v1& table_with_collectives();

}  // namespace steelyard::test
