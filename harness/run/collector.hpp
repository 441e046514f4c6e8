#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/comm/communicator.hpp"
#include "harness/core/record.hpp"
#include "harness/device/device.hpp"

namespace steelyard::run {

/// Where the run stands; for people.
struct Progress {
  std::size_t visits_done = 0;
  std::size_t visits_total = 0;
  int round = 0;  ///< 0: verification, then 1 ... rounds
  int rounds = 0;
  std::string case_name;  ///< current
  std::string step;       ///< "verify", "warm up", "sample", "write"
  double precision = 0;   ///< relative half-width reached in this visit; 0: not known yet
  double target_precision = 0;
  double elapsed_seconds = 0;
  double left_seconds = 0;  ///< estimate; 0: not known yet
};

/// Settings that collectors share, from the command line.
struct CollectorOptions {
  std::string output;   ///< run file
  bool force = false;   ///< overwrite an existing run file
  bool resume = false;  ///< go on with the existing run file
  bool at_end = false;  ///< nothing needs to be kept before the end: the run is quickly repeated
  bool quiet = false;
  bool color = false;
  bool terminal = false;  ///< standard error is a terminal
  bool visits = false;    ///< in a log, a line for every visit
};

/// Something that looks on while a run goes and keeps or shows what it sees. To add one, make a
/// folder below collectors/ and export its table entry (collectors/table.hpp).
///
/// Phases. annotate() runs on every rank before the first case and adds to the record (collective:
/// it may communicate, all collectors in the order of the table), and gather_telemetry() likewise
/// after the last one. All other members run on rank 0 alone, outside timed regions, on the thread
/// that runs the cases. What they throw ends the run with that error; a collector that can go on
/// without harm logs instead.
class Collector {
 public:
  virtual ~Collector() = default;
  virtual void annotate(RunInfo&, comm::Communicator&, const device::Device&) {}
  /// What was read of all ranks' sensors meanwhile, on rank 0. `run_began`: when the run's clock
  /// showed 0, on this rank's monotonic clock. Not called in a run that is ended early.
  virtual std::vector<TelemetrySample> gather_telemetry(comm::Communicator&, double /*run_began*/) {
    return {};
  }
  /// The plan is known: `run.cases` holds every case that will be visited, without samples. A run
  /// that is resumed has the visits of its earlier parts there, and one continuation more.
  /// Anything that can fail (an unwritable file) must fail here.
  virtual void run_started(const RunRecord&) {}
  virtual void progress(const Progress&) {}
  /// These visits are complete, in the order they were made: those of about a second, so that a
  /// collector that writes does not take longer than short visits do. What is announced as done
  /// after this must survive a kill.
  virtual void visits_done(std::span<const VisitOf>) {}
  /// The case has its outcome.
  virtual void case_done(const CaseRecord&) {}
  /// `run.info.state` says whether it is complete.
  virtual void run_done(const RunRecord&) {}
};

/// One entry of the table of collectors.
struct CollectorPlugin {
  std::string_view name;
  std::string_view description;
  std::unique_ptr<Collector> (*make)(const CollectorOptions&);
};

}  // namespace steelyard::run
