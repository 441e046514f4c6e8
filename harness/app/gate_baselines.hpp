#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include "harness/app/command.hpp"
#include "results/verdicts/gate/gate.hpp"

/// `steelyard gate --baselines` and `--accept`: baselines by a list
/// (results/history/baselines.hpp).
namespace steelyard::app {

void describe_baselines(Options& options);

/// Throws UsageError for options that exclude each other, or that say nothing without another.
/// Before anything is read.
void check_baselines(const Arguments& arguments);

/// The runs that candidates are held against.
struct HeldAgainst {
  std::vector<results::SummarisedRun> runs;
  std::string words;  ///< which entry of the list, who accepted it and why; empty: no list
};

/// Of the list's entries the one of --name, else the only one whose runs are of the candidate's
/// chip, backend, nodes and origin, as far as these are not in `allow`. Throws UsageError if none
/// or several are, DataError if a file is not the one that was accepted or cannot be read.
HeldAgainst held_against(const Arguments& arguments,
                         std::span<const results::SummarisedRun> candidate,
                         const std::set<results::Unlike>& allow);

/// Makes the candidate the new baseline and says so. Throws DataError, with every reason and the
/// word that lets it pass, for runs that make no good baseline; then nothing was written.
ExitCode accept_baseline(const Arguments& arguments);

}  // namespace steelyard::app
