#include "harness/backends/opencl/device.hpp"

#include <fmt/format.h>

#include <array>

#include "harness/backends/opencl/clblast_label.hpp"
#include "harness/backends/opencl/status.hpp"

namespace steelyard::opencl {
namespace {

std::string uuid_of(const PhysicalDevice& physical) {
  std::array<std::uint8_t, 16> bytes{};
  if (!physical.ask(info::device_uuid, bytes.size(), bytes.data())) return "";
  std::string text;
  for (const std::uint8_t byte : bytes) text += fmt::format("{:02x}", byte);
  return text;
}

std::string pci_bus_id_of(const PhysicalDevice& physical) {
  PciBus bus{};
  if (!physical.ask(info::pci_bus, sizeof(bus), &bus)) return "";
  return fmt::format("{:04x}:{:02x}:{:02x}.{:x}", bus.domain, bus.bus, bus.device, bus.function);
}

std::string platform_text(Platform platform, Uint what) {
  std::array<char, SY_LONG_TEXT> text{};
  api().get_platform_info(platform, what, text.size() - 1, text.data(), nullptr);
  return text.data();
}

/// Whether markers on a profiling queue are stamped, and in the order of their recording: some
/// drivers leave them at zero or refuse to tell.
bool stamps_markers(PhysicalDevice& physical) {
  Int status = code::success;
  Queue queue = api().create_queue(physical.context(), physical.id(), queue_profiling, &status);
  if (status != code::success) return false;
  bool stamps = false;
  try {
    const Marker first(queue);
    api().finish(queue);
    const Marker second(queue);
    api().finish(queue);
    stamps = first.nanoseconds() > 0 && second.nanoseconds() > first.nanoseconds();
  } catch (const kit::Failure&) {
    // What the markers cannot tell is left to the host's clock.
  }
  api().release_queue(queue);
  return stamps;
}

}  // namespace

Device::Device(PhysicalDevice& physical)
    : physical_(physical), stamps_markers_(opencl::stamps_markers(physical)) {}

Device::~Device() {
  probe_.reset();
  book_.for_each_buffer([](Mem buffer) { api().release_mem(buffer); });
}

sy_properties Device::properties() const {
  const PhysicalDevice& physical = physical_;
  sy_properties properties{};
  kit::copy_text(properties.name, physical.text(info::device_name));
  kit::copy_text(properties.vendor, physical.text(info::device_vendor));
  kit::copy_text(properties.uuid, uuid_of(physical));
  kit::copy_text(properties.pci_bus_id, pci_bus_id_of(physical));
  kit::copy_text(properties.driver, physical.text(info::driver_version));
  kit::copy_text(properties.runtime, physical.text(info::device_version));
  kit::copy_text(
      properties.libraries,
      fmt::format("{} ({}); {}; {}", platform_text(physical.platform(), info::platform_name),
                  platform_text(physical.platform(), info::platform_version), clblast_label(),
                  stamps_markers_ ? "events by the device's clock" : "events by the host's clock"));
  properties.memory_bytes = physical.number(info::global_memory_size);
  properties.cache_bytes = physical.number(info::global_cache_size);
  properties.is_accelerator = physical.is_cpu() ? 0 : 1;
  properties.threads =
      physical.is_cpu() ? static_cast<std::uint32_t>(physical.number(info::compute_units)) : 0;
  properties.gemm_dtypes = std::uint64_t{1} << SY_F32;
  if (physical.has_double()) properties.gemm_dtypes |= std::uint64_t{1} << SY_F64;
  return properties;
}

void* Device::allocate(std::size_t bytes) {
  const std::uint64_t largest = physical_.number(info::max_allocation);
  if (bytes > free_bytes() || bytes > largest) {
    throw kit::Failure(SY_OUT_OF_MEMORY,
                       fmt::format("{} bytes are not to be had: {} are free, and one allocation "
                                   "of this OpenCL device has {} at most.",
                                   bytes, free_bytes(), largest));
  }
  Int status = code::success;
  Mem buffer = api().create_buffer(physical_.context(), memory_read_write, bytes, nullptr, &status);
  check(status, "allocate memory");
  try {
    // Drivers put off the allocation until the first use, and would fail there.
    Stream stream(*this);
    check(api().enqueue_migrate(stream.to_enqueue(), 1, &buffer, migrate_content_undefined, 0,
                                nullptr, nullptr),
          "allocate memory");
    stream.synchronize(0);
    return book_.add(buffer, bytes);
  } catch (...) {
    api().release_mem(buffer);
    throw;
  }
}

void Device::release(void* pointer) {
  check(api().release_mem(book_.remove(pointer)), "release memory");
}

std::uint64_t Device::free_bytes() const {
  const std::uint64_t whole = physical_.number(info::global_memory_size);
  return whole > book_.bytes() ? whole - book_.bytes() : 0;
}

kit::ProbeReading Device::probe(sy_probe_unit unit, sy_dtype dtype, double seconds) {
  if (probe_ == nullptr) probe_ = std::make_unique<Probe>(*this);
  return unit == SY_PROBE_MEMORY ? probe_->stream_memory(seconds)
                                 : probe_->multiply(dtype, seconds);
}

}  // namespace steelyard::opencl
