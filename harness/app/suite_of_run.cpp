#include "harness/app/suite_of_run.hpp"

#include "harness/core/error.hpp"
#include "harness/run/plan.hpp"
#include "workloads/table.hpp"

namespace steelyard::app {

std::optional<std::vector<std::string>> cases_of_suite(const RunInfo& info) {
  try {
    const run::Suite suite = run::parse_suite(info.suite_text, "the suite in the file");
    run::PlanContext context;
    context.ranks = static_cast<int>(info.environment.ranks.size());
    std::vector<std::string> names;
    for (const auto& planned :
         run::make_plan(suite, workloads::find_workload, context, info.seed).cases) {
      names.push_back(planned.record.name);
    }
    return names;
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace steelyard::app
