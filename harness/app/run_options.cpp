#include "harness/app/run_options.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cmath>

#include "harness/app/modelled_run.hpp"
#include "harness/app/resources.hpp"
#include "harness/app/torch_options.hpp"
#include "harness/comm/launch_hint.hpp"
#include "harness/core/clock.hpp"
#include "harness/core/error.hpp"
#include "results/chips/catalogue.hpp"

namespace steelyard::app {

namespace po = boost::program_options;

namespace {

/// The suite with what the command line says instead.
run::Suite chosen_suite(const Arguments& arguments) {
  const auto folders = suite_folders();
  run::Suite suite = run::load_suite(arguments["suite"].as<std::string>(), folders);
  suite.precision = positive(arguments, "precision", suite.precision);
  suite.budget_seconds = positive(arguments, "budget", suite.budget_seconds);
  if (arguments.count("case") > 0) suite.only = arguments["case"].as<std::vector<std::string>>();
  if (arguments.count("rounds") > 0) {
    suite.rounds = arguments["rounds"].as<int>();
    if (suite.rounds < 1 || suite.rounds > 1000) {
      throw UsageError(fmt::format("--rounds {} is not between 1 and 1000", suite.rounds));
    }
  }
  return suite;
}

/// The catalogue id of --chip, or "".
std::string chosen_chip(const Arguments& arguments) {
  if (arguments.count("chip") == 0) return "";
  const auto catalogue = results::Catalogue::load(chips_folder());
  return catalogue.find(arguments["chip"].as<std::string>()).id;
}

/// "steelyard-quick-20261122-040612.h5"
std::string default_output(const run::Suite& suite) {
  std::string stamp = utc_now();
  std::erase_if(stamp, [](char c) { return c == '-' || c == ':' || c == 'Z'; });
  for (char& c : stamp) c = c == 'T' ? '-' : c;
  return fmt::format("steelyard-{}-{}.h5", suite.name, stamp);
}

/// Whether a person sees standard error: it is a terminal, or a pipe to a launcher on this host
/// (mpirun) whose own standard error is one.
bool messages_reach_a_terminal() {
  if (::isatty(STDERR_FILENO) != 0) return true;
  if (comm::launch_hint().world_size == 0) return false;
  const std::string launcher = fmt::format("/proc/{}/fd/2", ::getppid());
  const int descriptor = ::open(launcher.c_str(), O_RDONLY | O_NOCTTY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const bool terminal = ::isatty(descriptor) != 0;
  ::close(descriptor);
  return terminal;
}

}  // namespace

void describe_run_options(Options& options) {
  auto add = options.named.add_options();
  add("suite", po::value<std::string>()->default_value("quick")->value_name("NAME|FILE"),
      "suite of cases: one that is shipped, or a YAML file");
  add("case", po::value<std::vector<std::string>>()->composing()->value_name("NAME"),
      "only this case of the suite, by its canonical name (see `steelyard cases`); may be "
      "repeated");
  add("backend", po::value<std::string>()->default_value("auto")->value_name("NAME"),
      "family of devices; auto takes the first accelerator that is there, else the CPU");
  add("backend-file", po::value<std::string>()->value_name("FILE"),
      "a backend's shared object outside the usual folders");
  describe_torch_options(options);
  add("output,o", po::value<std::string>()->value_name("FILE"),
      "run file; by default steelyard-SUITE-TIME.h5 in this folder");
  add("force", po::bool_switch(), "overwrite an existing run file");
  add("resume", po::value<std::string>()->value_name("FILE"),
      "go on with the run file of a run that was killed or interrupted; suite and settings are "
      "those of the file");
  add("precision", po::value<double>()->value_name("FRACTION"),
      "relative half-width of the 95 % interval at which a visit stops; 0.01 is 1 %");
  add("rounds", po::value<int>()->value_name("N"), "passes over the suite, in random order");
  add("budget", po::value<double>()->value_name("SECONDS"),
      "end the whole run in this time; cases left over are recorded as not reached; with --resume, "
      "time used before counts, and a larger budget than before may be given");
  add("seed", po::value<std::uint64_t>()->default_value(1)->value_name("N"),
      "of data and of the order of visits");
  add("case-timeout", po::value<double>()->value_name("SECONDS"),
      "longest time for one step, of the set-up too, before its rank counts as hung; by default "
      "from the work of the step, and minutes at least");
  add("chip", po::value<std::string>()->value_name("NAME"),
      "the chip these devices are, where the backend cannot tell; with --backend model the chip "
      "to model; see `steelyard chips`");
  add("devices", po::value<int>()->value_name("N"),
      "model so many devices; by default the whole system, or 8");
  add("figure", po::value<std::vector<std::string>>()->composing()->value_name("NAME=VALUE"),
      "a figure of the modelled chip that the catalogue lacks, or another than it has: bf16=120 "
      "and other types (TFLOP/s), memory (GiB), bandwidth and link (GB/s), nic (Gbit/s), "
      "efficiency; may be repeated");
  add("expect-ranks", po::value<int>()->value_name("N"),
      "refuse to run with another number of ranks");
  add("label", po::value<std::string>()->default_value("")->value_name("TEXT"),
      "kept in the run file");
  add("progress", po::value<std::string>()->default_value("auto")->value_name("HOW"),
      "auto: a live line on a terminal, else log; log: a line for each round and each finished "
      "case; visits: also one for each visit, once it is in the file");
  add("quiet,q", po::bool_switch(), "no progress, only warnings and errors");
  add("color", po::value<std::string>()->default_value("auto")->value_name("WHEN"),
      "auto, always or never");
}

double positive(const Arguments& arguments, const std::string& option, double unset) {
  if (arguments.count(option) == 0) return unset;
  const double value = arguments[option].as<double>();
  if (!std::isfinite(value) || value <= 0) {
    throw UsageError(fmt::format("--{} {:g} is not above 0", option, value));
  }
  return value;
}

int expected_ranks(const Arguments& arguments) {
  if (arguments.count("expect-ranks") == 0) return 0;
  const int ranks = arguments["expect-ranks"].as<int>();
  if (ranks < 1) throw UsageError(fmt::format("--expect-ranks {} is not above 0", ranks));
  return ranks;
}

std::string backend_file(const Arguments& arguments) {
  return arguments.count("backend-file") > 0 ? arguments["backend-file"].as<std::string>() : "";
}

void check_run_options(const Arguments& arguments) {
  choice(arguments, "color", {"auto", "always", "never"});
  choice(arguments, "progress", {"auto", "log", "visits"});
  positive(arguments, "case-timeout", 0);
  expected_ranks(arguments);
  check_model_options(arguments);
  if (arguments.count("resume") == 0) return;
  if (arguments.count("output") > 0 || arguments["force"].as<bool>()) {
    throw UsageError(
        "--resume goes on with its FILE and overwrites nothing; leave out --output and --force");
  }
  if (arguments.count("case") > 0) {
    throw UsageError("--resume goes on with the cases of its FILE; leave out --case");
  }
}

RunRequest request_of(const Arguments& arguments) {
  return {.suite = chosen_suite(arguments),
          .seed = arguments["seed"].as<std::uint64_t>(),
          .label = arguments["label"].as<std::string>(),
          .chip = chosen_chip(arguments),
          .backend = arguments["backend"].as<std::string>()};
}

RunRequest request_of(ResumedRun resumed, const Arguments& arguments) {
  const bool given = !arguments["backend"].defaulted();
  return {.suite = std::move(resumed.suite),
          .seed = resumed.seed,
          .label = std::move(resumed.label),
          .chip = std::move(resumed.chip),
          .backend = given ? arguments["backend"].as<std::string>() : resumed.backend,
          .earlier = std::move(resumed.earlier)};
}

run::CollectorOptions collector_options(const Arguments& arguments, const run::Suite& suite) {
  run::CollectorOptions options;
  const std::string color = choice(arguments, "color", {"auto", "always", "never"});
  options.resume = arguments.count("resume") > 0;
  options.output = options.resume                  ? arguments["resume"].as<std::string>()
                   : arguments.count("output") > 0 ? arguments["output"].as<std::string>()
                                                   : default_output(suite);
  options.force = arguments["force"].as<bool>();
  options.quiet = arguments["quiet"].as<bool>();
  const std::string progress = choice(arguments, "progress", {"auto", "log", "visits"});
  options.terminal = progress == "auto" && messages_reach_a_terminal();
  options.visits = progress == "visits";
  options.color = color == "always" || (color == "auto" && options.terminal);
  return options;
}

}  // namespace steelyard::app
