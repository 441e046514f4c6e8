#include "harness/device/library.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

#include <string>

#include "harness/core/error.hpp"
#include "harness/device/table_check.hpp"

namespace fs = std::filesystem;

namespace steelyard::device {
namespace {

void tell(const StepObserver& observer, const char* step) {
  if (observer) observer(step);
}

}  // namespace

LoadedBackend load_backend(const fs::path& file, const StepObserver& step) {
  const fs::path whole = fs::absolute(file);
  tell(step, "opened");
  void* library = dlopen(whole.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    throw DeviceError(fmt::format("{} could not be opened: {}", whole.string(), dlerror()));
  }
  auto* entry = reinterpret_cast<sy_backend_v1_entry>(dlsym(library, SY_ENTRY_NAME));
  if (entry == nullptr) {
    throw DeviceError(
        fmt::format("{} is no backend: it does not export {}().", whole.string(), SY_ENTRY_NAME));
  }
  tell(step, "asked for its functions");
  const sy_backend_v1* table = entry();
  const std::string flaw = flaw_of(table);
  if (!flaw.empty()) {
    throw DeviceError(fmt::format("{} was refused: {}", whole.string(), flaw));
  }
  return {table, whole};
}

std::uint32_t probe_backend(const sy_backend_v1& table, const StepObserver& step) {
  tell(step, "asked for its devices");
  char sentence[SY_LONG_TEXT] = "";
  const sy_status status = table.devices->probe(sentence, sizeof(sentence));
  sentence[sizeof(sentence) - 1] = '\0';
  if (status != SY_OK) {
    const std::string text = *sentence != '\0' ? sentence : table.last_error();
    throw DeviceError(text.empty() ? "It found no device and gave no reason." : text);
  }
  tell(step, "asked how many devices it has");
  std::uint32_t devices = 0;
  if (table.devices->count(&devices) != SY_OK) {
    throw DeviceError(fmt::format("Its devices could not be counted: {}", table.last_error()));
  }
  if (devices == 0) throw DeviceError("It found its libraries, but no device.");
  return devices;
}

}  // namespace steelyard::device
