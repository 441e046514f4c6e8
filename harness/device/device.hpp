#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "harness/core/dtype.hpp"
#include "harness/core/whereabouts.hpp"
#include "harness/device/backend.h"

/// C++ face of an opened backend: owns what the C ABI hands out, and turns a status into a typed
/// exception (Unsupported, OutOfMemory, DeviceError) whose text holds the vendor's message.
/// One thread uses a device and what was made from it. Every object keeps its backend alive, and
/// must be destroyed before the device it was made from. Destructors log failures, never throw.
namespace steelyard::device {

class Stream;
class Event;
class Buffer;
class GemmPlan;
class Collectives;

/// Whether a device with these properties multiplies matrices of that type.
bool multiplies(const sy_properties& properties, Dtype dtype);

/// One open device.
class Device {
 public:
  /// `table` as handed out by a loaded backend. Throws DeviceError if it cannot be opened.
  Device(const sy_backend_v1& table, std::uint32_t index);
  ~Device();
  Device(Device&& other) noexcept;
  Device& operator=(Device&&) = delete;

  const sy_backend_v1& table() const { return *table_; }
  sy_device* handle() const { return handle_; }
  /// "cpu:0".
  const std::string& label() const { return label_; }
  const sy_properties& properties() const { return properties_; }
  std::uint64_t free_bytes() const;
  bool multiplies(Dtype dtype) const { return device::multiplies(properties_, dtype); }
  bool has_collectives() const { return table_->collectives != nullptr; }

  /// A reading, or nothing if the backend has no telemetry group. May be called from another
  /// thread.
  std::optional<sy_telemetry_reading> telemetry() const;
  struct ProbeResult {
    double rate = 0;
    std::string unit;
  };
  /// Nothing if the backend offers no probe for this unit.
  std::optional<ProbeResult> probe(sy_probe_unit unit, Dtype dtype, double seconds) const;

  /// Calls a function of the backend and throws the exception that fits its status. `what` says in
  /// a literal what is tried; who watches this thread can read it meanwhile.
  template <class... Parameters, class... Arguments>
  void call(const char* what, sy_status (*function)(Parameters...), Arguments... arguments) const {
    check(status_of(what, function, arguments...), what);
  }
  /// The same, without looking at the status.
  template <class... Parameters, class... Arguments>
  sy_status status_of(const char* what, sy_status (*function)(Parameters...),
                      Arguments... arguments) const {
    const InCall in_call(what, Waits::for_the_device);
    return function(arguments...);
  }

  /// Throws the exception that fits `status`; returns if SY_OK. `what` says what was tried.
  void check(sy_status status, const char* what) const;
  /// The same as a warning in the log, for destructors.
  void warn_unless_ok(sy_status status, const char* what) const noexcept;

 private:
  const sy_backend_v1* table_;
  sy_device* handle_ = nullptr;
  std::string label_;
  sy_properties properties_{};
};

class Stream {
 public:
  explicit Stream(Device& device);
  ~Stream();
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  sy_stream* handle() const { return handle_; }
  Device& device() const { return device_; }
  /// Waits for all enqueued work. Throws DeviceError naming the timeout if it runs out.
  void synchronize(double timeout_seconds = 0);
  /// True if all enqueued work is done.
  bool idle() const;

  void copy_to_device(void* device, const void* host, std::size_t bytes);
  void copy_to_host(void* host, const void* device, std::size_t bytes);
  void copy_on_device(void* to, const void* from, std::size_t bytes);
  void fill(void* device, std::uint8_t value, std::size_t bytes);

 private:
  Device& device_;
  sy_stream* handle_ = nullptr;
};

class Event {
 public:
  explicit Event(Device& device);
  ~Event();
  Event(Event&& other) noexcept;
  Event& operator=(Event&&) = delete;
  void record(Stream& stream);
  /// Seconds from `first` to this; both recorded and completed.
  double seconds_since(const Event& first) const;

 private:
  Device* device_;
  sy_event* handle_ = nullptr;
};

/// Device memory, uninitialised. Throws OutOfMemory with the size asked for and what is free.
class Buffer {
 public:
  Buffer() = default;
  Buffer(Device& device, std::size_t bytes);
  ~Buffer();
  Buffer(Buffer&& other) noexcept;
  Buffer& operator=(Buffer&& other) noexcept;
  void* data() const { return data_; }
  std::size_t size() const { return bytes_; }
  /// Pointer `offset` bytes further on.
  std::byte* at(std::size_t offset) const { return static_cast<std::byte*>(data_) + offset; }

 private:
  void release() noexcept;

  Device* device_ = nullptr;
  void* data_ = nullptr;
  std::size_t bytes_ = 0;
};

/// A planned multiplication. See sy_gemm_shape for layouts.
class GemmPlan {
 public:
  /// Throws Unsupported if the backend has no gemm group or does not offer this shape.
  GemmPlan(Device& device, const sy_gemm_shape& shape);
  ~GemmPlan();
  GemmPlan(const GemmPlan&) = delete;
  GemmPlan& operator=(const GemmPlan&) = delete;
  void autotune(double seconds);
  std::string algorithm() const;
  /// 0: the operand is used plain.
  std::size_t packed_bytes(sy_operand operand) const;
  void pack(Stream& stream, sy_operand operand, const void* plain, void* packed);
  void run(Stream& stream, const void* a, const void* b, void* c);

 private:
  Device& device_;
  sy_gemm* handle_ = nullptr;
};

/// A backend's own communicator.
class Collectives {
 public:
  static sy_unique_id unique_id(Device& device);
  Collectives(Device& device, const sy_unique_id& id, std::uint32_t ranks, std::uint32_t rank);
  ~Collectives();
  Collectives(const Collectives&) = delete;
  Collectives& operator=(const Collectives&) = delete;
  std::string library() const;
  std::string algorithm() const;
  void all_reduce(Stream& stream, const void* send, void* receive, std::size_t count, Dtype dtype,
                  sy_reduce_op op);
  bool can_abort() const;
  /// Makes every blocked and later call of this rank fail. May be called from another thread.
  /// Throws Unsupported if the backend cannot.
  void abort();

 private:
  Device& device_;
  sy_comm* handle_ = nullptr;
};

sy_dtype to_abi(Dtype dtype);
/// "SY_OK", as backend.h has it.
const char* status_name(sy_status status);

}  // namespace steelyard::device
