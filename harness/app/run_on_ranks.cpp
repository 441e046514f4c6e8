#include "harness/app/run_on_ranks.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <map>

#include "collectors/table.hpp"
#include "harness/app/launch_facts.hpp"
#include "harness/app/run_setup.hpp"
#include "harness/app/version.hpp"
#include "harness/core/clock.hpp"
#include "harness/core/digest.hpp"
#include "harness/core/log.hpp"
#include "harness/run/agreement.hpp"
#include "harness/run/case_selection.hpp"
#include "harness/run/conclusion.hpp"
#include "harness/run/runner.hpp"

namespace steelyard::app {
namespace {

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

/// Where the numbers of a run come from: one rank that does not measure spoils them all.
Origin origin_of_all(comm::Communicator& comm, const sy_properties& properties) {
  const bool real = comm::all_true(comm, properties.emulated == 0);
  const bool there = comm::all_true(comm, properties.modelled == 0);
  if (!real) return Origin::emulated;
  return there ? Origin::measured : Origin::modelled;
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

}  // namespace

double launch_seconds(int ranks) { return 180 + 0.1 * ranks; }

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
  const DeviceChoice device_choice{
      .backend = request.backend, .file = backend_file(arguments), .begun = request.choice};
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

  run::CollectorOptions options = collector_options(arguments, suite);
  options.at_end = opened.device->properties().modelled != 0;
  std::vector<std::unique_ptr<run::Collector>> collectors;
  for (const run::CollectorPlugin& plugin : collectors::all_collectors()) {
    collectors.push_back(plugin.make(options));
  }
  RunInfo info = describe_run(suite, plan, request.label, command_line);
  info.environment.software = std::move(request.facts);
  run::note_selection(suite, info.environment);
  info.environment.warnings = launch_warnings(control, host, expected_ranks(arguments));
  info.chip = chips_of_all(control, request.chip, opened.device->properties());
  info.origin = origin_of_all(control, opened.device->properties());

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

}  // namespace steelyard::app
