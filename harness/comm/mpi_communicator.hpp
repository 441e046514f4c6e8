#pragma once

#include <memory>

#include "harness/comm/communicator.hpp"

namespace steelyard::comm {

/// Owns MPI_Init_thread and MPI_Finalize. Exactly one per process, made in main() before any
/// communicator and destroyed after all. If MPI is not started by a launcher, it is one rank.
class MpiSession {
 public:
  /// Throws CommError if MPI cannot start.
  MpiSession();
  ~MpiSession();
  MpiSession(const MpiSession&) = delete;
  MpiSession& operator=(const MpiSession&) = delete;

  /// MPI_COMM_WORLD, duplicated. Errors return and become CommError with MPI's own text.
  std::unique_ptr<Communicator> world();
};

/// What the environment says of the launch, before MPI is touched: how many processes a launcher
/// (mpirun, srun, torchrun-like variables) meant to start; 0 when none did. Used to refuse N
/// independent copies started by a launcher that this MPI does not know.
struct LaunchHint {
  int world_size = 0;
  int rank = 0;
  std::string launcher;  ///< "Open MPI mpirun", "Slurm srun", "MPICH/Hydra", ...
};
LaunchHint launch_hint();

}  // namespace steelyard::comm
