#pragma once

#include <mpi.h>

#include <array>

#include "harness/comm/communicator.hpp"

/// Inside harness/comm only: the MPI names of dtypes and reductions.
namespace steelyard::comm {

/// The reductions of one communicator. MPI knows all but bf16 and fp16, which travel as
/// MPI_UINT16_T and are combined by operations of ours. Made and destroyed while MPI runs.
class MpiReductions {
 public:
  MpiReductions();
  ~MpiReductions();
  MpiReductions(const MpiReductions&) = delete;
  MpiReductions& operator=(const MpiReductions&) = delete;

  /// Throws CommError for a dtype that cannot be reduced.
  static MPI_Datatype datatype(Dtype dtype);
  MPI_Op operation(Dtype dtype, ReduceOp op) const;

 private:
  std::array<MPI_Op, 3> bf16_{MPI_OP_NULL, MPI_OP_NULL, MPI_OP_NULL};  ///< by ReduceOp
  std::array<MPI_Op, 3> fp16_{MPI_OP_NULL, MPI_OP_NULL, MPI_OP_NULL};
};

}  // namespace steelyard::comm
