#pragma once

#include <string>

#include "harness/comm/communicator.hpp"
#include "harness/core/record.hpp"
#include "harness/run/workload.hpp"

namespace steelyard::run {

/// How long one probe runs: long enough to average over scheduler ticks, short beside a visit.
inline constexpr double probe_seconds = 0.03;
/// Probes that differ by more than this mark the visit between them as disturbed.
inline constexpr double probe_tolerance = 0.10;
/// Less CPU than this share of what the threads could use means somebody else ran.
inline constexpr double cpu_fraction_limit = 0.97;

/// Probes on all ranks at once and keeps the worst: lowest rate and CPU fraction, highest steal.
/// Collective. `unit` gets the name of the loop, or "" where the backend offers no probe; the
/// reading's rate is then 0.
ProbeReading take_probe(device::Device& device, comm::Communicator& comm,
                        const Workload::ProbeChoice& choice, std::string& unit);

/// Whether something else used the machine between two readings, by the limits above.
bool disturbed(const ProbeReading& before, const ProbeReading& after);

}  // namespace steelyard::run
