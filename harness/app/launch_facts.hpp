#pragma once

#include <string>
#include <vector>

#include "harness/app/run_setup.hpp"
#include "harness/comm/communicator.hpp"
#include "harness/run/launch_check.hpp"
#include "harness/run/plan.hpp"
#include "harness/run/suite.hpp"

/// What this process says of itself at the launch (harness/run/launch_check.hpp judges it).
namespace steelyard::app {

/// What all ranks must have alike before their devices are opened: program, its build, libraries,
/// suite and settings. Throws DataError if the program's file cannot be read.
std::vector<run::SharedFact> program_facts(const comm::Communicator& comm, const run::Suite& suite,
                                           std::uint64_t seed, double step_timeout_seconds);

/// What this rank says of its device and plan.
run::LaunchFacts launch_facts(const std::string& host, const OpenedDevice& opened,
                              const run::Plan& plan);

/// Compares clocks of hosts and the batch job's figures with this launch; `expected_ranks` is what
/// --expect-ranks says, or 0. Collective; every rank gets the warnings of its own environment, rank
/// 0's count.
std::vector<std::string> launch_warnings(comm::Communicator& comm, const std::string& host,
                                         int expected_ranks);

}  // namespace steelyard::app
