#pragma once

#include <cstdint>
#include <string>

#include "harness/app/command.hpp"
#include "harness/comm/communicator.hpp"
#include "harness/core/exit_code.hpp"
#include "harness/run/resumption.hpp"
#include "harness/run/suite.hpp"

namespace steelyard::app {

/// What `run --resume FILE` goes on with: the settings of the first start, and what is there. The
/// same on every rank, but for what Resumption says.
struct ResumedRun {
  run::Suite suite;  ///< the file's, with its precision and rounds; the budget is from now on
  std::uint64_t seed = 0;
  std::string label;
  std::string chip;
  std::string backend;  ///< "auto" if the ranks had several
  run::Resumption earlier;
  std::string nothing_to_do;  ///< why, if nothing is missing; then `code` is how the run ended
  ExitCode code = ExitCode::fine;
};

/// Reads the file on rank 0, waiting for a run that still writes to it, and tells the others.
/// Throws Ended on every rank: with exit code 2 if FILE is no run file that can be gone on with, or
/// if an option that was given, the program or the number of ranks differs from the file, naming
/// each; with 5 if another run holds the file. Collective.
ResumedRun resume(comm::Communicator& comm, const Arguments& arguments);

}  // namespace steelyard::app
