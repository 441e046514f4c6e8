#include "harness/run/launch_warnings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "harness/core/clock.hpp"

namespace steelyard::run {

std::vector<std::string> allocation_warnings(const comm::Allocation& job, int ranks, int nodes) {
  std::vector<std::string> warnings;
  const std::string meant = fmt::format("say --expect-ranks {} if that is meant", ranks);
  if (job.ranks.value > 0 && job.ranks.value != ranks) {
    warnings.push_back(fmt::format("{} was asked for {} ranks ({}), but {} run; {}", job.scheduler,
                                   job.ranks.value, job.ranks.variable, ranks, meant));
  }
  if (job.slots.value > 0 && job.slots.value < ranks) {
    warnings.push_back(fmt::format("{} gave {} slots ({}), but {} ranks run; {}", job.scheduler,
                                   job.slots.value, job.slots.variable, ranks, meant));
  }
  if (job.nodes.value > nodes) {
    warnings.push_back(
        fmt::format("{} gave {} nodes ({}), but ranks run on {}: the others are not measured; {}",
                    job.scheduler, job.nodes.value, job.nodes.variable, nodes, meant));
  }
  return warnings;
}

std::vector<ClockReading> read_clocks(comm::Communicator& comm, const std::string& host) {
  comm.barrier();
  const double now = wall_clock_seconds();
  std::string mine(sizeof(now), '\0');
  std::memcpy(mine.data(), &now, sizeof(now));
  std::vector<ClockReading> readings;
  for (const std::string& text : comm::all_gather(comm, mine + host)) {
    ClockReading reading{.host = text.substr(sizeof(now))};
    std::memcpy(&reading.seconds, text.data(), sizeof(now));
    readings.push_back(std::move(reading));
  }
  return readings;
}

std::vector<std::string> clock_warnings(const std::vector<ClockReading>& readings) {
  std::vector<ClockReading> hosts;
  for (const ClockReading& reading : readings) {
    const auto known = std::ranges::find(hosts, reading.host, &ClockReading::host);
    if (known == hosts.end()) {
      hosts.push_back(reading);
    } else {
      known->seconds = std::min(known->seconds, reading.seconds);
    }
  }
  std::vector<std::string> warnings;
  for (const ClockReading& host : hosts) {
    const double ahead = host.seconds - hosts.front().seconds;
    if (std::abs(ahead) <= most_clock_difference_seconds) continue;
    warnings.push_back(fmt::format(
        "the clock of {} is {:.1f} s {} that of {}; telemetry and logs are joined by time, so "
        "synchronise the clocks, with chrony or NTP",
        host.host, std::abs(ahead), ahead > 0 ? "ahead of" : "behind", hosts.front().host));
  }
  return warnings;
}

}  // namespace steelyard::run
