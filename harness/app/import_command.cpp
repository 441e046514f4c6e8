#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "harness/app/command.hpp"
#include "harness/app/resources.hpp"
#include "harness/app/version.hpp"
#include "harness/core/error.hpp"
#include "results/chips/catalogue.hpp"
#include "results/import/import_files.hpp"
#include "results/report/import_text.hpp"
#include "results/store/run_file.hpp"

namespace steelyard::app {
namespace {

namespace po = boost::program_options;

void describe(Options& options) {
  auto add = options.named.add_options();
  add("output,o", po::value<std::string>()->value_name("FILE"), "run file to write; needed");
  add("force", po::bool_switch(), "overwrite an existing run file");
  add("from", po::value<std::string>()->default_value("auto")->value_name("FORMAT"),
      "nccl-tests, nccl-tests-json, osu, imb, google-benchmark or mamf-finder; auto looks at the "
      "content of each file");
  add("chip", po::value<std::string>()->value_name("NAME"),
      "the chip it was measured on, where the output does not say; see `steelyard chips`");
  add("ranks", po::value<int>()->value_name("N"),
      "ranks that took part, where the output does not say");
  add("label", po::value<std::string>()->default_value("")->value_name("TEXT"),
      "free text for the run file");
  options.unnamed.add_options()("file", po::value<std::vector<std::string>>());
  options.positional.add("file", -1);
}

results::import::ImportOptions import_options(const Arguments& arguments,
                                              const std::string& command_line) {
  results::import::ImportOptions options;
  options.format = arguments["from"].as<std::string>();
  if (options.format != "auto") results::import::find_format(options.format);
  if (arguments.count("chip") > 0) {
    const auto catalogue = results::Catalogue::load(chips_folder());
    options.chip = catalogue.find(arguments["chip"].as<std::string>()).id;
  }
  options.label = arguments["label"].as<std::string>();
  options.command_line = command_line;
  options.tool_version = version;
  if (arguments.count("ranks") > 0) {
    options.hints.ranks = arguments["ranks"].as<int>();
    if (options.hints.ranks < 1 || options.hints.ranks > results::import::most_ranks) {
      throw UsageError("--ranks must be from 1 to 65536.");
    }
  }
  return options;
}

void write(const RunRecord& run, const std::filesystem::path& output, bool force) {
  std::vector<VisitOf> visits;
  for (const CaseRecord& record : run.cases) {
    for (const Visit& visit : record.visits) visits.push_back({&record, &visit});
  }
  results::RunWriter writer(output, run, force);
  writer.append_visits(visits);
  writer.finish_run(run);
}

ExitCode execute(const Arguments& arguments, const std::string& command_line) {
  if (arguments.count("file") == 0 || arguments.count("output") == 0) {
    throw UsageError(
        "name the run file and what to import: steelyard import --output FILE INPUT...");
  }
  std::vector<std::filesystem::path> files;
  for (const auto& file : arguments["file"].as<std::vector<std::string>>())
    files.emplace_back(file);
  const auto output = arguments["output"].as<std::string>();
  const auto imported =
      results::import::import_files(files, import_options(arguments, command_line));
  write(imported.run, output, arguments["force"].as<bool>());
  std::fputs(results::import_text(imported, output).c_str(), stdout);
  return ExitCode::fine;
}

}  // namespace

const Command& import_command() {
  static const Command command{"import",
                               "[OPTIONS] --output FILE INPUT...",
                               "results of other tools into a run file, labelled as imported",
                               "docs/import.md says what is read of each format.",
                               describe,
                               execute};
  return command;
}

}  // namespace steelyard::app
