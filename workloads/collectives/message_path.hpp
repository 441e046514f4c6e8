#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "harness/run/workload.hpp"
#include "workloads/collectives/collective_table.hpp"

namespace steelyard::workloads::collectives {

/// How the message of one rank travels between buffers in device memory.
///
///  - native: the backend's own collectives, enqueued on the stream.
///  - mpi: the communicator, directly on device memory that the host can read and write.
///  - host-staged: copy to the host, the communicator, copy back; all of it is the iteration.
class MessagePath {
 public:
  virtual ~MessagePath() = default;
  virtual std::string_view name() const = 0;
  /// One operation from `send` to `receive`, of the counts that the collective gives. Native: it is
  /// enqueued; otherwise this rank's part is done on return.
  virtual void transfer(const void* send, void* receive) = 0;
  /// The library that carries it, for the record.
  virtual std::string algorithm() const = 0;
};

/// What one transfer moves, in elements.
struct Volume {
  std::size_t count = 0;  ///< of S
  std::size_t send = 0;
  std::size_t receive = 0;
  Dtype dtype = Dtype::f32;
};

/// The first of the three that this device and backend allow. Allocates the staging memory.
/// `collective` and `context` must outlive the path.
std::unique_ptr<MessagePath> make_path(const Collective& collective, const Volume& volume,
                                       run::CaseContext& context);

}  // namespace steelyard::workloads::collectives
