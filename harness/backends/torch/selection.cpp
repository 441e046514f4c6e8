#include "harness/backends/torch/selection.hpp"

#include <dlfcn.h>

#include <cstdlib>

namespace steelyard::torch_library {
namespace {

[[noreturn]] void refuse(const std::string& sentence) {
  throw kit::Failure(SY_UNSUPPORTED, sentence);
}

/// Plug-ins register their devices as they are loaded. They and the libraries that they load later
/// look for each other's symbols, so they are bound globally.
void load_plug_ins() {
  const char* const variable = std::getenv("STEELYARD_TORCH_LOAD");
  std::string rest = variable == nullptr ? "" : variable;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(':'), rest.size());
    const std::string file = rest.substr(0, end);
    rest.erase(0, end + 1);
    if (file.empty() || dlopen(file.c_str(), RTLD_NOW | RTLD_GLOBAL) != nullptr) continue;
    refuse("The plug-in " + file + " could not be loaded beside " + label() + ": " + dlerror() +
           ". It must be built for this very release.");
  }
}

c10::DeviceType type_of(const std::string& name) {
  try {
    return c10::Device(name).type();
  } catch (const c10::Error&) {
    refuse(
        label() + " knows no device '" + name +
        "'. Load the plug-in that registers it with --torch-load or STEELYARD_TORCH_LOAD; devices "
        "of plug-ins need libtorch 2.1 or newer.");
  }
}

std::uint32_t count_of(const std::string& name, c10::DeviceType type) {
  if (type == c10::DeviceType::CPU) return 1;
  if (!c10::impl::hasDeviceGuardImpl(type)) {
    refuse(label() + " has no code for the device '" + name +
           "': use a build of it for that device, or load a plug-in with --torch-load.");
  }
  try {
    initialise(at::globalContext(), type);
  } catch (const std::exception& error) {
    const std::string text = error.what();
    refuse(label() + " could not start the device '" + name +
           "': " + text.substr(0, text.find('\n')));
  }
  const int count = c10::impl::VirtualGuardImpl(type).deviceCount();
  if (count <= 0) refuse(label() + " finds no device '" + name + "' here.");
  return static_cast<std::uint32_t>(count);
}

Selection select() {
  load_plug_ins();
  const char* const variable = std::getenv("STEELYARD_TORCH_DEVICE");
  const std::string name = variable == nullptr || *variable == '\0' ? "cpu" : variable;
  const c10::DeviceType type = type_of(name);
  const bool emulated = dlsym(RTLD_DEFAULT, "steelyard_emulated_runtime") != nullptr;
  return {name, type, count_of(name, type), emulated && type != c10::DeviceType::CPU};
}

}  // namespace

const Selection& selection() {
  static const Selection of_process = select();
  return of_process;
}

}  // namespace steelyard::torch_library
