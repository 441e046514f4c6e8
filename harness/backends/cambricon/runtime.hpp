#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/backends/cambricon/neuware.hpp"
#include "harness/device/backend_kit.hpp"

namespace steelyard::cambricon {

/// A library of Neuware, where STEELYARD_CAMBRICON_LIBRARIES, the loader or Neuware's usual folders
/// have it. Throws kit::Failure (SY_UNSUPPORTED) with what is missing.
kit::VendorLibrary open_library(const char* what, const char* file);

/// CNRT's functions. Members are null where they may be missing: see each.
struct Runtime {
  kit::VendorLibrary library;
  decltype(cnrtGetErrorStr)* error_text;
  decltype(cnrtGetDeviceCount)* device_count;
  decltype(cnrtSetDevice)* set_device;
  decltype(cnrtSyncDevice)* synchronize_device;
  decltype(cnrtGetDeviceProperties)* device_properties;
  decltype(cnrtDeviceGetAttribute)* attribute;
  decltype(cnrtDeviceGetPCIBusId)* pci_bus_id;
  decltype(cnrtMemGetInfo)* memory_info;
  decltype(cnrtMalloc)* allocate;
  decltype(cnrtFree)* release;
  decltype(cnrtMemcpy)* copy;
  decltype(cnrtMemcpyAsync_V2)* copy_async;
  decltype(cnrtMemsetAsync)* set_async;
  decltype(cnrtQueueCreate)* create_queue;
  decltype(cnrtQueueDestroy)* destroy_queue;
  decltype(cnrtQueueSync)* synchronize;
  decltype(cnrtQueueQuery)* query_queue;
  decltype(cnrtNotifierCreateWithFlags)* create_notifier;
  decltype(cnrtNotifierDestroy)* destroy_notifier;
  decltype(cnrtPlaceNotifier)* place_notifier;
  decltype(cnrtQueryNotifier)* query_notifier;
  decltype(cnrtNotifierElapsedTime)* elapsed;
  decltype(cnrtGetLastError)* last_error;          ///< may be null
  decltype(cnrtGetLibVersion)* version;            ///< may be null
  decltype(cnrtDriverGetVersion)* driver_version;  ///< may be null
};

/// CNRT, opened once for the process. Throws kit::Failure, at each call anew, as long as there is
/// none.
const Runtime& runtime();

/// Throws kit::Failure unless `status` is cnrtSuccess; `what` is the vendor's function.
void check(cnrtRet_t status, const char* what);
/// Whether a queue or notifier is done. Throws for any answer but yes and not yet.
bool is_done(cnrtRet_t status, const char* what);

/// Makes `device` the calling thread's current one. CNRT keeps a current device for each thread.
void use_device(std::uint32_t device);
/// The same for destructors, where a device that cannot be used has nothing left to give back.
bool try_to_use_device(std::uint32_t device) noexcept;

}  // namespace steelyard::cambricon
