#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/comm/communicator.hpp"
#include "harness/core/record.hpp"
#include "harness/run/workload.hpp"

namespace steelyard::run {

/// How long a probe runs beside a visit of so many seconds: long enough to average over scheduler
/// ticks where the visit is long, an eighth of it where it is short.
inline constexpr double longest_probe_seconds = 0.03;
double probe_seconds_beside(double visit_seconds);
/// Probes that differ by more than this mark the visit between them as disturbed.
inline constexpr double probe_tolerance = 0.10;
/// Less CPU than this share of what the threads could use means somebody else ran.
inline constexpr double cpu_fraction_limit = 0.97;

/// Probes on all ranks at once and keeps the worst: lowest rate and CPU fraction, highest steal.
/// Collective. `unit` gets the name of the loop, or "" where the backend offers no probe; the
/// reading's rate is then 0.
ProbeReading take_probe(device::Device& device, comm::Communicator& comm,
                        const Workload::ProbeChoice& choice, double seconds, std::string& unit);

/// What an exchange sends and receives; kept, since making it would take longer than the probe.
struct LinkBuffers {
  std::vector<std::byte> send, receive;
};

/// Ranks 0 and 1, 2 and 3, ... exchange messages of `bytes` (at most most_exchanged_bytes at a
/// time), both directions at once, for about `seconds`: what the way between two ranks gives at
/// this moment. Keeps the slowest pair's rate, in bytes/s of one direction; a last rank without a
/// neighbour watches. Collective, of two ranks or more.
ProbeReading take_link_probe(comm::Communicator& measured, comm::Communicator& control,
                             LinkBuffers& buffers, std::uint64_t bytes, double seconds,
                             std::string& unit);
inline constexpr std::uint64_t most_exchanged_bytes = std::uint64_t{16} << 20;

/// The probe that was taken last. The one after a visit also stands before the next visit, if that
/// probes the same and nothing is done between them.
struct ProbeMemory {
  std::optional<Workload::ProbeChoice> choice;  ///< absent: something else was done since
  ProbeReading reading;
  LinkBuffers link;
};

/// Whether something else used the machine during a visit: by its two probes and the limits above,
/// or because one of its batches was disturbed. Pure.
bool disturbed(const Visit& visit);

}  // namespace steelyard::run
