#include "harness/app/gate_rerun.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <signal.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "harness/app/run_files.hpp"
#include "harness/app/shell_runner.hpp"
#include "harness/core/error.hpp"
#include "harness/core/log.hpp"
#include "results/verdicts/gate/again.hpp"
#include "results/verdicts/gate/alike.hpp"

namespace steelyard::app {
namespace {

namespace po = boost::program_options;
namespace fs = std::filesystem;
using results::SummarisedRun;

constexpr int least_turns = 2;  // of one, nobody knows what it varies by
constexpr int most_turns = 100;

enum class Side { baseline, candidate };
const char* name(Side side) { return side == Side::baseline ? "baseline" : "candidate"; }

/// Exit codes of `steelyard run` that leave a run to be judged; a case that failed is a verdict.
bool leaves_a_run(const ShellEnd& end) {
  constexpr std::array codes{ExitCode::fine, ExitCode::wrong_result, ExitCode::inconclusive,
                             ExitCode::incomplete};
  return end.kind == ShellEnd::Kind::exited &&
         std::any_of(codes.begin(), codes.end(),
                     [&](ExitCode code) { return end.value == static_cast<int>(code); });
}

std::string in_words(const ShellEnd& end, double seconds) {
  switch (end.kind) {
    case ShellEnd::Kind::exited:
      return fmt::format("ended with code {}", end.value);
    case ShellEnd::Kind::killed:
      return fmt::format("was ended by signal {} ({})", end.value, ::strsignal(end.value));
    case ShellEnd::Kind::overdue:
      break;
  }
  return fmt::format("took longer than {:g} s (--rerun-timeout) and was ended", seconds);
}

/// Measures one side after the other, and keeps what was read.
class Turns {
 public:
  Turns(const Arguments& arguments, std::span<const SummarisedRun> night,
        const results::GateOptions& options, std::vector<std::string> case_options)
      : command_(arguments["rerun"].as<std::string>()),
        seconds_(arguments["rerun-timeout"].as<double>()),
        night_(night),
        options_(options),
        case_options_(std::move(case_options)) {
    const fs::path folder = arguments["rerun-folder"].as<std::string>();
    std::error_code failure;
    fs::create_directories(folder, failure);
    if (!fs::is_directory(folder)) {
      throw StoreError(fmt::format("The folder '{}' for runs measured again cannot be made: {}.",
                                   folder.string(), failure.message()));
    }
    stem_ = folder / fmt::format("{:%Y%m%dT%H%M%SZ}", fmt::gmtime(std::time(nullptr)));
    for (const SummarisedRun& run : night) seen_.insert(run.run.info.uuid);
  }

  void measure(int number, Side side) {
    const Turn turn{number, side, fmt::format("{}-{}-{}.h5", stem_.string(), number, name(side))};
    if (fs::exists(turn.file)) fail(turn, "its file is there already");
    std::vector<std::string> words{"--output", turn.file};
    words.insert(words.end(), case_options_.begin(), case_options_.end());
    const ShellEnd end = run_shell(command_, words,
                                   {{"STEELYARD_SIDE", name(side)},
                                    {"STEELYARD_TURN", std::to_string(number)},
                                    {"STEELYARD_OUTPUT", turn.file}},
                                   seconds_);
    if (!leaves_a_run(end)) fail(turn, "the command " + in_words(end, seconds_));
    if (!fs::exists(turn.file)) {
      fail(turn, fmt::format("the command {} and left no file", in_words(end, seconds_)));
    }
    take(turn);
  }

  std::span<const SummarisedRun> runs(Side side) const {
    return side == Side::baseline ? baseline_ : candidate_;
  }

 private:
  struct Turn {
    int number;
    Side side;
    std::string file;
  };

  [[noreturn]] void fail(const Turn& turn, const std::string& what) const {
    throw Error(
        fmt::format("turn {} of the {}: {}. The command was `{}`, for the file '{}'; what it "
                    "printed stands above.",
                    turn.number, name(turn.side), what, command_, turn.file));
  }

  std::vector<SummarisedRun> runs_in(const Turn& turn) const {
    try {
      return read_for_comparison({turn.file});
    } catch (const DataError& error) {
      fail(turn, error.what());
    }
  }

  void take(const Turn& turn) {
    auto read = runs_in(turn);
    if (read.size() != 1) fail(turn, fmt::format("its file holds {} runs, not one", read.size()));
    SummarisedRun& run = read.front();
    if (run.run.info.state != RunState::complete) fail(turn, "its run did not come to its end");
    if (!seen_.insert(run.run.info.uuid).second) {
      fail(turn, "its file is a run that was read before");
    }
    const std::array<const SummarisedRun*, 2> pair{&night_.back(), &run};
    const auto alike = results::likeness(pair, options_.allow);
    if (!alike.refused.empty()) {
      fail(turn, fmt::format("not the machine of the night: {}", fmt::join(alike.refused, "; ")));
    }
    (turn.side == Side::baseline ? baseline_ : candidate_).push_back(std::move(run));
  }

  std::string command_;
  double seconds_;
  std::span<const SummarisedRun> night_;
  const results::GateOptions& options_;
  std::vector<std::string> case_options_;
  fs::path stem_;
  std::set<std::string> seen_;  ///< uuids
  std::vector<SummarisedRun> baseline_;
  std::vector<SummarisedRun> candidate_;
};

/// --case NAME for each suspect.
std::vector<std::string> case_options(const results::GateResult& result) {
  const auto ids = results::suspects_of(result);
  std::set<std::string> names;
  for (const auto& each : result.cases) {
    if (ids.contains(each.id)) names.insert(each.name);
  }
  std::vector<std::string> options;
  for (const std::string& each : names) {
    options.emplace_back("--case");
    options.push_back(each);
  }
  return options;
}

}  // namespace

void describe_rerun(Options& options) {
  auto add = options.named.add_options();
  add("rerun", po::value<std::string>()->value_name("COMMAND"),
      "before cases are called regressed, have the shell run COMMAND --output FILE --case NAME..., "
      "with STEELYARD_SIDE=baseline or candidate in the environment, by turns");
  add("again", po::value<int>()->default_value(5)->value_name("TIMES"),
      "how often --rerun measures each side");
  add("rerun-timeout", po::value<double>()->default_value(1800, "1800")->value_name("SECONDS"),
      "what one measurement of --rerun may take");
  add("rerun-folder", po::value<std::string>()->default_value("again")->value_name("FOLDER"),
      "where the files of --rerun are put");
}

void check_rerun(const Arguments& arguments) {
  if (arguments.count("rerun") == 0) {
    for (const char* option : {"again", "rerun-timeout", "rerun-folder"}) {
      if (arguments[option].defaulted()) continue;
      throw UsageError(fmt::format("--{} goes with --rerun; give both or neither.", option));
    }
    return;
  }
  const int turns = arguments["again"].as<int>();
  if (turns < least_turns || turns > most_turns) {
    throw UsageError(fmt::format("--again must lie between {} and {}.", least_turns, most_turns));
  }
  if (!(arguments["rerun-timeout"].as<double>() > 0)) {
    throw UsageError("--rerun-timeout must be above 0, such as 1800.");
  }
}

void measure_again(const Arguments& arguments, std::span<const SummarisedRun> candidate,
                   const results::GateOptions& options, results::GateResult& result) {
  if (arguments.count("rerun") == 0 || results::suspects_of(result).empty()) return;
  result.again.emplace();
  result.again->turns = arguments["again"].as<int>();
  try {
    Turns turns(arguments, candidate, options, case_options(result));
    for (int turn = 1; turn <= result.again->turns; ++turn) {
      // Each side comes first as often as last, so that a drift weighs on both alike.
      const bool candidate_first = turn % 2 == 0;
      for (const bool second : {false, true}) {
        const Side side = candidate_first == second ? Side::baseline : Side::candidate;
        log_info(fmt::format("suspects are measured again: turn {} of {}, {}", turn,
                             result.again->turns, name(side)));
        turns.measure(turn, side);
      }
    }
    results::judge_again(result, turns.runs(Side::baseline), turns.runs(Side::candidate), options);
  } catch (const Error& error) {
    result.again->failure = error.what();
  }
}

}  // namespace steelyard::app
