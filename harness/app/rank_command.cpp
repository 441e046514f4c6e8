#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/app/command.hpp"
#include "harness/app/page_option.hpp"
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
using Names = std::vector<std::string>;

void describe(Options& options) {
  auto add = options.named.add_options();
  add("baseline", po::value<Names>()->composing()->value_name("h20|FILE"),
      "what to weigh against: h20, the shipped reference (default), or a run file; given again, "
      "further runs of the same chip, pooled with the first");
  add("format", po::value<std::string>()->default_value("text")->value_name("FORMAT"),
      "text, json, csv or markdown");
  add("profile", po::value<Names>()->composing()->value_name("NAME|FILE"),
      "what the chips are wanted for: a shipped profile (compute, communication, training-dense, "
      "training-moe) or a file; may be given several times; default: all that are shipped");
  add("margin", po::value<double>()->default_value(0.05, "0.05")->value_name("FRACTION"),
      "chips are comparable if they differ by no more than this");
  add("prices", po::value<std::string>()->value_name("FILE"),
      "what chips and energy cost, to weigh work against money (docs/prices.md)");
  describe_page_option(options);
  options.unnamed.add_options()("file", po::value<Names>());
  options.positional.add("file", -1);
}

Names shipped_baselines() {
  Names names;
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
  const auto wanted = arguments.count("profile") > 0 ? arguments["profile"].as<Names>()
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

/// Read before the runs, which take longer.
std::optional<results::PriceFile> load_prices(const Arguments& arguments,
                                              const results::Catalogue& catalogue) {
  if (arguments.count("prices") == 0) return std::nullopt;
  return results::load_prices(arguments["prices"].as<std::string>(), catalogue);
}

/// What runs are weighed against, and the runs.
struct Weighed {
  results::Baseline baseline;
  std::vector<results::SummarisedRun> runs;
  bool pool_baseline = false;
};

Weighed read_weighed(const Arguments& arguments, const results::Catalogue& catalogue) {
  const Names wanted =
      arguments.count("baseline") > 0 ? arguments["baseline"].as<Names>() : Names{"h20"};
  auto table = shipped_baseline(wanted.front(), catalogue);
  if (table && wanted.size() > 1) {
    throw UsageError("--baseline: a shipped reference stands alone; give it once, or run files.");
  }
  Names files = arguments["file"].as<Names>();
  files.insert(files.end(), wanted.begin() + 1, wanted.end());
  RankedFiles read =
      read_files_to_rank(files, table ? std::nullopt : std::optional(wanted.front()), catalogue);
  return {table ? results::Baseline(std::move(*table)) : std::move(*read.baseline),
          std::move(read.runs), wanted.size() > 1};
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
  const auto h20 = results::ReferenceBaseline::load(baselines_folder() / "h20.yaml", catalogue);
  results::RankOptions options;
  options.profiles = load_profiles(arguments);
  options.margin = margin_of(arguments);
  options.h20 = &h20;
  const auto prices = load_prices(arguments, catalogue);
  const Weighed weighed = read_weighed(arguments, catalogue);
  options.pool_baseline = weighed.pool_baseline;
  results::Ranking ranking = results::rank(weighed.runs, weighed.baseline, catalogue, options);
  const auto* table = std::get_if<results::ReferenceBaseline>(&weighed.baseline);
  ranking.money = results::weigh_money(ranking, options.profiles, catalogue,
                                       table == nullptr ? nullptr : &table->chip(),
                                       prices ? &*prices : nullptr);
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
