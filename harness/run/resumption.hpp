#pragma once

#include <string>
#include <vector>

#include "harness/comm/communicator.hpp"
#include "harness/core/record.hpp"
#include "harness/run/plan.hpp"

/// How a run goes on where an earlier part of it ended (docs/decisions/0009-resume.md).
namespace steelyard::run {

/// What the earlier parts left in the run file.
struct Resumption {
  RunInfo info;                   ///< on rank 0; empty elsewhere
  std::vector<CaseRecord> cases;  ///< in the order of the suite; elsewhere than on rank 0 only
                                  ///< id, outcome and the rounds of the visits
  double elapsed_seconds = 0;     ///< the run's clock when it ended, as far as the file knows
};

/// The latest moment of the run's clock that the file speaks of: the end of a visit, the beginning
/// of a continuation, the end of the run. Pure.
double elapsed_seconds(const RunRecord& run);

/// The last round in which a case was visited; 0: in none. Rounds are visited in ascending order,
/// so that a visit is there, or was passed over for want of time, up to this one.
int last_round(const CaseRecord& record);

/// Brings what is there into the plan: a case with an outcome is closed and keeps it; one without
/// keeps its visits, and stays open unless the plan itself skips it. Throws UsageError if the plan
/// has other cases. Pure.
void take_over(Plan& plan, const std::vector<CaseRecord>& cases);

/// Each way in which the devices and their software are not those of the first start, as a phrase:
/// "product of rank 1: H20 in the file, L40S now". Hosts and single devices may differ. Pure.
std::vector<std::string> device_differences(const RunInfo& file, const RunInfo& now);

/// The record of a run that goes on: that of the file with one continuation more, made from how
/// this program would describe a new run. Pure.
RunInfo continued(const Resumption& earlier, RunInfo now);

/// continued() on rank 0, `now` elsewhere. Collective. Throws Ended with exit code 2 if the devices
/// differ.
RunInfo continue_or_refuse(comm::Communicator& comm, const Resumption& earlier, RunInfo now);

/// One message of all differences, with the remedy.
std::string refusal(const std::vector<std::string>& differences);

}  // namespace steelyard::run
