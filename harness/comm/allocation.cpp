#include "harness/comm/allocation.hpp"

#include <array>
#include <charconv>

namespace steelyard::comm {
namespace {

/// A batch system is known by the variable that names its job.
struct Scheduler {
  const char* name;
  const char* job;
  const char* ranks;
  const char* slots;
  const char* nodes;
  const char* step;  ///< if this is set, `ranks` is not the job's
};

constexpr std::array<Scheduler, 5> schedulers{{
    {"Slurm", "SLURM_JOB_ID", "SLURM_NTASKS", nullptr, "SLURM_JOB_NUM_NODES", "SLURM_STEP_ID"},
    {"Flux", "FLUX_JOB_ID", "FLUX_JOB_SIZE", nullptr, "FLUX_JOB_NNODES", nullptr},
    {"PBS", "PBS_JOBID", nullptr, "PBS_NP", "PBS_NUM_NODES", nullptr},
    {"LSF", "LSB_JOBID", nullptr, "LSB_DJOB_NUMPROC", nullptr, nullptr},
    {"Grid Engine", "PE_HOSTFILE", nullptr, "NSLOTS", "NHOSTS", nullptr},
}};

AllocationFigure figure(const EnvironmentLookup& lookup, const char* variable) {
  AllocationFigure found;
  const auto text = variable == nullptr ? std::nullopt : lookup(variable);
  if (!text) return found;
  const char* end = text->data() + text->size();
  const auto [stopped, error] = std::from_chars(text->data(), end, found.value);
  if (error != std::errc() || stopped != end || found.value < 1) return {};
  found.variable = variable;
  return found;
}

}  // namespace

Allocation allocation(const EnvironmentLookup& lookup) {
  for (const Scheduler& scheduler : schedulers) {
    if (!lookup(scheduler.job)) continue;
    const bool in_step = scheduler.step != nullptr && lookup(scheduler.step).has_value();
    return {.scheduler = scheduler.name,
            .ranks = in_step ? AllocationFigure{} : figure(lookup, scheduler.ranks),
            .slots = figure(lookup, scheduler.slots),
            .nodes = figure(lookup, scheduler.nodes)};
  }
  return {};
}

Allocation allocation() { return allocation(lookup_environment); }

}  // namespace steelyard::comm
