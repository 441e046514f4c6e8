#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "harness/device/device.hpp"

/// Ranks of one communicator as threads of this process, each with a device of its own.
namespace steelyard::device::conformance {

/// What one rank has. `comm` belongs to the rank; run_rank_threads() destroys it.
struct RankThread {
  Device& device;
  Stream& stream;
  const sy_collectives& collectives;
  sy_comm* comm;
  std::uint32_t rank;
  std::uint32_t ranks;

  /// Device memory that holds `values` as `dtype`.
  Buffer upload(Dtype dtype, std::span<const double> values);
  /// Device memory for `count` elements, full of what no test expects.
  Buffer poisoned(Dtype dtype, std::size_t count);
  /// Waits for the stream, then reads.
  std::vector<double> download(Dtype dtype, const Buffer& buffer);

  /// Waits for what was enqueued, if `status` is SY_OK. Returns the first status that is not.
  sy_status finished(sy_status status);
  /// The same. Throws the exception that fits unless all went well; `what` names the case.
  void expect_ok(sy_status status, const std::string& what);
};

/// Makes a communicator over `ranks` devices of `table` and runs `body` once for each rank, in its
/// own thread. Returns when all have ended and their communicators are destroyed. Throws what a
/// rank threw first; the communicators of all ranks are aborted then, so that nobody waits.
void run_rank_threads(const sy_backend_v1& table, std::uint32_t ranks,
                      const std::function<void(RankThread&)>& body);

}  // namespace steelyard::device::conformance
