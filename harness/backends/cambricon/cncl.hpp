#pragma once

#include "harness/backends/cambricon/runtime.hpp"

namespace steelyard::cambricon {

/// CNCL's functions.
struct Cncl {
  decltype(cnclGetErrorStr)* error_text;
  decltype(cnclGetLibVersion)* version;
  decltype(cnclGetCliqueId)* clique_id;
  decltype(cnclInitComms)* init;
  decltype(cnclDestroyComms)* destroy;
  decltype(cnclAbortComm)* abort;
  decltype(cnclGetCommAsyncError)* asynchronous_error;
  decltype(cnclAllReduce)* all_reduce;
  decltype(cnclReduceScatter)* reduce_scatter;
  decltype(cnclAllGather)* all_gather;
  decltype(cnclBroadcast)* broadcast;
  decltype(cnclAlltoAll)* all_to_all;
  decltype(cnclSend)* send;
  decltype(cnclRecv)* receive;
  decltype(cnclGroupStart)* group_start;
  decltype(cnclGroupEnd)* group_end;
};

/// Opened once for the process. Throws kit::Failure, at each call anew, as long as there is none.
const Cncl& cncl();

/// Throws kit::Failure unless `status` is CNCL_RET_SUCCESS; `what` is the vendor's function.
void check(cnclResult_t status, const char* what);

/// The type under which elements are moved: CNCL has no f64, which travels as 64-bit integers.
/// Throws kit::Failure (SY_UNSUPPORTED) for a dtype that CNCL does not carry.
cnclDataType_t moved_dtype(sy_dtype dtype);
/// The same for a dtype that is reduced, where f64 is refused.
cnclDataType_t reducible_dtype(sy_dtype dtype);
cnclReduceOp_t cncl_op(sy_reduce_op op);

}  // namespace steelyard::cambricon
