#include "harness/run/overdue.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "harness/core/error.hpp"
#include "harness/core/log.hpp"

namespace steelyard::run {
namespace {

/// Time for every rank to say where it stands before rank 0 ends them all.
constexpr std::chrono::milliseconds hearing{500};
/// Longest wait of rank 0 for a collector that is busy writing.
constexpr double patience_seconds = 3;
/// When the other ranks act themselves.
constexpr std::chrono::seconds grace{6};

void record_timeout(const Overdue& overdue, const std::string& reason, Spokesman& spokesman,
                    RunRecord& run) {
  const auto found =
      std::find_if(run.cases.begin(), run.cases.end(),
                   [&](const CaseRecord& record) { return record.name == overdue.case_name; });
  if (found != run.cases.end()) {
    found->outcome = Outcome::timeout;
    found->reason = reason;
  }
  run.info.state = RunState::interrupted;
  const bool heard = spokesman.last_words(
      [&](Collector& collector) {
        if (found != run.cases.end()) collector.case_done(*found);
        collector.run_done(run);
      },
      patience_seconds);
  if (!heard) log_error("a collector is stuck too; the timeout itself is not recorded");
}

}  // namespace

void end_overdue(const Overdue& overdue, const std::string& label, comm::Communicator& comm,
                 Spokesman& spokesman, RunRecord run) {
  const std::string reason = fmt::format("{} did not finish step '{}' within {:g} s", label,
                                         overdue.step, overdue.allowed_seconds);
  log_error(fmt::format("{}: {}", overdue.case_name, reason));
  if (comm.rank() != 0) {
    std::this_thread::sleep_for(grace);
    comm.abort(static_cast<int>(ExitCode::incomplete));
    return;
  }
  std::this_thread::sleep_for(hearing);
  try {
    record_timeout(overdue, reason, spokesman, run);
  } catch (const std::exception& error) {
    log_error(fmt::format("the timeout could not be recorded: {}", error.what()));
  }
  log_error("what was finished is in the run file; the run ends here");
  comm.abort(static_cast<int>(ExitCode::incomplete));
}

}  // namespace steelyard::run
