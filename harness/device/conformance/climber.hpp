#pragma once

#include <functional>
#include <span>
#include <string>

#include "harness/device/conformance/ladder.hpp"
#include "harness/device/loader.hpp"

/// Climbs the ladder in another process, so that a crash, a hang, an exit or the end of memory
/// inside the backend is the failure of one rung. The climb goes on with the next in a fresh
/// process.
///
///     climb_apart(choose_backend("cuda"), ladder(), {}, [](const Step& step) { ... });
namespace steelyard::device::conformance {

/// What came of one rung.
struct Step {
  Rung rung;
  Verdict verdict;
  double seconds = 0;
};

struct ClimbLimits {
  double seconds = 120;  ///< for one rung
  std::uint64_t resident_bytes = std::uint64_t{8} << 30;
};

/// Climbs these rungs, in the order of the ladder, and tells of each once it is known, in that
/// order. `backend` is a usable listing (loader.hpp). Blocks. Throws DeviceError if no process can
/// be started, or if the backend cannot be opened any more.
void climb_apart(const BackendListing& backend, std::span<const Rung> rungs,
                 const ClimbLimits& limits, const std::function<void(const Step&)>& told);

}  // namespace steelyard::device::conformance
