#include "harness/backends/cambricon/cncl.hpp"

#include <fmt/format.h>

namespace steelyard::cambricon {
namespace {

Cncl load() {
  const kit::VendorLibrary library = open_library("CNCL of Cambricon's Neuware", "libcncl.so");
#define REQUIRED(NAME) library.function<decltype(NAME)>(#NAME)
  return {REQUIRED(cnclGetErrorStr),
          REQUIRED(cnclGetLibVersion),
          REQUIRED(cnclGetCliqueId),
          REQUIRED(cnclInitComms),
          REQUIRED(cnclDestroyComms),
          REQUIRED(cnclAbortComm),
          REQUIRED(cnclGetCommAsyncError),
          REQUIRED(cnclAllReduce),
          REQUIRED(cnclReduceScatter),
          REQUIRED(cnclAllGather),
          REQUIRED(cnclBroadcast),
          REQUIRED(cnclAlltoAll),
          REQUIRED(cnclSend),
          REQUIRED(cnclRecv),
          REQUIRED(cnclGroupStart),
          REQUIRED(cnclGroupEnd)};
#undef REQUIRED
}

sy_status status_of(cnclResult_t result) {
  switch (result) {
    case CNCL_RET_ERR_MLU_ALLOCATE:
    case CNCL_RET_ERR_CNRT_MALLOC:
      return SY_OUT_OF_MEMORY;
    case CNCL_RET_ERR_UNSUPPORTED:
      return SY_UNSUPPORTED;
    default:
      return SY_FAILED;
  }
}

}  // namespace

const Cncl& cncl() {
  static const Cncl loaded = load();
  return loaded;
}

void check(cnclResult_t status, const char* what) {
  if (status == CNCL_RET_SUCCESS) return;
  const char* const text = cncl().error_text(status);
  throw kit::Failure(
      status_of(status),
      fmt::format("{} failed with error {:#x} of CNCL{}{}.", what, static_cast<int>(status),
                  text == nullptr ? "" : ": ", text == nullptr ? "" : text));
}

cnclDataType_t moved_dtype(sy_dtype dtype) {
  switch (dtype) {
    case SY_F64:
      return cnclInt64;
    case SY_F32:
      return cnclFloat32;
    case SY_BF16:
      return cnclBfloat16;
    case SY_FP16:
      return cnclFloat16;
    case SY_INT8:
      return cnclInt8;
    case SY_UINT8:
      return cnclUint8;
    case SY_INT32:
      return cnclInt32;
    default:
      throw kit::Failure(SY_UNSUPPORTED, "CNCL has no such dtype.");
  }
}

cnclDataType_t reducible_dtype(sy_dtype dtype) {
  if (dtype == SY_F64) throw kit::Failure(SY_UNSUPPORTED, "CNCL reduces no f64.");
  return moved_dtype(dtype);
}

cnclReduceOp_t cncl_op(sy_reduce_op op) {
  if (op == SY_MIN) return cnclMin;
  return op == SY_MAX ? cnclMax : cnclSum;
}

}  // namespace steelyard::cambricon
