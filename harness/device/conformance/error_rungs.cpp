#include <array>
#include <cmath>
#include <functional>
#include <limits>

#include "harness/device/conformance/flaw.hpp"
#include "harness/device/conformance/multiplication.hpp"
#include "harness/device/conformance/rungs.hpp"
#include "harness/device/conformance/subject.hpp"

// Everything that callers can get wrong has an answer, and the device is sound afterwards. The kit
// (backend_kit.hpp) gives these answers for every backend that is made with it.
namespace steelyard::device::conformance {
namespace {

/// Numbers that no dtype has.
constexpr sy_dtype no_dtype = static_cast<sy_dtype>(0);
constexpr sy_dtype unknown_dtype = static_cast<sy_dtype>(SY_LAST_DTYPE + 1);

constexpr const char* afterwards = "after calls that were refused";

/// Wants calls to be refused; `what` says what was asked for.
class Refusals {
 public:
  explicit Refusals(const sy_backend_v1& table) : table_(table) {}
  void operator()(sy_status status, const char* what) const {
    expect_refused(table_, status, what);
  }

 private:
  const sy_backend_v1& table_;
};

void refuses_devices(Subject& subject) {
  const Refusals expect_refused(subject.table());
  const sy_devices& devices = *subject.table().devices;
  char sentence[SY_LONG_TEXT];
  sy_device* opened = nullptr;
  expect_refused(devices.probe(nullptr, sizeof(sentence)), "A probe without a text");
  expect_refused(devices.probe(sentence, 0), "A probe without room");
  expect_refused(devices.count(nullptr), "Counting to nowhere");
  expect_refused(devices.open(0, nullptr), "Opening to nowhere");
  expect_refused(devices.open(subject.count(), &opened), "Opening one device too many");
  expect(opened == nullptr, "Opening one device too many was refused, but left a handle.");
  expect_refused(devices.close(nullptr), "Closing nothing");
  expect_refused(devices.properties(subject.device().handle(), nullptr), "Properties to nowhere");
  sy_properties properties{};
  expect_refused(devices.properties(nullptr, &properties), "Properties of nothing");
  subject.expect_sound(afterwards);
}

void refuses_allocations(Subject& subject) {
  const Refusals expect_refused(subject.table());
  const sy_memory& memory = *subject.table().memory;
  sy_device* const device = subject.device().handle();
  void* pointer = nullptr;
  expect_refused(memory.allocate(device, 0, &pointer), "Allocating 0 bytes");
  expect_refused(memory.allocate(device, std::numeric_limits<std::size_t>::max(), &pointer),
                 "Allocating -1 bytes");
  expect_refused(memory.allocate(device, 64, nullptr), "Allocating to nowhere");
  expect_refused(memory.allocate(nullptr, 64, &pointer), "Allocating on no device");
  expect_refused(memory.release(device, nullptr), "Releasing nothing");
  expect_refused(memory.free_bytes(device, nullptr), "Free bytes to nowhere");
  expect(pointer == nullptr, "A refused allocation left a pointer.");
  subject.device().free_bytes();
  subject.expect_sound(afterwards);
}

void refuses_copies(Subject& subject) {
  const Refusals expect_refused(subject.table());
  const sy_memory& memory = *subject.table().memory;
  Stream stream(subject.device());
  const Buffer buffer(subject.device(), 128);
  sy_stream* const queue = stream.handle();
  void* const a = buffer.data();
  char host[64] = {};
  expect_refused(memory.copy_to_device(queue, nullptr, host, 64), "Copying to no device memory");
  expect_refused(memory.copy_to_device(queue, a, nullptr, 64), "Copying nothing to the device");
  expect_refused(memory.copy_to_device(queue, a, host, 0), "Copying 0 bytes to the device");
  expect_refused(memory.copy_to_device(nullptr, a, host, 64), "Copying on no stream");
  expect_refused(memory.copy_to_host(queue, nullptr, a, 64), "Copying to no host memory");
  expect_refused(memory.copy_to_host(queue, host, a, 0), "Copying 0 bytes to the host");
  expect_refused(memory.copy_on_device(queue, a, nullptr, 64), "Copying nothing on the device");
  expect_refused(memory.copy_on_device(queue, a, buffer.at(64), 0),
                 "Copying 0 bytes on the device");
  expect_refused(memory.fill(queue, nullptr, 0, 64), "Filling nothing");
  expect_refused(memory.fill(queue, a, 0, 0), "Filling 0 bytes");
  subject.expect_sound(afterwards);
}

void refuses_streams_and_events(Subject& subject) {
  const Refusals expect_refused(subject.table());
  const sy_streams& streams = *subject.table().streams;
  sy_device* const device = subject.device().handle();
  Stream stream(subject.device());
  sy_stream* const queue = stream.handle();
  double seconds = 0;
  sy_event* event = nullptr;
  expect_ok(subject.table(), streams.event_create(device, &event), "Creating an event");
  expect_refused(streams.stream_create(device, nullptr), "A stream to nowhere");
  expect_refused(streams.stream_create(nullptr, nullptr), "A stream of no device");
  expect_refused(streams.stream_destroy(nullptr), "Destroying no stream");
  expect_refused(streams.stream_synchronize(nullptr, 1), "Waiting for no stream");
  expect_refused(streams.stream_synchronize(queue, std::nan("")), "Waiting NaN seconds");
  expect_refused(streams.stream_query(nullptr), "Asking no stream whether it is idle");
  expect_refused(streams.event_create(device, nullptr), "An event to nowhere");
  expect_refused(streams.event_destroy(nullptr), "Destroying no event");
  expect_refused(streams.event_record(queue, nullptr), "Recording no event");
  expect_refused(streams.event_record(nullptr, event), "Recording on no stream");
  expect_refused(streams.event_elapsed(event, nullptr, &seconds), "The time until no event");
  expect_refused(streams.event_elapsed(nullptr, event, &seconds), "The time since no event");
  expect_refused(streams.event_elapsed(event, event, nullptr), "The time to nowhere");
  expect_ok(subject.table(), streams.event_destroy(event), "Destroying an event");
  subject.expect_sound(afterwards);
}

sy_gemm_shape small_f32() {
  return shape_of({Dtype::f32, Dtype::f32, Dtype::f32, SY_F32}, 8, 8, 8);
}

void require_gemm(Subject& subject) {
  if (subject.table().gemm == nullptr) throw NotOffered("This backend multiplies no matrices.");
}

/// Wants a plan to be refused for f32 of 8 x 8 x 8 once it is spoilt.
void expect_bad_plan(Subject& subject, const char* what,
                     const std::function<void(sy_gemm_shape&)>& spoil) {
  sy_gemm_shape shape = small_f32();
  spoil(shape);
  sy_gemm* plan = nullptr;
  expect_refused(subject.table(),
                 subject.table().gemm->plan(subject.device().handle(), &shape, &plan), what);
  expect(plan == nullptr, std::string(what) + " was refused, but left a plan.");
}

void refuses_plans(Subject& subject) {
  require_gemm(subject);
  const auto expect_bad = [&](const char* what, const auto& spoil) {
    expect_bad_plan(subject, what, spoil);
  };
  expect_bad("A plan with m = 0", [](sy_gemm_shape& shape) { shape.m = 0; });
  expect_bad("A plan with n < 0", [](sy_gemm_shape& shape) { shape.n = -1; });
  expect_bad("A plan with k = 0", [](sy_gemm_shape& shape) { shape.k = 0; });
  expect_bad("A plan with batch = 0", [](sy_gemm_shape& shape) { shape.batch = 0; });
  expect_bad("A plan with transpose_a = 2", [](sy_gemm_shape& shape) { shape.transpose_a = 2; });
  expect_bad("A plan with transpose_b = 2", [](sy_gemm_shape& shape) { shape.transpose_b = 2; });
  expect_bad("A plan without a dtype of A", [](sy_gemm_shape& shape) { shape.a = no_dtype; });
  expect_bad("A plan with an unknown dtype of B",
             [](sy_gemm_shape& shape) { shape.b = unknown_dtype; });
  expect_bad("A plan with an unknown dtype of C",
             [](sy_gemm_shape& shape) { shape.c = unknown_dtype; });
  expect_bad("A plan that accumulates in bf16",
             [](sy_gemm_shape& shape) { shape.accumulate = SY_BF16; });
  expect_bad("A plan with alpha = NaN", [](sy_gemm_shape& shape) { shape.alpha = std::nan(""); });
  expect_bad("A plan of more bytes than a number holds", [](sy_gemm_shape& shape) {
    shape.m = shape.k = std::int64_t{1} << 31;
    shape.batch = 16;
  });
  const Refusals expect_refused(subject.table());
  const sy_gemm_functions& gemm = *subject.table().gemm;
  const sy_gemm_shape good = small_f32();
  sy_gemm* plan = nullptr;
  expect_refused(gemm.plan(subject.device().handle(), nullptr, &plan), "A plan of no shape");
  expect_refused(gemm.plan(subject.device().handle(), &good, nullptr), "A plan to nowhere");
  expect_refused(gemm.plan(nullptr, &good, &plan), "A plan of no device");
  subject.expect_sound(afterwards);
}

void refuses_fast_accumulation(Subject& subject) {
  require_gemm(subject);
  for (const Dtype dtype : all_dtypes()) {
    if (is_fp8(dtype)) continue;
    for (const GemmTypes& types : combinations(dtype)) {
      const std::string what = "A plan with fast accumulation of " + std::string(name(dtype));
      expect_bad_plan(subject, what.c_str(), [&](sy_gemm_shape& shape) {
        shape = shape_of(types, 64, 64, 64);
        shape.fast_accumulation = 1;
      });
    }
  }
  expect_bad_plan(subject, "A plan with fast_accumulation = 2", [](sy_gemm_shape& shape) {
    shape = shape_of({Dtype::fp8_e4m3, Dtype::fp8_e4m3, Dtype::bf16, SY_F32}, 64, 64, 64);
    shape.fast_accumulation = 2;
  });
}

void refuses_multiplications(Subject& subject) {
  if (!subject.device().multiplies(Dtype::f32)) {
    throw NotOffered("This backend does not multiply f32.");
  }
  const Refusals expect_refused(subject.table());
  const sy_gemm_functions& gemm = *subject.table().gemm;
  const sy_gemm_shape shape = small_f32();
  Stream stream(subject.device());
  sy_stream* const queue = stream.handle();
  const Buffer buffer(subject.device(), 4096);
  void* const a = buffer.data();
  void* const b = buffer.at(1024);
  void* const c = buffer.at(2048);
  sy_gemm* plan = nullptr;
  expect_ok(subject.table(), gemm.plan(subject.device().handle(), &shape, &plan),
            "Planning f32 of 8 x 8 x 8");
  char text[SY_TEXT];
  expect_refused(gemm.autotune(plan, -1), "Tuning for -1 seconds");
  expect_refused(gemm.autotune(plan, std::nan("")), "Tuning for NaN seconds");
  expect_refused(gemm.autotune(nullptr, 1), "Tuning no plan");
  expect_refused(gemm.algorithm(plan, text, 0), "The algorithm without room");
  expect_refused(gemm.algorithm(plan, nullptr, SY_TEXT), "The algorithm without a text");
  expect_refused(gemm.packed_bytes(plan, SY_OPERAND_A, nullptr), "Packed bytes to nowhere");
  expect_refused(gemm.run(queue, plan, nullptr, b, c), "Multiplying without A");
  expect_refused(gemm.run(queue, plan, a, nullptr, c), "Multiplying without B");
  expect_refused(gemm.run(queue, plan, a, b, nullptr), "Multiplying without C");
  expect_refused(gemm.run(nullptr, plan, a, b, c), "Multiplying on no stream");
  expect_refused(gemm.run(queue, nullptr, a, b, c), "Multiplying without a plan");
  expect_refused(gemm.destroy(nullptr), "Destroying no plan");
  expect_ok(subject.table(), gemm.destroy(plan), "Destroying a plan");
  subject.expect_sound(afterwards);
}

void require_pointwise(Subject& subject) {
  if (subject.table().pointwise == nullptr) {
    throw NotOffered("This backend has no pointwise functions.");
  }
}

void refuses_pointwise(Subject& subject) {
  require_pointwise(subject);
  const Refusals expect_refused(subject.table());
  const sy_pointwise& pointwise = *subject.table().pointwise;
  Stream stream(subject.device());
  const Buffer buffer(subject.device(), 4096);
  sy_stream* const queue = stream.handle();
  void* const a = buffer.data();
  void* const b = buffer.at(1024);
  void* const c = buffer.at(2048);
  expect_refused(pointwise.triad(queue, SY_F32, nullptr, b, c, 1, 16), "A triad without a");
  expect_refused(pointwise.triad(queue, SY_F32, a, b, nullptr, 1, 16), "A triad without c");
  expect_refused(pointwise.triad(queue, SY_F32, a, b, c, 1, 0), "A triad of no elements");
  expect_refused(pointwise.triad(queue, no_dtype, a, b, c, 1, 16), "A triad of no dtype");
  expect_refused(pointwise.scale(queue, unknown_dtype, a, b, 1, 16), "Scaling an unknown dtype");
  expect_refused(pointwise.scale(nullptr, SY_F32, a, b, 1, 16), "Scaling on no stream");
  expect_refused(pointwise.reduce(queue, SY_F32, a, nullptr, 16), "Adding nothing");
  expect_refused(pointwise.reduce(queue, SY_F64, a, b, std::size_t{1} << 62),
                 "Adding more than memory holds");
  subject.expect_sound(afterwards);
}

void refuses_adam(Subject& subject) {
  require_pointwise(subject);
  Stream stream(subject.device());
  const Buffer buffer(subject.device(), 4096);
  const auto vector = [&](std::size_t i) { return static_cast<float*>(buffer.data()) + 256 * i; };
  const auto expect_bad = [&](const sy_adam& settings, std::size_t count, const char* what) {
    expect_refused(subject.table(),
                   subject.table().pointwise->adam(stream.handle(), vector(0), vector(1), vector(2),
                                                   vector(3), &settings, count),
                   what);
  };
  expect_bad({0.01, 0.9, 0.999, 1e-8, 0}, 16, "Step 0 of Adam");
  expect_bad({0.01, 1.0, 0.999, 1e-8, 1}, 16, "Adam with beta1 = 1");
  expect_bad({0.01, 0.9, -0.1, 1e-8, 1}, 16, "Adam with beta2 < 0");
  expect_bad({std::nan(""), 0.9, 0.999, 1e-8, 1}, 16, "Adam with a learning rate of NaN");
  expect_bad({0.01, 0.9, 0.999, -1, 1}, 16, "Adam with epsilon < 0");
  expect_bad({0.01, 0.9, 0.999, 1e-8, 1}, 0, "Adam with no elements");
  subject.expect_sound(afterwards);
}

void refuses_sensors(Subject& subject) {
  const Refusals expect_refused(subject.table());
  sy_device* const device = subject.device().handle();
  const sy_telemetry* const telemetry = subject.table().telemetry;
  const sy_probe* const probe = subject.table().probe;
  if (telemetry == nullptr && probe == nullptr) {
    throw NotOffered("This backend has neither sensors nor a probe.");
  }
  if (telemetry != nullptr) {
    expect_refused(telemetry->read(device, nullptr), "Reading sensors to nowhere");
    expect_refused(telemetry->period(device, nullptr), "The sensors' period to nowhere");
  }
  if (probe == nullptr) return;
  double rate = 0;
  char text[SY_TEXT];
  const auto run = [&](sy_dtype dtype, double seconds, double* out, std::size_t capacity) {
    return probe->run(device, SY_PROBE_MEMORY, dtype, seconds, out, text, capacity);
  };
  expect_refused(run(SY_F32, 0, &rate, sizeof(text)), "Probing for 0 seconds");
  expect_refused(run(SY_F32, std::nan(""), &rate, sizeof(text)), "Probing for NaN seconds");
  expect_refused(run(unknown_dtype, 0.01, &rate, sizeof(text)), "Probing an unknown dtype");
  expect_refused(run(SY_F32, 0.01, nullptr, sizeof(text)), "A rate to nowhere");
  expect_refused(run(SY_F32, 0.01, &rate, 0), "A probe's text without room");
}

}  // namespace

std::span<const Rung> error_rungs() {
  static constexpr std::array rungs{
      Rung{"errors.devices", "refuses bad calls of devices", Needs::nothing, refuses_devices},
      Rung{"errors.memory", "refuses bad allocations", Needs::nothing, refuses_allocations},
      Rung{"errors.copies", "refuses bad copies and fills", Needs::nothing, refuses_copies},
      Rung{"errors.streams", "refuses bad calls of streams and events", Needs::nothing,
           refuses_streams_and_events},
      Rung{"errors.plans", "refuses bad plans", Needs::nothing, refuses_plans},
      Rung{"errors.fast_accumulation", "refuses fast accumulation of what is no fp8",
           Needs::nothing, refuses_fast_accumulation},
      Rung{"errors.gemm", "refuses bad calls of plans", Needs::nothing, refuses_multiplications},
      Rung{"errors.pointwise", "refuses bad pointwise calls", Needs::nothing, refuses_pointwise},
      Rung{"errors.adam", "refuses bad settings of Adam", Needs::nothing, refuses_adam},
      Rung{"errors.sensors", "refuses bad calls of sensors and probes", Needs::nothing,
           refuses_sensors},
  };
  return rungs;
}

}  // namespace steelyard::device::conformance
