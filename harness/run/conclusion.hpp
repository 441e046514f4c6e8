#pragma once

#include "harness/core/exit_code.hpp"
#include "harness/core/record.hpp"

namespace steelyard::run {

/// The relative half-width of the interval that reports quote, as the record stands; infinite
/// without samples.
double quoted_precision(const RunInfo& run, const CaseRecord& record);

/// Gives a case that was measured its outcome: passed if the 95 % interval of the median over all
/// rounds is within the target, else unstable with the reason; and sets reached_precision.
/// `run.rounds` is how many were planned at least. A case without visits is left alone.
void conclude(const RunInfo& run, CaseRecord& record);

/// 1 if a result was wrong, 4 if a case failed or was not reached, else 0.
ExitCode exit_code_of(const RunRecord& run);

}  // namespace steelyard::run
