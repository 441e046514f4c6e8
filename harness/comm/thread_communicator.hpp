#pragma once

#include <functional>

#include "harness/comm/communicator.hpp"

namespace steelyard::comm {

/// Runs `body` on `ranks` threads of this process, each with its own communicator, and waits for
/// all. The first exception of a rank aborts the others' blocked calls and is rethrown here.
///
///     run_thread_ranks(4, [](Communicator& comm) { comm.barrier(); });
void run_thread_ranks(int ranks, const std::function<void(Communicator&)>& body);

}  // namespace steelyard::comm
