#pragma once

#include <cstddef>
#include <cstdint>

/// What this backend uses of Huawei's CANN, declared by itself: AscendCL (libascendcl.so), the
/// tensors and executors of aclnn (libnnopbase.so) and its multiplications (libopapi.so), HCCL
/// (libhccl.so) and DCMI (libdcmi.so). Names, order of arguments and numbers are the vendor's;
/// README.md says of each how certain it is. Nothing here is ever linked: the functions are looked
/// up by name, with these declarations as their types.
extern "C" {

// ---- AscendCL ------------------------------------------------------------------------------

using aclError = int;
using aclrtStream = void*;
using aclrtEvent = void*;

inline constexpr aclError ACL_SUCCESS = 0;
inline constexpr aclError ACL_ERROR_INVALID_PARAM = 100000;
inline constexpr aclError ACL_ERROR_UNINITIALIZE = 100001;
inline constexpr aclError ACL_ERROR_REPEAT_INITIALIZE = 100002;
inline constexpr aclError ACL_ERROR_BAD_ALLOC = 200000;
inline constexpr aclError ACL_ERROR_RT_PARAM_INVALID = 107000;
inline constexpr aclError ACL_ERROR_RT_INVALID_DEVICEID = 107001;
inline constexpr aclError ACL_ERROR_RT_CONTEXT_NULL = 107002;
inline constexpr aclError ACL_ERROR_RT_STREAM_CONTEXT = 107003;
inline constexpr aclError ACL_ERROR_RT_EVENT_TIMESTAMP_INVALID = 107006;
inline constexpr aclError ACL_ERROR_RT_INVALID_HANDLE = 107017;
inline constexpr aclError ACL_ERROR_RT_FEATURE_NOT_SUPPORT = 207000;
inline constexpr aclError ACL_ERROR_RT_MEMORY_ALLOCATION = 207001;
inline constexpr aclError ACL_ERROR_RT_DEVICE_OOM = 207018;
inline constexpr aclError ACL_ERROR_RT_LOST_HEARTBEAT = 507010;
inline constexpr aclError ACL_ERROR_RT_AICORE_EXCEPTION = 507015;
inline constexpr aclError ACL_ERROR_RT_STREAM_SYNC_TIMEOUT = 507046;

inline constexpr std::uint32_t ACL_EVENT_TIME_LINE = 0x8;

enum aclrtMemMallocPolicy : int { ACL_MEM_MALLOC_HUGE_FIRST = 0 };
enum aclrtMemcpyKind : int {
  ACL_MEMCPY_HOST_TO_DEVICE = 1,
  ACL_MEMCPY_DEVICE_TO_HOST = 2,
  ACL_MEMCPY_DEVICE_TO_DEVICE = 3
};
enum aclrtMemAttr : int { ACL_HBM_MEM = 1 };
enum aclrtDevAttr : int { ACL_DEV_ATTR_L2_CACHE_SIZE = 302 };
enum aclrtStreamStatus : int { ACL_STREAM_STATUS_COMPLETE = 0, ACL_STREAM_STATUS_NOT_READY = 1 };
enum aclrtEventRecordedStatus : int {
  ACL_EVENT_RECORDED_STATUS_NOT_READY = 0,
  ACL_EVENT_RECORDED_STATUS_COMPLETE = 1
};

aclError aclInit(const char* config);
const char* aclGetRecentErrMsg();
aclError aclrtGetVersion(std::int32_t* major, std::int32_t* minor, std::int32_t* patch);
aclError aclrtGetDeviceCount(std::uint32_t* count);
aclError aclrtSetDevice(std::int32_t device);
aclError aclrtSynchronizeDevice();
const char* aclrtGetSocName();
aclError aclrtGetDeviceInfo(std::uint32_t device, aclrtDevAttr attribute, std::int64_t* value);
aclError aclrtDeviceGetPCIBusId(std::int32_t device, char* id, std::int32_t length);
aclError aclrtGetLogicDevIdByUserDevId(std::int32_t user_device, std::int32_t* logical_device);
aclError aclrtGetMemInfo(aclrtMemAttr attribute, std::size_t* free, std::size_t* total);
aclError aclrtMalloc(void** pointer, std::size_t bytes, aclrtMemMallocPolicy policy);
aclError aclrtFree(void* pointer);
aclError aclrtMemcpy(void* to, std::size_t room, const void* from, std::size_t bytes,
                     aclrtMemcpyKind kind);
aclError aclrtMemcpyAsync(void* to, std::size_t room, const void* from, std::size_t bytes,
                          aclrtMemcpyKind kind, aclrtStream stream);
aclError aclrtMemsetAsync(void* to, std::size_t room, std::int32_t value, std::size_t bytes,
                          aclrtStream stream);
aclError aclrtCreateStream(aclrtStream* stream);
aclError aclrtDestroyStream(aclrtStream stream);
aclError aclrtSynchronizeStream(aclrtStream stream);
aclError aclrtSynchronizeStreamWithTimeout(aclrtStream stream, std::int32_t milliseconds);
aclError aclrtStreamQuery(aclrtStream stream, aclrtStreamStatus* status);
aclError aclrtCreateEventExWithFlag(aclrtEvent* event, std::uint32_t flags);
aclError aclrtDestroyEvent(aclrtEvent event);
aclError aclrtRecordEvent(aclrtEvent event, aclrtStream stream);
aclError aclrtQueryEventStatus(aclrtEvent event, aclrtEventRecordedStatus* status);
aclError aclrtEventElapsedTime(float* milliseconds, aclrtEvent first, aclrtEvent second);

// ---- aclnn ---------------------------------------------------------------------------------

using aclnnStatus = std::int32_t;
struct aclTensor;
struct aclOpExecutor;

inline constexpr aclnnStatus ACLNN_ERR_PARAM_NULLPTR = 161001;
inline constexpr aclnnStatus ACLNN_ERR_PARAM_INVALID = 161002;
inline constexpr aclnnStatus ACLNN_ERR_INNER_NULLPTR = 561103;

enum aclDataType : int {
  ACL_FLOAT = 0,
  ACL_FLOAT16 = 1,
  ACL_INT8 = 2,
  ACL_INT32 = 3,
  ACL_BF16 = 27
};
enum aclFormat : int { ACL_FORMAT_ND = 2 };

/// How the cube units multiply f32: as it is, or rounded to HFLOAT32.
inline constexpr std::int8_t KEEP_DTYPE = 0;
inline constexpr std::int8_t USE_HF32 = 3;

aclTensor* aclCreateTensor(const std::int64_t* sizes, std::uint64_t dimensions, aclDataType dtype,
                           const std::int64_t* strides, std::int64_t offset, aclFormat format,
                           const std::int64_t* stored_sizes, std::uint64_t stored_dimensions,
                           void* data);
aclnnStatus aclDestroyTensor(const aclTensor* tensor);
aclnnStatus aclSetAclOpExecutorRepeatable(aclOpExecutor* executor);
aclnnStatus aclDestroyAclOpExecutor(aclOpExecutor* executor);

aclnnStatus aclnnMatmulGetWorkspaceSize(const aclTensor* a, const aclTensor* b, aclTensor* c,
                                        std::int8_t cube_math_type, std::uint64_t* bytes,
                                        aclOpExecutor** executor);
aclnnStatus aclnnMatmul(void* workspace, std::uint64_t bytes, aclOpExecutor* executor,
                        aclrtStream stream);
aclnnStatus aclnnBatchMatMulGetWorkspaceSize(const aclTensor* a, const aclTensor* b, aclTensor* c,
                                             std::int8_t cube_math_type, std::uint64_t* bytes,
                                             aclOpExecutor** executor);
aclnnStatus aclnnBatchMatMul(void* workspace, std::uint64_t bytes, aclOpExecutor* executor,
                             aclrtStream stream);
aclnnStatus aclnnQuantMatmulV4GetWorkspaceSize(const aclTensor* a, const aclTensor* b,
                                               const aclTensor* scale, const aclTensor* offset,
                                               const aclTensor* scale_per_token,
                                               const aclTensor* bias, bool transpose_a,
                                               bool transpose_b, const aclTensor* c,
                                               std::uint64_t* bytes, aclOpExecutor** executor);
aclnnStatus aclnnQuantMatmulV4(void* workspace, std::uint64_t bytes, aclOpExecutor* executor,
                               aclrtStream stream);

// ---- HCCL ----------------------------------------------------------------------------------

enum HcclResult : int {
  HCCL_SUCCESS = 0,
  HCCL_E_PARA = 1,
  HCCL_E_PTR = 2,
  HCCL_E_MEMORY = 3,
  HCCL_E_INTERNAL = 4,
  HCCL_E_NOT_SUPPORT = 5,
  HCCL_E_REMOTE = 21
};
using HcclComm = void*;
enum HcclReduceOp : int { HCCL_REDUCE_SUM = 0, HCCL_REDUCE_MAX = 2, HCCL_REDUCE_MIN = 3 };
enum HcclDataType : int {
  HCCL_DATA_TYPE_INT8 = 0,
  HCCL_DATA_TYPE_INT32 = 2,
  HCCL_DATA_TYPE_FP16 = 3,
  HCCL_DATA_TYPE_FP32 = 4,
  HCCL_DATA_TYPE_UINT8 = 7,
  HCCL_DATA_TYPE_FP64 = 10,
  HCCL_DATA_TYPE_BFP16 = 11
};
inline constexpr std::size_t HCCL_ROOT_INFO_BYTES = 4108;
struct HcclRootInfo {
  char internal[HCCL_ROOT_INFO_BYTES];
};
enum HcclSendRecvType : int { HCCL_SEND = 0, HCCL_RECV = 1 };
struct HcclSendRecvItem {
  HcclSendRecvType sendRecvType;
  void* buf;
  std::uint64_t count;
  HcclDataType dataType;
  std::uint32_t remoteRank;
};

HcclResult HcclGetRootInfo(HcclRootInfo* info);
HcclResult HcclCommInitRootInfo(std::uint32_t ranks, const HcclRootInfo* info, std::uint32_t rank,
                                HcclComm* comm);
HcclResult HcclCommDestroy(HcclComm comm);
HcclResult HcclGetCommAsyncError(HcclComm comm, HcclResult* error);
const char* HcclGetErrorString(HcclResult code);
HcclResult HcclAllReduce(void* from, void* to, std::uint64_t count, HcclDataType dtype,
                         HcclReduceOp op, HcclComm comm, aclrtStream stream);
HcclResult HcclReduceScatter(void* from, void* to, std::uint64_t receive_count, HcclDataType dtype,
                             HcclReduceOp op, HcclComm comm, aclrtStream stream);
HcclResult HcclAllGather(void* from, void* to, std::uint64_t send_count, HcclDataType dtype,
                         HcclComm comm, aclrtStream stream);
HcclResult HcclBroadcast(void* buffer, std::uint64_t count, HcclDataType dtype, std::uint32_t root,
                         HcclComm comm, aclrtStream stream);
HcclResult HcclAlltoAll(const void* from, std::uint64_t send_count, HcclDataType send_dtype,
                        const void* to, std::uint64_t receive_count, HcclDataType receive_dtype,
                        HcclComm comm, aclrtStream stream);
HcclResult HcclSend(void* from, std::uint64_t count, HcclDataType dtype, std::uint32_t rank,
                    HcclComm comm, aclrtStream stream);
HcclResult HcclRecv(void* to, std::uint64_t count, HcclDataType dtype, std::uint32_t rank,
                    HcclComm comm, aclrtStream stream);
HcclResult HcclBatchSendRecv(HcclSendRecvItem* items, std::uint32_t count, HcclComm comm,
                             aclrtStream stream);

// ---- DCMI ----------------------------------------------------------------------------------

struct dcmi_pcie_info_all {
  unsigned int venderid, subvenderid, deviceid, subdeviceid;
  int domain;
  unsigned int bdf_busid, bdf_deviceid, bdf_funcid;
  unsigned char reserve[32];
};
struct dcmi_aicore_info {
  unsigned int freq;      // rated, MHz
  unsigned int cur_freq;  // now, MHz
};

int dcmi_init();
int dcmi_get_driver_version(char* version, unsigned int length);
int dcmi_get_card_list(int* count, int* cards, int length);
int dcmi_get_device_num_in_card(int card, int* devices);
int dcmi_get_device_pcie_info_v2(int card, int device, dcmi_pcie_info_all* info);
int dcmi_get_card_id_device_id_from_logicid(int* card, int* device, unsigned int logical_device);
int dcmi_get_device_power_info(int card, int device, int* tenths_of_watts);
int dcmi_get_device_temperature(int card, int device, int* celsius);
int dcmi_get_device_aicore_info(int card, int device, dcmi_aicore_info* info);

}  // extern "C"
