#pragma once

#include <span>

#include "harness/device/conformance/ladder.hpp"

/// The parts of the ladder, one file each, in the order of ladder(). Their rungs have no number
/// yet.
namespace steelyard::device::conformance {

std::span<const Rung> device_rungs();
std::span<const Rung> memory_rungs();
std::span<const Rung> stream_rungs();
std::span<const Rung> gemm_rungs();
std::span<const Rung> tuning_rungs();
std::span<const Rung> pointwise_rungs();
std::span<const Rung> collective_rungs();
std::span<const Rung> message_rungs();
std::span<const Rung> sensor_rungs();
std::span<const Rung> error_rungs();
std::span<const Rung> collective_error_rungs();
std::span<const Rung> exhaustion_rungs();
std::span<const Rung> asynchronous_rungs();
std::span<const Rung> leak_rungs();

}  // namespace steelyard::device::conformance
