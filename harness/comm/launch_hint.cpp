#include "harness/comm/launch_hint.hpp"

#include <array>
#include <charconv>
#include <cstdlib>

namespace steelyard::comm {
namespace {

/// A launcher is known by the variables it gives to every process it starts.
struct Launcher {
  const char* name;
  const char* size;
  const char* rank;
  const char* mark;  ///< must be set too; null: nothing more
};

// Innermost first. Slurm's step variables are set by srun alone: a batch script has SLURM_NTASKS
// and SLURM_PROCID as well, but no step. Hydra may use srun to start its proxies, and srun with
// PMI-2 sets PMI_SIZE, so Hydra is told by its own mark.
constexpr std::array<Launcher, 6> launchers{{
    {"Open MPI mpirun", "OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_RANK", nullptr},
    {"Intel MPI mpirun", "PMI_SIZE", "PMI_RANK", "I_MPI_MPIRUN"},
    {"MPICH/Hydra", "PMI_SIZE", "PMI_RANK", "MPI_LOCALNRANKS"},
    {"Slurm srun", "SLURM_STEP_NUM_TASKS", "SLURM_PROCID", "SLURM_STEP_ID"},
    {"PMI", "PMI_SIZE", "PMI_RANK", nullptr},
    {"torchrun", "WORLD_SIZE", "RANK", nullptr},
}};

std::optional<int> whole_number(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  int value = 0;
  const char* end = text->data() + text->size();
  const auto [stopped, error] = std::from_chars(text->data(), end, value);
  if (error != std::errc() || stopped != end || value < 0) return std::nullopt;
  return value;
}

}  // namespace

LaunchHint launch_hint(const EnvironmentLookup& lookup) {
  for (const Launcher& launcher : launchers) {
    if (launcher.mark != nullptr && !lookup(launcher.mark)) continue;
    const std::optional<int> size = whole_number(lookup(launcher.size));
    const std::optional<int> rank = whole_number(lookup(launcher.rank));
    if (size && rank && *rank < *size) return {*size, *rank, launcher.name};
  }
  return {};
}

LaunchHint launch_hint() { return launch_hint(lookup_environment); }

std::optional<std::string> lookup_environment(const char* variable) {
  const char* value = std::getenv(variable);
  if (value == nullptr) return std::nullopt;
  return std::string(value);
}

}  // namespace steelyard::comm
