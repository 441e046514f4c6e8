#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "harness/backends/cambricon/cnnl.hpp"
#include "harness/backends/cambricon/telemetry.hpp"
#include "harness/device/backend_kit.hpp"

namespace steelyard::cambricon {

class Stream;
class Event;
class Gemm;
class Communicator;

/// One MLU.
class Device {
 public:
  explicit Device(std::uint32_t index);
  ~Device();
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;

  sy_properties properties();

  void* allocate(std::size_t bytes);
  void release(void* pointer);
  std::uint64_t free_bytes();

  std::unique_ptr<Stream> create_stream();
  std::unique_ptr<Event> create_event();
  std::unique_ptr<Gemm> plan(const sy_gemm_shape& shape);

  sy_unique_id unique_id();
  std::unique_ptr<Communicator> communicator(const sy_unique_id& id, std::uint32_t ranks,
                                             std::uint32_t rank);

  sy_telemetry_reading telemetry() const { return telemetry_.read(); }
  double telemetry_period() const { return Telemetry::period_seconds; }

  std::uint32_t index() const { return index_; }
  /// Makes this device the calling thread's current one.
  void use() const;
  /// 0 where CNRT does not know the attribute.
  int attribute(cnrtDeviceAttr_t attribute) const;
  /// A handle of CNNL to ask for algorithms with.
  cnnlHandle_t planning_handle();

  void enlist(Communicator& communicator) { communicators_.push_back(&communicator); }
  void strike(Communicator& communicator) { std::erase(communicators_, &communicator); }
  /// Throws kit::Failure if a communicator that works on this stream was aborted or reports an
  /// asynchronous error.
  void check_communicators(const Stream& stream) const;

 private:
  std::uint32_t index_;
  std::string pci_bus_id_;
  Telemetry telemetry_;
  std::unique_ptr<CnnlHandle> handle_;  ///< made when it is first wanted
  std::vector<Communicator*> communicators_;
};

}  // namespace steelyard::cambricon
