#include "harness/run/probe.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>

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

}  // namespace

ProbeReading take_probe(device::Device& device, comm::Communicator& comm,
                        const Workload::ProbeChoice& choice, double seconds, std::string& unit) {
  comm.barrier();
  const double steal_before = steal_seconds();
  const double cpu_before = process_cpu_seconds();
  const double start = monotonic_seconds();
  const auto result = device.probe(choice.unit, choice.dtype, seconds);
  const double wall = monotonic_seconds() - start;
  const double cpu = process_cpu_seconds() - cpu_before;
  const double steal = steal_seconds() - steal_before;

  unit = result ? result->unit : "";
  const double threads = static_cast<double>(device.properties().threads);
  // A host that only waits for its accelerator says nothing by its CPU time.
  const double cpu_fraction = threads > 0 && wall > 0 ? std::min(1.0, cpu / wall / threads) : 1.0;
  std::array worst{-(result ? result->rate : 0.0), -cpu_fraction, steal};
  comm.all_reduce(worst, comm::ReduceOp::max);
  return {.rate = -worst[0], .cpu_fraction = -worst[1], .steal_seconds = worst[2]};
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
