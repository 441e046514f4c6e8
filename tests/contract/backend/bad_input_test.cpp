#include <cmath>
#include <functional>
#include <limits>

#include "tests/contract/backend/backend_fixture.hpp"
#include "tests/contract/backend/multiplication.hpp"

namespace steelyard::device {
namespace {

/// Everything that callers can get wrong has an answer, and the device is sound afterwards.
class BadInputContract : public BackendContract {
 protected:
  void TearDown() override {
    if (IsSkipped()) return;
    Stream stream(device());
    const std::vector<std::byte> bytes = some_bytes(100);
    EXPECT_EQ(download(stream, upload(stream, bytes)), bytes) << "the device is of no use now";
  }

  void expect_refused(sy_status status, const char* what) {
    EXPECT_EQ(status, SY_INVALID_ARGUMENT) << what;
    EXPECT_STRNE(table().last_error(), "") << what;
  }
};
INSTANTIATE_OVER_BACKENDS(BadInputContract);

/// Numbers that no dtype has.
constexpr sy_dtype no_dtype = static_cast<sy_dtype>(0);
constexpr sy_dtype unknown_dtype = static_cast<sy_dtype>(15);

TEST_P(BadInputContract, IsRefusedByDevices) {
  const sy_devices& devices = *table().devices;
  char sentence[SY_LONG_TEXT];
  sy_device* opened = nullptr;
  std::uint32_t count = 0;
  ASSERT_EQ(devices.count(&count), SY_OK);
  expect_refused(devices.probe(nullptr, sizeof(sentence)), "probe without room");
  expect_refused(devices.probe(sentence, 0), "probe without room");
  expect_refused(devices.count(nullptr), "count to nowhere");
  expect_refused(devices.open(0, nullptr), "open to nowhere");
  expect_refused(devices.open(count, &opened), "open one too many");
  EXPECT_EQ(opened, nullptr);
  expect_refused(devices.close(nullptr), "close nothing");
  expect_refused(devices.properties(device().handle(), nullptr), "properties to nowhere");
  sy_properties properties{};
  expect_refused(devices.properties(nullptr, &properties), "properties of nothing");
}

TEST_P(BadInputContract, IsRefusedByAllocation) {
  const sy_memory& memory = *table().memory;
  void* pointer = nullptr;
  std::uint64_t bytes = 0;
  expect_refused(memory.allocate(device().handle(), 0, &pointer), "nothing");
  expect_refused(
      memory.allocate(device().handle(), std::numeric_limits<std::size_t>::max(), &pointer),
      "minus one");
  expect_refused(memory.allocate(device().handle(), 64, nullptr), "to nowhere");
  expect_refused(memory.allocate(nullptr, 64, &pointer), "of no device");
  expect_refused(memory.release(device().handle(), nullptr), "release nothing");
  expect_refused(memory.free_bytes(device().handle(), nullptr), "to nowhere");
  EXPECT_EQ(pointer, nullptr);
  EXPECT_EQ(memory.free_bytes(device().handle(), &bytes), SY_OK);
}

TEST_P(BadInputContract, IsRefusedByCopies) {
  const sy_memory& memory = *table().memory;
  Stream stream(device());
  const Buffer buffer(device(), 128);
  char host[64] = {};
  expect_refused(memory.copy_to_device(stream.handle(), nullptr, host, 64), "to nowhere");
  expect_refused(memory.copy_to_device(stream.handle(), buffer.data(), nullptr, 64), "of nothing");
  expect_refused(memory.copy_to_device(stream.handle(), buffer.data(), host, 0), "no bytes");
  expect_refused(memory.copy_to_device(nullptr, buffer.data(), host, 64), "no stream");
  expect_refused(memory.copy_to_host(stream.handle(), nullptr, buffer.data(), 64), "to nowhere");
  expect_refused(memory.copy_to_host(stream.handle(), host, buffer.data(), 0), "no bytes");
  expect_refused(memory.copy_on_device(stream.handle(), buffer.data(), nullptr, 64), "of nothing");
  expect_refused(memory.copy_on_device(stream.handle(), buffer.data(), buffer.at(64), 0),
                 "no bytes");
  expect_refused(memory.fill(stream.handle(), nullptr, 0, 64), "fill nothing");
  expect_refused(memory.fill(stream.handle(), buffer.data(), 0, 0), "no bytes");
}

TEST_P(BadInputContract, IsRefusedByStreamsAndEvents) {
  const sy_streams& streams = *table().streams;
  Stream stream(device());
  double seconds = 0;
  sy_event* event = nullptr;
  ASSERT_EQ(streams.event_create(device().handle(), &event), SY_OK);
  expect_refused(streams.stream_create(device().handle(), nullptr), "to nowhere");
  expect_refused(streams.stream_create(nullptr, nullptr), "of no device");
  expect_refused(streams.stream_destroy(nullptr), "destroy nothing");
  expect_refused(streams.stream_synchronize(nullptr, 1), "no stream");
  expect_refused(streams.stream_synchronize(stream.handle(), std::nan("")), "no timeout");
  expect_refused(streams.stream_query(nullptr), "no stream");
  expect_refused(streams.event_create(device().handle(), nullptr), "to nowhere");
  expect_refused(streams.event_destroy(nullptr), "destroy nothing");
  expect_refused(streams.event_record(stream.handle(), nullptr), "no event");
  expect_refused(streams.event_record(nullptr, event), "no stream");
  expect_refused(streams.event_elapsed(event, nullptr, &seconds), "no event");
  expect_refused(streams.event_elapsed(nullptr, event, &seconds), "no event");
  expect_refused(streams.event_elapsed(event, event, nullptr), "to nowhere");
  EXPECT_EQ(streams.event_destroy(event), SY_OK);
}

TEST_P(BadInputContract, IsRefusedByPlanning) {
  if (table().gemm == nullptr) GTEST_SKIP() << "This backend multiplies no matrices.";
  const sy_gemm_shape good = shape_of({Dtype::f32, Dtype::f32, Dtype::f32, SY_F32}, 8, 8, 8);
  const auto expect_bad = [&](const char* what, const std::function<void(sy_gemm_shape&)>& spoil) {
    sy_gemm_shape shape = good;
    spoil(shape);
    sy_gemm* plan = nullptr;
    expect_refused(table().gemm->plan(device().handle(), &shape, &plan), what);
    EXPECT_EQ(plan, nullptr) << what;
  };
  expect_bad("m = 0", [](auto& shape) { shape.m = 0; });
  expect_bad("n < 0", [](auto& shape) { shape.n = -1; });
  expect_bad("k = 0", [](auto& shape) { shape.k = 0; });
  expect_bad("batch = 0", [](auto& shape) { shape.batch = 0; });
  expect_bad("transpose_a = 2", [](auto& shape) { shape.transpose_a = 2; });
  expect_bad("transpose_b = 2", [](auto& shape) { shape.transpose_b = 2; });
  expect_bad("no dtype", [](auto& shape) { shape.a = no_dtype; });
  expect_bad("unknown dtype", [](auto& shape) { shape.b = unknown_dtype; });
  expect_bad("unknown dtype of C", [](auto& shape) { shape.c = unknown_dtype; });
  expect_bad("accumulating in bf16", [](auto& shape) { shape.accumulate = SY_BF16; });
  expect_bad("alpha that is no number", [](auto& shape) { shape.alpha = std::nan(""); });
  expect_bad("more bytes than a number holds", [](auto& shape) {
    shape.m = shape.k = std::int64_t{1} << 31;
    shape.batch = 16;
  });
  sy_gemm* plan = nullptr;
  expect_refused(table().gemm->plan(device().handle(), nullptr, &plan), "no shape");
  expect_refused(table().gemm->plan(device().handle(), &good, nullptr), "to nowhere");
  expect_refused(table().gemm->plan(nullptr, &good, &plan), "no device");
}

TEST_P(BadInputContract, IsRefusedByMultiplication) {
  if (!device().multiplies(Dtype::f32)) GTEST_SKIP() << "This backend does not multiply f32.";
  const sy_gemm_functions& gemm = *table().gemm;
  const sy_gemm_shape shape = shape_of({Dtype::f32, Dtype::f32, Dtype::f32, SY_F32}, 8, 8, 8);
  Stream stream(device());
  const Buffer buffer(device(), 4096);
  sy_gemm* plan = nullptr;
  ASSERT_EQ(gemm.plan(device().handle(), &shape, &plan), SY_OK);
  char text[SY_TEXT];
  expect_refused(gemm.autotune(plan, -1), "negative time");
  expect_refused(gemm.autotune(plan, std::nan("")), "no time");
  expect_refused(gemm.autotune(nullptr, 1), "no plan");
  expect_refused(gemm.algorithm(plan, text, 0), "no room");
  expect_refused(gemm.algorithm(plan, nullptr, SY_TEXT), "no room");
  expect_refused(gemm.packed_bytes(plan, SY_OPERAND_A, nullptr), "to nowhere");
  expect_refused(gemm.run(stream.handle(), plan, nullptr, buffer.data(), buffer.data()), "no A");
  expect_refused(gemm.run(stream.handle(), plan, buffer.data(), nullptr, buffer.data()), "no B");
  expect_refused(gemm.run(stream.handle(), plan, buffer.data(), buffer.data(), nullptr), "no C");
  expect_refused(gemm.run(nullptr, plan, buffer.data(), buffer.at(1024), buffer.at(2048)),
                 "no stream");
  expect_refused(gemm.run(stream.handle(), nullptr, buffer.data(), buffer.data(), buffer.data()),
                 "no plan");
  expect_refused(gemm.destroy(nullptr), "destroy nothing");
  EXPECT_EQ(gemm.destroy(plan), SY_OK);
}

TEST_P(BadInputContract, IsRefusedByPointwise) {
  if (table().pointwise == nullptr) GTEST_SKIP() << "This backend has no pointwise functions.";
  const sy_pointwise& pointwise = *table().pointwise;
  Stream stream(device());
  const Buffer buffer(device(), 4096);
  sy_stream* const queue = stream.handle();
  void* const a = buffer.data();
  void* const b = buffer.at(1024);
  void* const c = buffer.at(2048);
  expect_refused(pointwise.triad(queue, SY_F32, nullptr, b, c, 1, 16), "no a");
  expect_refused(pointwise.triad(queue, SY_F32, a, b, nullptr, 1, 16), "no c");
  expect_refused(pointwise.triad(queue, SY_F32, a, b, c, 1, 0), "no elements");
  expect_refused(pointwise.triad(queue, no_dtype, a, b, c, 1, 16), "no dtype");
  expect_refused(pointwise.scale(queue, unknown_dtype, a, b, 1, 16), "unknown dtype");
  expect_refused(pointwise.scale(nullptr, SY_F32, a, b, 1, 16), "no stream");
  expect_refused(pointwise.reduce(queue, SY_F32, a, nullptr, 16), "no b");
  expect_refused(pointwise.reduce(queue, SY_F64, a, b, std::size_t{1} << 62), "too many");
}

TEST_P(BadInputContract, IsRefusedByAdam) {
  if (table().pointwise == nullptr) GTEST_SKIP() << "This backend has no pointwise functions.";
  Stream stream(device());
  const Buffer buffer(device(), 4096);
  const auto vector = [&](std::size_t i) { return static_cast<float*>(buffer.data()) + 256 * i; };
  const auto adam = [&](const sy_adam& settings, std::size_t count) {
    return table().pointwise->adam(stream.handle(), vector(0), vector(1), vector(2), vector(3),
                                   &settings, count);
  };
  expect_refused(adam({0.01, 0.9, 0.999, 1e-8, 0}, 16), "step 0");
  expect_refused(adam({0.01, 1.0, 0.999, 1e-8, 1}, 16), "beta1 = 1");
  expect_refused(adam({0.01, 0.9, -0.1, 1e-8, 1}, 16), "beta2 < 0");
  expect_refused(adam({std::nan(""), 0.9, 0.999, 1e-8, 1}, 16), "no learning rate");
  expect_refused(adam({0.01, 0.9, 0.999, -1, 1}, 16), "epsilon < 0");
  expect_refused(adam({0.01, 0.9, 0.999, 1e-8, 1}, 0), "no elements");
}

TEST_P(BadInputContract, IsRefusedBySensors) {
  if (table().telemetry != nullptr) {
    expect_refused(table().telemetry->read(device().handle(), nullptr), "reading to nowhere");
    expect_refused(table().telemetry->period(device().handle(), nullptr), "period to nowhere");
  }
  if (table().probe == nullptr) return;
  double rate = 0;
  char text[SY_TEXT];
  const auto probe = [&](sy_dtype dtype, double seconds, double* out, std::size_t capacity) {
    return table().probe->run(device().handle(), SY_PROBE_MEMORY, dtype, seconds, out, text,
                              capacity);
  };
  expect_refused(probe(SY_F32, 0, &rate, sizeof(text)), "no time");
  expect_refused(probe(SY_F32, std::nan(""), &rate, sizeof(text)), "no time");
  expect_refused(probe(unknown_dtype, 0.01, &rate, sizeof(text)), "unknown dtype");
  expect_refused(probe(SY_F32, 0.01, nullptr, sizeof(text)), "rate to nowhere");
  expect_refused(probe(SY_F32, 0.01, &rate, 0), "no room");
}

}  // namespace
}  // namespace steelyard::device
