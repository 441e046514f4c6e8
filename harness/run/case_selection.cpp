#include "harness/run/case_selection.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/core/error.hpp"
#include "harness/core/suggestion.hpp"

namespace steelyard::run {
namespace {

bool holds(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

void select_cases(Plan& plan, const std::vector<std::string>& names) {
  if (names.empty()) return;
  std::vector<std::string> valid;
  for (const PlannedCase& planned : plan.cases) valid.push_back(planned.record.name);
  for (const std::string& wanted : names) {
    if (!holds(valid, wanted)) throw UsageError(unknown_name("case", wanted, valid));
  }
  std::erase_if(plan.cases,
                [&](const PlannedCase& planned) { return !holds(names, planned.record.name); });
}

void note_selection(const Suite& suite, Environment& environment) {
  if (suite.only.empty()) return;
  environment.software[std::string(selected_cases)] = fmt::format("{}", fmt::join(suite.only, " "));
}

std::vector<std::string> selection_of(const RunRecord& run) {
  std::vector<std::string> names;
  if (!run.info.environment.software.contains(std::string(selected_cases))) return names;
  for (const CaseRecord& record : run.cases) names.push_back(record.name);
  return names;
}

}  // namespace steelyard::run
