#include "harness/backends/ascend/runtime.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace steelyard::ascend {
namespace {

/// Messages of AscendCL run over many lines of log.
constexpr std::size_t longest_message = 400;

std::vector<std::string> usual_folders() {
  std::vector<std::string> folders;
  for (const char* variable : {"ASCEND_TOOLKIT_HOME", "ASCEND_HOME_PATH"}) {
    const char* const home = std::getenv(variable);
    if (home != nullptr && home[0] == '/') folders.push_back(std::string(home) + "/lib64");
  }
  folders.emplace_back("/usr/local/Ascend/ascend-toolkit/latest/lib64");
  folders.emplace_back("/usr/local/Ascend/driver/lib64");
  folders.emplace_back("/usr/local/Ascend/driver/lib64/driver");
  folders.emplace_back("/usr/local/dcmi");
  return folders;
}

sy_status status_of(aclError error) {
  switch (error) {
    case ACL_ERROR_RT_MEMORY_ALLOCATION:
    case ACL_ERROR_RT_DEVICE_OOM:
    case ACL_ERROR_BAD_ALLOC:
      return SY_OUT_OF_MEMORY;
    case ACL_ERROR_RT_FEATURE_NOT_SUPPORT:
      return SY_UNSUPPORTED;
    case ACL_ERROR_RT_LOST_HEARTBEAT:
      return SY_DEVICE_LOST;
    default:
      return SY_FAILED;
  }
}

Runtime load() {
  const kit::VendorLibrary library = open_library("AscendCL of Huawei's CANN", {"libascendcl.so"});
#define REQUIRED(NAME) library.function<decltype(NAME)>(#NAME)
#define OPTIONAL(NAME) library.optional_function<decltype(NAME)>(#NAME)
  return {library,
          REQUIRED(aclInit),
          REQUIRED(aclGetRecentErrMsg),
          REQUIRED(aclrtGetVersion),
          REQUIRED(aclrtGetDeviceCount),
          REQUIRED(aclrtSetDevice),
          REQUIRED(aclrtSynchronizeDevice),
          REQUIRED(aclrtGetSocName),
          REQUIRED(aclrtGetMemInfo),
          REQUIRED(aclrtMalloc),
          REQUIRED(aclrtFree),
          REQUIRED(aclrtMemcpy),
          REQUIRED(aclrtMemcpyAsync),
          REQUIRED(aclrtMemsetAsync),
          REQUIRED(aclrtCreateStream),
          REQUIRED(aclrtDestroyStream),
          REQUIRED(aclrtSynchronizeStream),
          REQUIRED(aclrtStreamQuery),
          REQUIRED(aclrtCreateEventExWithFlag),
          REQUIRED(aclrtDestroyEvent),
          REQUIRED(aclrtRecordEvent),
          REQUIRED(aclrtQueryEventStatus),
          REQUIRED(aclrtEventElapsedTime),
          OPTIONAL(aclrtSynchronizeStreamWithTimeout),
          OPTIONAL(aclrtGetDeviceInfo),
          OPTIONAL(aclrtGetLogicDevIdByUserDevId),
          OPTIONAL(aclrtDeviceGetPCIBusId)};
#undef REQUIRED
#undef OPTIONAL
}

std::string sentence(const Runtime& runtime, aclError status, const char* what) {
  const char* const message = runtime.recent_error();
  std::string text = message == nullptr ? "" : message;
  std::replace(text.begin(), text.end(), '\n', ' ');
  if (text.size() > longest_message) text.resize(longest_message);
  return fmt::format("{} failed with error {} of AscendCL{}{}.", what, status,
                     text.empty() ? "" : ": ", text);
}

}  // namespace

kit::VendorLibrary open_library(const char* what, std::vector<std::string> files) {
  return kit::VendorLibrary::open(
      {what, std::move(files), "STEELYARD_ASCEND_LIBRARIES", usual_folders()});
}

const Runtime& runtime() {
  static const Runtime loaded = [] {
    const Runtime functions = load();
    const aclError status = functions.init(nullptr);
    // Another part of this process, such as an MPI built for Ascend, may have been first.
    if (status != ACL_SUCCESS && status != ACL_ERROR_REPEAT_INITIALIZE) {
      throw kit::Failure(SY_UNSUPPORTED, sentence(functions, status, "aclInit"));
    }
    return functions;
  }();
  return loaded;
}

void fail(aclError status, const char* what) {
  throw kit::Failure(status_of(status), sentence(runtime(), status, what));
}

void check(aclError status, const char* what) {
  if (status != ACL_SUCCESS) fail(status, what);
}

void use_device(std::uint32_t device) {
  thread_local std::int64_t current = -1;
  if (current == device) return;
  check(runtime().set_device(static_cast<std::int32_t>(device)), "aclrtSetDevice");
  current = device;
}

bool try_to_use_device(std::uint32_t device) noexcept {
  try {
    use_device(device);
    return true;
  } catch (...) {
    return false;
  }
}

}  // namespace steelyard::ascend
