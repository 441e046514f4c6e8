#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/backends/ascend/cann.hpp"
#include "harness/device/backend_kit.hpp"

namespace steelyard::ascend {

/// A library of CANN, where STEELYARD_ASCEND_LIBRARIES, the loader or the toolkit's usual folders
/// have it. Throws kit::Failure (SY_UNSUPPORTED) with what is missing.
kit::VendorLibrary open_library(const char* what, std::vector<std::string> files);

/// AscendCL's functions. Members are null where they may be missing: see each.
struct Runtime {
  kit::VendorLibrary library;
  decltype(aclInit)* init;
  decltype(aclGetRecentErrMsg)* recent_error;
  decltype(aclrtGetVersion)* version;
  decltype(aclrtGetDeviceCount)* device_count;
  decltype(aclrtSetDevice)* set_device;
  decltype(aclrtSynchronizeDevice)* synchronize_device;
  decltype(aclrtGetSocName)* soc_name;
  decltype(aclrtGetMemInfo)* memory_info;
  decltype(aclrtMalloc)* allocate;
  decltype(aclrtFree)* release;
  decltype(aclrtMemcpy)* copy;
  decltype(aclrtMemcpyAsync)* copy_async;
  decltype(aclrtMemsetAsync)* set_async;
  decltype(aclrtCreateStream)* create_stream;
  decltype(aclrtDestroyStream)* destroy_stream;
  decltype(aclrtSynchronizeStream)* synchronize;
  decltype(aclrtStreamQuery)* query_stream;
  decltype(aclrtCreateEventExWithFlag)* create_event;
  decltype(aclrtDestroyEvent)* destroy_event;
  decltype(aclrtRecordEvent)* record_event;
  decltype(aclrtQueryEventStatus)* query_event;
  decltype(aclrtEventElapsedTime)* elapsed;
  decltype(aclrtSynchronizeStreamWithTimeout)* synchronize_within;  ///< null in older CANN
  decltype(aclrtGetDeviceInfo)* device_info;                        ///< null in older CANN
  decltype(aclrtGetLogicDevIdByUserDevId)* logical_device;          ///< null in older CANN
  decltype(aclrtDeviceGetPCIBusId)* pci_bus_id;                     ///< null before CANN 9.2
};

/// AscendCL, opened and initialised once for the process. Throws kit::Failure, at each call anew,
/// as long as there is none.
const Runtime& runtime();

/// Throws kit::Failure unless `status` is ACL_SUCCESS; `what` is the vendor's function.
void check(aclError status, const char* what);
/// Throws kit::Failure about this function of the vendor, with its error and last message.
[[noreturn]] void fail(aclError status, const char* what);

/// Makes `device` the calling thread's current one. AscendCL keeps a current device for each
/// thread, and most of its functions act on that.
void use_device(std::uint32_t device);
/// The same for destructors, where a device that cannot be used has nothing left to give back.
bool try_to_use_device(std::uint32_t device) noexcept;

}  // namespace steelyard::ascend
