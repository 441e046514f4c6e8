#include <array>
#include <thread>

#include "harness/device/conformance/communicators.hpp"
#include "harness/device/conformance/flaw.hpp"
#include "harness/device/conformance/rungs.hpp"

namespace steelyard::device::conformance {
namespace {

/// Throws NotOffered where the backend sends no messages; else as RankThread::expect_ok().
void expect_sent(RankThread& rank, sy_status status, const std::string& what) {
  if (status == SY_UNSUPPORTED) throw NotOffered("The backend sends no single messages.");
  rank.expect_ok(status, what);
}

void sends_round_a_ring(Subject& subject) {
  on_all_sizes(subject, [](RankThread& rank) {
    const std::uint32_t next = (rank.rank + 1) % rank.ranks;
    const std::uint32_t last = (rank.rank + rank.ranks - 1) % rank.ranks;
    sy_stream* const stream = rank.stream.handle();
    const sy_collectives& library = rank.collectives;
    for (const std::size_t count : {std::size_t{1}, std::size_t{300'007}}) {
      const std::string what = case_text("the ring of messages", count, Dtype::f64, rank);
      const Buffer first = rank.upload(Dtype::f64, elements(rank.rank, count));
      const Buffer second = rank.upload(Dtype::f64, elements(rank.rank, count, 1));
      const Buffer first_in = rank.poisoned(Dtype::f64, count);
      const Buffer second_in = rank.poisoned(Dtype::f64, count);
      rank.expect_ok(library.group_start(rank.comm), "group_start()");
      expect_sent(rank, library.send(stream, rank.comm, first.data(), count, SY_F64, next), what);
      expect_sent(rank, library.send(stream, rank.comm, second.data(), count, SY_F64, next), what);
      expect_sent(rank, library.receive(stream, rank.comm, first_in.data(), count, SY_F64, last),
                  what);
      expect_sent(rank, library.receive(stream, rank.comm, second_in.data(), count, SY_F64, last),
                  what);
      rank.expect_ok(library.group_end(rank.comm), "group_end()");
      expect_same(rank.download(Dtype::f64, first_in), elements(last, count), what);
      expect_same(rank.download(Dtype::f64, second_in), elements(last, count, 1), what);
    }
  });
}

void sends_outside_of_a_group(Subject& subject) {
  on_two(subject, [](RankThread& rank) {
    constexpr std::size_t count = 100'001;
    const std::string what = case_text("a message", count, Dtype::f32, rank);
    sy_stream* const stream = rank.stream.handle();
    if (rank.rank == 0) {
      const Buffer send = rank.upload(Dtype::f32, elements(0, count));
      expect_sent(rank, rank.collectives.send(stream, rank.comm, send.data(), count, SY_F32, 1),
                  what);
    } else {
      const Buffer receive = rank.poisoned(Dtype::f32, count);
      expect_sent(rank,
                  rank.collectives.receive(stream, rank.comm, receive.data(), count, SY_F32, 0),
                  what);
      expect_same(rank.download(Dtype::f32, receive), elements(0, count), what);
    }
  });
}

void issues_a_group_as_one(Subject& subject) {
  on_all_sizes(subject, [](RankThread& rank) {
    constexpr std::size_t count = 1000;
    sy_stream* const stream = rank.stream.handle();
    const sy_collectives& library = rank.collectives;
    const Buffer send = rank.upload(Dtype::f32, elements(rank.rank, count));
    const Buffer sum = rank.poisoned(Dtype::f32, count);
    const Buffer most = rank.poisoned(Dtype::f32, count);
    const std::string what =
        case_text("the first of two all-reduces in a group", count, Dtype::f32, rank);
    rank.expect_ok(library.group_start(rank.comm), "group_start()");
    rank.expect_ok(
        library.all_reduce(stream, rank.comm, send.data(), sum.data(), count, SY_F32, SY_SUM),
        what);
    rank.expect_ok(
        library.all_reduce(stream, rank.comm, send.data(), most.data(), count, SY_F32, SY_MAX),
        what);
    rank.expect_ok(library.group_end(rank.comm), "group_end()");
    expect_same(rank.download(Dtype::f32, sum), reduced(SY_SUM, rank.ranks, count), what);
    expect_same(rank.download(Dtype::f32, most), reduced(SY_MAX, rank.ranks, count),
                "the second: " + what);
  });
}

sy_status all_reduce(RankThread& rank, const Buffer& send, const Buffer& receive) {
  return rank.collectives.all_reduce(rank.stream.handle(), rank.comm, send.data(), receive.data(),
                                     send.size() / sizeof(float), SY_F32, SY_SUM);
}

/// One allreduce of two ranks in which rank 1 takes no part until it is aborted too.
void abandon(RankThread& rank) {
  const sy_backend_v1& table = rank.device.table();
  if (rank.rank == 1) {
    expect_ok(table, rank.collectives.abort(rank.comm), "Aborting on rank 1");
    return;
  }
  const Buffer send = rank.upload(Dtype::f32, elements(0, 1000));
  const Buffer receive = rank.poisoned(Dtype::f32, 1000);
  sy_status aborted = SY_FAILED;
  std::thread watchdog([&] { aborted = rank.collectives.abort(rank.comm); });
  const sy_status reduced = rank.finished(all_reduce(rank, send, receive));
  const std::string said = table.last_error();
  watchdog.join();
  expect(aborted == SY_OK, "Aborting from a second thread failed.");
  expect(reduced != SY_OK,
         "An all-reduce in which the other rank took no part was aborted, and "
         "returned SY_OK.");
  expect(!said.empty(), "An aborted all-reduce failed, but last_error() is empty.");
  expect(all_reduce(rank, send, receive) != SY_OK, "An aborted communicator goes on.");
}

void require_abort(Subject& subject) {
  if (subject.table().collectives->abort == nullptr) {
    throw NotOffered("This backend cannot abort its collectives.");
  }
}

void ends_a_waiting_call(Subject& subject) {
  require_abort(subject);
  // The abort comes before the call, in it, or between enqueueing and waiting.
  for (int i = 0; i < 20; ++i) on_two(subject, abandon);
}

void goes_on_after_an_abort(Subject& subject) {
  require_abort(subject);
  on_two(subject, abandon);
  on_two(subject, [](RankThread& rank) {
    const Buffer send = rank.upload(Dtype::f32, elements(rank.rank, 1000));
    const Buffer receive = rank.poisoned(Dtype::f32, 1000);
    const std::string what = "the all-reduce of a new communicator after an abort";
    rank.expect_ok(all_reduce(rank, send, receive), what);
    expect_same(rank.download(Dtype::f32, receive), reduced(SY_SUM, 2, 1000), what);
  });
}

}  // namespace

std::span<const Rung> message_rungs() {
  static constexpr std::array rungs{
      Rung{"collectives.ring", "sends round a ring, in one group", Needs::results,
           sends_round_a_ring},
      Rung{"collectives.messages", "sends outside of a group", Needs::results,
           sends_outside_of_a_group},
      Rung{"collectives.group", "issues the collectives of a group as one", Needs::results,
           issues_a_group_as_one},
      Rung{"collectives.abort", "ends a waiting call when it is aborted", Needs::results,
           ends_a_waiting_call},
      Rung{"collectives.after_abort", "goes on with a new communicator after an abort",
           Needs::results, goes_on_after_an_abort},
  };
  return rungs;
}

}  // namespace steelyard::device::conformance
