#pragma once

#include <memory>
#include <utility>

namespace steelyard::comm {

/// A collective whose arguments are settled: buffers, counts, types and the operation. What is left
/// to do each time is one call through one pointer, as with the persistent collectives of MPI 4:
///
///     const Operation sum = comm.prepare_all_reduce(send, receive, count, Dtype::f32,
///     ReduceOp::sum); for (int i = 0; i < 1000; ++i) sum();
///
/// Must not outlive its communicator or its buffers, and is used by the thread of its rank.
class Operation {
 public:
  /// For implementations of Communicator: `settled()` does the operation.
  template <class Settled>
  explicit Operation(Settled settled)
      : settled_(new Settled(std::move(settled)),
                 [](void* object) { delete static_cast<Settled*>(object); }),
        run_([](void* object) { (*static_cast<Settled*>(object))(); }) {}

  /// Collective: all ranks run theirs, in the same order. Blocks until this rank's part is done.
  /// Throws CommError on failure; allocates and logs nothing otherwise.
  void operator()() const { run_(settled_.get()); }

 private:
  std::unique_ptr<void, void (*)(void*)> settled_;
  void (*run_)(void* object);
};

}  // namespace steelyard::comm
