#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "harness/core/dtype.hpp"
#include "harness/device/backend.h"

/// What an emulated collective library does, whatever it calls its functions. It is strict: buffers
/// are memory of the communicator's device, streams are of that device, handles are alive, numbers
/// are the header's, ids are complete.
///
/// Work that cannot go on (ranks that call different functions; the fault `remote_error`) sets the
/// asynchronous error and waits for an abort, as a kernel does that spins on a rank that is gone.
/// What is aborted ends as if all were well.
namespace steelyard::emulated {

/// NCCL's statuses. Libraries with others translate.
enum class CollectiveStatus : int {
  success = 0,
  system_error = 2,
  internal_error = 3,
  invalid_argument = 4,
  invalid_usage = 5,
  remote_error = 6,
};

/// The numbers of one library.
struct CollectiveRules {
  struct Type {
    int number;
    Dtype dtype;
    bool reduces = true;
  };
  std::size_t id_bytes = 128;  ///< with the fault `unique_id_size` there are more
  std::span<const Type> types;
  int sum = 0, max = 2, min = 3;
};

/// Rules are the library's; set before any other call, by a definition of each library.
const CollectiveRules& collective_rules();

struct Communication;  ///< a communicator; what vendors call ncclComm_t

CollectiveStatus make_unique_id(void* id);
/// Bytes of an id as they are written.
std::size_t written_id_bytes();
CollectiveStatus join(Communication** comm, int ranks, const void* id, int rank);
CollectiveStatus destroy(Communication* comm);
CollectiveStatus abort(Communication* comm);
CollectiveStatus async_error(Communication* comm, CollectiveStatus* status);

enum class CollectiveCall {
  all_reduce,
  reduce_scatter,
  all_gather,
  broadcast,
  all_to_all,
  send,
  receive
};

/// One call, with what it needs. `peer` is also the root.
struct CollectiveRequest {
  CollectiveCall call;
  const void* send = nullptr;
  void* receive = nullptr;
  std::size_t count = 0;
  int type = 0;
  int op = 0;
  int peer = 0;
};
CollectiveStatus issue(Communication* comm, void* stream, const CollectiveRequest& request);

CollectiveStatus start_group();
CollectiveStatus end_group();

/// The words of the last call of this thread that failed, or "".
const char* last_collective_error();

}  // namespace steelyard::emulated
