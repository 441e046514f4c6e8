#pragma once

#include <span>

#include "harness/app/command.hpp"
#include "results/verdicts/gate/gate.hpp"

/// `steelyard gate --rerun`: suspects are measured again before the night fails.
namespace steelyard::app {

void describe_rerun(Options& options);

/// Throws UsageError for numbers that cannot be, and options of --rerun without it. Before anything
/// is read.
void check_rerun(const Arguments& arguments);

/// If --rerun was given and cases regressed: has the command measure these, for the baseline and
/// the candidate by turns, and judges them by what it leaves (judge_again()). A command that fails,
/// takes too long or leaves no whole run of the same machine as `candidate` makes
/// `result.again->failure` and changes no verdict. Takes as long as the command does, at most
/// --rerun-timeout for each of its 2 x --again measurements.
void measure_again(const Arguments& arguments, std::span<const results::SummarisedRun> candidate,
                   const results::GateOptions& options, results::GateResult& result);

}  // namespace steelyard::app
