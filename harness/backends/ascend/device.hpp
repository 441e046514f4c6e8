#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "harness/backends/ascend/telemetry.hpp"
#include "harness/device/backend_kit.hpp"

namespace steelyard::ascend {

class Stream;
class Event;
class Gemm;
class Communicator;

/// One device of AscendCL: a 910B, or one of the two dies of a 910C.
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
  /// "Ascend910B2". Bins of one product are different machines.
  const std::string& soc() const { return soc_; }
  /// Makes this device the calling thread's current one.
  void use() const;
  /// A float 1 in the device's memory, which quantised multiplications want as their scale.
  void* one();

  void enlist(Communicator& communicator) { communicators_.push_back(&communicator); }
  void strike(Communicator& communicator) { std::erase(communicators_, &communicator); }
  /// Throws kit::Failure if a communicator of this device reports an asynchronous error.
  void check_communicators() const;

 private:
  std::uint32_t index_;
  std::string soc_;
  Telemetry telemetry_;
  void* one_ = nullptr;
  std::vector<Communicator*> communicators_;
};

}  // namespace steelyard::ascend
