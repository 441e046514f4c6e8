#include "collectors/environment/variables.hpp"

#include <gtest/gtest.h>

namespace steelyard::collectors {
namespace {

TEST(Variables, KeepsWhatChangesSpeed) {
  for (const char* name : {"OMP_NUM_THREADS",     "GOMP_CPU_AFFINITY",
                           "OPENBLAS_CORETYPE",   "MKL_NUM_THREADS",
                           "ONEDNN_MAX_CPU_ISA",  "DNNL_VERBOSE",
                           "OMPI_MCA_btl",        "OPENBLAS_NUM_THREADS",
                           "KMP_BLOCKTIME",       "BLIS_ARCH_TYPE",
                           "MALLOC_ARENA_MAX",    "MALLOC_PERTURB_",
                           "GLIBC_TUNABLES",      "UCX_TLS",
                           "NCCL_ALGO",           "CUDA_VISIBLE_DEVICES",
                           "HIP_VISIBLE_DEVICES", "ASCEND_RT_VISIBLE_DEVICES",
                           "HCCL_BUFFSIZE",       "SLURM_JOB_ID",
                           "SLURM_NNODES",        "STEELYARD_FAKE",
                           "LD_PRELOAD"}) {
    EXPECT_TRUE(is_kept(name)) << name;
  }
}

TEST(Variables, LeavesOutEverythingElse) {
  for (const char* name :
       {"", "HOME", "PATH", "SSH_AUTH_SOCK", "AWS_SECRET_ACCESS_KEY", "XOMP_A", "omp_num_threads",
        "SLURM_JOB_IDX", "GLIBC_TUNABLESX", "SLURM_JOB_USER", "OMP"}) {
    EXPECT_FALSE(is_kept(name)) << name;
  }
}

TEST(Variables, LeavesOutSecretsInsideKeptFamilies) {
  for (const char* name : {"UCX_SECRET", "NCCL_Token", "CUDA_API_KEY", "HCCL_PASSWORD",
                           "ASCEND_CREDENTIALS", "I_MPI_AUTH"}) {
    EXPECT_FALSE(is_kept(name)) << name;
  }
}

TEST(Variables, LeavesOutTheLaunchersBookkeeping) {
  for (const char* name :
       {"OMPI_MCA_orte_precondition_transports", "OMPI_MCA_orte_hnp_uri", "OMPI_MCA_ess_base_jobid",
        "OMPI_MCA_pmix", "OMPI_MCA_initial_wdir", "OMPI_MCA_shmem_RUNTIME_QUERY_hint"}) {
    EXPECT_FALSE(is_kept(name)) << name;
  }
}

TEST(Variables, SplitsEntriesAtTheFirstEqualsSign) {
  const char* const entries[] = {"OMP_PLACES={0}=x", "OMP_EMPTY=", "OMP_NO_VALUE",
                                 "HOME=/x",          nullptr,      "OMP_AFTER=1"};
  EXPECT_EQ(kept_variables(entries),
            (std::map<std::string, std::string>{{"OMP_PLACES", "{0}=x"}, {"OMP_EMPTY", ""}}));
  EXPECT_TRUE(kept_variables(nullptr).empty());
}

}  // namespace
}  // namespace steelyard::collectors
