#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "harness/core/exit_code.hpp"

namespace steelyard::app {

/// Runs each job in a copy of this process (fork), `at_once` at a time, and waits for all. Returns
/// their exit codes in order; what a job throws is logged and is the code of its error. A job that
/// a signal ended counts as ExitCode::infrastructure. To be called while this process has one
/// thread. Throws Error if no process can be started, after waiting for those that were.
std::vector<ExitCode> run_in_processes(std::span<const std::function<ExitCode()>> jobs,
                                       std::size_t at_once);

}  // namespace steelyard::app
