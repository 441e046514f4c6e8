#pragma once

#include <steelyard/backend_kit.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

/// Slates: devices that do their sums on the host, in its memory. They have every group that one
/// device needs; without collectives of their own, those go over MPI.
namespace slate {

namespace kit = steelyard::kit;

/// A moment on the host's monotonic clock.
class Event {
 public:
  void record() { when_ = std::chrono::steady_clock::now(); }
  double seconds_since(const Event& first) const;

 private:
  std::optional<std::chrono::steady_clock::time_point> when_;
};

/// Work is done before a call returns, so there is nothing to wait for.
class Stream {
 public:
  bool synchronize(double) { return true; }
  bool idle() { return true; }
  void record(Event& event) { event.record(); }

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
};

/// C = alpha * op(A) * op(B) in f32 or f64, summed in double.
class Gemm {
 public:
  explicit Gemm(const sy_gemm_shape& shape);
  void autotune(double) {}
  std::string algorithm() const { return "three loops"; }
  std::size_t packed_bytes(sy_operand) const { return 0; }
  void pack(Stream&, sy_operand, const void*, void*) {}
  void run(Stream& stream, const void* a, const void* b, void* c);

 private:
  sy_gemm_shape shape_;
};

class Device {
 public:
  sy_properties properties() const;
  void* allocate(std::size_t bytes);
  void release(void* pointer);
  std::uint64_t free_bytes() const;
  std::unique_ptr<Stream> create_stream() { return std::make_unique<Stream>(); }
  std::unique_ptr<Event> create_event() { return std::make_unique<Event>(); }
  std::unique_ptr<Gemm> plan(const sy_gemm_shape& shape) { return std::make_unique<Gemm>(shape); }
  sy_telemetry_reading telemetry() const;
  double telemetry_period() const { return 1; }

 private:
  struct Free {
    void operator()(void* pointer) const;
  };
  struct Block {
    std::unique_ptr<void, Free> memory;
    std::size_t bytes = 0;
  };
  std::map<void*, Block> blocks_;
  std::uint64_t used_bytes_ = 0;
};

}  // namespace slate
