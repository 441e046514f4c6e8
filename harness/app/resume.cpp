#include "harness/app/resume.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "harness/app/resources.hpp"
#include "harness/app/version.hpp"
#include "harness/core/digest.hpp"
#include "harness/core/error.hpp"
#include "harness/core/log.hpp"
#include "harness/run/agreement.hpp"
#include "harness/run/case_selection.hpp"
#include "harness/run/conclusion.hpp"
#include "harness/run/runner.hpp"
#include "results/chips/catalogue.hpp"
#include "results/store/run_file.hpp"

namespace steelyard::app {
namespace {

using nlohmann::json;

bool given(const Arguments& arguments, const std::string& option) {
  return arguments.count(option) > 0 && !arguments[option].defaulted();
}

/// Compares what the file has with what this run has, and names a difference.
class Comparison {
 public:
  template <class Value>
  void operator()(std::string_view what, const Value& file, const Value& now) {
    if (file == now) return;
    differences_.push_back(fmt::format("{}: {} in the file, {} now", what, file, now));
  }
  void say(std::string difference) { differences_.push_back(std::move(difference)); }
  const std::vector<std::string>& differences() const { return differences_; }

 private:
  std::vector<std::string> differences_;
};

std::string named_suite(const std::string& name, const std::string& sha256) {
  return fmt::format("{} (sha256 {})", name, sha256.substr(0, 12));
}

/// Options that were given must say what the file says.
void compare_options(const Arguments& arguments, const RunInfo& file, Comparison& compare) {
  if (given(arguments, "suite")) {
    const auto folders = suite_folders();
    const auto suite = run::load_suite(arguments["suite"].as<std::string>(), folders);
    compare("suite", named_suite(file.suite_name, file.suite_sha256),
            named_suite(suite.name, suite.sha256));
  }
  if (given(arguments, "seed")) {
    compare("seed", file.seed, arguments["seed"].as<std::uint64_t>());
  }
  if (given(arguments, "rounds")) compare("rounds", file.rounds, arguments["rounds"].as<int>());
  if (given(arguments, "precision")) {
    compare("precision", file.precision, arguments["precision"].as<double>());
  }
  if (given(arguments, "label")) {
    compare("label", "'" + file.label + "'", "'" + arguments["label"].as<std::string>() + "'");
  }
  if (given(arguments, "chip")) {
    const auto catalogue = results::Catalogue::load(chips_folder());
    compare("chip", file.chip, catalogue.find(arguments["chip"].as<std::string>()).id);
  }
}

/// What measures now must be what measured then. Devices are compared once they are open.
void compare_program(const RunRecord& file, int ranks, Comparison& compare) {
  compare("program version", file.info.tool_version, std::string(version));
  compare("method version", file.info.method_version, run::measurement_method_version);
  compare("number of ranks", file.info.environment.ranks.size(), static_cast<std::size_t>(ranks));
}

/// Refuses files that no run of this program leaves.
void check_settings(const RunRecord& run) {
  const RunInfo& info = run.info;
  if (info.origin != Origin::measured && info.origin != Origin::emulated) {
    throw UsageError(fmt::format(
        "The file's numbers are {}; only a run that this program measured can be resumed.",
        name(info.origin)));
  }
  if (info.rounds < 1 || info.rounds > 1000 || !std::isfinite(info.precision) ||
      info.precision <= 0 || !std::isfinite(info.budget_seconds) || info.budget_seconds < 0) {
    throw DataError("The file's rounds, precision or budget are none that a run can have.");
  }
  for (const CaseRecord& record : run.cases) {
    if (static_cast<std::size_t>(record.ranks) != info.environment.ranks.size()) {
      throw DataError(fmt::format("The file's case {} has {} ranks, and the file's run {}.",
                                  record.id, record.ranks, info.environment.ranks.size()));
    }
  }
  if (sha256(info.suite_text) != info.suite_sha256) {
    throw DataError("The suite's text in the file is not the one that its checksum is of.");
  }
}

double wanted_budget(const Arguments& arguments, const RunInfo& file) {
  if (!given(arguments, "budget")) return file.budget_seconds;
  const double seconds = arguments["budget"].as<double>();
  if (!std::isfinite(seconds) || seconds <= 0) {
    throw UsageError(fmt::format("--budget {:g} is not above 0", seconds));
  }
  return seconds;
}

std::string only_backend(const Environment& environment) {
  std::set<std::string> backends;
  for (const RankInfo& rank : environment.ranks) backends.insert(rank.backend);
  return backends.size() == 1 ? *backends.begin() : "auto";
}

std::size_t visits_of(const RunRecord& run) {
  std::size_t visits = 0;
  for (const CaseRecord& record : run.cases) visits += record.visits.size();
  return visits;
}

std::ptrdiff_t not_reached(const RunRecord& run) {
  return std::count_if(run.cases.begin(), run.cases.end(), [](const CaseRecord& record) {
    return record.outcome == Outcome::not_reached;
  });
}

/// Why nothing is missing, or "".
std::string completeness(const RunRecord& run, double budget, const std::string& file) {
  if (run.info.state != RunState::complete) return "";
  const auto left = not_reached(run);
  if (left == 0) {
    return fmt::format("'{}' is complete, with {} cases; nothing is left to do", file,
                       run.cases.size());
  }
  // What the budget left over can be gone on with only by a larger one.
  if (budget > run.info.budget_seconds) return "";
  return fmt::format(
      "'{}' is complete: {} of {} cases were not reached in its budget of {:g} s; a larger "
      "--budget goes on with them",
      file, left, run.cases.size(), run.info.budget_seconds);
}

/// What rank 0 reads, checks and tells.
json read_and_check(const Arguments& arguments, int ranks, ResumedRun& resumed) {
  const std::string file = arguments["resume"].as<std::string>();
  RunRecord run = results::read_ended_run(file, results::resume_patience_seconds);
  const double budget = wanted_budget(arguments, run.info);
  Comparison options;
  compare_options(arguments, run.info, options);
  resumed.nothing_to_do = completeness(run, budget, file);
  Comparison all = options;
  compare_program(run, ranks, all);
  // Nothing is measured any more if the file is complete; only a wrong wish is refused then.
  const auto& differences = (resumed.nothing_to_do.empty() ? all : options).differences();
  if (!differences.empty()) throw UsageError(run::refusal(differences));
  check_settings(run);

  resumed.earlier.elapsed_seconds = run::elapsed_seconds(run);
  if (resumed.nothing_to_do.empty()) {
    log_info(fmt::format(
        "going on with '{}': {} visits and {} of {} outcomes are there, {:.1f} s "
        "of the run have passed",
        file, visits_of(run), static_cast<std::ptrdiff_t>(run.cases.size()) - not_reached(run),
        run.cases.size(), resumed.earlier.elapsed_seconds));
  }
  json told{{"suite", run.info.suite_text},
            {"rounds", run.info.rounds},
            {"precision", run.info.precision},
            {"budget", budget},
            {"seed", run.info.seed},
            {"label", run.info.label},
            {"chip", run.info.chip},
            {"backend", only_backend(run.info.environment)},
            {"elapsed", resumed.earlier.elapsed_seconds},
            {"done", resumed.nothing_to_do},
            {"code", static_cast<int>(run::exit_code_of(run))},
            {"only", run::selection_of(run)},
            {"cases", json::array()}};
  for (const CaseRecord& record : run.cases) {
    json rounds = json::array();
    for (const Visit& visit : record.visits) rounds.push_back(visit.round);
    told["cases"].push_back({record.id, std::string(name(record.outcome)), std::move(rounds)});
  }
  resumed.earlier.info = std::move(run.info);
  resumed.earlier.cases = std::move(run.cases);
  return told;
}

/// The cases as ranks without samples know them.
std::vector<CaseRecord> cases_from(const json& told) {
  std::vector<CaseRecord> cases;
  for (const json& one : told) {
    CaseRecord& record = cases.emplace_back();
    record.id = one.at(0).get<std::string>();
    record.outcome = parse_outcome(one.at(1).get<std::string>()).value();
    for (const json& round : one.at(2)) record.visits.emplace_back().round = round.get<int>();
  }
  return cases;
}

}  // namespace

ResumedRun resume(comm::Communicator& comm, const Arguments& arguments) {
  ResumedRun resumed;
  std::string text;
  run::agree_or_end(comm, "--resume", [&] {
    if (comm.rank() != 0) return;
    const json told = read_and_check(arguments, comm.size(), resumed);
    text = told.dump(-1, ' ', false, json::error_handler_t::replace);
  });
  comm::broadcast(comm, text);
  const json told = json::parse(text);
  const std::string origin = fmt::format("the suite in {}", arguments["resume"].as<std::string>());
  run::agree_or_end(comm, "--resume", [&] {
    resumed.suite = run::parse_suite(told.at("suite").get<std::string>(), origin);
  });
  resumed.suite.only = told.at("only").get<std::vector<std::string>>();
  resumed.suite.rounds = told.at("rounds").get<int>();
  resumed.suite.precision = told.at("precision").get<double>();
  resumed.suite.budget_seconds = told.at("budget").get<double>();
  resumed.seed = told.at("seed").get<std::uint64_t>();
  resumed.label = told.at("label").get<std::string>();
  resumed.chip = told.at("chip").get<std::string>();
  resumed.backend = told.at("backend").get<std::string>();
  resumed.earlier.elapsed_seconds = told.at("elapsed").get<double>();
  resumed.nothing_to_do = told.at("done").get<std::string>();
  resumed.code = static_cast<ExitCode>(told.at("code").get<int>());
  if (comm.rank() != 0) resumed.earlier.cases = cases_from(told.at("cases"));
  return resumed;
}

}  // namespace steelyard::app
