#include <cstdio>

#include "harness/app/command.hpp"
#include "harness/core/error.hpp"
#include "results/report/export_csv.hpp"
#include "results/report/export_json.hpp"
#include "results/store/run_file.hpp"

namespace steelyard::app {
namespace {

namespace po = boost::program_options;

void describe(Options& options) {
  options.named.add_options()("format",
                              po::value<std::string>()->default_value("csv")->value_name("FORMAT"),
                              "csv: one row per sample; json: the whole run");
  options.unnamed.add_options()("file", po::value<std::string>());
  options.positional.add("file", 1);
}

ExitCode execute(const Arguments& arguments, const std::string&) {
  const bool json = choice(arguments, "format", {"csv", "json"}) == "json";
  if (arguments.count("file") == 0) throw UsageError("name a run file: steelyard export FILE");
  const RunRecord run = results::read_run(arguments["file"].as<std::string>());
  std::fputs((json ? results::export_json(run) : results::export_csv(run)).c_str(), stdout);
  return ExitCode::fine;
}

}  // namespace

const Command& export_command() {
  static const Command command{"export",
                               "[OPTIONS] FILE",
                               "a run file as CSV or JSON on standard output",
                               "docs/run-file.md says what each column and key means.",
                               describe,
                               execute};
  return command;
}

}  // namespace steelyard::app
