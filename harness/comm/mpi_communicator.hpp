#pragma once

#include <memory>

#include "harness/comm/communicator.hpp"
#include "harness/comm/launch_hint.hpp"

namespace steelyard::comm {

/// Owns MPI_Init_thread and MPI_Finalize. Exactly one per process, made in main() before any
/// communicator and destroyed after all. If MPI is not started by a launcher, it is one rank.
///
/// Asks for MPI_THREAD_MULTIPLE, so that a watchdog thread may call Communicator::abort(); the
/// level that was given stands in Communicator::description(). Sets
/// OMPI_MCA_btl_vader_single_copy_mechanism=none unless the variable is set, and nothing else.
///
/// Catch exceptions while the session lives, agree with the other ranks, then let it end:
/// MPI_Finalize waits for all ranks. Destroyed by an exception on its way out, with other ranks
/// there, it therefore aborts all ranks with exit code 5 instead of waiting for ever.
class MpiSession {
 public:
  /// Throws CommError if MPI cannot start.
  MpiSession();
  ~MpiSession();
  MpiSession(const MpiSession&) = delete;
  MpiSession& operator=(const MpiSession&) = delete;

  /// MPI_COMM_WORLD, duplicated: collective. Errors return and become CommError with MPI's own
  /// text.
  std::unique_ptr<Communicator> world();
};

}  // namespace steelyard::comm
