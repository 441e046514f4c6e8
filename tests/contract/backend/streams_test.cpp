#include <deque>

#include "harness/core/clock.hpp"
#include "tests/contract/backend/backend_fixture.hpp"

namespace steelyard::device {
namespace {

using StreamsContract = BackendContract;
INSTANTIATE_OVER_BACKENDS(StreamsContract);

TEST_P(StreamsContract, IsIdleAfterSynchronising) {
  Stream stream(device());
  const Buffer buffer(device(), 1 << 20);
  stream.fill(buffer.data(), 0, buffer.size());
  stream.synchronize();
  EXPECT_TRUE(stream.idle());
  stream.synchronize(1e-9);
}

TEST_P(StreamsContract, NeverLetsEventsRunBackwards) {
  Stream stream(device());
  const Buffer buffer(device(), 1 << 16);
  std::deque<Event> events;
  for (int i = 0; i < 200; ++i) {
    events.emplace_back(device()).record(stream);
    if (i % 3 != 0) stream.fill(buffer.data(), 1, 1 + 300 * i);
  }
  stream.synchronize();
  double previous = 0;
  for (const Event& event : events) {
    const double seconds = event.seconds_since(events.front());
    EXPECT_GE(seconds, previous);
    previous = seconds;
  }
  EXPECT_GT(previous, 0);
}

TEST_P(StreamsContract, AddsUpIntervalsOfEvents) {
  Stream stream(device());
  const Buffer buffer(device(), 1 << 22);
  Event first(device()), middle(device()), last(device());
  first.record(stream);
  stream.fill(buffer.data(), 1, buffer.size());
  middle.record(stream);
  stream.fill(buffer.data(), 2, buffer.size());
  last.record(stream);
  stream.synchronize();
  // Clocks of devices tick as slowly as half a microsecond.
  EXPECT_NEAR(middle.seconds_since(first) + last.seconds_since(middle), last.seconds_since(first),
              1e-5);
}

TEST_P(StreamsContract, RecordsAnEventAnew) {
  Stream stream(device());
  const Buffer buffer(device(), 1 << 20);
  Event fixed(device()), moving(device());
  fixed.record(stream);
  moving.record(stream);
  stream.synchronize();
  const double early = moving.seconds_since(fixed);
  for (int i = 0; i < 10; ++i) stream.fill(buffer.data(), 1, buffer.size());
  moving.record(stream);
  stream.synchronize();
  EXPECT_GT(moving.seconds_since(fixed), early);
}

// Two host intervals bracket the one between the events: one that began before the first event
// and ended after the last, and one that lies wholly between them. A true clock fits in, however
// busy the machine is.
TEST_P(StreamsContract, AgreesWithTheClockOfTheHost) {
  if (device().properties().virtual_time != 0) {
    GTEST_SKIP() << "The events of this device are of a virtual clock.";
  }
  Stream stream(device());
  const Buffer buffer(device(), 1 << 22);
  Event first(device()), last(device());
  const double outer_start = monotonic_seconds();
  first.record(stream);
  stream.synchronize();
  const double inner_start = monotonic_seconds();
  while (monotonic_seconds() - inner_start < 0.05) {
    stream.fill(buffer.data(), 1, buffer.size());
    stream.synchronize();
  }
  const double inner = monotonic_seconds() - inner_start;
  last.record(stream);
  stream.synchronize();
  const double outer = monotonic_seconds() - outer_start;
  const double seconds = last.seconds_since(first);
  constexpr double clock_tolerance = 0.01;
  EXPECT_GT(seconds, inner * (1 - clock_tolerance));
  EXPECT_LT(seconds, outer * (1 + clock_tolerance));
}

TEST_P(StreamsContract, SaysThatAnEventIsNotReady) {
  sy_event* fresh = nullptr;
  ASSERT_EQ(table().streams->event_create(device().handle(), &fresh), SY_OK);
  sy_event* other = nullptr;
  ASSERT_EQ(table().streams->event_create(device().handle(), &other), SY_OK);
  double seconds = 0;
  EXPECT_EQ(table().streams->event_elapsed(fresh, other, &seconds), SY_NOT_READY);
  EXPECT_EQ(table().streams->event_destroy(fresh), SY_OK);
  EXPECT_EQ(table().streams->event_destroy(other), SY_OK);
}

TEST_P(StreamsContract, KeepsTwoStreamsApart) {
  Stream first(device()), second(device());
  const std::vector<std::byte> bytes = some_bytes(1 << 16);
  const Buffer in_first = upload(first, bytes);
  const Buffer in_second(device(), bytes.size());
  second.fill(in_second.data(), 9, in_second.size());
  second.synchronize();
  EXPECT_EQ(download(first, in_first), bytes);
}

}  // namespace
}  // namespace steelyard::device
