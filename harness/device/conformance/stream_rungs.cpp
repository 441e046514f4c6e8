#include <fmt/format.h>

#include <array>
#include <cmath>
#include <deque>
#include <optional>

#include "harness/core/clock.hpp"
#include "harness/device/conformance/flaw.hpp"
#include "harness/device/conformance/rungs.hpp"
#include "harness/device/conformance/subject.hpp"

namespace steelyard::device::conformance {
namespace {

void is_idle_after_waiting(Subject& subject) {
  Stream stream(subject.device());
  const Buffer buffer(subject.device(), 1 << 20);
  stream.fill(buffer.data(), 0, buffer.size());
  stream.synchronize();
  expect(stream.idle(), "A stream that was waited for says that work is still running.");
  stream.synchronize(1e-9);
}

void says_that_time_ran_out(Subject& subject) {
  Stream stream(subject.device());
  const Buffer buffer(subject.device(), std::size_t{16} << 20);
  for (int i = 0; i < 20; ++i) stream.fill(buffer.data(), 1, buffer.size());
  const sy_status status = subject.table().streams->stream_synchronize(stream.handle(), 1e-9);
  expect(status == SY_OK || status == SY_TIMEOUT,
         fmt::format("Waiting a nanosecond for 320 MiB to be filled returned {}; it must be "
                     "SY_TIMEOUT, or SY_OK where the work was done.",
                     status_name(status)));
  if (status == SY_TIMEOUT) {
    expect_status(subject.table(), status, SY_TIMEOUT, "Waiting a nanosecond");
  }
  stream.synchronize(60);
  expect(stream.idle(), "A stream is not idle after a wait that ran out and one that did not.");
}

void never_runs_backwards(Subject& subject) {
  Stream stream(subject.device());
  const Buffer buffer(subject.device(), 1 << 16);
  std::deque<Event> events;
  for (std::size_t i = 0; i < 200; ++i) {
    events.emplace_back(subject.device()).record(stream);
    if (i % 3 != 0) stream.fill(buffer.data(), 1, 1 + 300 * i);
  }
  stream.synchronize();
  double previous = 0;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const double seconds = events[i].seconds_since(events.front());
    // Written so that a NaN is a flaw.
    expect(seconds >= previous, fmt::format("Event {} of 200 stands at {:g} s and the one before "
                                            "it at {:g} s: time runs backwards.",
                                            i, seconds, previous));
    previous = seconds;
  }
  expect(previous > 0, "200 events with work between them all have the same time.");
}

void adds_up_intervals(Subject& subject) {
  Stream stream(subject.device());
  const Buffer buffer(subject.device(), 1 << 22);
  Event first(subject.device()), middle(subject.device()), last(subject.device());
  first.record(stream);
  stream.fill(buffer.data(), 1, buffer.size());
  middle.record(stream);
  stream.fill(buffer.data(), 2, buffer.size());
  last.record(stream);
  stream.synchronize();
  const double parts = middle.seconds_since(first) + last.seconds_since(middle);
  const double whole = last.seconds_since(first);
  // Clocks of devices tick as slowly as half a microsecond.
  expect(std::abs(parts - whole) <= 1e-5,
         fmt::format("Two intervals of {:g} s together should be the whole one of {:g} s.", parts,
                     whole));
}

void records_anew(Subject& subject) {
  Stream stream(subject.device());
  const Buffer buffer(subject.device(), 1 << 20);
  Event fixed(subject.device()), moving(subject.device());
  fixed.record(stream);
  moving.record(stream);
  stream.synchronize();
  const double early = moving.seconds_since(fixed);
  for (int i = 0; i < 10; ++i) stream.fill(buffer.data(), 1, buffer.size());
  moving.record(stream);
  stream.synchronize();
  const double late = moving.seconds_since(fixed);
  expect(late > early, fmt::format("An event recorded again after work stands at {:g} s, no later "
                                   "than before it ({:g} s).",
                                   late, early));
}

// Two host intervals bracket the one between the events: one that began before the first event
// and ended after the last, and one that lies wholly between them. A true clock fits in, however
// busy the machine is.
void agrees_with_the_host(Subject& subject) {
  if (subject.device().properties().virtual_time != 0) {
    throw NotOffered("The events of this device are of a virtual clock.");
  }
  Stream stream(subject.device());
  const Buffer buffer(subject.device(), 1 << 22);
  Event first(subject.device()), last(subject.device());
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
  expect(seconds > inner * (1 - clock_tolerance) && seconds < outer * (1 + clock_tolerance),
         fmt::format("Two events are {:g} s apart, while the host's clock says between {:g} and "
                     "{:g} s. Is the unit right?",
                     seconds, inner, outer));
}

/// An event of the ABI, not recorded.
class FreshEvent {
 public:
  explicit FreshEvent(Subject& subject) : table_(subject.table()) {
    expect_ok(table_, table_.streams->event_create(subject.device().handle(), &handle_),
              "Creating an event");
  }
  ~FreshEvent() { table_.streams->event_destroy(handle_); }
  FreshEvent(const FreshEvent&) = delete;
  FreshEvent& operator=(const FreshEvent&) = delete;
  sy_event* handle() const { return handle_; }

 private:
  const sy_backend_v1& table_;
  sy_event* handle_ = nullptr;
};

void says_that_an_event_is_not_ready(Subject& subject) {
  const FreshEvent first(subject), second(subject);
  double seconds = 0;
  expect_status(subject.table(),
                subject.table().streams->event_elapsed(first.handle(), second.handle(), &seconds),
                SY_NOT_READY, "Reading the time between two events that were never recorded");
}

void keeps_streams_apart(Subject& subject) {
  Stream first(subject.device()), second(subject.device());
  const std::vector<std::byte> bytes = some_bytes(1 << 16);
  const Buffer in_first = subject.upload(first, bytes);
  const Buffer in_second(subject.device(), bytes.size());
  second.fill(in_second.data(), 9, in_second.size());
  second.synchronize();
  expect_same(subject.download(first, in_first), bytes,
              "64 KiB of one stream while another filled a buffer of its own");
}

}  // namespace

std::span<const Rung> stream_rungs() {
  static constexpr std::array rungs{
      Rung{"streams.idle", "is idle after it was waited for", Needs::nothing,
           is_idle_after_waiting},
      Rung{"streams.timeout", "says that a wait ran out, and goes on", Needs::nothing,
           says_that_time_ran_out},
      Rung{"streams.forwards", "never lets events run backwards", Needs::nothing,
           never_runs_backwards},
      Rung{"streams.intervals", "adds up the intervals between events", Needs::nothing,
           adds_up_intervals},
      Rung{"streams.again", "records an event anew", Needs::nothing, records_anew},
      Rung{"streams.host_clock", "agrees with the clock of the host", Needs::nothing,
           agrees_with_the_host},
      Rung{"streams.not_ready", "says that an event is not ready", Needs::nothing,
           says_that_an_event_is_not_ready},
      Rung{"streams.apart", "keeps two streams apart", Needs::results, keeps_streams_apart},
  };
  return rungs;
}

}  // namespace steelyard::device::conformance
