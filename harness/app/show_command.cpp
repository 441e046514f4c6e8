#include <cstdio>
#include <utility>

#include "harness/app/command.hpp"
#include "harness/app/resources.hpp"
#include "harness/app/suite_of_run.hpp"
#include "harness/core/error.hpp"
#include "results/report/pack_text.hpp"
#include "results/report/show_text.hpp"
#include "results/store/pack.hpp"
#include "results/store/run_file.hpp"

namespace steelyard::app {
namespace {

namespace po = boost::program_options;

void describe(Options& options) {
  options.named.add_options()("format",
                              po::value<std::string>()->default_value("text")->value_name("FORMAT"),
                              "text or markdown");
  options.unnamed.add_options()("file", po::value<std::string>());
  options.positional.add("file", 1);
}

ExitCode execute(const Arguments& arguments, const std::string&) {
  const std::string format = choice(arguments, "format", {"text", "markdown"});
  if (arguments.count("file") == 0) throw UsageError("name a run file: steelyard show FILE");
  const std::string file = arguments["file"].as<std::string>();
  if (results::is_pack(file)) {
    const auto runs = results::list_pack(file);
    const std::string list =
        format == "markdown" ? results::pack_markdown(file, runs) : results::pack_text(file, runs);
    std::fputs(list.c_str(), stdout);
    return ExitCode::fine;
  }
  const auto catalogue = results::Catalogue::load(chips_folder());
  results::RunFileContent content = results::read_run_file(file);
  auto suite = cases_of_suite(content.run.info);
  const auto audited = results::audited_run(std::move(content), std::move(suite), catalogue);
  const results::Audit audit = results::audit(file, audited);
  const std::string text = format == "markdown" ? results::show_markdown(audited, audit)
                                                : results::show_text(audited, audit);
  std::fputs(text.c_str(), stdout);
  return ExitCode::fine;
}

}  // namespace

const Command& show_command() {
  static const Command command{
      "show",
      "[OPTIONS] FILE",
      "a run file in words, warnings first; of a pack, the list of its runs",
      "`steelyard export --format json FILE` has all of it, samples included, for programs.",
      describe,
      execute};
  return command;
}

}  // namespace steelyard::app
