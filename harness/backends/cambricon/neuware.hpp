#pragma once

#include <cstddef>
#include <cstdint>

/// What this backend uses of Cambricon's Neuware, declared by itself: CNRT (libcnrt.so), CNNL
/// (libcnnl.so), CNCL (libcncl.so) and CNDEV (libcndev.so). Names, order of arguments and numbers
/// are the vendor's; README.md says of each how certain it is. Nothing here is ever linked: the
/// functions are looked up by name, with these declarations as their types.
extern "C" {

// ---- CNRT ----------------------------------------------------------------------------------

enum cnrtRet_t : int {
  cnrtSuccess = 0,
  cnrtErrorNotReady = 1,
  cnrtErrorDeviceInvalid = 100005,
  cnrtErrorArgsInvalid = 100006,
  cnrtErrorInvalidResourceHandle = 100014,
  cnrtErrorNotSupport = 100050,
  cnrtErrorQueue = 100060,
  cnrtErrorNoMem = 100100,
  cnrtErrorKernelTrap = 100132,
  cnrtErrorDevice = 632006,
  cnrtErrorMemcpyDirectionInvalid = 632013,
  cnrtErrorBusy = 632014,
  cnrtErrorCndrvFuncCall = 632015,
  cnrtErrorNoCnrtContext = 632019
};
enum cnrtMemTransDir_t : int {
  cnrtMemcpyHostToDev = 0,
  cnrtMemcpyDevToDev = 1,
  cnrtMemcpyDevToHost = 2
};
enum cnrtDeviceAttr_t : int {
  cnrtAttrBF16ComputingSupported = 0x07,
  cnrtAttrTF32ComputingSupported = 0x08,
  cnrtAttrMaxL2CacheSize = 0x301
};
using cnrtQueue_t = struct cnrtQueue*;
using cnrtNotifier_t = struct cnrtNotifier*;
/// Has had more and more members behind the name; there is room for those of later versions.
struct cnrtDeviceProp_t {
  char name[256];
  char more[7936];
};
inline constexpr unsigned int CNRT_NOTIFIER_DEFAULT = 0;

const char* cnrtGetErrorStr(cnrtRet_t code);
cnrtRet_t cnrtGetLastError();
cnrtRet_t cnrtGetLibVersion(int* major, int* minor, int* patch);
cnrtRet_t cnrtDriverGetVersion(int* major, int* minor, int* patch);
cnrtRet_t cnrtGetDeviceCount(unsigned int* count);
cnrtRet_t cnrtSetDevice(int device);
cnrtRet_t cnrtSyncDevice();
cnrtRet_t cnrtGetDeviceProperties(cnrtDeviceProp_t* properties, int device);
cnrtRet_t cnrtDeviceGetAttribute(int* value, cnrtDeviceAttr_t attribute, int device);
cnrtRet_t cnrtDeviceGetPCIBusId(char* id, int length, int device);
cnrtRet_t cnrtMemGetInfo(std::size_t* free, std::size_t* total);
cnrtRet_t cnrtMalloc(void** pointer, std::size_t bytes);
cnrtRet_t cnrtFree(void* pointer);
cnrtRet_t cnrtMemcpy(void* to, void* from, std::size_t bytes, cnrtMemTransDir_t direction);
cnrtRet_t cnrtMemcpyAsync_V2(void* to, void* from, std::size_t bytes, cnrtQueue_t queue,
                             cnrtMemTransDir_t direction);
cnrtRet_t cnrtMemsetAsync(void* to, int value, std::size_t bytes, cnrtQueue_t queue);
cnrtRet_t cnrtQueueCreate(cnrtQueue_t* queue);
cnrtRet_t cnrtQueueDestroy(cnrtQueue_t queue);
cnrtRet_t cnrtQueueSync(cnrtQueue_t queue);
cnrtRet_t cnrtQueueQuery(cnrtQueue_t queue);
cnrtRet_t cnrtNotifierCreateWithFlags(cnrtNotifier_t* notifier, unsigned int flags);
cnrtRet_t cnrtNotifierDestroy(cnrtNotifier_t notifier);
cnrtRet_t cnrtPlaceNotifier(cnrtNotifier_t notifier, cnrtQueue_t queue);
cnrtRet_t cnrtQueryNotifier(cnrtNotifier_t notifier);
cnrtRet_t cnrtNotifierElapsedTime(cnrtNotifier_t first, cnrtNotifier_t second, float* milliseconds);

// ---- CNNL ----------------------------------------------------------------------------------

enum cnnlStatus_t : int {
  CNNL_STATUS_SUCCESS = 0,
  CNNL_STATUS_NOT_INITIALIZED = 1,
  CNNL_STATUS_ALLOC_FAILED = 2,
  CNNL_STATUS_BAD_PARAM = 3,
  CNNL_STATUS_EXECUTION_FAILED = 6,
  CNNL_STATUS_NOT_SUPPORTED = 7
};
enum cnnlTensorLayout_t : int { CNNL_LAYOUT_ARRAY = 4 };
enum cnnlDataType_t : int { CNNL_DTYPE_HALF = 1, CNNL_DTYPE_FLOAT = 2, CNNL_DTYPE_BFLOAT16 = 17 };
/// Each is set from an int32.
enum cnnlMatMulDescAttribute_t : int {
  CNNL_MATMUL_DESC_COMPUTE_TYPE = 0,
  CNNL_MATMUL_DESC_TRANSA = 3,
  CNNL_MATMUL_DESC_TRANSB = 4,
  CNNL_MATMUL_ALLOW_TF32 = 10  // on unless it is turned off
};
using cnnlHandle_t = struct cnnlContext*;
using cnnlTensorDescriptor_t = struct cnnlTensorStruct*;
using cnnlMatMulDescriptor_t = struct cnnlMatMulStruct*;
using cnnlMatMulAlgo_t = struct cnnlMatMulAlgoStruct*;
using cnnlMatMulHeuristicResult_t = struct cnnlMatMulHeuristicResultStruct*;
using cnnlMatMulPrefer_t = struct cnnlMatMulPreferStruct*;

const char* cnnlGetErrorString(cnnlStatus_t status);
void cnnlGetLibVersion(int* major, int* minor, int* patch);
cnnlStatus_t cnnlCreate(cnnlHandle_t* handle);
cnnlStatus_t cnnlDestroy(cnnlHandle_t handle);
cnnlStatus_t cnnlSetQueue(cnnlHandle_t handle, cnrtQueue_t queue);
cnnlStatus_t cnnlCreateTensorDescriptor(cnnlTensorDescriptor_t* tensor);
cnnlStatus_t cnnlSetTensorDescriptor(cnnlTensorDescriptor_t tensor, cnnlTensorLayout_t layout,
                                     cnnlDataType_t dtype, int dimensions, const int* sizes);
cnnlStatus_t cnnlDestroyTensorDescriptor(cnnlTensorDescriptor_t tensor);
cnnlStatus_t cnnlMatMulDescCreate(cnnlMatMulDescriptor_t* matmul);
cnnlStatus_t cnnlMatMulDescDestroy(cnnlMatMulDescriptor_t matmul);
cnnlStatus_t cnnlSetMatMulDescAttr(cnnlMatMulDescriptor_t matmul,
                                   cnnlMatMulDescAttribute_t attribute, const void* value,
                                   std::size_t bytes);
cnnlStatus_t cnnlMatMulAlgoCreate(cnnlMatMulAlgo_t* algorithm);
cnnlStatus_t cnnlMatMulAlgoDestroy(cnnlMatMulAlgo_t algorithm);
cnnlStatus_t cnnlCreateMatMulHeuristicResult(cnnlMatMulHeuristicResult_t* result);
cnnlStatus_t cnnlDestroyMatMulHeuristicResult(cnnlMatMulHeuristicResult_t result);
cnnlStatus_t cnnlGetMatMulAlgoHeuristic(cnnlHandle_t handle, cnnlMatMulDescriptor_t matmul,
                                        cnnlTensorDescriptor_t a, cnnlTensorDescriptor_t b,
                                        cnnlTensorDescriptor_t c, cnnlTensorDescriptor_t d,
                                        cnnlMatMulPrefer_t preference, int wanted,
                                        cnnlMatMulHeuristicResult_t* results, int* found);
cnnlStatus_t cnnlGetMatMulHeuristicResult(cnnlMatMulHeuristicResult_t result,
                                          cnnlMatMulAlgo_t algorithm, std::size_t* workspace_bytes);
cnnlStatus_t cnnlMatMul_v2(cnnlHandle_t handle, cnnlMatMulDescriptor_t matmul,
                           cnnlMatMulAlgo_t algorithm, const void* alpha,
                           cnnlTensorDescriptor_t a_tensor, const void* a,
                           cnnlTensorDescriptor_t b_tensor, const void* b, const void* beta,
                           cnnlTensorDescriptor_t c_tensor, const void* c, void* workspace,
                           std::size_t workspace_bytes, cnnlTensorDescriptor_t d_tensor, void* d);
cnnlStatus_t cnnlGetBatchMatMulAlgoHeuristic(cnnlHandle_t handle, cnnlMatMulDescriptor_t matmul,
                                             cnnlTensorDescriptor_t a, cnnlTensorDescriptor_t b,
                                             cnnlTensorDescriptor_t c,
                                             cnnlMatMulPrefer_t preference, int wanted,
                                             cnnlMatMulHeuristicResult_t* results, int* found);
cnnlStatus_t cnnlGetBatchMatMulHeuristicResult(cnnlMatMulHeuristicResult_t result,
                                               cnnlMatMulAlgo_t algorithm,
                                               std::size_t* workspace_bytes);
cnnlStatus_t cnnlBatchMatMulBCast_v2(cnnlHandle_t handle, cnnlMatMulDescriptor_t matmul,
                                     cnnlMatMulAlgo_t algorithm, const void* alpha,
                                     cnnlTensorDescriptor_t a_tensor, const void* a,
                                     cnnlTensorDescriptor_t b_tensor, const void* b,
                                     const void* beta, cnnlTensorDescriptor_t c_tensor, void* c,
                                     void* workspace, std::size_t workspace_bytes);

// ---- CNCL ----------------------------------------------------------------------------------

enum cnclResult_t : int {
  CNCL_RET_SUCCESS = 0x0,
  CNCL_RET_ERR_INTERNAL = 0x01,
  CNCL_RET_ASYNC_IN_PROGRESS = 0x06,
  CNCL_RET_ERR_ARGUMENTS = 0x07,
  CNCL_RET_ERR_MLU_ALLOCATE = 0x08,
  CNCL_RET_ERR_UNSUPPORTED = 0x11,
  CNCL_RET_ASYNC_ERROR = 0x16,
  CNCL_RET_ERR_NULL_POINTER = 0x21,
  CNCL_RET_ERR_CNRT_MALLOC = 0x33,
  CNCL_RET_ERR_NOT_INIT = 0x61
};
enum cnclDataType_t : int {
  cnclFloat16 = 0x10,
  cnclBfloat16 = 0x11,
  cnclFloat32 = 0x12,
  cnclInt8 = 0x20,
  cnclInt32 = 0x22,
  cnclInt64 = 0x23,
  cnclUint8 = 0x30
};
enum cnclReduceOp_t : int { cnclSum = 0, cnclMax = 2, cnclMin = 3 };
using cnclComm_t = struct cnclComm*;
struct cnclCliqueId {
  char data[128];
  std::uint64_t hash;
};

const char* cnclGetErrorStr(cnclResult_t code);
cnclResult_t cnclGetLibVersion(int* major, int* minor, int* patch);
cnclResult_t cnclGetCliqueId(cnclCliqueId* id);
cnclResult_t cnclInitComms(cnclComm_t* comms, int count, const int* devices, const int* ranks,
                           int all_ranks, const cnclCliqueId* id);
cnclResult_t cnclDestroyComms(cnclComm_t* comms, int count);
cnclResult_t cnclAbortComm(cnclComm_t comm);
cnclResult_t cnclGetCommAsyncError(cnclComm_t comm);
cnclResult_t cnclAllReduce(const void* from, void* to, std::size_t count, cnclDataType_t dtype,
                           cnclReduceOp_t op, cnclComm_t comm, cnrtQueue_t queue);
cnclResult_t cnclReduceScatter(const void* from, void* to, std::size_t receive_count,
                               cnclDataType_t dtype, cnclReduceOp_t op, cnclComm_t comm,
                               cnrtQueue_t queue);
cnclResult_t cnclAllGather(const void* from, void* to, std::size_t send_count, cnclDataType_t dtype,
                           cnclComm_t comm, cnrtQueue_t queue);
cnclResult_t cnclBroadcast(const void* from, void* to, std::size_t count, cnclDataType_t dtype,
                           int root, cnclComm_t comm, cnrtQueue_t queue);
cnclResult_t cnclAlltoAll(const void* from, void* to, std::size_t count_per_rank,
                          cnclDataType_t dtype, cnclComm_t comm, cnrtQueue_t queue);
cnclResult_t cnclSend(void* from, std::size_t count, cnclDataType_t dtype, int rank,
                      cnclComm_t comm, cnrtQueue_t queue);
cnclResult_t cnclRecv(void* to, std::size_t count, cnclDataType_t dtype, int rank, cnclComm_t comm,
                      cnrtQueue_t queue);
cnclResult_t cnclGroupStart();
cnclResult_t cnclGroupEnd();

// ---- CNDEV ---------------------------------------------------------------------------------

using cndevRet_t = int;
using cndevDevice_t = std::int32_t;
/// To be set in every structure before it is filled. The members below have stood at their places
/// since this version; later ones append, and there is room for those.
inline constexpr int CNDEV_VERSION_5 = 5;
struct cndevCardInfo_t {
  int version;
  unsigned int number;
  char more[1016];
};
struct cndevPCIeInfo_t {
  int version;
  unsigned int subsystemId, deviceId;
  std::uint16_t vendor, subsystemVendor;
  unsigned int domain, bus, device, function;
  char more[992];
};
struct cndevPowerInfo_t {
  int version;
  int usage, cap;  // W
  char more[1012];
};
struct cndevTemperatureInfo_t {
  int version;
  int board;  // degrees Celsius, as all
  int cluster[20];
  int memoryDie[8];
  int chip;
  char more[900];
};
struct cndevFrequencyInfo_t {
  int version;
  int boardFreq, ddrFreq;  // MHz
  char more[1012];
};

cndevRet_t cndevInit(int reserved);
cndevRet_t cndevGetDeviceCount(cndevCardInfo_t* info);
cndevRet_t cndevGetDeviceHandleByIndex(int index, cndevDevice_t* device);
cndevRet_t cndevGetPCIeInfo(cndevPCIeInfo_t* info, cndevDevice_t device);
cndevRet_t cndevGetPowerInfo(cndevPowerInfo_t* info, cndevDevice_t device);
cndevRet_t cndevGetTemperatureInfo(cndevTemperatureInfo_t* info, cndevDevice_t device);
cndevRet_t cndevGetFrequencyInfo(cndevFrequencyInfo_t* info, cndevDevice_t device);

}  // extern "C"
