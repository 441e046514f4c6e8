#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "harness/comm/communicator.hpp"
#include "harness/core/record.hpp"

namespace steelyard::run {

/// A batch in which a thread waited for a CPU, or the hypervisor took one away, for more than this
/// share of the time is disturbed. What the operating system itself does in the background stays
/// well below.
inline constexpr double disturbed_share = 0.02;

/// Whether the hosts were busy with something else for a part of the batch that shows in its times.
/// By what the system says alone, never by the times themselves: a batch is not disturbed for being
/// slow. Pure.
bool is_disturbed(const Batch& batch);

/// Watches what this rank's host does to it, stretch by stretch: how long its threads were ready
/// and had no CPU, what the hypervisor took, involuntary context switches, how many threads want to
/// run on the node, and whether the clock changed. Linux; where /proc lacks a figure it is 0.
///
/// A reading takes some ten microseconds, more with many threads, and belongs between timed
/// stretches. One thread uses a watch.
class HostWatch {
 public:
  /// `root` is "/" but for tests.
  explicit HostWatch(std::filesystem::path root = "/");
  ~HostWatch();
  HostWatch(const HostWatch&) = delete;
  HostWatch& operator=(const HostWatch&) = delete;

  /// Finds this process's threads and CPUs, and starts a stretch.
  void begin();
  /// Ends the stretch and starts the next. Fills what is measured, not `samples` or `disturbed`.
  Batch lap();

 private:
  struct Thread {
    int file = -1;
    double waited_seconds = 0;
  };
  struct Totals {
    double wall_seconds = 0;
    double stolen_seconds = 0;
    std::uint64_t involuntary_switches = 0;
  };

  void forget_threads();
  Totals read_totals() const;

  std::filesystem::path root_;
  int stat_ = -1;
  int loadavg_ = -1;
  std::vector<std::string> cpus_;  ///< "cpu3 ": how their lines of /proc/stat begin
  std::vector<Thread> threads_;
  Totals last_;
};

/// Steps per second of a chain of dependent integer operations: proportional to the clock of the
/// core, by a factor that depends on the processor. Takes some ten microseconds.
double clock_rate();

/// The worst of all ranks, batch by batch, and whether each is disturbed. Collective; all ranks
/// have as many batches, of as many samples. `host_matters`: the host's work is in the times.
void merge_batches(comm::Communicator& comm, std::vector<Batch>& batches, bool host_matters);

}  // namespace steelyard::run
