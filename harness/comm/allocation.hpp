#pragma once

#include <string>

#include "harness/comm/launch_hint.hpp"

namespace steelyard::comm {

/// A figure of the environment and the variable that holds it; 0: not given.
struct AllocationFigure {
  int value = 0;
  std::string variable;
};

/// What a batch system says of the job in which this process runs. All of it is a hint: a person
/// may rightly start fewer ranks than a job has room for.
struct Allocation {
  std::string scheduler;   ///< "Slurm"; "" outside a batch job
  AllocationFigure ranks;  ///< that the job asked for, where the system knows ranks
  AllocationFigure slots;  ///< cores or the like, of which a rank may use several
  AllocationFigure nodes;
};

/// Reads this process's environment.
Allocation allocation();

/// The same, as a pure function. Slurm's count of ranks is passed over within a step: there it is
/// the step's, which is this run itself, or that of the daemons by which mpirun starts its ranks.
Allocation allocation(const EnvironmentLookup& lookup);

}  // namespace steelyard::comm
