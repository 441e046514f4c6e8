#pragma once

#include <string>

#include "results/verdicts/audit/audit.hpp"

namespace steelyard::results {

/// A run in words, at most 120 columns: what should make a reader careful first, then what was
/// asked for, what ran where, a line for each case by group, what the sensors read, every case in
/// full with its outcome, median, interval, p5, p95, p99, figure, verification and algorithm, and
/// what to do next. `audit` is of the same run. Pure; what comes from the file is shown with
/// control characters escaped.
std::string show_text(const AuditedRun& audited, const Audit& audit);

/// The same in short as Markdown, for pull requests: warnings, a table of each group, sensors.
std::string show_markdown(const AuditedRun& audited, const Audit& audit);

}  // namespace steelyard::results
