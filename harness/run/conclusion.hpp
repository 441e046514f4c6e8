#pragma once

#include "harness/core/record.hpp"

namespace steelyard::run {

/// Gives a case that was measured its outcome: passed if the 95 % interval of the median over all
/// rounds is within the target, else unstable with the reason; and sets reached_precision.
/// `run.rounds` is how many were planned at least. A case without visits is left alone.
void conclude(const RunInfo& run, CaseRecord& record);

}  // namespace steelyard::run
