#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "harness/comm/communicator.hpp"
#include "harness/core/dtype.hpp"
#include "harness/device/device.hpp"
#include "workloads/reference/exact_integers.hpp"

namespace steelyard::workloads::collectives {

/// One message of one rank, whatever carries it. `count` is elements of S below.
struct Message {
  const void* send = nullptr;
  void* receive = nullptr;
  std::size_t count = 0;
  Dtype dtype = Dtype::f32;
};

/// A collective operation. To add one, add a row: every member is a definition or one call.
///
/// S, the `bytes` of a case, is what nccl-tests calls size; algbw = S / t and
/// busbw = algbw x busbw_factor (nccl-tests, doc/PERFORMANCE.md).
struct Collective {
  std::string_view name;
  std::string_view description;  ///< one line, says what S is
  /// 0 where no bytes pass between ranks (one rank): then there is no busbw.
  double (*busbw_factor)(int ranks);
  /// Elements in the buffers of one rank, for S of `count` elements.
  std::size_t (*send_count)(std::size_t count, int ranks);
  std::size_t (*receive_count)(std::size_t count, int ranks);
  /// Through the backend's own library: enqueues.
  void (*on_device)(device::Collectives&, device::Stream&, const Message&);
  /// Through the communicator on host memory: an operation to be run many times.
  comm::Operation (*on_host)(comm::Communicator&, const Message&);
  /// What every element of the receive buffer must be after all ranks sent `data`: its first
  /// period of elements, encoded, then repeated.
  std::vector<std::byte> (*expected)(const reference::ExactIntegers& data, std::size_t count,
                                     int rank);
};

/// Every collective, in the order in which they are listed to users.
std::span<const Collective> collective_table();

}  // namespace steelyard::workloads::collectives
