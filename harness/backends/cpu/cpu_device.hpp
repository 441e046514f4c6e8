#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "harness/backends/cpu/gemm_plan.hpp"
#include "harness/backends/cpu/probe.hpp"
#include "harness/backends/cpu/processor.hpp"
#include "harness/backends/cpu/telemetry.hpp"
#include "harness/device/backend_kit.hpp"

/// The host's own processor as a device. The classes have the members that backend_kit.hpp asks
/// for; see there and backend.h for what they mean.
namespace steelyard::cpu {

class CpuStream;

/// The time at which the work before it was done.
class CpuEvent {
 public:
  void record(double now_seconds) { seconds_ = now_seconds; }
  double seconds_since(const CpuEvent& first) const;

 private:
  std::optional<double> seconds_;
};

/// A planned multiplication.
class CpuGemm {
 public:
  CpuGemm(const sy_gemm_shape& shape, const Host& host) : plan_(shape, host) {}
  void autotune(double seconds) { plan_.autotune(seconds); }
  std::string algorithm() const { return plan_.algorithm(); }
  std::size_t packed_bytes(sy_operand operand) const { return plan_.packed_bytes(operand); }
  void pack(CpuStream&, sy_operand operand, const void* plain, void* packed) {
    plan_.pack(operand, plain, packed);
  }
  void run(CpuStream&, const void* a, const void* b, void* c) { plan_.run(a, b, c); }

 private:
  GemmPlan plan_;
};

/// The cores that the calling thread is bound to when the device is opened.
class CpuDevice {
 public:
  CpuDevice();

  sy_properties properties() const { return properties_; }
  void* allocate(std::size_t bytes);
  void release(void* pointer);
  std::uint64_t free_bytes() { return host_.limits.free_bytes(); }
  std::unique_ptr<CpuStream> create_stream();
  std::unique_ptr<CpuEvent> create_event() { return std::make_unique<CpuEvent>(); }
  std::unique_ptr<CpuGemm> plan(const sy_gemm_shape& shape);
  sy_telemetry_reading telemetry();
  double telemetry_period() { return Telemetry::period_seconds; }
  kit::ProbeReading probe(sy_probe_unit unit, sy_dtype dtype, double seconds);

 private:
  std::vector<int> cores_;
  Host host_;
  sy_properties properties_;
  Telemetry telemetry_;
  std::optional<MemoryProbe> memory_probe_;  ///< made when it is first asked for
  std::unordered_map<void*, HostMemory> allocations_;
};

/// Has no queue: every call finishes its work before it returns.
class CpuStream {
 public:
  explicit CpuStream(const Team& team) : team_(team) {}

  bool synchronize(double) { return true; }
  bool idle() { return true; }
  void record(CpuEvent& event);
  void copy_to_device(void* device, const void* host, std::size_t bytes);
  void copy_to_host(void* host, const void* device, std::size_t bytes);
  void copy_on_device(void* to, const void* from, std::size_t bytes);
  void fill(void* device, std::uint8_t value, std::size_t bytes);

  void triad(sy_dtype dtype, void* a, const void* b, const void* c, double scalar,
             std::size_t count);
  void scale(sy_dtype dtype, void* a, const void* b, double scalar, std::size_t count);
  void reduce(sy_dtype dtype, void* a, const void* b, std::size_t count);
  void adam(float* parameter, float* first_moment, float* second_moment, const float* gradient,
            const sy_adam& settings, std::size_t count);

 private:
  Team team_;
};

}  // namespace steelyard::cpu
