#include "harness/backends/ascend/hccl.hpp"

#include <fmt/format.h>

namespace steelyard::ascend {
namespace {

Hccl load() {
  const kit::VendorLibrary library = open_library("Huawei's HCCL", {"libhccl.so"});
#define REQUIRED(NAME) library.function<decltype(NAME)>(#NAME)
#define OPTIONAL(NAME) library.optional_function<decltype(NAME)>(#NAME)
  return {
      REQUIRED(HcclGetRootInfo),   REQUIRED(HcclCommInitRootInfo), REQUIRED(HcclCommDestroy),
      REQUIRED(HcclAllReduce),     REQUIRED(HcclReduceScatter),    REQUIRED(HcclAllGather),
      REQUIRED(HcclBroadcast),     REQUIRED(HcclAlltoAll),         REQUIRED(HcclSend),
      REQUIRED(HcclRecv),          REQUIRED(HcclBatchSendRecv),    OPTIONAL(HcclGetCommAsyncError),
      OPTIONAL(HcclGetErrorString)};
#undef REQUIRED
#undef OPTIONAL
}

sy_status status_of(HcclResult result) {
  switch (result) {
    case HCCL_E_MEMORY:
      return SY_OUT_OF_MEMORY;
    case HCCL_E_NOT_SUPPORT:
      return SY_UNSUPPORTED;
    default:
      return SY_FAILED;
  }
}

}  // namespace

const Hccl& hccl() {
  static const Hccl loaded = load();
  return loaded;
}

void check(HcclResult status, const char* what) {
  if (status == HCCL_SUCCESS) return;
  const char* const text = hccl().error_text == nullptr ? nullptr : hccl().error_text(status);
  throw kit::Failure(
      status_of(status),
      fmt::format("{} failed with error {} of HCCL{}{}.", what, static_cast<int>(status),
                  text == nullptr ? "" : ": ", text == nullptr ? "" : text));
}

HcclDataType hccl_dtype(sy_dtype dtype) {
  switch (dtype) {
    case SY_F64:
      return HCCL_DATA_TYPE_FP64;
    case SY_F32:
      return HCCL_DATA_TYPE_FP32;
    case SY_BF16:
      return HCCL_DATA_TYPE_BFP16;
    case SY_FP16:
      return HCCL_DATA_TYPE_FP16;
    case SY_INT8:
      return HCCL_DATA_TYPE_INT8;
    case SY_UINT8:
      return HCCL_DATA_TYPE_UINT8;
    case SY_INT32:
      return HCCL_DATA_TYPE_INT32;
    default:
      throw kit::Failure(SY_UNSUPPORTED, "HCCL has no such dtype.");
  }
}

HcclDataType reducible_dtype(sy_dtype dtype) {
  if (dtype == SY_F64 || dtype == SY_UINT8) {
    throw kit::Failure(
        SY_UNSUPPORTED,
        "HCCL reduces f32, bf16, fp16, int8 and int32; f64 and uint8 it only moves.");
  }
  return hccl_dtype(dtype);
}

HcclReduceOp hccl_op(sy_reduce_op op) {
  if (op == SY_MIN) return HCCL_REDUCE_MIN;
  return op == SY_MAX ? HCCL_REDUCE_MAX : HCCL_REDUCE_SUM;
}

}  // namespace steelyard::ascend
