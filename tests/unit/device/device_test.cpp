#include "harness/device/device.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "harness/core/error.hpp"
#include "tests/unit/device/stub_backend.hpp"

namespace steelyard::device {
namespace {

using stub::control;
using Throws = stub::Control::Throws;
using ::testing::AllOf;
using ::testing::HasSubstr;

class DeviceFace : public ::testing::Test {
 protected:
  void TearDown() override { control.throws = Throws::nothing; }

  /// From here on every call of the backend fails so.
  static void let_calls_fail(sy_status status) {
    control.throws = Throws::failure;
    control.status = status;
  }
  static long calls(const char* name) { return std::ranges::count(control.calls, name); }

  Device device_{stub::fresh_table(), 1};
};

template <class Expected, class Call>
std::string message_of(Call call) {
  try {
    call();
  } catch (const Expected& error) {
    control.throws = Throws::nothing;
    return typeid(error) == typeid(Expected) ? error.what() : "of a derived type";
  }
  control.throws = Throws::nothing;
  return "nothing was thrown";
}

TEST_F(DeviceFace, IsLabelledByBackendAndIndex) { EXPECT_EQ(device_.label(), "stub:1"); }

TEST_F(DeviceFace, CopiesTheProperties) { EXPECT_STREQ(device_.properties().name, "Stub"); }

TEST_F(DeviceFace, ClosesOnceThoughMoved) {
  {
    Device moved(std::move(device_));
    EXPECT_EQ(moved.label(), "stub:1");
    EXPECT_EQ(calls("~Device"), 0);
  }
  EXPECT_EQ(calls("~Device"), 1);
}

TEST_F(DeviceFace, IsClosedWhenItsPropertiesCannotBeRead) {
  static sy_devices devices = *stub::fresh_table().devices;
  devices.properties = [](sy_device*, sy_properties*) { return SY_FAILED; };
  sy_backend_v1 table = stub::fresh_table();
  table.devices = &devices;
  EXPECT_THROW(Device(table, 0), DeviceError);
  EXPECT_EQ(calls("~Device"), 1);
}

TEST_F(DeviceFace, TurnsEachStatusIntoItsException) {
  Stream stream(device_);
  char room[8];
  const auto fill = [&] { stream.fill(room, 0, sizeof(room)); };
  const auto whole =
      AllOf(HasSubstr("stub:1"), HasSubstr("filling memory"), HasSubstr("vendor error 42"));
  let_calls_fail(SY_UNSUPPORTED);
  EXPECT_THAT(message_of<Unsupported>(fill), AllOf(whole, HasSubstr("SY_UNSUPPORTED")));
  let_calls_fail(SY_OUT_OF_MEMORY);
  EXPECT_THAT(message_of<OutOfMemory>(fill), AllOf(whole, HasSubstr("SY_OUT_OF_MEMORY")));
  let_calls_fail(SY_DEVICE_LOST);
  EXPECT_THAT(message_of<DeviceError>(fill), AllOf(whole, HasSubstr("SY_DEVICE_LOST")));
  let_calls_fail(SY_FAILED);
  EXPECT_THAT(message_of<DeviceError>(fill), AllOf(whole, HasSubstr("SY_FAILED")));
  fill();
}

TEST_F(DeviceFace, TellsHowLongItWaited) {
  Stream stream(device_);
  control.done = false;
  EXPECT_THAT(message_of<DeviceError>([&] { stream.synchronize(2.5); }), HasSubstr("2.5 seconds"));
  EXPECT_FALSE(stream.idle());
  control.done = true;
  stream.synchronize(2.5);
  EXPECT_TRUE(stream.idle());
}

TEST_F(DeviceFace, TellsWhatWasAskedForAndWhatIsFree) {
  let_calls_fail(SY_OUT_OF_MEMORY);
  EXPECT_THAT(message_of<OutOfMemory>([&] { Buffer buffer(device_, 5000); }),
              AllOf(HasSubstr("5000 bytes"), HasSubstr("1000 are free")));
}

TEST_F(DeviceFace, ReleasesABufferOnceThoughMoved) {
  {
    Buffer first(device_, 8);
    Buffer second(std::move(first));
    Buffer third(device_, 8);
    third = std::move(second);
    EXPECT_EQ(calls("release"), 1);
    EXPECT_EQ(third.size(), 8u);
    EXPECT_EQ(third.at(3), static_cast<std::byte*>(third.data()) + 3);
    EXPECT_EQ(first.data(), nullptr);
    EXPECT_EQ(second.size(), 0u);
  }
  EXPECT_EQ(calls("release"), 2);
}

TEST_F(DeviceFace, DestroysQuietlyWhenTheDeviceFails) {
  {
    const Buffer buffer(device_, 8);
    let_calls_fail(SY_DEVICE_LOST);
  }
  EXPECT_EQ(calls("release"), 1);
}

TEST_F(DeviceFace, MeasuresBetweenEvents) {
  Stream stream(device_);
  Event first(device_), second(device_);
  first.record(stream);
  second.record(stream);
  const Event moved(std::move(second));
  EXPECT_EQ(moved.seconds_since(first), 1.5);
}

TEST_F(DeviceFace, KnowsWhatItMultiplies) {
  EXPECT_TRUE(device_.multiplies(Dtype::f32));
  EXPECT_FALSE(device_.multiplies(Dtype::f64));
  EXPECT_FALSE(device_.multiplies(Dtype::tf32));
}

TEST_F(DeviceFace, MultipliesByAPlan) {
  const sy_gemm_shape shape{8, 8, 8, 1, 0, 0, SY_F32, SY_F32, SY_F32, SY_F32, 1.0};
  GemmPlan plan(device_, shape);
  Stream stream(device_);
  char a[8], b[8], c[8];
  plan.autotune(1);
  EXPECT_EQ(plan.algorithm(), "stub, B packed");
  EXPECT_EQ(plan.packed_bytes(SY_OPERAND_A), 0u);
  EXPECT_EQ(plan.packed_bytes(SY_OPERAND_B), 256u);
  plan.pack(stream, SY_OPERAND_B, a, b);
  plan.run(stream, a, b, c);
  EXPECT_EQ(calls("pack") + calls("run") + calls("autotune"), 3);
}

TEST_F(DeviceFace, ReducesByACommunicator) {
  const sy_unique_id id = Collectives::unique_id(device_);
  Collectives collectives(device_, id, 2, 1);
  Stream stream(device_);
  char from[8], to[8];
  collectives.all_reduce(stream, from, to, 2, Dtype::f32, SY_SUM);
  EXPECT_EQ(calls("all_reduce"), 1);
  EXPECT_EQ(collectives.library(), "stub 1.0");
  EXPECT_EQ(collectives.algorithm(), "");
  EXPECT_TRUE(collectives.can_abort());
  collectives.abort();
}

TEST_F(DeviceFace, HasNoReadingWhereTheSensorIsUnsupported) {
  ASSERT_TRUE(device_.telemetry());
  EXPECT_EQ(device_.telemetry()->power_watts, 123);
  EXPECT_EQ(device_.probe(SY_PROBE_MEMORY, Dtype::f32, 0.1)->rate, 7e12);
  EXPECT_EQ(device_.probe(SY_PROBE_MEMORY, Dtype::f32, 0.1)->unit, "stub loop");
  let_calls_fail(SY_UNSUPPORTED);
  EXPECT_FALSE(device_.telemetry());
  EXPECT_FALSE(device_.probe(SY_PROBE_MEMORY, Dtype::f32, 0.1));
  let_calls_fail(SY_FAILED);
  EXPECT_THROW(device_.telemetry(), DeviceError);
  EXPECT_THROW(device_.probe(SY_PROBE_MEMORY, Dtype::f32, 0.1), DeviceError);
}

TEST(DeviceWithoutGroups, SkipsWhatNeedsThem) {
  sy_backend_v1 table = stub::fresh_table();
  table.gemm = nullptr;
  table.collectives = nullptr;
  table.telemetry = nullptr;
  table.probe = nullptr;
  Device device(table, 0);
  EXPECT_FALSE(device.multiplies(Dtype::f32));
  EXPECT_FALSE(device.has_collectives());
  EXPECT_FALSE(device.telemetry());
  EXPECT_FALSE(device.probe(SY_PROBE_MEMORY, Dtype::f32, 0.1));
  EXPECT_THROW(GemmPlan(device, sy_gemm_shape{}), Unsupported);
  EXPECT_THROW(Collectives::unique_id(device), Unsupported);
  EXPECT_THROW(Collectives(device, sy_unique_id{}, 1, 0), Unsupported);
}

TEST(DeviceWithoutAbort, SaysThatItCannotAbort) {
  sy_backend_v1 table = stub::fresh_table();
  sy_collectives collectives = *table.collectives;
  collectives.abort = nullptr;
  table.collectives = &collectives;
  Device device(table, 0);
  Collectives communicator(device, sy_unique_id{}, 1, 0);
  EXPECT_FALSE(communicator.can_abort());
  EXPECT_THROW(communicator.abort(), Unsupported);
}

}  // namespace
}  // namespace steelyard::device
