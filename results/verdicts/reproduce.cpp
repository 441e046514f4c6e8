#include "results/verdicts/reproduce.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/core/case_spec.hpp"
#include "harness/core/error.hpp"
#include "harness/core/plain.hpp"
#include "harness/core/shell_word.hpp"

namespace steelyard::results {
namespace {

using Option = std::pair<std::string, std::string>;

/// Options of `run` that change what is measured, or under which name it is ranked.
constexpr std::array<std::string_view, 10> carried{"suite",  "torch-device", "seed",    "precision",
                                                   "rounds", "chip",         "devices", "figure",
                                                   "label",  "case-timeout"};

bool is_carried(std::string_view option) {
  return std::find(carried.begin(), carried.end(), option) != carried.end();
}

/// The options of a recorded command line that are carried over, in its order: "--seed 3" and
/// "--seed=3". None of a line that is not one of `steelyard run`.
std::vector<Option> carried_options(const std::string& command_line) {
  const std::vector<std::string> words = shell_words(command_line);
  std::vector<Option> options;
  if (words.size() < 2 || words[1] != "run") return options;
  for (std::size_t i = 2; i < words.size(); ++i) {
    if (!words[i].starts_with("--")) continue;
    const std::size_t equals = words[i].find('=');
    const std::string option =
        words[i].substr(2, equals == std::string::npos ? equals : equals - 2);
    if (!is_carried(option) || (equals == std::string::npos && i + 1 == words.size())) continue;
    const std::string value =
        equals == std::string::npos ? words[++i] : words[i].substr(equals + 1);
    // A label measures nothing; the command does without one that cannot be copied.
    if (option != "label" || plain(value) == value) options.emplace_back(option, value);
  }
  return options;
}

/// The only backend of the ranks, or "".
std::string backend_of(const Environment& environment) {
  std::set<std::string> backends;
  for (const RankInfo& rank : environment.ranks) backends.insert(rank.backend);
  return backends.size() == 1 ? *backends.begin() : "";
}

/// " --seed 3", or " --label=-x" where the value could be taken for an option.
std::string written(const Option& option) {
  const auto& [name, value] = option;
  const bool apart = !value.empty() && !value.starts_with('-');
  return fmt::format(" --{}{}{}", name, apart ? " " : "=", shell_word(value));
}

bool is_case_name(const std::string& name) {
  try {
    return to_string(parse_case(name)) == name;
  } catch (const UsageError&) {
    return false;
  }
}

}  // namespace

std::string reproduce_command(const RunInfo& run, const CaseRecord& record) {
  const bool modelled = run.origin == Origin::modelled;
  if ((!modelled && run.origin != Origin::measured && run.origin != Origin::emulated) ||
      !is_case_name(record.name)) {
    return "";
  }
  std::vector<Option> options = carried_options(run.command_line);
  const bool has_suite = std::any_of(options.begin(), options.end(),
                                     [](const Option& option) { return option.first == "suite"; });
  if (!has_suite) options.insert(options.begin(), {"suite", run.suite_name});
  const std::string backend = backend_of(run.environment);
  if (!backend.empty()) options.insert(options.begin(), {"backend", backend});
  options.emplace_back("case", record.name);

  const std::size_t ranks = run.environment.ranks.size();
  std::string command = !modelled && ranks > 1 ? fmt::format("mpirun -n {} ", ranks) : "";
  command += "steelyard run";
  for (const Option& option : options) command += written(option);
  return plain(command) == command ? command : "";
}

}  // namespace steelyard::results
