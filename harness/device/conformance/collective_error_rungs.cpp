#include <array>

#include "harness/device/conformance/flaw.hpp"
#include "harness/device/conformance/rungs.hpp"
#include "harness/device/conformance/subject.hpp"

namespace steelyard::device::conformance {
namespace {

constexpr auto unknown_dtype = static_cast<sy_dtype>(SY_LAST_DTYPE + 1);
constexpr auto unknown_op = static_cast<sy_reduce_op>(3);

const sy_collectives& collectives_of(Subject& subject) {
  if (subject.table().collectives == nullptr) {
    throw NotOffered("This backend has no collectives of its own.");
  }
  return *subject.table().collectives;
}

/// A communicator of one rank.
class Alone {
 public:
  explicit Alone(Subject& subject) : table_(subject.table()), library_(collectives_of(subject)) {
    sy_unique_id id{};
    expect_ok(table_, library_.unique_id(subject.device().handle(), &id), "Making an id");
    expect_ok(table_, library_.init(subject.device().handle(), &id, 1, 0, &handle_),
              "Making a communicator of one rank");
  }
  ~Alone() {
    if (handle_ != nullptr) library_.destroy(handle_);
  }
  Alone(const Alone&) = delete;
  Alone& operator=(const Alone&) = delete;
  sy_comm* handle() const { return handle_; }
  void destroy() {
    sy_comm* const handle = handle_;
    handle_ = nullptr;
    expect_ok(table_, library_.destroy(handle), "Destroying a communicator");
  }

 private:
  const sy_backend_v1& table_;
  const sy_collectives& library_;
  sy_comm* handle_ = nullptr;
};

void refuses_communicators(Subject& subject) {
  const sy_collectives& library = collectives_of(subject);
  sy_device* const device = subject.device().handle();
  const auto refused = [&](sy_status status, const char* what) {
    expect_refused(subject.table(), status, what);
  };
  sy_unique_id id{};
  sy_comm* comm = nullptr;
  refused(library.unique_id(device, nullptr), "An id to nowhere");
  refused(library.unique_id(nullptr, &id), "An id of no device");
  refused(library.init(device, nullptr, 1, 0, &comm), "A communicator without an id");
  expect_ok(subject.table(), library.unique_id(device, &id), "Making an id");
  refused(library.init(device, &id, 1, 0, nullptr), "A communicator to nowhere");
  refused(library.init(device, &id, 1, 1, &comm), "Rank 1 of 1");
  refused(library.init(device, &id, 0, 0, &comm), "Rank 0 of 0");
  refused(library.destroy(nullptr), "Destroying no communicator");
  expect(comm == nullptr, "A refused communicator left a handle.");
  // An id that nobody joins would be a leak.
  expect_ok(subject.table(), library.init(device, &id, 1, 0, &comm),
            "Making a communicator of one rank");
  expect_ok(subject.table(), library.destroy(comm), "Destroying a communicator");
}

void refuses_reductions(Subject& subject) {
  const sy_collectives& library = collectives_of(subject);
  const auto refused = [&](sy_status status, const char* what) {
    expect_refused(subject.table(), status, what);
  };
  Alone alone(subject);
  sy_comm* const comm = alone.handle();
  Stream stream(subject.device());
  const Buffer buffer(subject.device(), 128);
  void* const a = buffer.data();
  void* const b = buffer.at(64);
  sy_stream* const queue = stream.handle();
  char text[SY_TEXT];
  refused(library.library(comm, text, 0), "The library's name without room");
  refused(library.algorithm(comm, nullptr, SY_TEXT), "The algorithm without a text");
  refused(library.all_reduce(queue, comm, a, b, 0, SY_F32, SY_SUM), "An all-reduce of 0 elements");
  refused(library.all_reduce(queue, comm, nullptr, b, 1, SY_F32, SY_SUM),
          "An all-reduce of nothing");
  refused(library.all_reduce(queue, comm, a, nullptr, 1, SY_F32, SY_SUM),
          "An all-reduce to nowhere");
  refused(library.all_reduce(nullptr, comm, a, b, 1, SY_F32, SY_SUM), "An all-reduce on no stream");
  refused(library.all_reduce(queue, nullptr, a, b, 1, SY_F32, SY_SUM),
          "An all-reduce without a communicator");
  refused(library.all_reduce(queue, comm, a, b, 1, unknown_dtype, SY_SUM),
          "An all-reduce of an unknown dtype");
  refused(library.all_reduce(queue, comm, a, b, 1, SY_F32, unknown_op),
          "An all-reduce by an unknown operation");
  refused(library.all_reduce(queue, comm, a, b, std::size_t{1} << 62, SY_F32, SY_SUM),
          "An all-reduce of more than memory holds");
  refused(library.reduce_scatter(queue, comm, a, b, 0, SY_F32, SY_SUM),
          "A reduce-scatter of 0 elements");
  refused(library.reduce_scatter(queue, comm, a, b, 1, SY_F32, unknown_op),
          "A reduce-scatter by an unknown operation");
  expect_ok(subject.table(), library.all_reduce(queue, comm, a, b, 16, SY_F32, SY_SUM),
            "An all-reduce after refused ones");
  stream.synchronize();
  alone.destroy();
}

void refuses_messages(Subject& subject) {
  const sy_collectives& library = collectives_of(subject);
  const auto refused = [&](sy_status status, const char* what) {
    expect_refused(subject.table(), status, what);
  };
  Alone alone(subject);
  sy_comm* const comm = alone.handle();
  Stream stream(subject.device());
  const Buffer buffer(subject.device(), 128);
  void* const a = buffer.data();
  void* const b = buffer.at(64);
  sy_stream* const queue = stream.handle();
  refused(library.all_gather(queue, comm, a, b, 0, SY_F32), "An all-gather of 0 elements");
  refused(library.all_to_all(queue, comm, a, nullptr, 1, SY_F32), "An all-to-all to nowhere");
  refused(library.broadcast(queue, comm, a, 1, SY_F32, 1), "A broadcast from rank 1 of 1");
  refused(library.broadcast(queue, comm, a, 0, SY_F32, 0), "A broadcast of 0 elements");
  refused(library.send(queue, comm, a, 1, SY_F32, 1), "Sending to rank 1 of 1");
  refused(library.receive(queue, comm, a, 1, SY_F32, 1), "Receiving from rank 1 of 1");
  refused(library.receive(queue, comm, nullptr, 1, SY_F32, 0), "Receiving to nowhere");
  refused(library.group_start(nullptr), "Starting a group of no communicator");
  refused(library.group_end(nullptr), "Ending a group of no communicator");
  expect_ok(subject.table(), library.all_reduce(queue, comm, a, b, 16, SY_F32, SY_SUM),
            "An all-reduce after refused messages");
  stream.synchronize();
  alone.destroy();
}

void refuses_an_id_that_is_none(Subject& subject) {
  const sy_collectives& library = collectives_of(subject);
  sy_unique_id id{};
  sy_comm* comm = nullptr;
  id.length = sizeof(id.bytes) + 1;
  expect(library.init(subject.device().handle(), &id, 1, 0, &comm) != SY_OK,
         "A communicator was made of an id that is longer than an id can be.");
  expect(comm == nullptr, "An id that is none was refused, but left a communicator.");
}

}  // namespace

std::span<const Rung> collective_error_rungs() {
  static constexpr std::array rungs{
      Rung{"errors.communicators", "refuses bad communicators", Needs::nothing,
           refuses_communicators},
      Rung{"errors.reductions", "refuses bad reductions", Needs::nothing, refuses_reductions},
      Rung{"errors.messages", "refuses bad broadcasts and messages", Needs::nothing,
           refuses_messages},
      Rung{"errors.unique_id", "refuses an id that is none", Needs::nothing,
           refuses_an_id_that_is_none},
  };
  return rungs;
}

}  // namespace steelyard::device::conformance
