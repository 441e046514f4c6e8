#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "harness/backends/opencl/address_book.hpp"
#include "harness/backends/opencl/gemm.hpp"
#include "harness/backends/opencl/machine.hpp"
#include "harness/backends/opencl/probe.hpp"
#include "harness/backends/opencl/stream.hpp"
#include "harness/device/backend_kit.hpp"

/// The classes have the members that backend_kit.hpp asks for; see there and backend.h for what
/// they mean.
namespace steelyard::opencl {

/// One device of one platform.
class Device {
 public:
  explicit Device(PhysicalDevice& physical);
  ~Device();
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;

  sy_properties properties() const;
  void* allocate(std::size_t bytes);
  void release(void* pointer);
  /// What is left of the whole by this process's allocations: OpenCL has no question for more.
  std::uint64_t free_bytes() const;
  std::unique_ptr<Stream> create_stream() { return std::make_unique<Stream>(*this); }
  std::unique_ptr<Event> create_event() { return std::make_unique<Event>(); }
  std::unique_ptr<Gemm> plan(const sy_gemm_shape& shape) {
    return std::make_unique<Gemm>(*this, shape);
  }
  kit::ProbeReading probe(sy_probe_unit unit, sy_dtype dtype, double seconds);

  PhysicalDevice& physical() const { return physical_; }
  const AddressBook& book() const { return book_; }
  /// Whether markers carry times of the device's clock; else events are stamped by the host.
  bool stamps_markers() const { return stamps_markers_; }

 private:
  PhysicalDevice& physical_;
  AddressBook book_;
  bool stamps_markers_ = true;
  std::unique_ptr<Probe> probe_;  ///< made when it is first asked for
};

}  // namespace steelyard::opencl
