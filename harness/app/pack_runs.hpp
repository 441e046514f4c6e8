#pragma once

#include <string>
#include <vector>

#include "harness/core/exit_code.hpp"

namespace steelyard::app {

/// `history --pack PACK`: adds the runs of files and folders to a pack, and prints what became of
/// it. ExitCode::incomplete if a run was left out, since it is not finished. Throws what
/// run_files() and results::extend_pack() throw.
ExitCode pack_runs(const std::string& pack, const std::vector<std::string>& names);

}  // namespace steelyard::app
