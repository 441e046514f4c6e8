#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <cmath>
#include <cstdio>
#include <set>
#include <string>
#include <vector>

#include "harness/app/command.hpp"
#include "harness/app/conformance_report.hpp"
#include "harness/app/torch_options.hpp"
#include "harness/core/clock.hpp"
#include "harness/core/error.hpp"
#include "harness/core/suggestion.hpp"
#include "harness/device/conformance/climber.hpp"
#include "harness/device/loader.hpp"

namespace steelyard::app {
namespace {

namespace po = boost::program_options;
namespace conformance = device::conformance;

void describe(Options& options) {
  auto add = options.named.add_options();
  add("backend", po::value<std::string>()->default_value("auto")->value_name("NAME"),
      "which backend climbs; auto takes the first accelerator that is there, else the CPU");
  add("backend-file", po::value<std::string>()->value_name("FILE"),
      "a backend's shared object outside the usual folders");
  describe_torch_options(options);
  add("rung", po::value<std::vector<std::string>>()->composing()->value_name("RUNG"),
      "climb this rung alone: its number, its id (gemm.batches) or a whole group (gemm); may be "
      "given more than once");
  add("list", po::bool_switch(), "print the rungs and climb none");
  add("seconds", po::value<double>()->default_value(120, "120")->value_name("N"),
      "longest time for one rung before it fails and its process is killed");
  add("format", po::value<std::string>()->default_value("text")->value_name("FORMAT"),
      "text or json");
  add("quiet,q", po::bool_switch(), "only the rungs that failed, and the last lines");
  add("color", po::value<std::string>()->default_value("auto")->value_name("WHEN"),
      "auto, always or never");
}

bool matches(const conformance::Rung& rung, const std::string& wanted) {
  return wanted == rung.id || wanted == rung.group() || wanted == std::to_string(rung.number);
}

/// Those asked for with --rung, or all. Throws UsageError, naming the nearest, for one that is
/// none.
std::vector<conformance::Rung> chosen_rungs(const Arguments& arguments) {
  const auto ladder = conformance::ladder();
  if (arguments.count("rung") == 0) return {ladder.begin(), ladder.end()};
  std::set<int> numbers;
  for (const std::string& wanted : arguments["rung"].as<std::vector<std::string>>()) {
    std::vector<std::string> valid;
    bool found = false;
    for (const conformance::Rung& rung : ladder) {
      valid.emplace_back(rung.id);
      if (!matches(rung, wanted)) continue;
      numbers.insert(rung.number);
      found = true;
    }
    if (!found) {
      throw UsageError(unknown_name("rung", wanted, valid) +
                       " `steelyard conformance --list` prints them all.");
    }
  }
  std::vector<conformance::Rung> chosen;
  chosen.reserve(numbers.size());
  for (const int number : numbers) chosen.push_back(ladder[static_cast<std::size_t>(number - 1)]);
  return chosen;
}

device::BackendListing chosen_backend(const Arguments& arguments) {
  if (arguments.count("backend-file") > 0) {
    return device::choose_backend_file(arguments["backend-file"].as<std::string>());
  }
  return device::choose_backend(arguments["backend"].as<std::string>());
}

double seconds_of(const Arguments& arguments) {
  const double seconds = arguments["seconds"].as<double>();
  if (!std::isfinite(seconds) || seconds <= 0) {
    throw UsageError(fmt::format("--seconds {:g} is not above 0", seconds));
  }
  return seconds;
}

/// Prints at once: a climb may take minutes, and may be the last thing a machine does.
void print(const std::string& text) {
  std::fputs(text.c_str(), stdout);
  std::fflush(stdout);
}

ExitCode execute(const Arguments& arguments, const std::string&) {
  const bool json = choice(arguments, "format", {"text", "json"}) == "json";
  const std::string when = choice(arguments, "color", {"auto", "always", "never"});
  const bool color = when == "always" || (when == "auto" && ::isatty(STDOUT_FILENO) != 0);
  const bool quiet = arguments["quiet"].as<bool>();
  const std::vector<conformance::Rung> rungs = chosen_rungs(arguments);
  const conformance::ClimbLimits limits{.seconds = seconds_of(arguments)};
  if (arguments["list"].as<bool>()) {
    print(json ? ladder_json(rungs) : ladder_text(rungs));
    return ExitCode::fine;
  }
  apply_torch_options(arguments);
  ClimbRecord climb{.backend = chosen_backend(arguments),
                    .whole = rungs.size() == conformance::ladder().size(),
                    .started_utc = utc_now()};
  if (!json && !quiet) print(heading(climb.backend));
  conformance::climb_apart(climb.backend, rungs, limits, [&](const conformance::Step& step) {
    climb.steps.push_back(step);
    const bool failed = step.verdict.outcome == conformance::Outcome::failed;
    if (!json && (failed || !quiet)) print(step_text(step, color));
  });
  print(json ? climb_json(climb) : summary_text(climb));
  return count(climb, conformance::Outcome::failed) > 0 ? ExitCode::wrong_result : ExitCode::fine;
}

}  // namespace

const Command& conformance_command() {
  static const Command command{"conformance",
                               "[OPTIONS]",
                               "climb the ladder that shows where a backend stands",
                               "Each rung does something to the backend, in another process, and "
                               "looks at what comes of it:\n"
                               "it passes, fails with the first flaw, or is not offered, for the "
                               "reason given. Exit code 1 if\n"
                               "a rung failed, 5 if the backend is not usable here. "
                               "docs/vendor-guide.md says what each rung\n"
                               "wants, docs/conformance-json.md what --format json prints.",
                               describe,
                               execute};
  return command;
}

}  // namespace steelyard::app
