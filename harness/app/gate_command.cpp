#include <cstdio>
#include <string>
#include <vector>

#include "harness/app/command.hpp"
#include "harness/app/gate_baselines.hpp"
#include "harness/app/gate_reports.hpp"
#include "harness/app/gate_rerun.hpp"
#include "harness/app/metric_option.hpp"
#include "harness/app/run_files.hpp"
#include "harness/core/error.hpp"
#include "harness/core/suggestion.hpp"
#include "results/report/gate/gate_csv.hpp"
#include "results/report/gate/gate_json.hpp"
#include "results/report/gate/gate_markdown.hpp"
#include "results/report/gate/gate_text.hpp"
#include "results/verdicts/gate/gate.hpp"

namespace steelyard::app {
namespace {

namespace po = boost::program_options;
using Files = std::vector<std::string>;

void describe(Options& options) {
  auto add = options.named.add_options();
  add("baseline", po::value<Files>()->multitoken()->value_name("FILE..."),
      "runs of what is known to be good");
  add("candidate", po::value<Files>()->multitoken()->value_name("FILE..."), "runs to be judged");
  add("noise", po::value<Files>()->multitoken()->value_name("FILE..."),
      "runs of one unchanged machine: what these differ by is noise");
  describe_metric(options);
  add("floor", po::value<double>()->default_value(0.01, "0.01")->value_name("FRACTION"),
      "least loss that matters; the noise takes its place where that is larger");
  add("detect", po::value<double>()->default_value(0.10, "0.1")->value_name("FRACTION"),
      "loss that must not go unseen for a case to pass; else it is inconclusive");
  add("false-alarms", po::value<double>()->default_value(0.05, "0.05")->value_name("FRACTION"),
      "expected share of false ones among the losses reported");
  add("allow", po::value<Files>()->value_name("WHAT"),
      "let differ: chip, backend, nodes or origin; with --accept let pass also: few, failed, "
      "unfinished; may be given again");
  add("all", po::bool_switch(), "list the cases that pass too");
  add("format", po::value<std::string>()->default_value("text")->value_name("FORMAT"),
      "text, json, csv or markdown");
  describe_baselines(options);
  describe_rerun(options);
  describe_ci_reports(options);
}

results::GateOptions gate_options(const Arguments& arguments) {
  results::GateOptions options;
  options.floor = fraction(arguments, "floor");
  options.detect = fraction(arguments, "detect");
  options.false_discovery = fraction(arguments, "false-alarms");
  if (arguments.count("allow") == 0) return options;
  for (const std::string& word : arguments["allow"].as<Files>()) {
    const auto what = results::parse_unlike(word);
    if (!what) {
      const Files valid{"chip", "backend", "nodes", "origin"};
      throw UsageError(unknown_name("--allow", word, valid));
    }
    options.allow.insert(*what);
  }
  return options;
}

std::vector<results::SummarisedRun> read_runs(const Arguments& arguments, const char* option) {
  if (arguments.count(option) == 0) return {};
  return read_for_comparison(run_files(arguments[option].as<Files>()));
}

results::Nights read_noise(const Arguments& arguments, const results::Metric& metric) {
  if (arguments.count("noise") == 0) return results::Nights(metric);
  return read_nights(run_files(arguments["noise"].as<Files>()), metric);
}

ExitCode exit_code(const results::GateResult& result) {
  using results::GateVerdict;
  const auto any = [&](GateVerdict verdict) { return result.counts.contains(verdict); };
  ExitCode code = ExitCode::fine;
  if (result.again && !result.again->failure.empty()) code = ExitCode::infrastructure;
  if (any(GateVerdict::inconclusive)) code = worse(code, ExitCode::inconclusive);
  if (any(GateVerdict::regressed)) code = worse(code, ExitCode::wrong_result);
  if (any(GateVerdict::failed) || any(GateVerdict::missing)) {
    code = worse(code, ExitCode::incomplete);
  }
  return code;
}

std::string formatted(const std::string& format, const results::GateResult& result,
                      const Arguments& arguments) {
  if (format == "json") return results::gate_json(result);
  if (format == "csv") return results::gate_csv(result);
  const bool all = arguments["all"].as<bool>();
  return format == "markdown" ? results::gate_markdown(result, all)
                              : results::gate_text(result, all);
}

ExitCode execute(const Arguments& arguments, const std::string&) {
  const std::string format = choice(arguments, "format", {"text", "json", "csv", "markdown"});
  check_ci_reports(arguments, format);
  check_baselines(arguments);
  check_rerun(arguments);
  if (arguments.count("accept") != 0) return accept_baseline(arguments);
  const results::GateOptions options = gate_options(arguments);
  const results::Metric& metric = chosen_metric(arguments);
  const auto candidate = read_runs(arguments, "candidate");
  const HeldAgainst against = held_against(arguments, candidate, options.allow);
  auto result = results::gate(against.runs, candidate, read_noise(arguments, metric), options);
  result.baseline = against.words;
  measure_again(arguments, candidate, options, result);
  const CiReports reports = gate_reports(result, arguments["all"].as<bool>());
  const std::string text = formatted(format, result, arguments);
  std::fputs(printed_for_ci(arguments, reports, text).c_str(), stdout);
  write_ci_reports(arguments, reports);
  return exit_code(result);
}

}  // namespace

const Command& gate_command() {
  static const Command command{
      "gate",
      "--baseline FILE...|--baselines LIST --candidate FILE... [OPTIONS]\n"
      "       steelyard gate --accept LIST --candidate FILE... --why TEXT",
      "did candidate runs become slower than baseline runs of the same machine",
      "Exit code 0: no case did; 1: one regressed; 2: usage, or runs that cannot be held against "
      "each\n"
      "other; 3: a large loss could have been missed; 4: a case failed or is missing in the "
      "candidate;\n5: --rerun could not measure again.\ndocs/gate.md explains the method, and how "
      "to run it every night.",
      describe,
      execute};
  return command;
}

}  // namespace steelyard::app
