#include "harness/run/probe.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "harness/core/clock.hpp"

namespace steelyard::run {
namespace {

/// Seconds that the hypervisor took from this node so far, all CPUs; 0 where /proc/stat has none.
double steal_seconds() {
  std::ifstream stat("/proc/stat");
  std::string cpu;
  double user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0;
  if (!(stat >> cpu >> user >> nice >> system >> idle >> iowait >> irq >> softirq >> steal))
    return 0;
  return steal / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

/// CPU time and steal of this process since it was made.
class Watch {
 public:
  double wall_seconds() const { return monotonic_seconds() - start_; }
  double cpu_seconds() const { return process_cpu_seconds() - cpu_; }
  double stolen_seconds() const { return steal_seconds() - steal_; }

 private:
  double steal_ = steal_seconds();
  double cpu_ = process_cpu_seconds();
  double start_ = monotonic_seconds();
};

/// The worst of all ranks.
ProbeReading merged(comm::Communicator& comm, double rate, double cpu_fraction, double steal) {
  std::array worst{-rate, -cpu_fraction, steal};
  comm.all_reduce(worst, comm::ReduceOp::max);
  return {.rate = -worst[0], .cpu_fraction = -worst[1], .steal_seconds = worst[2]};
}

/// Seconds of one exchange with the neighbour, the mean of `count`; 0 for a rank that has none.
double exchange_seconds(comm::Communicator& comm, std::span<const std::byte> send,
                        std::span<std::byte> receive, int count) {
  const int neighbour = comm.rank() ^ 1;
  if (neighbour >= comm.size()) return 0;
  const double start = monotonic_seconds();
  for (int i = 0; i < count; ++i) comm.exchange(send, receive, neighbour);
  return (monotonic_seconds() - start) / count;
}

}  // namespace

ProbeReading take_link_probe(comm::Communicator& measured, comm::Communicator& control,
                             LinkBuffers& buffers, std::uint64_t bytes, double seconds,
                             std::string& unit) {
  constexpr int first_exchanges = 3;
  constexpr double most_exchanges = 10000;
  const auto size = static_cast<std::size_t>(std::min(bytes, most_exchanged_bytes));
  if (buffers.send.size() < size) {
    buffers.send.assign(size, std::byte{1});
    buffers.receive.assign(size, std::byte{0});
  }
  const auto send = std::span(std::as_const(buffers.send)).first(size);
  const auto receive = std::span(buffers.receive).first(size);
  unit = fmt::format("exchange of {} bytes with the neighbour", size);
  control.barrier();
  const double typical =
      comm::max_over_ranks(control, exchange_seconds(measured, send, receive, first_exchanges));
  const double wanted = std::clamp(seconds / std::max(typical, 1e-9), 1.0, most_exchanges);
  const Watch watch;
  const double each = exchange_seconds(measured, send, receive, static_cast<int>(wanted));
  const double wall = watch.wall_seconds();
  // A rank without a neighbour is no slower than any.
  const double rate =
      each > 0 ? static_cast<double>(size) / each : std::numeric_limits<double>::max();
  const double cpu = each > 0 ? std::min(1.0, watch.cpu_seconds() / wall) : 1.0;
  return merged(control, rate, cpu, watch.stolen_seconds());
}

ProbeReading take_probe(device::Device& device, comm::Communicator& comm,
                        const Workload::ProbeChoice& choice, double seconds, std::string& unit) {
  comm.barrier();
  const Watch watch;
  const auto result = device.probe(choice.unit, choice.dtype, seconds);
  const double wall = watch.wall_seconds();
  const double cpu = watch.cpu_seconds();
  const double steal = watch.stolen_seconds();

  unit = result ? result->unit : "";
  const double threads = static_cast<double>(device.properties().threads);
  // A host that only waits for its accelerator says nothing by its CPU time.
  const double cpu_fraction = threads > 0 && wall > 0 ? std::min(1.0, cpu / wall / threads) : 1.0;
  return merged(comm, result ? result->rate : 0.0, cpu_fraction, steal);
}

double probe_seconds_beside(double visit_seconds) {
  constexpr double shortest = 1e-3;
  return std::clamp(visit_seconds / 8, shortest, longest_probe_seconds);
}

bool disturbed(const Visit& visit) {
  const ProbeReading& before = visit.probe_before;
  const ProbeReading& after = visit.probe_after;
  if (std::any_of(visit.batches.begin(), visit.batches.end(),
                  [](const Batch& batch) { return batch.disturbed; })) {
    return true;
  }
  if (std::min(before.cpu_fraction, after.cpu_fraction) < cpu_fraction_limit) return true;
  if (before.rate <= 0 || after.rate <= 0) return false;
  const auto [low, high] = std::minmax(before.rate, after.rate);
  return high / low > 1 + probe_tolerance;
}

}  // namespace steelyard::run
