#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "harness/app/command.hpp"
#include "harness/app/resources.hpp"
#include "harness/core/error.hpp"
#include "results/claims/claim_file.hpp"
#include "results/report/claims_text.hpp"
#include "results/store/run_file.hpp"
#include "results/verdicts/claims/judge.hpp"

namespace steelyard::app {
namespace {

namespace po = boost::program_options;

void describe(Options& options) {
  auto add = options.named.add_options();
  add("claims", po::value<std::string>()->default_value("published")->value_name("FILE|published"),
      "the claims: a YAML file, or those that come with the program");
  add("format", po::value<std::string>()->default_value("text")->value_name("FORMAT"),
      "text, json or markdown");
  add("prices", po::value<std::string>()->value_name("FILE"),
      "what chips and energy cost, for claims about cost (docs/prices.md)");
  options.unnamed.add_options()("file", po::value<std::vector<std::string>>());
  options.positional.add("file", -1);
}

std::vector<results::Claim> read_claims(const std::string& wanted,
                                        const results::Catalogue& catalogue) {
  return results::load_claims(
      wanted == "published" ? claims_folder() / "published.yaml" : std::filesystem::path(wanted),
      catalogue);
}

std::vector<results::Profile> shipped_profiles() {
  std::vector<results::Profile> profiles;
  for (const std::string& name : results::profile_names(profiles_folder())) {
    profiles.push_back(results::find_profile(name, profiles_folder()));
  }
  return profiles;
}

ExitCode execute(const Arguments& arguments, const std::string&) {
  const std::string format = choice(arguments, "format", {"text", "json", "markdown"});
  const auto catalogue = results::Catalogue::load(chips_folder());
  const auto claims = read_claims(arguments["claims"].as<std::string>(), catalogue);
  const auto profiles = shipped_profiles();
  const auto reference =
      results::ReferenceBaseline::load(baselines_folder() / "h20.yaml", catalogue);
  std::vector<results::SummarisedRun> runs;
  if (arguments.count("file") > 0) {
    for (const std::string& file : arguments["file"].as<std::vector<std::string>>()) {
      runs.push_back(results::summarise({file, results::read_run(file)}));
    }
  }
  std::optional<results::PriceFile> prices;
  if (arguments.count("prices") > 0) {
    prices = results::load_prices(arguments["prices"].as<std::string>(), catalogue);
  }
  const auto verdicts =
      results::judge(claims, {runs, &catalogue, &reference, profiles, prices ? &*prices : nullptr});
  const auto report = format == "json"       ? results::claims_json
                      : format == "markdown" ? results::claims_markdown
                                             : results::claims_text;
  std::fputs(report(verdicts).c_str(), stdout);
  return results::exit_code(verdicts);
}

}  // namespace

const Command& claims_command() {
  static const Command command{
      "claims",
      "[OPTIONS] FILE...",
      "what was claimed of chips, against run files",
      "Each claim comes out supported, refuted or undecided, with the numbers and what "
      "measurement\n"
      "would decide it. Only runs measured by this program decide; without a file, all are "
      "undecided.\n"
      "Exit code 0: all are supported; 1: one is refuted; 3: none is refuted, one is undecided;\n"
      "2: usage, or a file that cannot be read. docs/claims.md has the format of claims.",
      describe,
      execute};
  return command;
}

}  // namespace steelyard::app
