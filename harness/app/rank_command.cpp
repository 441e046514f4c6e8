#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/app/command.hpp"
#include "harness/app/rank_files.hpp"
#include "harness/app/rank_page.hpp"
#include "harness/app/resources.hpp"
#include "harness/core/error.hpp"
#include "harness/core/suggestion.hpp"
#include "results/chips/catalogue.hpp"
#include "results/money/weigh_money.hpp"
#include "results/profiles/profile.hpp"
#include "results/report/rank_csv.hpp"
#include "results/report/rank_json.hpp"
#include "results/report/rank_markdown.hpp"
#include "results/report/rank_text.hpp"
#include "results/verdicts/ranking.hpp"

namespace steelyard::app {
namespace {

namespace po = boost::program_options;

void describe(Options& options) {
  auto add = options.named.add_options();
  add("baseline", po::value<std::string>()->default_value("h20")->value_name("h20|FILE"),
      "what to weigh against: the shipped H20 reference, or a run file");
  add("format", po::value<std::string>()->default_value("text")->value_name("FORMAT"),
      "text, json, csv or markdown");
  add("profile", po::value<std::vector<std::string>>()->composing()->value_name("NAME|FILE"),
      "what the chips are wanted for: a shipped profile (compute, communication, training-dense, "
      "training-moe) or a file; may be given several times; default: all that are shipped");
  add("margin", po::value<double>()->default_value(0.05, "0.05")->value_name("FRACTION"),
      "chips are comparable if they differ by no more than this");
  add("prices", po::value<std::string>()->value_name("FILE"),
      "what chips and energy cost, to weigh work against money (docs/prices.md)");
  describe_page_option(options);
  options.unnamed.add_options()("file", po::value<std::vector<std::string>>());
  options.positional.add("file", -1);
}

std::vector<std::string> shipped_baselines() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(baselines_folder())) {
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// The shipped table of that name, or nothing: then it is a run file.
std::optional<results::ReferenceBaseline> shipped_baseline(const std::string& wanted,
                                                           const results::Catalogue& catalogue) {
  const std::filesystem::path shipped = baselines_folder() / (wanted + ".yaml");
  const bool plain_name = wanted.find('/') == std::string::npos;
  if (plain_name && std::filesystem::exists(shipped)) {
    return results::ReferenceBaseline::load(shipped, catalogue);
  }
  if (plain_name && !std::filesystem::exists(wanted)) {
    throw UsageError(unknown_name("baseline", wanted, shipped_baselines()));
  }
  return std::nullopt;
}

std::vector<results::Profile> load_profiles(const Arguments& arguments) {
  const auto wanted = arguments.count("profile") > 0
                          ? arguments["profile"].as<std::vector<std::string>>()
                          : results::profile_names(profiles_folder());
  std::vector<results::Profile> profiles;
  for (const std::string& each : wanted) {
    profiles.push_back(results::find_profile(each, profiles_folder()));
  }
  return profiles;
}

double margin_of(const Arguments& arguments) {
  const double margin = arguments["margin"].as<double>();
  if (!(margin > 0 && margin <= 1)) {
    throw UsageError(fmt::format(
        "--margin {:g}: give a fraction above 0 and up to 1, such as 0.05 for 5 %.", margin));
  }
  return margin;
}

results::Money weigh_money(const results::Ranking& ranking, const results::Baseline& baseline,
                           const std::vector<results::Profile>& profiles,
                           const results::Catalogue& catalogue, const Arguments& arguments) {
  const auto* table = std::get_if<results::ReferenceBaseline>(&baseline);
  const results::Chip* reference = table == nullptr ? nullptr : &table->chip();
  std::optional<results::PriceFile> prices;
  if (arguments.count("prices") != 0) {
    prices = results::load_prices(arguments["prices"].as<std::string>(), catalogue);
  }
  return results::weigh_money(ranking, profiles, catalogue, reference, prices ? &*prices : nullptr);
}

std::string printed(const std::string& format, const results::Ranking& ranking) {
  if (format == "json") return results::rank_json(ranking);
  if (format == "csv") return results::rank_csv(ranking);
  return format == "markdown" ? results::rank_markdown(ranking) : results::rank_text(ranking);
}

ExitCode execute(const Arguments& arguments, const std::string&) {
  const std::string format = choice(arguments, "format", {"text", "json", "csv", "markdown"});
  if (arguments.count("file") == 0) {
    throw UsageError("name at least one run file: steelyard rank FILE...");
  }
  check_page_option(arguments);
  const auto catalogue = results::Catalogue::load(chips_folder());
  const auto wanted = arguments["baseline"].as<std::string>();
  auto table = shipped_baseline(wanted, catalogue);
  RankedFiles read = read_files_to_rank(arguments["file"].as<std::vector<std::string>>(),
                                        table ? std::nullopt : std::optional(wanted), catalogue);
  const results::Baseline baseline =
      table ? results::Baseline(std::move(*table)) : std::move(*read.baseline);
  const auto h20 = results::ReferenceBaseline::load(baselines_folder() / "h20.yaml", catalogue);
  results::RankOptions options;
  options.profiles = load_profiles(arguments);
  options.margin = margin_of(arguments);
  options.h20 = &h20;
  results::Ranking ranking = results::rank(read.runs, baseline, catalogue, options);
  ranking.money = weigh_money(ranking, baseline, options.profiles, catalogue, arguments);
  if (asks_for_page(arguments)) {
    const bool only_the_page = arguments["format"].defaulted();
    std::fputs(write_rank_page(arguments, ranking, catalogue).c_str(),
               only_the_page ? stdout : stderr);
    if (only_the_page) return ExitCode::fine;
  }
  std::fputs(printed(format, ranking).c_str(), stdout);
  return ExitCode::fine;
}

}  // namespace

const Command& rank_command() {
  static const Command command{"rank",
                               "[OPTIONS] FILE...",
                               "rank run files relative to the H20 or to another run",
                               "",
                               describe,
                               execute};
  return command;
}

}  // namespace steelyard::app
