#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "harness/app/command.hpp"
#include "harness/app/resources.hpp"
#include "harness/core/error.hpp"
#include "harness/run/plan.hpp"
#include "workloads/table.hpp"

namespace steelyard::app {
namespace {

namespace po = boost::program_options;

void describe(Options& options) {
  auto add = options.named.add_options();
  add("suite", po::value<std::string>()->default_value("quick")->value_name("NAME|FILE"),
      "suite of cases: one that is shipped, or a YAML file");
  add("ranks", po::value<int>()->default_value(2)->value_name("N"), "size of the run to plan for");
  add("format", po::value<std::string>()->default_value("text")->value_name("FORMAT"),
      "text or json");
}

std::string as_text(const run::Suite& suite, const run::Plan& plan) {
  std::string text =
      fmt::format("{}: {}\n{} cases, {} rounds, precision {:g} %\n", suite.name, suite.description,
                  plan.cases.size(), suite.rounds, 100 * suite.precision);
  std::string group;
  for (const run::PlannedCase& planned : plan.cases) {
    if (planned.record.group != group) {
      group = planned.record.group;
      text += fmt::format("\n{}\n", group);
    }
    text += fmt::format("  {}  {}{}\n", planned.record.id, planned.record.name,
                        planned.open ? "" : "  (skipped: " + planned.record.reason + ")");
  }
  return text;
}

std::string as_json(const run::Plan& plan) {
  nlohmann::json list = nlohmann::json::array();
  for (const run::PlannedCase& planned : plan.cases) {
    list.push_back({{"id", planned.record.id},
                    {"name", planned.record.name},
                    {"group", planned.record.group},
                    {"timing", planned.record.timing},
                    {"data_pattern", planned.record.data_pattern},
                    {"skipped", planned.open ? "" : planned.record.reason}});
  }
  return list.dump(2) + "\n";
}

ExitCode execute(const Arguments& arguments, const std::string&) {
  const std::string format = choice(arguments, "format", {"text", "json"});
  const int ranks = arguments["ranks"].as<int>();
  if (ranks < 1) throw UsageError(fmt::format("--ranks {} is not above 0", ranks));
  const auto folders = suite_folders();
  const run::Suite suite = run::load_suite(arguments["suite"].as<std::string>(), folders);
  run::PlanContext context;
  context.ranks = ranks;
  const run::Plan plan = run::make_plan(suite, workloads::find_workload, context, 1);
  std::fputs((format == "json" ? as_json(plan) : as_text(suite, plan)).c_str(), stdout);
  return ExitCode::fine;
}

}  // namespace

const Command& cases_command() {
  static const Command command{"cases", "[OPTIONS]", "list the cases of a suite without running",
                               "",      describe,    execute};
  return command;
}

}  // namespace steelyard::app
