#pragma once

#include <functional>
#include <string>

#include "harness/app/command.hpp"

/// What `gate` and `history` leave for other programs, beside what they print: --junit, --gitlab,
/// --markdown, --openmetrics and --github.
namespace steelyard::app {

/// How one verdict is written in each of the forms. Only those that were asked for are made.
struct CiReports {
  std::function<std::string()> junit;
  std::function<std::string()> gitlab;
  std::function<std::string()> markdown;
  std::function<std::string()> openmetrics;
  std::function<std::string()> github;  ///< workflow commands
  std::string headline;                 ///< for a step whose summary would be too long
};

void describe_ci_reports(Options& options);

/// Throws UsageError before anything is read, which takes longer: for a place that cannot be
/// written to or is a run file, one place for two reports, and --github beside a format that
/// standard output must hold alone.
void check_ci_reports(const Arguments& arguments, const std::string& format);

/// Writes the files that were asked for, each whole or not at all, and with --github the summary of
/// the step (appended to the file that GITHUB_STEP_SUMMARY names, if it does). Throws StoreError.
void write_ci_reports(const Arguments& arguments, const CiReports& reports);

/// What goes to standard output: `text`, and with --github the workflow commands behind it; then
/// nothing in `text` is taken for one.
std::string printed_for_ci(const Arguments& arguments, const CiReports& reports,
                           const std::string& text);

}  // namespace steelyard::app
