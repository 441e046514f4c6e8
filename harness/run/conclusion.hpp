#pragma once

#include <vector>

#include "harness/core/record.hpp"
#include "harness/core/statistics/bootstrap.hpp"

namespace steelyard::run {

/// Slowest rank's seconds of every iteration, by visit: what every quoted time is made from.
RoundSamples slowest_by_round(const CaseRecord& record);

/// Gives a case that was measured its outcome: passed if the 95 % interval of the median over all
/// rounds is within the target, else unstable with the reason; and sets reached_precision.
/// `rounds` is how many were planned. A case without visits is left alone.
void conclude(CaseRecord& record, int rounds);

}  // namespace steelyard::run
