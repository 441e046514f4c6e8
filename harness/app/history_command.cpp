#include <cstdio>
#include <string>
#include <vector>

#include "harness/app/command.hpp"
#include "harness/app/history_page.hpp"
#include "harness/app/history_reports.hpp"
#include "harness/app/metric_option.hpp"
#include "harness/app/pack_runs.hpp"
#include "harness/app/page_option.hpp"
#include "harness/app/run_files.hpp"
#include "harness/core/error.hpp"
#include "results/history/acknowledgements.hpp"
#include "results/report/history/history_csv.hpp"
#include "results/report/history/history_json.hpp"
#include "results/report/history/history_markdown.hpp"
#include "results/report/history/history_text.hpp"
#include "results/verdicts/history/history.hpp"

namespace steelyard::app {
namespace {

namespace po = boost::program_options;

void describe(Options& options) {
  auto add = options.named.add_options();
  add("acknowledged", po::value<std::string>()->value_name("FILE"),
      "YAML file of changes that are known and raise no alarm");
  describe_metric(options);
  add("floor", po::value<double>()->default_value(0.005, "0.005")->value_name("FRACTION"),
      "least loss that is an alarm");
  add("false-alarms", po::value<double>()->default_value(0.01, "0.01")->value_name("FRACTION"),
      "how often a look at a quiet history may raise any alarm");
  add("recent", po::value<int>()->default_value(14)->value_name("NIGHTS"),
      "a change that began before the last so many runs raises no alarm any more");
  add("pack", po::value<std::string>()->value_name("PACK"),
      "fold the runs into one file, made or added to, instead (docs/pack.md)");
  add("all", po::bool_switch(), "list the cases without a change too");
  add("format", po::value<std::string>()->default_value("text")->value_name("FORMAT"),
      "text, json, csv or markdown");
  describe_ci_reports(options);
  describe_page_option(options);
  options.unnamed.add_options()("file", po::value<std::vector<std::string>>());
  options.positional.add("file", -1);
}

results::HistoryOptions history_options(const Arguments& arguments) {
  results::HistoryOptions options;
  options.floor = fraction(arguments, "floor");
  options.false_alarms = fraction(arguments, "false-alarms");
  const int recent = arguments["recent"].as<int>();
  if (recent < 1) throw UsageError("--recent must be at least 1.");
  options.recent = static_cast<std::size_t>(recent);
  if (arguments.count("acknowledged") != 0) {
    options.acknowledged =
        results::read_acknowledgements(arguments["acknowledged"].as<std::string>());
  }
  return options;
}

std::string formatted(const std::string& format, const results::History& history,
                      const Arguments& arguments) {
  if (format == "json") return results::history_json(history);
  if (format == "csv") return results::history_csv(history);
  const bool all = arguments["all"].as<bool>();
  return format == "markdown" ? results::history_markdown(history, all)
                              : results::history_text(history, all);
}

ExitCode execute(const Arguments& arguments, const std::string&) {
  const std::string format = choice(arguments, "format", {"text", "json", "csv", "markdown"});
  check_ci_reports(arguments, format);
  if (arguments.count("file") == 0) {
    throw UsageError("name run files or a folder of them: steelyard history FOLDER");
  }
  if (arguments.count("pack") != 0) {
    return pack_runs(arguments["pack"].as<std::string>(),
                     arguments["file"].as<std::vector<std::string>>());
  }
  const auto options = history_options(arguments);
  check_page_option(arguments);
  const results::Metric& metric = chosen_metric(arguments);
  const auto nights =
      read_nights(run_files(arguments["file"].as<std::vector<std::string>>()), metric);
  const results::History history = results::history(nights, options);
  const CiReports reports = history_reports(history, arguments["all"].as<bool>());
  const std::string text = formatted(format, history, arguments);
  std::fputs(printed_for_ci(arguments, reports, text).c_str(), stdout);
  write_ci_reports(arguments, reports);
  write_history_page(arguments, history);
  return history.alarms > 0 ? ExitCode::wrong_result : ExitCode::fine;
}

}  // namespace

const Command& history_command() {
  static const Command command{
      "history",
      "[OPTIONS] FOLDER|FILE...",
      "where did the figures of a machine change for good, and what changed beside them",
      "Exit code 0: no alarm; 1: an alarm; 2: usage, or a file that cannot be read.\n"
      "With --pack 0: all runs are in the pack; 4: one is not finished and was left out.\n"
      "docs/gate.md explains the method, and how often it raises an alarm without cause.",
      describe,
      execute};
  return command;
}

}  // namespace steelyard::app
