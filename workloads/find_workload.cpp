#include <string>
#include <vector>

#include "harness/core/error.hpp"
#include "harness/core/suggestion.hpp"
#include "workloads/table.hpp"

namespace steelyard::workloads {

const run::Workload& find_workload(std::string_view name) {
  std::vector<std::string> names;
  for (const run::Workload* workload : all_workloads()) {
    if (workload->name() == name) return *workload;
    names.emplace_back(workload->name());
  }
  throw UsageError(unknown_name("workload", name, names));
}

}  // namespace steelyard::workloads
