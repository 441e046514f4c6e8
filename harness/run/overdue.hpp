#pragma once

#include <string>

#include "harness/comm/communicator.hpp"
#include "harness/core/record.hpp"
#include "harness/run/deadline.hpp"
#include "harness/run/spokesman.hpp"

namespace steelyard::run {

/// Ends a run in which this rank's step outlasted its deadline; called on the deadline's thread
/// while the measuring thread is stuck. Every rank says which step it is in, so that the one that
/// stands elsewhere than the others is the one that hangs. Rank 0 then records the case as timeout
/// and the run as interrupted, and ends all ranks; the others do so themselves if rank 0 does not.
void end_overdue(const Overdue& overdue, const std::string& label, comm::Communicator& comm,
                 Spokesman& spokesman, RunRecord run);

}  // namespace steelyard::run
