#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "harness/backends/cuda_shaped/runtime.hpp"
#include "harness/backends/cuda_shaped/telemetry.hpp"
#include "harness/device/backend_kit.hpp"

namespace steelyard::cuda_shaped {

class Communicator;
class Event;
class Gemm;
class Multiplier;
class Stream;

/// One device of a CUDA-shaped runtime. The current device belongs to the calling thread, so every
/// call makes this one current first.
class Device {
 public:
  /// Throws kit::Failure if the device cannot be made current.
  Device(const Runtime& runtime, int index);
  ~Device();
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;

  const Runtime& runtime() const { return runtime_; }
  const Vendor& vendor() const { return runtime_.vendor(); }
  /// Of the runtime's numbering.
  int index() const { return index_; }
  /// "0000:3b:00.0" in small letters, or "" if the runtime does not tell.
  const std::string& pci_bus_id() const { return pci_bus_id_; }
  /// The runtime is a test double.
  bool emulated() const { return runtime_.emulated(); }
  /// As the vendor writes it, or "" if the runtime does not tell.
  const std::string& name() const { return name_; }
  /// "gfx942"; "" where the runtime has no such name.
  const std::string& instruction_set() const { return instruction_set_; }
  void make_current() const;
  /// An attribute of the device, or `otherwise` if the runtime does not tell.
  int attribute(int number, int otherwise) const;

  sy_properties properties();

  void* allocate(std::size_t bytes);
  void release(void* pointer);
  std::uint64_t free_bytes() const;

  std::unique_ptr<Stream> create_stream();
  std::unique_ptr<Event> create_event();

  std::unique_ptr<Gemm> plan(const sy_gemm_shape& shape);
  /// What multiplies here, opened when first asked for. Throws kit::Failure (SY_UNSUPPORTED) if
  /// there is no library for it.
  Multiplier& multiplier();

  sy_unique_id unique_id();
  /// Waits for the other ranks.
  std::unique_ptr<Communicator> communicator(const sy_unique_id& id, std::uint32_t ranks,
                                             std::uint32_t rank);

  /// From any thread. What the vendor's library does not tell is NaN, and so is everything where
  /// there is no library.
  sy_telemetry_reading telemetry() { return telemetry_.read(); }
  double telemetry_period() { return telemetry_.period(); }

 private:
  void read_properties();
  void describe_libraries(sy_properties& properties);

  const Runtime& runtime_;
  int index_;
  std::string name_, uuid_, instruction_set_, pci_bus_id_;
  std::unique_ptr<Multiplier> multiplier_;
  Telemetry telemetry_;
};

/// Device memory that goes back when it is not needed any more.
class Scratch {
 public:
  Scratch(Device& device, std::size_t bytes)
      : device_(device), data_(bytes == 0 ? nullptr : device.allocate(bytes)) {}
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  void* data() const { return data_; }

 private:
  Device& device_;
  void* data_;
};

}  // namespace steelyard::cuda_shaped
