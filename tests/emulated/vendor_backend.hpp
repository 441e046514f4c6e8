#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "harness/core/error.hpp"
#include "harness/device/device.hpp"

/// What the tests of single vendors' backends share.
namespace steelyard::device {

inline sy_gemm_shape small_shape(sy_dtype a, sy_dtype c, sy_dtype accumulate) {
  return {64, 48, 32, 1, 0, 1, a, a, c, accumulate, 1.0, 0, 0};
}

/// Why device 0 does not offer that product, or "offered".
inline std::string refusal_of(const sy_backend_v1& table, const sy_gemm_shape& shape) {
  Device device(table, 0);
  try {
    const GemmPlan plan(device, shape);
    return "offered";
  } catch (const Unsupported& error) {
    return error.what();
  }
}

/// Runtimes keep a current device for each thread; these calls go to and fro between two.
inline void expect_two_devices_in_one_thread(const sy_backend_v1& table) {
  Device first(table, 0), second(table, 1);
  Stream of_first(first), of_second(second);
  const Buffer in_first(first, 256);
  const std::uint64_t free_bytes = first.free_bytes();
  const Buffer in_second(second, 256);
  EXPECT_EQ(first.free_bytes(), free_bytes) << "it was allocated on the other device";
  Event begin(first), end(first);
  begin.record(of_first);
  of_first.fill(in_first.data(), 1, 256);
  of_second.fill(in_second.data(), 2, 256);
  end.record(of_first);
  of_second.synchronize();
  of_first.synchronize(10);
  char bytes[2] = {};
  of_second.copy_to_host(&bytes[1], in_second.data(), 1);
  of_first.copy_to_host(&bytes[0], in_first.data(), 1);
  EXPECT_GE(end.seconds_since(begin), 0);
  EXPECT_EQ(bytes[0], 1);
  EXPECT_EQ(bytes[1], 2);
}

}  // namespace steelyard::device
