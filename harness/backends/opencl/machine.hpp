#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "harness/backends/opencl/opencl_api.hpp"

namespace steelyard::opencl {

/// One device of a platform, with what all of its openings in this process share: libraries keep
/// compiled kernels for each context. Never released, because drivers may be torn down before this
/// backend at the end of the process.
class PhysicalDevice {
 public:
  PhysicalDevice(Platform platform, DeviceId id) : platform_(platform), id_(id) {}

  Platform platform() const { return platform_; }
  DeviceId id() const { return id_; }
  std::string text(Uint what) const;
  /// 0 if the device does not say.
  std::uint64_t number(Uint what) const;
  /// Whether it answers; fills `size` bytes at `answer`.
  bool ask(Uint what, std::size_t size, void* answer) const;
  bool is_cpu() const { return (number(info::device_type) & type_cpu) != 0; }
  bool has_double() const { return number(info::double_fp_config) != 0; }
  /// Numbers of one type that one instruction of a CPU takes, else 1: GPUs work on many
  /// work-items side by side.
  std::uint64_t vector_width(bool is_double) const;

  /// Made when first asked for. May be called by several threads.
  Context context();
  /// A program built from `source` with `options`, kept for the next who asks. Throws kit::Failure
  /// with the compiler's words.
  Program program(const char* source, const std::string& options);

 private:
  Platform platform_;
  DeviceId id_;
  std::mutex mutex_;
  Context context_ = nullptr;
  std::map<std::string, Program> programs_;  ///< by options; there is one source
};

/// The devices of all platforms: those that are no processor of the host; if there are none, the
/// host's. Found once in a process. Throws kit::Failure (SY_UNSUPPORTED) with what is missing.
const std::vector<PhysicalDevice*>& physical_devices();

}  // namespace steelyard::opencl
