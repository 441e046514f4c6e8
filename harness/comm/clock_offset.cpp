#include "harness/comm/clock_offset.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include "harness/core/clock.hpp"
#include "harness/core/error.hpp"

namespace steelyard::comm {
namespace {

std::span<std::byte> bytes_of(double& value) {
  return std::as_writable_bytes(std::span(&value, 1));
}

ClockOffset ask(Communicator& comm, const LocalClock& clock, int exchanges) {
  std::vector<ClockExchange> seen;
  for (int i = 0; i < exchanges; ++i) {
    ClockExchange exchange;
    exchange.sent = clock.seconds();
    comm.send(bytes_of(exchange.sent), 0);
    comm.receive(bytes_of(exchange.remote), 0);
    exchange.received = clock.seconds();
    seen.push_back(exchange);
  }
  return best_offset(seen);
}

void answer(Communicator& comm, const LocalClock& clock, int exchanges, int asker) {
  for (int i = 0; i < exchanges; ++i) {
    double question = 0;
    comm.receive(bytes_of(question), asker);
    double now = clock.seconds();
    comm.send(bytes_of(now), asker);
  }
}

}  // namespace

ClockOffset best_offset(std::span<const ClockExchange> exchanges) {
  STEELYARD_ASSERT(!exchanges.empty());
  const auto round_trip = [](const ClockExchange& e) { return e.received - e.sent; };
  const auto best = std::ranges::min_element(exchanges, {}, round_trip);
  return {.seconds = best->remote - (best->sent + best->received) / 2,
          .uncertainty = round_trip(*best) / 2};
}

LocalClock monotonic_clock() {
  std::string boot;
  std::ifstream("/proc/sys/kernel/random/boot_id") >> boot;
  if (boot.empty()) {
    std::array<char, 256> host{};
    gethostname(host.data(), host.size() - 1);
    boot = host.data();
  }
  std::error_code no_time_namespaces;
  const auto time_namespace =
      std::filesystem::read_symlink("/proc/self/ns/time", no_time_namespaces);
  return {.identity = boot + " " + time_namespace.string(), .seconds = &monotonic_seconds};
}

ClockOffset measure_clock_offset(Communicator& comm, const LocalClock& clock, int exchanges) {
  const std::vector<std::string> clocks = all_gather(comm, clock.identity);
  const auto leader_of = [&](const std::string& identity) {
    return static_cast<int>(std::ranges::find(clocks, identity) - clocks.begin());
  };
  const int rounds = std::max(exchanges, 1);

  ClockOffset mine;
  for (int rank = 1; rank < comm.size(); ++rank) {
    const bool asks = leader_of(clocks[static_cast<std::size_t>(rank)]) == rank;
    if (asks && comm.rank() == rank) mine = ask(comm, clock, rounds);
    if (asks && comm.rank() == 0) answer(comm, clock, rounds, rank);
  }

  const auto found = comm.all_gather(std::as_bytes(std::span(&mine, 1)));
  const auto& leader = found[static_cast<std::size_t>(leader_of(clock.identity))];
  std::ranges::copy(leader, std::as_writable_bytes(std::span(&mine, 1)).begin());
  return mine;
}

}  // namespace steelyard::comm
