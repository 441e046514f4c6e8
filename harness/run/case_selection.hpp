#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/core/record.hpp"
#include "harness/run/plan.hpp"
#include "harness/run/suite.hpp"

/// Runs of single cases of a suite: `steelyard run --suite quick --case NAME`.
namespace steelyard::run {

/// Leaves in the plan the cases of these canonical names alone, in the order of the suite; all of
/// them if `names` is empty. Throws UsageError, which names the nearest, for a name that no case of
/// the plan has. Pure.
void select_cases(Plan& plan, const std::vector<std::string>& names);

/// The entry of Environment::software that a run of single cases has: their names.
inline constexpr std::string_view selected_cases = "selected cases";

/// Makes that entry, if the suite asks for single cases.
void note_selection(const Suite& suite, Environment& environment);

/// What Suite::only was for this run: the names of its cases if it has that entry, else none.
std::vector<std::string> selection_of(const RunRecord& run);

}  // namespace steelyard::run
