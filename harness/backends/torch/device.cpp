#include "harness/backends/torch/device.hpp"

#include <ATen/ops/empty.h>

#include <map>
#include <mutex>
#include <utility>

#include "harness/backends/torch/host.hpp"

namespace steelyard::torch_library {
namespace {

/// Who makes the devices of a plug-in's name; the name itself where that is not known.
std::string vendor_of(const std::string& name) {
  constexpr std::pair<const char*, const char*> vendors[] = {
      {"npu", "Huawei"},         {"mlu", "Cambricon"},
      {"musa", "Moore Threads"}, {"gcu", "Enflame"},
      {"supa", "Birentech"},     {"hpu", "Intel Habana"},
      {"xpu", "Intel"},          {"cuda", "NVIDIA, or compatible with its names"}};
  for (const auto& [device, vendor] : vendors) {
    if (name == device) return vendor;
  }
  return name;
}

/// Whether events made for timing are told apart in time. Plug-ins may lack them, or the clock.
bool events_tell_time(const c10::impl::VirtualGuardImpl& guard, c10::Device device) {
  if (!has_elapsed_time<> || device.is_cpu()) return false;
  void* events[2] = {nullptr, nullptr};
  bool tells = false;
  try {
    const c10::Stream stream = guard.getStream(device);
    for (void*& event : events) {
      guard.record(&event, stream, device.index(), c10::EventFlag::BACKEND_DEFAULT);
      guard.synchronizeStream(stream);
    }
    tells = elapsed_seconds(guard, events[0], events[1], device.index()) >= 0;
  } catch (const std::exception&) {
    // Then the host's clock tells it.
  }
  for (void* event : events) {
    if (event != nullptr) guard.destroyEvent(event, device.index());
  }
  return tells;
}

std::uint64_t largest_grant(const Device& device) {
  for (int exponent = 38; exponent >= 20; --exponent) {
    try {
      device.empty(std::int64_t{1} << exponent, at::kByte);
      return std::uint64_t{1} << exponent;
    } catch (const kit::Failure&) {
      // Less, then.
    }
  }
  return 0;
}

/// The largest power of two that the allocator grants: libtorch has no question for free memory
/// that all releases and plug-ins answer. Tried once for each device of this process.
std::uint64_t granted_bytes(const Device& device) {
  static std::mutex mutex;
  static std::map<int, std::uint64_t> of_process;
  const std::scoped_lock lock(mutex);
  const auto [entry, is_new] = of_process.try_emplace(device.at_device().index());
  if (is_new) entry->second = largest_grant(device);
  return entry->second;
}

}  // namespace

Device::Device(std::uint32_t index)
    : device_(selection().type, selection().type == c10::DeviceType::CPU
                                    ? c10::DeviceIndex{-1}
                                    : static_cast<c10::DeviceIndex>(index)),
      guard_(selection().type) {
  checked("open a device", [&] {
    if (is_cpu()) at::set_num_threads(threads_to_use());
    if (!is_cpu()) guard_.setDevice(device_);
    times_events_ = events_tell_time(guard_, device_);
    gemm_dtypes_ = dtypes_that_multiply(*this);
  });
}

sy_properties Device::properties() const {
  sy_properties properties{};
  kit::copy_text(properties.name, is_cpu() ? processor_name()
                                           : selection().name + " " +
                                                 std::to_string(device_.index()) + " of libtorch");
  kit::copy_text(properties.vendor, is_cpu() ? processor_vendor() : vendor_of(selection().name));
  kit::copy_text(properties.libraries, label() + ", device " + selection().name +
                                           "; events by the " +
                                           (times_events_ ? "device's" : "host's") + " clock");
  properties.is_accelerator = is_cpu() ? 0 : 1;
  properties.host_accessible = is_cpu() ? 1 : 0;
  properties.emulated = selection().emulated ? 1 : 0;
  properties.gemm_dtypes = gemm_dtypes_;
  if (is_cpu()) {
    properties.memory_bytes = total_host_bytes();
    properties.cache_bytes = host_cache_bytes();
    properties.threads = static_cast<std::uint32_t>(at::get_num_threads());
  }
  return properties;
}

at::Tensor Device::empty(std::int64_t elements, at::ScalarType type) const {
  return checked("allocate memory", [&] {
    return at::empty({elements}, at::TensorOptions().dtype(type).device(device_));
  });
}

void* Device::allocate(std::size_t bytes) {
  if (is_cpu() && bytes > free_host_bytes()) {
    throw kit::Failure(SY_OUT_OF_MEMORY, std::to_string(bytes) + " bytes do not fit into the " +
                                             std::to_string(free_host_bytes()) + " that are free.");
  }
  at::Tensor tensor = empty(static_cast<std::int64_t>(bytes), at::kByte);
  // The kernel hands out pages as they are touched, which must not fall into what is timed.
  if (is_cpu()) tensor.zero_();
  return blocks_.add(std::move(tensor));
}

std::uint64_t Device::free_bytes() {
  if (is_cpu()) return free_host_bytes();
  const std::uint64_t granted = granted_bytes(*this);
  return granted > blocks_.bytes() ? granted - blocks_.bytes() : 0;
}

}  // namespace steelyard::torch_library
