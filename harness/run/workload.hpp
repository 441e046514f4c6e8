#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/comm/communicator.hpp"
#include "harness/core/case_spec.hpp"
#include "harness/core/record.hpp"
#include "harness/device/device.hpp"
#include "harness/run/data_pattern.hpp"
#include "harness/run/iteration.hpp"

/// What a workload is. To add one, make a folder below workloads/ (scripts/new_plugin.py workload
/// NAME starts it): implement Workload and PreparedCase, and export the folder's table
/// (workloads/table.hpp). Nothing else changes.
namespace steelyard::run {

/// One parameter of a workload's cases.
struct Parameter {
  enum class Kind { dtype, integer, choice, ranks };
  std::string name;
  Kind kind = Kind::integer;
  std::string help;
  std::vector<std::string> choices;  ///< dtype and choice: the valid values
  /// Left out of the canonical name when equal to this. Parameters without a default are required,
  /// except `ranks`, which the plan fills with the size of the run.
  std::optional<std::string> default_value;
  std::int64_t minimum = 1;  ///< integer
  std::int64_t maximum = std::int64_t{1} << 40;
};

/// How the iterations of a case are timed (docs/measurement.md).
enum class Timing {
  device_events,  ///< a pair of device events around each iteration, all enqueued
  latency,        ///< each iteration starts together on all ranks, host clock
  pipelined,      ///< back to back, as nccl-tests prints
};
std::string_view name(Timing timing);

/// What a prepared case may use. All references outlive the case.
struct CaseContext {
  device::Device& device;
  device::Stream& stream;
  comm::Communicator& comm;
  device::Collectives* collectives = nullptr;  ///< the backend's own, or null
  std::uint64_t seed = 0;                      ///< the same on all ranks
  DataPattern data = DataPattern::normal;
  double autotune_seconds = 1;
};

/// A case with its memory allocated, its plan made and its data in place. Lives for one visit, or
/// for the whole run if there is memory for it beside the others. Every rank makes one, and all
/// members are called on all ranks in the same order.
class PreparedCase {
 public:
  virtual ~PreparedCase() = default;

  /// Checks results with data of its own, before anything is timed. Collective. Poisons outputs
  /// first. Returns what this rank saw; the runner merges ranks. Never throws for a wrong result.
  virtual Verification verify() = 0;
  /// Puts the timed data in place. Called once, after verify() or instead of it.
  virtual void load() = 0;
  /// What is timed: enqueues the iteration of a number, with the inputs whose turn it is. Settles
  /// everything else beforehand, so that running it does the work and nothing more: no allocation,
  /// no lock, no virtual call, no logging, no synchronisation, no memory touched for the first
  /// time. For Timing::latency and pipelined on host memory a run of it returns when this rank's
  /// part is done; with device work the runner synchronises. Where it communicates with other ranks
  /// it does so even if its device fails, and throws afterwards: a rank that stays away leaves the
  /// others waiting. Valid as long as the case; runs after load().
  virtual Iteration iteration() = 0;
  /// Library and kernel that ran, for the record.
  virtual std::string algorithm() const = 0;
  /// "native", "host-staged", "mpi", or "" where nothing is sent.
  virtual std::string path() const { return ""; }
};

/// Bytes a case needs, beside what the program itself uses.
struct MemoryNeed {
  std::uint64_t device_bytes = 0;  ///< per rank
  std::uint64_t host_bytes = 0;    ///< per rank, staging and oracle
};

/// What the plan knows before anything is allocated.
struct PlanContext {
  int ranks = 1;
  std::uint64_t cache_bytes = 0;  ///< last-level cache of the device
  bool host_accessible = false;   ///< the host reads and writes device memory
  bool collectives = false;       ///< the backend has collectives of its own
};

class Workload {
 public:
  virtual ~Workload() = default;
  virtual std::string_view name() const = 0;         ///< "matmul"
  virtual std::string_view description() const = 0;  ///< one line
  /// Raised whenever a change makes new samples incomparable with old ones.
  virtual int method_version() const = 0;
  virtual std::span<const Parameter> parameters() const = 0;
  /// Small cases that run at once on any device and between them use every parameter. Run by
  /// the contract tests, which ask for at least one.
  virtual std::vector<CaseSpec> examples() const { return {}; }

  /// What no table of parameters can say; throws UsageError. `spec` is canonical.
  virtual void check(const CaseSpec& spec) const = 0;
  virtual WorkModel work(const CaseSpec& spec) const = 0;
  virtual Timing timing(const CaseSpec& spec) const = 0;
  virtual MemoryNeed memory(const CaseSpec& spec, const PlanContext& context) const = 0;
  /// The unit that limits this case, probed before and after each visit.
  struct ProbeChoice {
    sy_probe_unit unit = SY_PROBE_MEMORY;
    Dtype dtype = Dtype::f32;
    /// Where the case's messages go over the host and not 0: an exchange of so many bytes between
    /// neighbours is the probe instead.
    std::uint64_t message_bytes = 0;
    bool operator==(const ProbeChoice&) const = default;
  };
  virtual ProbeChoice probe(const CaseSpec& spec) const = 0;
  /// Allocates and plans. Throws Unsupported (the case is skipped) or OutOfMemory.
  virtual std::unique_ptr<PreparedCase> prepare(const CaseSpec& spec,
                                                CaseContext& context) const = 0;
};

/// Puts parameters in the workload's order, drops defaults, fills `ranks`, checks every value.
/// Throws UsageError that names the parameter and the nearest valid value. A number of ranks that
/// is written stays, whatever the size of the run: the plan skips such a case.
CaseSpec canonical(const Workload& workload, const CaseSpec& spec, int ranks);

/// The value of a parameter of a canonical case, or its default.
std::string value_of(const Workload& workload, const CaseSpec& spec, std::string_view parameter);

}  // namespace steelyard::run
