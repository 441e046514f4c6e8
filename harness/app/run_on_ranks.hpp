#pragma once

#include <string>

#include "harness/app/command.hpp"
#include "harness/app/run_options.hpp"
#include "harness/comm/communicator.hpp"
#include "harness/run/watchdog.hpp"

namespace steelyard::app {

/// How long a step of the launch may take: drivers that load, nodes that boot their file systems.
double launch_seconds(int ranks);

/// `steelyard run` once MPI is up: opens devices, plans, checks that all ranks fit together, and
/// executes. Collective. Returns the exit code of the run; throws run::Ended, on every rank, for
/// what ends it before that.
ExitCode run_on_ranks(comm::Communicator& control, comm::Communicator& measured,
                      run::Watchdog& watchdog, const Arguments& arguments, RunRequest request,
                      const std::string& command_line);

}  // namespace steelyard::app
