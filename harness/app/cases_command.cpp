#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "harness/app/command.hpp"
#include "harness/app/resources.hpp"
#include "harness/core/error.hpp"
#include "harness/run/plan.hpp"
#include "results/report/csv.hpp"
#include "results/report/markdown.hpp"
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
      "text, json, csv or markdown");
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

std::string as_csv(const run::Plan& plan) {
  std::string out = results::csv_line({"id", "name", "group", "timing", "data_pattern", "skipped"});
  for (const run::PlannedCase& planned : plan.cases) {
    const CaseRecord& record = planned.record;
    out += results::csv_line({results::csv_cell(record.id), results::csv_cell(record.name),
                              results::csv_cell(record.group), results::csv_cell(record.timing),
                              results::csv_cell(record.data_pattern),
                              results::csv_cell(planned.open ? "" : record.reason)});
  }
  return out;
}

std::string as_markdown(const run::Plan& plan) {
  std::string out = results::markdown_head({"group", "case", "skipped"});
  for (const run::PlannedCase& planned : plan.cases) {
    const CaseRecord& record = planned.record;
    out += results::markdown_row({results::markdown(record.group), results::markdown(record.name),
                                  results::markdown(planned.open ? "" : record.reason)});
  }
  return out;
}

std::string printed(const std::string& format, const run::Suite& suite, const run::Plan& plan) {
  if (format == "json") return as_json(plan);
  if (format == "csv") return as_csv(plan);
  return format == "markdown" ? as_markdown(plan) : as_text(suite, plan);
}

ExitCode execute(const Arguments& arguments, const std::string&) {
  const std::string format = choice(arguments, "format", {"text", "json", "csv", "markdown"});
  const int ranks = arguments["ranks"].as<int>();
  if (ranks < 1) throw UsageError(fmt::format("--ranks {} is not above 0", ranks));
  const auto folders = suite_folders();
  const run::Suite suite = run::load_suite(arguments["suite"].as<std::string>(), folders);
  run::PlanContext context;
  context.ranks = ranks;
  const run::Plan plan = run::make_plan(suite, workloads::find_workload, context, 1);
  std::fputs(printed(format, suite, plan).c_str(), stdout);
  return ExitCode::fine;
}

}  // namespace

const Command& cases_command() {
  static const Command command{"cases", "[OPTIONS]", "list the cases of a suite without running",
                               "",      describe,    execute};
  return command;
}

}  // namespace steelyard::app
