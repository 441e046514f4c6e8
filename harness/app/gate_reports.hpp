#pragma once

#include <string>

#include "harness/app/command.hpp"
#include "results/verdicts/gate/gate.hpp"

/// What `steelyard gate` leaves for other programs, beside what it prints: --junit, --gitlab,
/// --markdown, --openmetrics and --github.
namespace steelyard::app {

void describe_gate_reports(Options& options);

/// Throws UsageError before anything is read, which takes longer: for a place that cannot be
/// written to or is a run file, one place for two reports, and --github beside a format that
/// standard output must hold alone.
void check_gate_reports(const Arguments& arguments, const std::string& format);

/// Writes the files that were asked for, each whole or not at all, and with --github the summary of
/// the step (appended to the file that GITHUB_STEP_SUMMARY names, if it does). Throws StoreError.
void write_gate_reports(const Arguments& arguments, const results::GateResult& result);

/// What goes to standard output: `text`, and with --github the workflow commands behind it; then
/// nothing in `text` is taken for one.
std::string printed_gate(const Arguments& arguments, const results::GateResult& result,
                         const std::string& text);

}  // namespace steelyard::app
