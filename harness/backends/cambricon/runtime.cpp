#include "harness/backends/cambricon/runtime.hpp"

#include <fmt/format.h>

#include <cstdlib>

namespace steelyard::cambricon {
namespace {

std::vector<std::string> usual_folders() {
  std::vector<std::string> folders;
  const char* const home = std::getenv("NEUWARE_HOME");
  if (home != nullptr && home[0] == '/') folders.push_back(std::string(home) + "/lib64");
  folders.emplace_back("/usr/local/neuware/lib64");
  return folders;
}

sy_status status_of(cnrtRet_t code) {
  if (code == cnrtErrorNoMem) return SY_OUT_OF_MEMORY;
  return code == cnrtErrorNotSupport ? SY_UNSUPPORTED : SY_FAILED;
}

Runtime load() {
  const kit::VendorLibrary library = open_library("CNRT of Cambricon's Neuware", "libcnrt.so");
#define REQUIRED(NAME) library.function<decltype(NAME)>(#NAME)
#define OPTIONAL(NAME) library.optional_function<decltype(NAME)>(#NAME)
  return {library,
          REQUIRED(cnrtGetErrorStr),
          REQUIRED(cnrtGetDeviceCount),
          REQUIRED(cnrtSetDevice),
          REQUIRED(cnrtSyncDevice),
          REQUIRED(cnrtGetDeviceProperties),
          REQUIRED(cnrtDeviceGetAttribute),
          REQUIRED(cnrtDeviceGetPCIBusId),
          REQUIRED(cnrtMemGetInfo),
          REQUIRED(cnrtMalloc),
          REQUIRED(cnrtFree),
          REQUIRED(cnrtMemcpy),
          REQUIRED(cnrtMemcpyAsync_V2),
          REQUIRED(cnrtMemsetAsync),
          REQUIRED(cnrtQueueCreate),
          REQUIRED(cnrtQueueDestroy),
          REQUIRED(cnrtQueueSync),
          REQUIRED(cnrtQueueQuery),
          REQUIRED(cnrtNotifierCreateWithFlags),
          REQUIRED(cnrtNotifierDestroy),
          REQUIRED(cnrtPlaceNotifier),
          REQUIRED(cnrtQueryNotifier),
          REQUIRED(cnrtNotifierElapsedTime),
          OPTIONAL(cnrtGetLastError),
          OPTIONAL(cnrtGetLibVersion),
          OPTIONAL(cnrtDriverGetVersion)};
#undef REQUIRED
#undef OPTIONAL
}

}  // namespace

kit::VendorLibrary open_library(const char* what, const char* file) {
  return kit::VendorLibrary::open({what, {file}, "STEELYARD_CAMBRICON_LIBRARIES", usual_folders()});
}

const Runtime& runtime() {
  static const Runtime loaded = load();
  return loaded;
}

void check(cnrtRet_t status, const char* what) {
  if (status == cnrtSuccess) return;
  const char* const text = runtime().error_text(status);
  throw kit::Failure(
      status_of(status),
      fmt::format("{} failed with error {} of CNRT{}{}.", what, static_cast<int>(status),
                  text == nullptr ? "" : ": ", text == nullptr ? "" : text));
}

bool is_done(cnrtRet_t status, const char* what) {
  if (status == cnrtErrorNotReady || status == cnrtErrorBusy) {
    // The answer is kept as an error too, where the next library that looks would find it.
    if (runtime().last_error != nullptr) runtime().last_error();
    return false;
  }
  check(status, what);
  return true;
}

void use_device(std::uint32_t device) {
  thread_local std::int64_t current = -1;
  if (current == device) return;
  check(runtime().set_device(static_cast<int>(device)), "cnrtSetDevice");
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

}  // namespace steelyard::cambricon
