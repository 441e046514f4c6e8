#include "collectors/environment/cgroup_limits.hpp"

#include <gtest/gtest.h>

namespace steelyard::collectors {
namespace {

const std::filesystem::path nodes = STEELYARD_SOURCE_DIR "/tests/data/nodes";

TEST(CgroupLimits, TakesTheLeastOnTheWayUpInV2) {
  const CgroupLimits limits = cgroup_limits(nodes / "server");
  EXPECT_EQ(limits.version, "v2");
  EXPECT_EQ(limits.cpus, 3.5);                  // of the job; the step has none, slurm has 6
  EXPECT_EQ(limits.memory_bytes, 8589934592u);  // of the step; the job has twice that
}

TEST(CgroupLimits, KnowsSharedMountsAndUnlimitedValuesOfV1) {
  const CgroupLimits limits = cgroup_limits(nodes / "virtual_machine");
  EXPECT_EQ(limits.version, "v1");
  EXPECT_EQ(limits.cpus, 1.5);
  EXPECT_EQ(limits.memory_bytes, 4294967296u);
}

TEST(CgroupLimits, StaysInsideTheMount) {
  const CgroupLimits limits = cgroup_limits(nodes / "container");
  EXPECT_EQ(limits.version, "v2");
  EXPECT_EQ(limits.cpus, std::nullopt);  // a period of 0 is no limit
  EXPECT_EQ(limits.memory_bytes, 1073741824u);
}

TEST(CgroupLimits, WithoutGroupsThereAreNone) {
  const CgroupLimits limits = cgroup_limits(nodes / "no such node");
  EXPECT_EQ(limits.version, "");
  EXPECT_EQ(limits.cpus, std::nullopt);
  EXPECT_EQ(limits.memory_bytes, std::nullopt);
}

}  // namespace
}  // namespace steelyard::collectors
