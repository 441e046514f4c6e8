// Any text as a suite, up to the plan of a run on two ranks.
#include <set>

#include "harness/core/error.hpp"
#include "harness/run/plan.hpp"
#include "harness/run/suite.hpp"
#include "tests/fuzz/input.hpp"
#include "workloads/table.hpp"

namespace steelyard::fuzz {
namespace {

void plan(const std::filesystem::path& file) {
  const run::Suite suite = run::load_suite(file.string(), {});
  require(suite.cases.size() <= 10000, "at most 10,000 cases");
  run::PlanContext context;
  context.ranks = 2;
  context.collectives = true;
  run::Plan plan = run::make_plan(suite, workloads::find_workload, context, 1);
  require(plan.cases.size() == suite.cases.size(), "every case is planned");
  std::set<std::string> ids;
  for (const run::PlannedCase& planned : plan.cases) {
    require(ids.insert(planned.record.id).second, "no case twice");
    require_printable(planned.record.name);
  }
  run::skip_what_does_not_fit(plan, 1 << 30, 1 << 30, false);
  require(run::fingerprint(plan).size() == 64, "a plan has a fingerprint");
}

}  // namespace
}  // namespace steelyard::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace steelyard;
  const fuzz::InputFile file({data, size});
  try {
    fuzz::plan(file.path());
  } catch (const DataError& error) {
    fuzz::require_printable(error.what());
  } catch (const UsageError& error) {
    fuzz::require_printable(error.what());
  }
  return 0;
}
