#pragma once

#include <cstdlib>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

#include "harness/device/backend_kit.hpp"

/// A backend with every group, made with the kit, that does nothing but note the calls that reach
/// it and throw what a test asks for.
namespace steelyard::stub {

/// What the next call of any member throws, and the calls that arrived.
struct Control {
  enum class Throws { nothing, failure, bad_alloc, standard, other };
  Throws throws = Throws::nothing;
  sy_status status = SY_FAILED;  ///< of `failure`
  bool done = true;              ///< what synchronize() and idle() return
  bool makes_nothing = false;    ///< factories return null
  std::vector<std::string> calls;

  void enter(const char* call) {
    calls.emplace_back(call);
    switch (throws) {
      case Throws::nothing:
        return;
      case Throws::failure:
        throw kit::Failure(status, "vendor error 42");
      case Throws::bad_alloc:
        throw std::bad_alloc();
      case Throws::standard:
        throw std::runtime_error("something else");
      case Throws::other:
        throw 42;
    }
  }
  template <class Object, class... Arguments>
  std::unique_ptr<Object> make(const char* call, Arguments... arguments) {
    enter(call);
    return makes_nothing ? nullptr : std::make_unique<Object>(arguments...);
  }
};
inline Control control;

class Event {
 public:
  double seconds_since(const Event&) const {
    control.enter("seconds_since");
    return 1.5;
  }
};

class Stream {
 public:
  bool synchronize(double) {
    control.enter("synchronize");
    return control.done;
  }
  bool idle() {
    control.enter("idle");
    return control.done;
  }
  void record(Event&) { control.enter("record"); }
  void copy_to_device(void*, const void*, std::size_t) { control.enter("copy_to_device"); }
  void copy_to_host(void*, const void*, std::size_t) { control.enter("copy_to_host"); }
  void copy_on_device(void*, const void*, std::size_t) { control.enter("copy_on_device"); }
  void fill(void*, std::uint8_t, std::size_t) { control.enter("fill"); }
  void triad(sy_dtype, void*, const void*, const void*, double, std::size_t) {
    control.enter("triad");
  }
  void scale(sy_dtype, void*, const void*, double, std::size_t) { control.enter("scale"); }
  void reduce(sy_dtype, void*, const void*, std::size_t) { control.enter("reduce"); }
  void adam(float*, float*, float*, const float*, const sy_adam&, std::size_t) {
    control.enter("adam");
  }
};

class Gemm {
 public:
  void autotune(double) { control.enter("autotune"); }
  std::string algorithm() const { return "stub, B packed"; }
  std::size_t packed_bytes(sy_operand operand) const { return operand == SY_OPERAND_B ? 256 : 0; }
  void pack(Stream&, sy_operand, const void*, void*) { control.enter("pack"); }
  void run(Stream&, const void*, const void*, void*) { control.enter("run"); }
};

class Communicator {
 public:
  std::string library() const { return "stub 1.0"; }
  std::string algorithm() const { return ""; }
  void abort() { control.enter("abort"); }
  void all_reduce(Stream&, const void*, void*, std::size_t, sy_dtype, sy_reduce_op) {
    control.enter("all_reduce");
  }
  void reduce_scatter(Stream&, const void*, void*, std::size_t, sy_dtype, sy_reduce_op) {
    control.enter("reduce_scatter");
  }
  void all_gather(Stream&, const void*, void*, std::size_t, sy_dtype) {
    control.enter("all_gather");
  }
  void broadcast(Stream&, void*, std::size_t, sy_dtype, std::uint32_t) {
    control.enter("broadcast");
  }
  void all_to_all(Stream&, const void*, void*, std::size_t, sy_dtype) {
    control.enter("all_to_all");
  }
  void send(Stream&, const void*, std::size_t, sy_dtype, std::uint32_t) { control.enter("send"); }
  void receive(Stream&, void*, std::size_t, sy_dtype, std::uint32_t) { control.enter("receive"); }
  void group_start() { control.enter("group_start"); }
  void group_end() { control.enter("group_end"); }
};

class Device {
 public:
  ~Device() { control.calls.emplace_back("~Device"); }
  sy_properties properties() const {
    control.enter("properties");
    sy_properties properties{};
    kit::copy_text(properties.name, "Stub");
    properties.gemm_dtypes = 1u << SY_F32;
    return properties;
  }
  void* allocate(std::size_t) {
    control.enter("allocate");
    return &room_;
  }
  void release(void*) { control.enter("release"); }
  std::uint64_t free_bytes() { return 1000; }
  std::unique_ptr<Stream> create_stream() { return control.make<Stream>("create_stream"); }
  std::unique_ptr<Event> create_event() { return control.make<Event>("create_event"); }
  std::unique_ptr<Gemm> plan(const sy_gemm_shape&) { return control.make<Gemm>("plan"); }
  sy_unique_id unique_id() {
    control.enter("unique_id");
    sy_unique_id id{};
    id.length = 3;
    return id;
  }
  std::unique_ptr<Communicator> communicator(const sy_unique_id&, std::uint32_t, std::uint32_t) {
    return control.make<Communicator>("communicator");
  }
  sy_telemetry_reading telemetry() {
    control.enter("telemetry");
    sy_telemetry_reading reading{};
    reading.power_watts = 123;
    return reading;
  }
  double telemetry_period() { return 0.1; }
  kit::ProbeReading probe(sy_probe_unit, sy_dtype, double) {
    control.enter("probe");
    return {7e12, "stub loop"};
  }

 private:
  alignas(64) char room_[64] = {};
};

struct Backend {
  static constexpr const char* name = "stub";
  static constexpr const char* version = "1";
  static constexpr const char* description = "Notes calls";
  using Device = stub::Device;
  using Stream = stub::Stream;
  using Event = stub::Event;
  using Gemm = stub::Gemm;
  using Communicator = stub::Communicator;
  static kit::Probe probe() { return {control.done, "Nothing is there."}; }
  static std::uint32_t count() { return 2; }
  static std::unique_ptr<Device> open(std::uint32_t) { return control.make<Device>("open"); }
};

/// The table as a loader would get it, with the control reset.
inline const sy_backend_v1& fresh_table() {
  control = Control{};
  return *kit::detail::Table<Backend>::table();
}

}  // namespace steelyard::stub
