#pragma once

#include <string>
#include <vector>

#include "results/verdicts/audit/audit.hpp"

/// The sections of show_text() and show_markdown(), in the order of the page.
namespace steelyard::results {

/// What should make a reader careful, worst first, one sentence each; not yet made safe.
std::vector<std::string> show_warnings(const AuditedRun& audited, const Audit& audit);

/// What was asked for, and what came of it.
std::string show_head(const AuditedRun& audited, const Audit& audit);

/// Ranks and nodes: what ran where.
std::string show_places(const Environment& environment);

/// One line for each case, by group.
std::string show_results(const AuditedRun& audited);

/// What the sensors read; empty if nothing was read.
std::string show_telemetry(const RunRecord& run);

/// Every case in full, by group.
std::string show_cases(const AuditedRun& audited);

/// Commands that go on from here.
std::string show_next(const RunInfo& info, const Audit& audit);

/// "412.3 GFLOP/s [405.1, 420.9]"; [unknown] where an interval says nothing. OP/s for integers.
std::string show_figure(const CaseRecord& record, const CaseFigures& figures);

/// "71.3 % of peak", or "" where nothing is known to hold it against.
std::string show_fraction(const CaseRecord& record, const CaseFigures& figures, const Chip* chip);

/// What to know of a case in a word or two each: "unstable", "disturbed in 1 of 3 rounds".
std::vector<std::string> show_flags(const CaseRecord& record,
                                    const std::optional<CaseFigures>& figures);

/// "3 cases: 2 passed, 1 skipped".
std::string show_outcomes(const std::vector<CaseRecord>& cases);

}  // namespace steelyard::results
