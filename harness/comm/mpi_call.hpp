#pragma once

#include <string>

/// The one place through which every MPI call goes. Nothing outside harness/comm includes this.
namespace steelyard::comm {

/// Throws CommError with `call` and MPI's own text unless `status` is MPI_SUCCESS:
///
///     check(MPI_Barrier(comm), "MPI_Barrier");
void check(int status, const char* call);

/// For destructors: logs the same text instead of throwing.
void check_quietly(int status, const char* call) noexcept;

/// MPI_COMM_WORLD is ready for use: between MPI_Init and MPI_Finalize.
bool mpi_running() noexcept;

}  // namespace steelyard::comm
