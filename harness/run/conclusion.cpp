#include "harness/run/conclusion.hpp"

#include <fmt/format.h>

#include <limits>

#include "harness/core/case_times.hpp"
#include "harness/core/statistics/median_interval.hpp"

namespace steelyard::run {
namespace {

double precision_of(const QuotedTimes& quoted, const RunInfo& run, const CaseRecord& record) {
  if (quoted.rounds.empty()) return std::numeric_limits<double>::infinity();
  return bootstrap_median(quoted.rounds, resampling_of(run, record)).relative_half_width();
}

}  // namespace

double quoted_precision(const RunInfo& run, const CaseRecord& record) {
  return precision_of(quoted_times(record), run, record);
}

void conclude(const RunInfo& run, CaseRecord& record) {
  const QuotedTimes quoted = quoted_times(record);
  if (quoted.samples == 0) return;
  record.reached_precision = precision_of(quoted, run, record);
  record.reason.clear();
  if (quoted.samples < fewest_for_interval) {
    record.outcome = Outcome::unstable;
    record.reason = fmt::format("{} samples are too few for an interval", quoted.samples);
    return;
  }
  // Fewer rounds than were planned leave drift unseen.
  const auto measured = static_cast<int>(quoted.measured_rounds);
  const std::string missing =
      measured < run.rounds ? fmt::format("{} of {} rounds were measured", measured, run.rounds)
                            : "";
  if (record.reached_precision <= record.target_precision && missing.empty()) {
    record.outcome = Outcome::passed;
    return;
  }
  record.outcome = Outcome::unstable;
  if (record.reached_precision > record.target_precision) {
    record.reason = fmt::format("the interval is +-{:.1f} %, +-{:.1f} % was asked for",
                                100 * record.reached_precision, 100 * record.target_precision);
  }
  if (!missing.empty()) record.reason += (record.reason.empty() ? "" : "; ") + missing;
}

ExitCode exit_code_of(const RunRecord& run) {
  ExitCode code = ExitCode::fine;
  for (const CaseRecord& record : run.cases) {
    switch (record.outcome) {
      case Outcome::failed:
        code = worse(code, ExitCode::wrong_result);
        break;
      case Outcome::out_of_memory:
      case Outcome::timeout:
      case Outcome::error:
      case Outcome::not_reached:
        code = worse(code, ExitCode::incomplete);
        break;
      case Outcome::passed:
      case Outcome::unstable:
      case Outcome::skipped:
      case Outcome::implausible:
        break;
    }
  }
  return code;
}

}  // namespace steelyard::run
