#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "harness/run/workload.hpp"
#include "workloads/collectives/collective_table.hpp"

namespace steelyard::workloads::collectives {

/// How the message of one rank travels from one buffer in device memory to another. All that does
/// not change from one transfer to the next is settled when the path is made.
///
///  - native: the backend's own collectives, enqueued on the stream.
///  - mpi: the communicator, directly on device memory that the host can read and write.
///  - host-staged: copy to the host, the communicator, copy back; all of it is the iteration.
class MessagePath {
 public:
  virtual ~MessagePath() = default;
  virtual std::string_view name() const = 0;
  /// One operation, of the counts that the collective gives. Native: a run enqueues it; otherwise
  /// this rank's part is done when the run returns. Valid as long as the path.
  virtual run::Iteration transfer() = 0;
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

/// The first of the three that this device and backend allow, from `send` to `receive`. Allocates
/// the staging memory. Everything that it is given must outlive the path.
std::unique_ptr<MessagePath> make_path(const Collective& collective, const Volume& volume,
                                       const device::Buffer& send, const device::Buffer& receive,
                                       run::CaseContext& context);

}  // namespace steelyard::workloads::collectives
