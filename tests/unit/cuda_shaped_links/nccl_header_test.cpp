#include <gtest/gtest.h>
#include <nccl.h>

#include "harness/backends/cuda/libraries.hpp"
#include "harness/backends/cuda_shaped/collective_prototypes.hpp"
#include "tests/unit/cuda_shaped_links/same_call.hpp"

namespace steelyard::cuda_shaped {
namespace {

namespace ours = prototypes::nccl;

static_assert(sizeof(ncclUniqueId) == NCCL_UNIQUE_ID_BYTES);
static_assert(cuda::collectives.unique_id_bytes == NCCL_UNIQUE_ID_BYTES);

static_assert(same_call<decltype(ncclGetVersion), ours::GetVersion>);
static_assert(same_call<decltype(ncclGetUniqueId), ours::GetUniqueId>);
static_assert(same_call<decltype(ncclCommInitRank), ours::CommInitRank<NCCL_UNIQUE_ID_BYTES>>);
static_assert(same_call<decltype(ncclCommDestroy), ours::CommDestroy>);
static_assert(same_call<decltype(ncclCommAbort), ours::CommAbort>);
static_assert(same_call<decltype(ncclCommGetAsyncError), ours::CommGetAsyncError>);
static_assert(same_call<decltype(ncclGetErrorString), ours::GetErrorString>);
static_assert(same_call<decltype(ncclGetLastError), ours::GetLastError>);
static_assert(same_call<decltype(ncclAllReduce), ours::AllReduce>);
static_assert(same_call<decltype(ncclReduceScatter), ours::ReduceScatter>);
static_assert(same_call<decltype(ncclAllGather), ours::AllGather>);
static_assert(same_call<decltype(ncclBroadcast), ours::Broadcast>);
static_assert(same_call<decltype(ncclSend), ours::Send>);
static_assert(same_call<decltype(ncclRecv), ours::Recv>);
static_assert(same_call<decltype(ncclGroupStart), ours::GroupStart>);
static_assert(same_call<decltype(ncclGroupEnd), ours::GroupEnd>);
#if NCCL_VERSION_CODE >= NCCL_VERSION(2, 28, 0)
static_assert(same_call<decltype(ncclAlltoAll), ours::AllToAll>);
#endif

constexpr int number_of(sy_dtype dtype) {
  for (const CollectiveDtype& offered : nccl_dtypes) {
    if (offered.dtype == dtype) return offered.number;
  }
  return -1;
}
static_assert(number_of(SY_INT8) == ncclInt8);
static_assert(number_of(SY_UINT8) == ncclUint8);
static_assert(number_of(SY_INT32) == ncclInt32);
static_assert(number_of(SY_FP16) == ncclFloat16);
static_assert(number_of(SY_F32) == ncclFloat32);
static_assert(number_of(SY_F64) == ncclFloat64);
static_assert(number_of(SY_BF16) == ncclBfloat16);
static_assert(cuda::collectives.sum == ncclSum);
static_assert(cuda::collectives.max == ncclMax);
static_assert(cuda::collectives.min == ncclMin);

static_assert(ncclSuccess == 0 && ncclInvalidArgument == 4 && ncclInvalidUsage == 5 &&
              ncclInProgress == 7);

TEST(NcclHeader, AgreesWithWhatIsDeclaredHere) {
  EXPECT_STREQ(cuda::collectives.all_to_all_name, "AlltoAll");
}

TEST(SameCall, TellsWhatIsPassedInAnotherWay) {
  struct Small {
    char bytes[64];
  };
  EXPECT_TRUE((same_call<int(void*, unsigned), ncclResult_t(ncclComm_t, int)>));
  EXPECT_FALSE((same_call<int(void*), int(int)>));
  EXPECT_FALSE((same_call<int(void*), int(void*, int)>));
  EXPECT_FALSE((same_call<int(long), int(int)>));
  EXPECT_FALSE((same_call<int(float), int(int)>));
  EXPECT_FALSE((same_call<int(ncclUniqueId), int(Small)>));
  EXPECT_FALSE((same_call<void*(int), int(int)>));
}

}  // namespace
}  // namespace steelyard::cuda_shaped
