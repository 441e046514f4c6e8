#pragma once

#include "harness/core/exit_code.hpp"

namespace steelyard::app {

/// Ends this process at once, from any thread: no destructor and no exit handler runs, since those
/// may wait for what hangs.
[[noreturn]] void end_process(ExitCode code);

/// The same in that many seconds, from a signal handler, whatever all threads are stuck in. The
/// exit code is that of an incomplete run.
void end_process_within(double seconds);

}  // namespace steelyard::app
