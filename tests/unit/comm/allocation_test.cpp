#include "harness/comm/allocation.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>

namespace steelyard::comm {
namespace {

Allocation read(const std::map<std::string, std::string>& variables) {
  return allocation([&](const char* name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  });
}

void expect_figure(const AllocationFigure& figure, int value, const std::string& variable) {
  EXPECT_EQ(figure.value, value);
  EXPECT_EQ(figure.variable, variable);
}

TEST(Allocation, IsEmptyOutsideABatchJob) {
  const Allocation none = read({{"SLURM_NTASKS", "4"}, {"NSLOTS", "4"}});
  EXPECT_EQ(none.scheduler, "");
  expect_figure(none.ranks, 0, "");
  expect_figure(none.slots, 0, "");
  expect_figure(none.nodes, 0, "");
}

TEST(Allocation, KnowsEachScheduler) {
  const Allocation slurm =
      read({{"SLURM_JOB_ID", "7"}, {"SLURM_NTASKS", "16"}, {"SLURM_JOB_NUM_NODES", "2"}});
  EXPECT_EQ(slurm.scheduler, "Slurm");
  expect_figure(slurm.ranks, 16, "SLURM_NTASKS");
  expect_figure(slurm.slots, 0, "");
  expect_figure(slurm.nodes, 2, "SLURM_JOB_NUM_NODES");
  const Allocation flux =
      read({{"FLUX_JOB_ID", "f"}, {"FLUX_JOB_SIZE", "8"}, {"FLUX_JOB_NNODES", "1"}});
  EXPECT_EQ(flux.scheduler, "Flux");
  expect_figure(flux.ranks, 8, "FLUX_JOB_SIZE");
  expect_figure(flux.nodes, 1, "FLUX_JOB_NNODES");
  const Allocation pbs = read({{"PBS_JOBID", "7"}, {"PBS_NP", "32"}, {"PBS_NUM_NODES", "4"}});
  EXPECT_EQ(pbs.scheduler, "PBS");
  expect_figure(pbs.ranks, 0, "");
  expect_figure(pbs.slots, 32, "PBS_NP");
  expect_figure(pbs.nodes, 4, "PBS_NUM_NODES");
  const Allocation lsf = read({{"LSB_JOBID", "7"}, {"LSB_DJOB_NUMPROC", "3"}});
  EXPECT_EQ(lsf.scheduler, "LSF");
  expect_figure(lsf.slots, 3, "LSB_DJOB_NUMPROC");
  const Allocation engine = read({{"PE_HOSTFILE", "/x"}, {"NSLOTS", "5"}, {"NHOSTS", "2"}});
  EXPECT_EQ(engine.scheduler, "Grid Engine");
  expect_figure(engine.slots, 5, "NSLOTS");
  expect_figure(engine.nodes, 2, "NHOSTS");
}

TEST(Allocation, PassesOverTheRanksOfASlurmStep) {
  const Allocation step = read({{"SLURM_JOB_ID", "7"},
                                {"SLURM_STEP_ID", "0"},
                                {"SLURM_NTASKS", "2"},
                                {"SLURM_JOB_NUM_NODES", "3"}});
  expect_figure(step.ranks, 0, "");
  expect_figure(step.nodes, 3, "SLURM_JOB_NUM_NODES");
}

TEST(Allocation, PassesOverWhatIsNoCount) {
  for (const char* wrong : {"", "x", "4x", " 4", "0", "-4", "99999999999999999999"}) {
    const Allocation slurm = read({{"SLURM_JOB_ID", "7"}, {"SLURM_NTASKS", wrong}});
    EXPECT_EQ(slurm.scheduler, "Slurm");
    expect_figure(slurm.ranks, 0, "");
  }
  expect_figure(read({{"SLURM_JOB_ID", "7"}, {"SLURM_NTASKS", "1"}}).ranks, 1, "SLURM_NTASKS");
}

TEST(Allocation, ReadsThisProcess) {
  setenv("PE_HOSTFILE", "/x", 1);
  setenv("NSLOTS", "6", 1);
  for (const char* other : {"SLURM_JOB_ID", "FLUX_JOB_ID", "PBS_JOBID", "LSB_JOBID"}) {
    unsetenv(other);
  }
  expect_figure(allocation().slots, 6, "NSLOTS");
  unsetenv("PE_HOSTFILE");
  unsetenv("NSLOTS");
}

}  // namespace
}  // namespace steelyard::comm
