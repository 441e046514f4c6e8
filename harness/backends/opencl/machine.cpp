#include "harness/backends/opencl/machine.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/backends/opencl/status.hpp"
#include "harness/device/kit/guard.hpp"

namespace steelyard::opencl {
namespace {

std::vector<Platform> platforms() {
  Uint count = 0;
  const Int found = api().get_platform_ids(0, nullptr, &count);
  if (found == code::platform_not_found || (found == code::success && count == 0)) {
    throw kit::Failure(SY_UNSUPPORTED,
                       "OpenCL is here, but no platform: install the OpenCL driver of your device "
                       "(a file in /etc/OpenCL/vendors names it), or PoCL (pocl-opencl-icd) for "
                       "the host's processor.");
  }
  check(found, "list its platforms");
  std::vector<Platform> ids(count);
  check(api().get_platform_ids(count, ids.data(), nullptr), "list its platforms");
  return ids;
}

std::vector<DeviceId> devices_of(Platform platform) {
  Uint count = 0;
  const Int found = api().get_device_ids(platform, type_all, 0, nullptr, &count);
  if (found == code::device_not_found) return {};
  check(found, "list the devices of a platform");
  std::vector<DeviceId> ids(count);
  if (count == 0) return ids;
  check(api().get_device_ids(platform, type_all, count, ids.data(), nullptr),
        "list the devices of a platform");
  return ids;
}

std::vector<PhysicalDevice*> find_devices() {
  std::vector<PhysicalDevice*> others;
  std::vector<PhysicalDevice*> processors;
  for (Platform platform : platforms()) {
    for (DeviceId id : devices_of(platform)) {
      // Lives until the process ends, as its context does.
      auto* const device = new PhysicalDevice(platform, id);
      const bool usable =
          device->number(info::available) != 0 && device->number(info::compiler_available) != 0;
      if (!usable) continue;
      (device->is_cpu() ? processors : others).push_back(device);
    }
  }
  std::vector<PhysicalDevice*> devices = others.empty() ? processors : others;
  if (devices.empty()) {
    throw kit::Failure(SY_UNSUPPORTED,
                       "The OpenCL platforms here have no device that is available and compiles "
                       "kernels; look at the output of clinfo.");
  }
  return devices;
}

std::string build_log(Program program, DeviceId device) {
  std::size_t bytes = 0;
  api().get_build_info(program, device, info::build_log, 0, nullptr, &bytes);
  std::string text(bytes, '\0');
  api().get_build_info(program, device, info::build_log, bytes, text.data(), nullptr);
  return text.c_str();
}

}  // namespace

bool PhysicalDevice::ask(Uint what, std::size_t size, void* answer) const {
  return api().get_device_info(id_, what, size, answer, nullptr) == code::success;
}

std::string PhysicalDevice::text(Uint what) const {
  std::size_t bytes = 0;
  if (api().get_device_info(id_, what, 0, nullptr, &bytes) != code::success) return "";
  std::string text(bytes, '\0');
  if (!ask(what, bytes, text.data())) return "";
  text = text.c_str();
  const auto space = [](char c) { return c == ' '; };
  text.erase(text.begin(), std::ranges::find_if_not(text, space));
  while (!text.empty() && space(text.back())) text.pop_back();
  return text;
}

std::uint64_t PhysicalDevice::number(Uint what) const {
  // Answers are of 4 or 8 bytes; the shorter ones fill the lower half on little-endian hosts.
  std::uint64_t answer = 0;
  std::size_t bytes = 0;
  if (api().get_device_info(id_, what, 0, nullptr, &bytes) != code::success) return 0;
  return bytes <= sizeof(answer) && ask(what, bytes, &answer) ? answer : 0;
}

std::uint64_t PhysicalDevice::vector_width(bool is_double) const {
  if (!is_cpu()) return 1;
  const std::uint64_t width =
      number(is_double ? info::native_vector_width_double : info::native_vector_width_float);
  // The widths that OpenCL C has, without 3.
  for (const std::uint64_t allowed : {16, 8, 4, 2}) {
    if (width >= allowed) return allowed;
  }
  return 1;
}

Context PhysicalDevice::context() {
  const std::scoped_lock lock(mutex_);
  if (context_ == nullptr) {
    Int status = code::success;
    Context made = api().create_context(nullptr, 1, &id_, nullptr, nullptr, &status);
    check(status, "make a context");
    context_ = made;
  }
  return context_;
}

Program PhysicalDevice::program(const char* source, const std::string& options) {
  Context const context = this->context();
  const std::scoped_lock lock(mutex_);
  if (const auto found = programs_.find(options); found != programs_.end()) return found->second;
  Int status = code::success;
  Program program = api().create_program(context, 1, &source, nullptr, &status);
  check(status, "read the kernels of this backend");
  const Int built = api().build_program(program, 1, &id_, options.c_str(), nullptr, nullptr);
  if (built != code::success) {
    const std::string log = build_log(program, id_);
    api().release_program(program);
    throw kit::Failure(
        SY_FAILED, fmt::format("OpenCL could not compile kernels: {}. {}", name_of(built), log));
  }
  return programs_.emplace(options, program).first->second;
}

const std::vector<PhysicalDevice*>& physical_devices() {
  static const std::vector<PhysicalDevice*> of_process = find_devices();
  return of_process;
}

}  // namespace steelyard::opencl
