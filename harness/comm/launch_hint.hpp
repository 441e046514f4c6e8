#pragma once

#include <functional>
#include <optional>
#include <string>

namespace steelyard::comm {

/// What the environment says of the launch, before MPI is touched: how many processes a launcher
/// (mpirun, srun, torchrun-like variables) meant to start; 0 when none did. Used to refuse N
/// independent copies started by a launcher that this MPI does not know.
struct LaunchHint {
  int world_size = 0;
  int rank = 0;
  std::string launcher;  ///< "Open MPI mpirun", "Slurm srun", "MPICH/Hydra", ...
};

/// Reads this process's environment.
LaunchHint launch_hint();

/// The value of an environment variable, or nothing.
using EnvironmentLookup = std::function<std::optional<std::string>(const char*)>;

/// That of this process.
std::optional<std::string> lookup_environment(const char* variable);

/// The same, as a pure function. The innermost launcher wins: mpirun inside a Slurm job sees the
/// variables of both. A pair of variables that are not whole numbers with 0 <= rank < size is
/// passed over.
LaunchHint launch_hint(const EnvironmentLookup& lookup);

}  // namespace steelyard::comm
