#include <cstdio>

#include "harness/app/command.hpp"
#include "harness/core/error.hpp"
#include "results/report/show_text.hpp"
#include "results/store/run_file.hpp"

namespace steelyard::app {
namespace {

namespace po = boost::program_options;

void describe(Options& options) {
  options.unnamed.add_options()("file", po::value<std::string>());
  options.positional.add("file", 1);
}

ExitCode execute(const Arguments& arguments, const std::string&) {
  if (arguments.count("file") == 0) throw UsageError("name a run file: steelyard show FILE");
  const RunRecord run = results::read_run(arguments["file"].as<std::string>());
  std::fputs(results::show_text(run).c_str(), stdout);
  return ExitCode::fine;
}

}  // namespace

const Command& show_command() {
  static const Command command{"show", "[OPTIONS] FILE", "a run file in words, warnings first",
                               "",     describe,         execute};
  return command;
}

}  // namespace steelyard::app
