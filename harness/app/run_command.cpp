#include <fmt/format.h>

#include <cstdio>
#include <optional>

#include "harness/app/command.hpp"
#include "harness/app/modelled_run.hpp"
#include "harness/app/process_end.hpp"
#include "harness/app/resume.hpp"
#include "harness/app/run_on_ranks.hpp"
#include "harness/app/run_options.hpp"
#include "harness/app/run_setup.hpp"
#include "harness/app/torch_options.hpp"
#include "harness/comm/launch_hint.hpp"
#include "harness/comm/mpi_communicator.hpp"
#include "harness/core/error.hpp"
#include "harness/core/log.hpp"
#include "harness/run/agreement.hpp"
#include "harness/run/watchdog.hpp"

namespace steelyard::app {
namespace {

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
  check_run_options(arguments);
  if (asks_for_model(arguments)) {
    run::block_signals();
    return run_modelled(arguments, command_line);
  }
  apply_torch_options(arguments);
  std::optional<RunRequest> request;
  if (arguments.count("resume") == 0) request = request_of(arguments);

  run::block_signals();
  run::Watchdog watchdog({.label = fmt::format("rank {} ({})", hint.rank, host_name()),
                          .step_timeout_seconds = positive(arguments, "case-timeout", 0),
                          .signals = true,
                          .end = end_process,
                          .end_within = end_process_within});
  if (request) {
    request->choice =
        std::make_shared<device::EarlyChoice>(request->backend, backend_file(arguments));
  }
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
                               describe_run_options,
                               execute};
  return command;
}

}  // namespace steelyard::app
