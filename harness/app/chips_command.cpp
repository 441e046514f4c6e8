#include <cstdio>

#include "harness/app/command.hpp"
#include "harness/app/resources.hpp"
#include "results/chips/catalogue.hpp"
#include "results/report/chips_text.hpp"

namespace steelyard::app {
namespace {

namespace po = boost::program_options;

void describe(Options& options) {
  options.named.add_options()("format",
                              po::value<std::string>()->default_value("text")->value_name("FORMAT"),
                              "text, json, csv or markdown");
  options.unnamed.add_options()("chip", po::value<std::string>());
  options.positional.add("chip", 1);
}

std::string list(const results::Catalogue& catalogue, const std::string& format) {
  if (format == "json") return results::chips_json(catalogue);
  if (format == "csv") return results::chips_csv(catalogue);
  return format == "markdown" ? results::chips_markdown(catalogue) : results::chips_text(catalogue);
}

std::string one(const results::Chip& chip, const std::string& format) {
  if (format == "json") return results::chip_json(chip);
  if (format == "csv") return results::chip_csv(chip);
  return format == "markdown" ? results::chip_markdown(chip) : results::chip_text(chip);
}

ExitCode execute(const Arguments& arguments, const std::string&) {
  const std::string format = choice(arguments, "format", {"text", "json", "csv", "markdown"});
  const auto catalogue = results::Catalogue::load(chips_folder());
  const std::string text = arguments.count("chip") == 0
                               ? list(catalogue, format)
                               : one(catalogue.find(arguments["chip"].as<std::string>()), format);
  std::fputs(text.c_str(), stdout);
  return ExitCode::fine;
}

}  // namespace

const Command& chips_command() {
  static const Command command{
      "chips",
      "[OPTIONS] [CHIP]",
      "the catalogue of chips, or one chip with sources and conflicts",
      "CHIP is an id, a name, an alias or the beginning of one: h20, zhenwu-810e, 910b.",
      describe,
      execute};
  return command;
}

}  // namespace steelyard::app
