#pragma once

#include <string>
#include <vector>

#include "harness/comm/allocation.hpp"
#include "harness/comm/communicator.hpp"

/// What does not keep a run from being measured, but should stand in its record.
namespace steelyard::run {

/// Where a run stands against the batch job it runs in: another number of ranks than asked for,
/// more ranks than slots, allocated nodes without a rank. Pure.
std::vector<std::string> allocation_warnings(const comm::Allocation& job, int ranks, int nodes);

/// Clocks of hosts that are further apart than this are warned of: far above what synchronised
/// clocks and a late rank come to (milliseconds), and the resolution of the logs that are joined.
inline constexpr double most_clock_difference_seconds = 1.0;

/// What a host's wall clock said at the common moment.
struct ClockReading {
  std::string host;
  double seconds = 0;  ///< since 1970
};

/// Reads this host's clock right after a barrier, and learns what all ranks read. Collective; one
/// barrier and one exchange.
std::vector<ClockReading> read_clocks(comm::Communicator& comm, const std::string& host);

/// One sentence for each host whose clock is too far from that of rank 0's host. Of several ranks
/// of a host the first to read counts. Pure.
std::vector<std::string> clock_warnings(const std::vector<ClockReading>& readings);

}  // namespace steelyard::run
