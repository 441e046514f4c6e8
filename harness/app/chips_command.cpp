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
                              "text or json");
  options.unnamed.add_options()("chip", po::value<std::string>());
  options.positional.add("chip", 1);
}

ExitCode execute(const Arguments& arguments, const std::string&) {
  const bool json = choice(arguments, "format", {"text", "json"}) == "json";
  const auto catalogue = results::Catalogue::load(chips_folder());
  std::string text;
  if (arguments.count("chip") == 0) {
    text = json ? results::chips_json(catalogue) : results::chips_text(catalogue);
  } else {
    const results::Chip& chip = catalogue.find(arguments["chip"].as<std::string>());
    text = json ? results::chip_json(chip) : results::chip_text(chip);
  }
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
