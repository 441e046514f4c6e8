#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "harness/app/command.hpp"
#include "harness/app/in_processes.hpp"
#include "harness/app/modelled_run.hpp"
#include "harness/app/resources.hpp"
#include "harness/core/error.hpp"
#include "harness/core/log.hpp"
#include "harness/run/watchdog.hpp"
#include "results/model/card_of_chip.hpp"
#include "results/model/held_out.hpp"
#include "results/report/held_out_text.hpp"
#include "results/report/modelled_text.hpp"
#include "results/store/run_file.hpp"

namespace steelyard::app {
namespace {

namespace po = boost::program_options;

/// What every other chip is weighed against.
constexpr const char* baseline_chip = "nvidia-h20";

void describe(Options& options) {
  auto add = options.named.add_options();
  add("all", po::bool_switch(), "every chip of the catalogue; those without a peak are listed");
  add("suite", po::value<std::string>()->default_value("standard")->value_name("NAME|FILE"),
      "suite of cases: one that is shipped, or a YAML file");
  add("devices", po::value<int>()->value_name("N"),
      "model so many devices; by default the whole system where the chip is one, else 8");
  add("figure", po::value<std::vector<std::string>>()->composing()->value_name("NAME=VALUE"),
      "a figure that the catalogue lacks, of one CHIP: as for `steelyard run`; may be repeated");
  add("output-dir", po::value<std::string>()->default_value("modelled")->value_name("DIR"),
      "folder of the run files, one for each chip");
  add("force", po::bool_switch(), "overwrite run files that exist");
  add("accuracy", po::bool_switch(),
      "instead: what the model says and what was published, for each chip without its own "
      "measurements");
  add("card", po::bool_switch(),
      "instead: the card of one CHIP, every figure with its origin, as the backend takes it in "
      "STEELYARD_MODEL_CARD");
  options.unnamed.add_options()("chip", po::value<std::vector<std::string>>());
  options.positional.add("chip", -1);
}

std::vector<std::string> words_of(const Arguments& arguments, const char* option) {
  return arguments.count(option) > 0 ? arguments[option].as<std::vector<std::string>>()
                                     : std::vector<std::string>{};
}

/// What is to be modelled, the baseline first, and what cannot be.
struct Selection {
  std::vector<const results::Chip*> chips;
  std::vector<results::NotModelled> missing;
};

Selection select(const Arguments& arguments, const results::Catalogue& catalogue) {
  const auto names = words_of(arguments, "chip");
  const bool all = arguments["all"].as<bool>();
  const auto figures = words_of(arguments, "figure");
  if (names.empty() && !all) throw UsageError("name the chips to model, or give --all");
  if (!names.empty() && all) throw UsageError("--all is every chip; leave out the names, or --all");
  if (!figures.empty() && names.size() != 1) {
    throw UsageError("--figure is of one chip; name that one alone");
  }
  Selection selection{{&catalogue.find(baseline_chip)}, {}};
  const auto add = [&](const results::Chip& chip) {
    const auto& chips = selection.chips;
    if (std::find(chips.begin(), chips.end(), &chip) == chips.end()) {
      selection.chips.push_back(&chip);
    }
  };
  for (const std::string& name : names) add(catalogue.find(name));
  if (!all) return selection;
  for (const results::Chip& chip : catalogue.chips()) {
    if (results::has_peak(chip)) {
      add(chip);
    } else {
      selection.missing.push_back(
          {chip.id, fmt::format("no dense peak is published; `steelyard model {} --figure "
                                "bf16=TFLOPS` models it with yours",
                                chip.id)});
    }
  }
  return selection;
}

/// Whether figures of the user's are of this chip: the one that is named, not the baseline that is
/// modelled beside it.
bool has_user_figures(const Selection& selection, const results::Chip& chip) {
  return &chip == selection.chips.back();
}

/// The words of the `steelyard run` that models one chip.
std::vector<std::string> run_words(const Arguments& arguments, const results::Chip& chip,
                                   const std::string& file, bool with_figures) {
  std::vector<std::string> words{"--backend", "model",   "--chip",
                                 chip.id,     "--suite", arguments["suite"].as<std::string>(),
                                 "--output",  file,      "--quiet"};
  if (arguments["force"].as<bool>()) words.emplace_back("--force");
  if (arguments.count("devices") > 0) {
    words.insert(words.end(), {"--devices", std::to_string(arguments["devices"].as<int>())});
  }
  if (!with_figures) return words;
  for (const std::string& figure : words_of(arguments, "figure")) {
    words.insert(words.end(), {"--figure", figure});
  }
  return words;
}

/// The card that `steelyard run` would make. Throws UsageError for a chip without a peak.
ModelCard card(const Arguments& arguments, const results::Catalogue& catalogue,
               const results::Chip& chip, bool with_figures) {
  results::CardOptions options;
  if (arguments.count("devices") > 0) options.devices = arguments["devices"].as<int>();
  if (with_figures) {
    for (const std::string& text : words_of(arguments, "figure")) {
      options.figures.push_back(results::parse_user_figure(text));
    }
  }
  return results::card_of_chip(catalogue, chip, options);
}

ExitCode print_card(const Arguments& arguments, const results::Catalogue& catalogue) {
  const auto names = words_of(arguments, "chip");
  if (names.size() != 1) throw UsageError("--card is of one chip; name that one alone");
  std::printf("%s\n", to_text(card(arguments, catalogue, catalogue.find(names[0]), true)).c_str());
  return ExitCode::fine;
}

/// Models one chip, in a process of its own.
ExitCode model(const std::vector<std::string>& words) {
  run::block_signals();
  bool help_wanted = false;
  const Arguments arguments = parse(run_command(), words, help_wanted);
  check_model_options(arguments);
  return run_modelled(arguments, fmt::format("steelyard run {}", fmt::join(words, " ")));
}

/// Models all of them and reads what they left; the first exit code that is not fine ends it.
std::variant<std::vector<results::NamedRun>, ExitCode> model_all(
    const Arguments& arguments, const Selection& selection, const std::filesystem::path& folder) {
  std::vector<std::string> files;
  std::vector<std::function<ExitCode()>> jobs;
  for (const results::Chip* chip : selection.chips) {
    files.push_back((folder / (chip->id + ".h5")).string());
    jobs.emplace_back(
        [words = run_words(arguments, *chip, files.back(), has_user_figures(selection, *chip))] {
          return model(words);
        });
  }
  const std::size_t at_once = std::max(1U, std::thread::hardware_concurrency());
  for (const ExitCode code : run_in_processes(jobs, at_once)) {
    if (code != ExitCode::fine) return code;
  }
  std::vector<results::NamedRun> runs;
  for (const std::string& file : files) runs.push_back({file, results::read_run(file)});
  return runs;
}

ExitCode execute(const Arguments& arguments, const std::string&) {
  const auto catalogue = results::Catalogue::load(chips_folder());
  if (arguments["accuracy"].as<bool>()) {
    std::fputs(results::held_out_text(results::held_out(catalogue)).c_str(), stdout);
    return ExitCode::fine;
  }
  if (arguments["card"].as<bool>()) return print_card(arguments, catalogue);
  const Selection selection = select(arguments, catalogue);
  // What cannot be is said before anything is written.
  for (const results::Chip* chip : selection.chips) {
    card(arguments, catalogue, *chip, has_user_figures(selection, *chip));
  }
  const std::filesystem::path folder = arguments["output-dir"].as<std::string>();
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw StoreError(fmt::format("{}: {}", folder.string(), error.message()));
  set_log_level(LogLevel::warning);
  const auto modelled = model_all(arguments, selection, folder);
  if (const auto* code = std::get_if<ExitCode>(&modelled)) return *code;
  const auto& runs = std::get<std::vector<results::NamedRun>>(modelled);
  const auto groups = results::rank_by_group(runs, 0, catalogue);
  std::fputs(results::modelled_text(runs, 0, groups, selection.missing).c_str(), stdout);
  std::printf("\nrun files: %s\n", folder.c_str());
  return ExitCode::fine;
}

}  // namespace

const Command& model_command() {
  static const Command command{
      "model",
      "[OPTIONS] CHIP...|--all",
      "what chips would do by their published figures: modelled, never measured",
      "CHIP as in `steelyard chips`. Each chip gets a run file, as `steelyard run --backend model` "
      "makes it; the\nH20 is modelled too, and the others are ranked relative to it.",
      describe,
      execute};
  return command;
}

}  // namespace steelyard::app
