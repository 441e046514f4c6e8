#pragma once

#include <cstddef>

/// The functions of collective libraries, as this backend calls them. Handles are pointers,
/// statuses and enumerations ints of the same size. tests/unit/cuda_shaped_links holds those of
/// NCCL against its header where that is installed.
namespace steelyard::cuda_shaped::prototypes {

/// An id as C passes it by value. A callee that knows a shorter one reads the beginning of it: on
/// x86-64 both lie on the stack as the only argument there, on AArch64 both come by address.
template <std::size_t bytes>
struct IdByValue {
  char internal[bytes];
};

namespace nccl {
using GetVersion = int(int* version);
using GetUniqueId = int(void* id);
template <std::size_t id_bytes>
using CommInitRank = int(void** comm, int ranks, IdByValue<id_bytes> id, int rank);
using CommDestroy = int(void* comm);
using CommAbort = int(void* comm);
using CommGetAsyncError = int(void* comm, int* status);
using GetErrorString = const char*(int status);
using GetLastError = const char*(void* comm);
using AllReduce = int(const void* send, void* receive, std::size_t count, int dtype, int op,
                      void* comm, void* stream);
using ReduceScatter = AllReduce;  // the count is that of the receiver
using AllGather = int(const void* send, void* receive, std::size_t send_count, int dtype,
                      void* comm, void* stream);
using AllToAll = AllGather;  // the count is for each rank
using AllToAllTwoTypes = int(const void* send, std::size_t count, int dtype, void* receive,
                             std::size_t receive_count, int receive_dtype, void* comm,
                             void* stream);
using Broadcast = int(const void* send, void* receive, std::size_t count, int dtype, int root,
                      void* comm, void* stream);
using Send = int(const void* buffer, std::size_t count, int dtype, int peer, void* comm,
                 void* stream);
using Recv = int(void* buffer, std::size_t count, int dtype, int peer, void* comm, void* stream);
using GroupStart = int();
using GroupEnd = int();
}  // namespace nccl

namespace bkcl {
using GetUniqueId = int(void* id);
using InitRank = int(void** comm, int rank, int ranks, void* id);
using Destroy = int(void* comm);
using Abort = int(void* comm);
using Reduction = int(void* comm, const void* send, void* receive, std::size_t count, int dtype,
                      int op, void* stream);
using Broadcast = Reduction;  // with the root where others have the reduction
using Exchange = int(void* comm, const void* send, std::size_t count, void* receive, int dtype,
                     void* stream);
using Send = int(void* comm, const void* buffer, std::size_t count, int peer, int dtype,
                 void* stream);
using Recv = int(void* comm, void* buffer, std::size_t count, int peer, int dtype, void* stream);
using Group = int();
}  // namespace bkcl

}  // namespace steelyard::cuda_shaped::prototypes
