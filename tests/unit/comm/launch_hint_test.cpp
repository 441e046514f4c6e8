#include "harness/comm/launch_hint.hpp"

#include <gtest/gtest.h>

#include <map>

namespace steelyard::comm {
namespace {

using Variables = std::map<std::string, std::string>;

LaunchHint hint(const Variables& variables) {
  return launch_hint([&](const char* name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  });
}

void expect_hint(const Variables& variables, int size, int rank, const std::string& launcher) {
  const LaunchHint got = hint(variables);
  EXPECT_EQ(got.world_size, size);
  EXPECT_EQ(got.rank, rank);
  EXPECT_EQ(got.launcher, launcher);
}

TEST(LaunchHint, NoLauncherIsSizeZero) { expect_hint({{"HOME", "/root"}}, 0, 0, ""); }

TEST(LaunchHint, KnowsEachLauncher) {
  expect_hint({{"OMPI_COMM_WORLD_SIZE", "4"}, {"OMPI_COMM_WORLD_RANK", "3"}}, 4, 3,
              "Open MPI mpirun");
  expect_hint({{"PMI_SIZE", "8"}, {"PMI_RANK", "0"}, {"MPI_LOCALNRANKS", "8"}}, 8, 0,
              "MPICH/Hydra");
  expect_hint(
      {{"PMI_SIZE", "8"}, {"PMI_RANK", "1"}, {"MPI_LOCALNRANKS", "8"}, {"I_MPI_MPIRUN", "mpirun"}},
      8, 1, "Intel MPI mpirun");
  expect_hint({{"SLURM_STEP_NUM_TASKS", "16"}, {"SLURM_STEP_ID", "0"}, {"SLURM_PROCID", "15"}}, 16,
              15, "Slurm srun");
  expect_hint({{"PMI_SIZE", "2"}, {"PMI_RANK", "1"}}, 2, 1, "PMI");
  expect_hint({{"WORLD_SIZE", "2"}, {"RANK", "1"}}, 2, 1, "torchrun");
}

TEST(LaunchHint, ABatchScriptIsNoStep) {
  expect_hint({{"SLURM_NTASKS", "16"}, {"SLURM_PROCID", "0"}, {"SLURM_JOB_ID", "7"}}, 0, 0, "");
  expect_hint({{"SLURM_STEP_NUM_TASKS", "16"}, {"SLURM_PROCID", "0"}}, 0, 0, "");
}

TEST(LaunchHint, TheInnermostLauncherWins) {
  const Variables slurm{
      {"SLURM_STEP_NUM_TASKS", "2"}, {"SLURM_STEP_ID", "0"}, {"SLURM_PROCID", "1"}};
  Variables mpirun_in_slurm = slurm;
  mpirun_in_slurm.insert({{"OMPI_COMM_WORLD_SIZE", "8"}, {"OMPI_COMM_WORLD_RANK", "5"}});
  expect_hint(mpirun_in_slurm, 8, 5, "Open MPI mpirun");
  Variables hydra_over_slurm = slurm;
  hydra_over_slurm.insert({{"PMI_SIZE", "8"}, {"PMI_RANK", "6"}, {"MPI_LOCALNRANKS", "4"}});
  expect_hint(hydra_over_slurm, 8, 6, "MPICH/Hydra");
  Variables slurm_with_pmi2 = slurm;
  slurm_with_pmi2.insert({{"PMI_SIZE", "2"}, {"PMI_RANK", "1"}});
  expect_hint(slurm_with_pmi2, 2, 1, "Slurm srun");
}

TEST(LaunchHint, PassesOverWhatIsNoNumber) {
  for (const char* size : {"", "x", "4x", "-4", "99999999999999999999", " 4"}) {
    expect_hint({{"WORLD_SIZE", size}, {"RANK", "0"}}, 0, 0, "");
  }
  for (const char* rank : {"", "-1", "4", "5", "0x1"}) {
    expect_hint({{"WORLD_SIZE", "4"}, {"RANK", rank}}, 0, 0, "");
  }
  expect_hint({{"WORLD_SIZE", "4"}}, 0, 0, "");
  expect_hint({{"RANK", "0"}}, 0, 0, "");
  expect_hint({{"WORLD_SIZE", "0"}, {"RANK", "0"}}, 0, 0, "");
}

TEST(LaunchHint, ABrokenPairDoesNotHideAnother) {
  expect_hint({{"OMPI_COMM_WORLD_SIZE", "x"},
               {"OMPI_COMM_WORLD_RANK", "0"},
               {"WORLD_SIZE", "3"},
               {"RANK", "2"}},
              3, 2, "torchrun");
}

}  // namespace
}  // namespace steelyard::comm
