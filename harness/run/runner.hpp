#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/comm/communicator.hpp"
#include "harness/core/record.hpp"
#include "harness/device/device.hpp"
#include "harness/run/collector.hpp"
#include "harness/run/plan.hpp"
#include "harness/run/resumption.hpp"
#include "harness/run/watchdog.hpp"

namespace steelyard::run {

/// How this program measures; raised when a change makes new samples incomparable with old ones.
inline constexpr int measurement_method_version = 1;

struct RunOptions {
  double precision = 0.01;          ///< relative half-width of the 95 % interval
  std::size_t max_samples = 10000;  ///< per visit
  double max_seconds = 5;           ///< of sampling per visit
  double budget_seconds = 0;        ///< of the whole run; 0: none
};

/// Everything a run needs. References outlive it.
struct RunSetup {
  comm::Communicator& control;   ///< agreement, gathering
  comm::Communicator& measured;  ///< the traffic that is timed
  device::Device& device;
  Watchdog& watchdog;  ///< connected
  /// The backend's own communicator, or null; and how to make another when it had to be aborted.
  std::unique_ptr<device::Collectives> collectives;
  std::function<std::unique_ptr<device::Collectives>()> open_collectives;
  std::string label;  ///< of this rank, see rank_label()
  std::vector<std::unique_ptr<Collector>>& collectors;
  RunInfo info;  ///< filled but for environment, state and wall time
  Plan plan;
  RunOptions options;
  std::string advice;                      ///< how to go on after an end that was not planned
  std::optional<Resumption> earlier = {};  ///< of a run that is resumed
};

/// Executes a plan (docs/architecture.md tells the whole way): annotate, verify every case, then
/// visit the cases in each round in that round's order, and hand everything to the collectors.
/// Collective. Returns the whole record on rank 0; on other ranks the outcomes without samples.
///
/// A case that fails becomes a row and the run goes on. What ends the run: CommError, a collector
/// that throws on rank 0 (rethrown on every rank), and what the watchdog ends (a step that outlasts
/// its time, a death, a signal): then what is there is kept, a hung case is recorded as timeout,
/// and all ranks end with exit code 4.
///
/// A run that is resumed visits what is missing in the order that was planned, and verifies each
/// case again before: hosts and devices may be others. Its clock goes on where it stopped.
RunRecord execute(RunSetup& setup);

}  // namespace steelyard::run
