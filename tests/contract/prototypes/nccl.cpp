#include <nccl.h>

#include "harness/backends/cuda/libraries.hpp"
#include "harness/backends/cuda_shaped/collective_prototypes.hpp"
#include "tests/contract/prototypes/prototype.hpp"

namespace steelyard::cuda_shaped {
namespace {

namespace nccl = prototypes::nccl;

#define HOLDS_NCCL(FUNCTION)                                                                \
  static_assert(::steelyard::prototypes::same<nccl::FUNCTION*, decltype(::nccl##FUNCTION)>, \
                "nccl" #FUNCTION " is declared otherwise in the vendor's header")

HOLDS_NCCL(GetVersion);
HOLDS_NCCL(CommDestroy);
HOLDS_NCCL(CommAbort);
HOLDS_NCCL(CommGetAsyncError);
HOLDS_NCCL(GetErrorString);
HOLDS_NCCL(GetLastError);
HOLDS_NCCL(AllReduce);
HOLDS_NCCL(ReduceScatter);
HOLDS_NCCL(AllGather);
HOLDS_NCCL(Broadcast);
HOLDS_NCCL(Send);
HOLDS_NCCL(Recv);
HOLDS_NCCL(GroupStart);
HOLDS_NCCL(GroupEnd);
HOLDS_NCCL(GetUniqueId);
#if NCCL_VERSION_CODE >= NCCL_VERSION(2, 28, 0)
static_assert(::steelyard::prototypes::same<nccl::AllToAll*, decltype(::ncclAlltoAll)>);
#endif

// The id goes by value, as a structure of as many bytes.
static_assert(std::is_same_v<decltype(::ncclCommInitRank),
                             ncclResult_t(ncclComm_t*, int, ncclUniqueId, int)>);
static_assert(std::is_same_v<nccl::CommInitRank<NCCL_UNIQUE_ID_BYTES>,
                             int(void**, int, prototypes::IdByValue<NCCL_UNIQUE_ID_BYTES>, int)>);
static_assert(sizeof(ncclUniqueId) == cuda::collectives.unique_id_bytes);
static_assert(sizeof(ncclUniqueId) == sizeof(prototypes::IdByValue<NCCL_UNIQUE_ID_BYTES>));
static_assert(alignof(ncclUniqueId) == alignof(prototypes::IdByValue<NCCL_UNIQUE_ID_BYTES>));

constexpr int number_of(sy_dtype dtype) {
  for (const CollectiveDtype& offered : nccl_dtypes) {
    if (offered.dtype == dtype) return offered.number;
  }
  return -1;
}
static_assert(number_of(SY_INT8) == ncclInt8 && number_of(SY_UINT8) == ncclUint8);
static_assert(number_of(SY_INT32) == ncclInt32 && number_of(SY_FP16) == ncclFloat16);
static_assert(number_of(SY_F32) == ncclFloat32 && number_of(SY_F64) == ncclFloat64);
static_assert(number_of(SY_BF16) == ncclBfloat16);
static_assert(cuda::collectives.sum == ncclSum);
static_assert(cuda::collectives.max == ncclMax);
static_assert(cuda::collectives.min == ncclMin);
static_assert(ncclSuccess == 0 && ncclInvalidArgument == 4 && ncclInvalidUsage == 5);
static_assert(ncclInProgress == 7);

}  // namespace
}  // namespace steelyard::cuda_shaped
