#pragma once

#include "harness/backends/ascend/runtime.hpp"

namespace steelyard::ascend {

/// HCCL's functions.
struct Hccl {
  decltype(HcclGetRootInfo)* root_info;
  decltype(HcclCommInitRootInfo)* init;
  decltype(HcclCommDestroy)* destroy;
  decltype(HcclAllReduce)* all_reduce;
  decltype(HcclReduceScatter)* reduce_scatter;
  decltype(HcclAllGather)* all_gather;
  decltype(HcclBroadcast)* broadcast;
  decltype(HcclAlltoAll)* all_to_all;
  decltype(HcclSend)* send;
  decltype(HcclRecv)* receive;
  decltype(HcclBatchSendRecv)* batch;
  decltype(HcclGetCommAsyncError)* asynchronous_error;  ///< null in older CANN
  decltype(HcclGetErrorString)* error_text;             ///< null in older CANN
};

/// Opened once for the process. Throws kit::Failure, at each call anew, as long as there is none.
const Hccl& hccl();

/// Throws kit::Failure unless `status` is HCCL_SUCCESS; `what` is the vendor's function.
void check(HcclResult status, const char* what);

/// Throws kit::Failure (SY_UNSUPPORTED) for a dtype that HCCL does not carry.
HcclDataType hccl_dtype(sy_dtype dtype);
/// The same for a dtype that HCCL does not reduce.
HcclDataType reducible_dtype(sy_dtype dtype);
HcclReduceOp hccl_op(sy_reduce_op op);

}  // namespace steelyard::ascend
