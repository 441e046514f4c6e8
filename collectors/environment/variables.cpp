#include "collectors/environment/variables.hpp"

#include <algorithm>
#include <array>

namespace steelyard::collectors {
namespace {

constexpr std::array<std::string_view, 24> kept_prefixes{
    "OMP_",  "GOMP_",     "KMP_",   "OPENBLAS_", "MKL_", "BLIS_",   "MALLOC_", "ONEDNN_",
    "DNNL_", "OMPI_MCA_", "I_MPI_", "MPICH_",    "UCX_", "FI_",     "NCCL_",   "RCCL_",
    "HCCL_", "ASCEND_",   "HIP_",   "ROCR_",     "HSA_", "CUBLAS_", "CUDA_",   "STEELYARD_",
};

constexpr std::array<std::string_view, 13> kept_names{
    "GOTO_NUM_THREADS",     "GLIBC_TUNABLES",      "LD_PRELOAD",           "ZE_AFFINITY_MASK",
    "MUSA_VISIBLE_DEVICES", "SLURM_JOB_ID",        "SLURM_JOB_PARTITION",  "SLURM_NNODES",
    "SLURM_NTASKS",         "SLURM_CPUS_PER_TASK", "SLURM_TASKS_PER_NODE", "SLURM_CPU_BIND",
    "SLURM_DISTRIBUTION",
};

/// Written by mpirun for its own processes: addresses, folders, job numbers and a key. And the card
/// of a modelled chip, which the file holds figure by figure.
constexpr std::array<std::string_view, 6> dropped_prefixes{
    "STEELYARD_MODEL_CARD", "OMPI_MCA_orte_",        "OMPI_MCA_ess",
    "OMPI_MCA_pmix",        "OMPI_MCA_initial_wdir", "OMPI_MCA_shmem_RUNTIME_QUERY",
};

constexpr std::array<std::string_view, 6> secret_words{
    "SECRET", "TOKEN", "PASSW", "KEY", "CREDENTIAL", "AUTH",
};

bool contains_secret_word(std::string_view variable) {
  std::string upper(variable);
  std::ranges::transform(upper, upper.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return std::ranges::any_of(
      secret_words, [&](std::string_view word) { return upper.find(word) != std::string::npos; });
}

}  // namespace

bool is_kept(std::string_view variable) {
  const auto starts = [&](std::string_view prefix) { return variable.starts_with(prefix); };
  const bool wanted = std::ranges::find(kept_names, variable) != kept_names.end() ||
                      std::ranges::any_of(kept_prefixes, starts);
  return wanted && !std::ranges::any_of(dropped_prefixes, starts) &&
         !contains_secret_word(variable);
}

std::map<std::string, std::string> kept_variables(const char* const* environment) {
  std::map<std::string, std::string> kept;
  for (; environment != nullptr && *environment != nullptr; ++environment) {
    const std::string_view entry(*environment);
    const std::size_t equals = entry.find('=');
    if (equals == std::string_view::npos || !is_kept(entry.substr(0, equals))) continue;
    kept.emplace(entry.substr(0, equals), entry.substr(equals + 1));
  }
  return kept;
}

}  // namespace steelyard::collectors
