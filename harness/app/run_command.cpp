#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <map>
#include <optional>

#include "collectors/table.hpp"
#include "harness/app/command.hpp"
#include "harness/app/launch_facts.hpp"
#include "harness/app/process_end.hpp"
#include "harness/app/resources.hpp"
#include "harness/app/resume.hpp"
#include "harness/app/run_setup.hpp"
#include "harness/app/version.hpp"
#include "harness/comm/launch_hint.hpp"
#include "harness/comm/mpi_communicator.hpp"
#include "harness/core/clock.hpp"
#include "harness/core/digest.hpp"
#include "harness/core/error.hpp"
#include "harness/core/log.hpp"
#include "harness/run/agreement.hpp"
#include "harness/run/runner.hpp"
#include "harness/run/watchdog.hpp"
#include "results/chips/catalogue.hpp"

namespace steelyard::app {
namespace {

namespace po = boost::program_options;

void describe(Options& options) {
  auto add = options.named.add_options();
  add("suite", po::value<std::string>()->default_value("quick")->value_name("NAME|FILE"),
      "suite of cases: one that is shipped, or a YAML file");
  add("backend", po::value<std::string>()->default_value("auto")->value_name("NAME"),
      "family of devices; auto takes the first accelerator that is there, else the CPU");
  add("backend-file", po::value<std::string>()->value_name("FILE"),
      "a backend's shared object outside the usual folders");
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
      "longest time for one step, of the set-up too, before its rank counts as hung; by default\n"
      "from the work of the step, and minutes at least");
  add("chip", po::value<std::string>()->value_name("NAME"),
      "the chip these devices are, where the backend cannot tell; see `steelyard chips`");
  add("expect-ranks", po::value<int>()->value_name("N"),
      "refuse to run with another number of ranks");
  add("label", po::value<std::string>()->default_value("")->value_name("TEXT"),
      "kept in the run file");
  add("progress", po::value<std::string>()->default_value("auto")->value_name("HOW"),
      "auto: a live line on a terminal, else log; log: a line for each round and each finished "
      "case; "
      "visits: also one for each visit, once it is in the file");
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

/// What --expect-ranks says, or 0.
int expected_ranks(const Arguments& arguments) {
  if (arguments.count("expect-ranks") == 0) return 0;
  const int ranks = arguments["expect-ranks"].as<int>();
  if (ranks < 1) throw UsageError(fmt::format("--expect-ranks {} is not above 0", ranks));
  return ranks;
}

/// The suite with what the command line says instead.
run::Suite chosen_suite(const Arguments& arguments) {
  const auto folders = suite_folders();
  run::Suite suite = run::load_suite(arguments["suite"].as<std::string>(), folders);
  suite.precision = positive(arguments, "precision", suite.precision);
  suite.budget_seconds = positive(arguments, "budget", suite.budget_seconds);
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

/// Refuses to be one of several that do not know of each other.
void check_world(const comm::LaunchHint& hint, const comm::Communicator& world) {
  if (hint.world_size > 1 && world.size() == 1) {
    throw UsageError(fmt::format(
        "{} started {} processes, but each of them is alone: that launcher belongs to another MPI "
        "than {}; use the mpirun of that library, or `srun --mpi=pmix`",
        hint.launcher, hint.world_size, world.description()));
  }
  if (hint.world_size > 1 && hint.world_size != world.size()) {
    throw UsageError(fmt::format("{} started {} processes, but MPI has {} ranks", hint.launcher,
                                 hint.world_size, world.size()));
  }
  if (world.size() == 1) log_info("one rank; start with `mpirun -n RANKS` for more");
}

/// One name for the chips of all ranks.
std::string chips_of_all(comm::Communicator& comm, const std::string& given,
                         const sy_properties& properties) {
  std::string mine = !given.empty()                  ? given
                     : properties.chip_id[0] != '\0' ? properties.chip_id
                                                     : properties.name;
  std::map<std::string, int> counts;
  for (const std::string& chip : comm::all_gather(comm, mine)) ++counts[chip];
  if (counts.size() == 1) return mine;
  std::string mixed;
  for (const auto& [chip, count] : counts) {
    mixed += fmt::format("{}{} x {}", mixed.empty() ? "mixed: " : " + ", count, chip);
  }
  return mixed;
}

/// What is to be run: as the command line says, or as the file says that is gone on with.
struct RunRequest {
  run::Suite suite;
  std::uint64_t seed = 1;
  std::string label;
  std::string chip;  ///< given, else ""
  std::string backend = "auto";
  std::optional<run::Resumption> earlier = {};
};

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

/// What can be said against the words themselves, before MPI is up.
void check_words(const Arguments& arguments) {
  choice(arguments, "color", {"auto", "always", "never"});
  choice(arguments, "progress", {"auto", "log", "visits"});
  positive(arguments, "case-timeout", 0);
  if (arguments.count("resume") == 0) return;
  if (arguments.count("output") > 0 || arguments["force"].as<bool>()) {
    throw UsageError(
        "--resume goes on with its FILE and overwrites nothing; leave out --output and --force");
  }
}

RunInfo describe_run(const run::Suite& suite, const run::Plan& plan, const std::string& label,
                     const std::string& command_line) {
  RunInfo info;
  info.uuid = random_uuid();
  info.created_utc = utc_now();
  info.tool_version = version;
  info.method_version = run::measurement_method_version;
  info.command_line = command_line;
  info.label = label;
  info.suite_name = suite.name;
  info.suite_text = suite.text;
  info.suite_sha256 = suite.sha256;
  info.seed = plan.seed;
  info.rounds = suite.rounds;
  info.precision = suite.precision;
  info.budget_seconds = suite.budget_seconds;
  return info;
}

std::string summary(const RunRecord& run, const std::string& file) {
  std::map<Outcome, int> counts;
  for (const CaseRecord& record : run.cases) ++counts[record.outcome];
  std::string text = fmt::format("{} cases in {:.0f} s:", run.cases.size(), run.info.wall_seconds);
  for (const auto& [outcome, count] : counts) {
    text +=
        fmt::format(" {} {}{}", count, name(outcome), outcome == counts.rbegin()->first ? "" : ",");
  }
  return text + fmt::format("\nrun file: {}\n", file);
}

/// How long a step of the launch may take: drivers that load, nodes that boot their file systems.
double launch_seconds(int ranks) { return 180 + 0.1 * ranks; }

/// Everything after MPI is up, on every rank.
ExitCode run_on_ranks(comm::Communicator& control, comm::Communicator& measured,
                      run::Watchdog& watchdog, const Arguments& arguments, RunRequest request,
                      const std::string& command_line) {
  const auto launch_step = [&](const char* step) {
    watchdog.step("", step, launch_seconds(control.size()));
  };
  launch_step("checking the launch");
  const std::string host = host_name();
  const run::Suite& suite = request.suite;
  const double step_timeout = positive(arguments, "case-timeout", 0);
  run::check_expected_ranks(control, expected_ranks(arguments));
  run::check_same(control, host, program_facts(control, suite, request.seed, step_timeout));
  DeviceChoice device_choice{.backend = request.backend, .file = ""};
  if (arguments.count("backend-file") > 0) {
    device_choice.file = arguments["backend-file"].as<std::string>();
  }
  launch_step("opening the device");
  OpenedDevice opened = open_device_everywhere(control, host, device_choice);
  if (control.rank() == 0) log_info(opened.why);
  const std::string label = run::rank_label(control.rank(), host, opened.device->label());
  watchdog.introduce(control, label);
  launch_step("planning");
  run::Plan plan = plan_for(control, host, *opened.device, suite, request.seed);
  run::check_launch(control, launch_facts(host, opened, plan));
  launch_step("communicator set-up");
  auto collectives = open_collectives(control, *opened.device);

  const run::CollectorOptions options = collector_options(arguments, suite);
  std::vector<std::unique_ptr<run::Collector>> collectors;
  for (const run::CollectorPlugin& plugin : collectors::all_collectors()) {
    collectors.push_back(plugin.make(options));
  }
  RunInfo info = describe_run(suite, plan, request.label, command_line);
  info.environment.warnings = launch_warnings(control, host, expected_ranks(arguments));
  info.chip = chips_of_all(control, request.chip, opened.device->properties());
  const bool emulated = opened.device->properties().emulated != 0;
  info.origin = comm::all_true(control, !emulated) ? Origin::measured : Origin::emulated;

  run::RunSetup setup{.control = control,
                      .measured = measured,
                      .device = *opened.device,
                      .watchdog = watchdog,
                      .collectives = std::move(collectives),
                      .open_collectives = [&] { return open_collectives(control, *opened.device); },
                      .label = label,
                      .collectors = collectors,
                      .info = std::move(info),
                      .plan = std::move(plan),
                      .options = {.precision = suite.precision,
                                  .max_samples = suite.max_samples,
                                  .max_seconds = suite.max_seconds,
                                  .budget_seconds = suite.budget_seconds},
                      .advice = fmt::format("what was finished is in {0}; `steelyard run --resume "
                                            "{0}` goes on with the rest",
                                            options.output),
                      .earlier = std::move(request.earlier)};
  const RunRecord run = run::execute(setup);
  if (control.rank() == 0 && !options.quiet) {
    std::fputs(summary(run, options.output).c_str(), stdout);
  }
  return run::exit_code_of(run);
}

/// The request of the command line, or of the file that is gone on with; nothing if that is
/// complete, which rank 0 says.
std::optional<RunRequest> resumed_request(comm::Communicator& control, const Arguments& arguments,
                                          ExitCode& code) {
  ResumedRun resumed = resume(control, arguments);
  if (resumed.nothing_to_do.empty()) return request_of(std::move(resumed), arguments);
  if (control.rank() == 0 && !arguments["quiet"].as<bool>()) {
    std::printf("%s\n", resumed.nothing_to_do.c_str());
  }
  code = resumed.code;
  return std::nullopt;
}

ExitCode execute(const Arguments& arguments, const std::string& command_line) {
  const comm::LaunchHint hint = comm::launch_hint();
  if (arguments["quiet"].as<bool>()) set_log_level(LogLevel::warning);
  check_words(arguments);
  expected_ranks(arguments);
  std::optional<RunRequest> request;
  if (arguments.count("resume") == 0) request = request_of(arguments);

  run::block_signals();
  run::Watchdog watchdog({.label = fmt::format("rank {} ({})", hint.rank, host_name()),
                          .step_timeout_seconds = positive(arguments, "case-timeout", 0),
                          .signals = true,
                          .end = end_process,
                          .end_within = end_process_within});
  watchdog.step("", "start of MPI", launch_seconds(hint.world_size));
  comm::MpiSession session;
  const auto control = session.world();
  const auto measured = session.world();
  check_world(hint, *control);
  watchdog.end_by([&](ExitCode code) { control->abort(static_cast<int>(code)); });
  ExitCode code = ExitCode::fine;
  try {
    watchdog.step("", "side channel", launch_seconds(hint.world_size));
    watchdog.connect(*control);
    watchdog.step("", "reading the run file", launch_seconds(hint.world_size));
    if (!request) request = resumed_request(*control, arguments, code);
    if (request) {
      code =
          run_on_ranks(*control, *measured, watchdog, arguments, std::move(*request), command_line);
    }
  } catch (const run::Ended& error) {
    if (control->rank() == 0) log_error(error.what());
    code = error.exit_code();
  } catch (const std::exception& error) {
    // This rank alone knows; the others may wait for it for ever.
    log_error(fmt::format("rank {} ({}): {}", control->rank(), host_name(), error.what()));
    control->abort(static_cast<int>(ExitCode::infrastructure));
  }
  watchdog.step("", "end of MPI", launch_seconds(hint.world_size));
  watchdog.disconnect();
  watchdog.end_by(end_process);
  return code;
}

}  // namespace

const Command& run_command() {
  static const Command command{"run",
                               "[OPTIONS]",
                               "measure a suite on this machine's devices, one rank per device",
                               "Start it under `mpirun -n RANKS` or `srun`; alone it is one rank. "
                               "Options that are not given\n"
                               "are taken from the suite.",
                               describe,
                               execute};
  return command;
}

}  // namespace steelyard::app
