#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "harness/run/agreement.hpp"
#include "harness/run/host_watch.hpp"
#include "harness/run/plan.hpp"
#include "harness/run/probe.hpp"
#include "harness/run/sampler.hpp"
#include "harness/run/visit_options.hpp"
#include "harness/run/watchdog.hpp"
#include "harness/run/workload.hpp"

namespace steelyard::run {

/// What visits need of their surroundings. All references outlive them.
struct VisitTools {
  CaseContext& context;         ///< its communicator carries measured traffic only
  comm::Communicator& control;  ///< for everything else, so that neither disturbs the other
  Watchdog& watchdog;
  HostWatch& host;
  Samplers& samplers;
  ProbeMemory& probes;
  std::string label;  ///< of this rank, see rank_label()
  std::function<void(std::string_view step, double precision)> progress;  ///< rank 0; may be empty
};

/// A case on this rank between its visits. One that is kept (PlannedCase::kept) stays allocated,
/// planned and loaded, so that its visits can be short and many.
struct KeptCase {
  std::unique_ptr<PreparedCase> prepared;  ///< null: to be made
  bool loaded = false;                     ///< its timed data is in place
  double typical_seconds = 0;              ///< of an iteration; 0: not known yet
};

/// Checks the results of one case, apart from any timing. Fills verification, algorithm and path of
/// the record. Collective; the same answer on every rank. After a failure nothing is kept.
std::optional<Failure> verify_case(PlannedCase& planned, KeptCase& kept, VisitTools& tools);

/// What a visit came to.
struct VisitResult {
  std::optional<Failure> failure;
  double typical_seconds = 0;  ///< of an iteration, on the slowest rank
  double warmup_seconds = 0;
  double probe_seconds = 0;
  double sampling_seconds = 0;  ///< the part of the visit that is in its samples
};

/// Measures one case once: probe, warm up, sample until the rule says stop, probe. Appends the
/// visit to the record; its samples are on rank 0 only. Collective. On failure nothing is appended.
VisitResult measure_case(PlannedCase& planned, KeptCase& kept, VisitTools& tools,
                         const VisitOptions& options);

/// How long one step of `iterations` may take before its rank counts as hung: generous, since a
/// wrong alarm costs the run.
double allowed_seconds(const WorkModel& work, std::size_t iterations, double typical_seconds);

}  // namespace steelyard::run
