#include "harness/backends/cpu/processor.hpp"

#include <gmock/gmock.h>

#include "harness/backends/cpu/team.hpp"
#include "tests/unit/fake_root.hpp"

namespace steelyard::cpu {
namespace {

TEST(Processor, IsNamedWithItsCores) {
  const FakeRoot root;
  root.write("proc/cpuinfo",
             "processor : 0\nvendor_id : GenuineIntel\nmodel name : Big CPU\nmicrocode : 0x2b\n");
  const Processor two = identify_processor({0, 1}, root.path());
  EXPECT_EQ(two.name, "Big CPU, 2 cores");
  EXPECT_EQ(two.vendor, "Intel");
  EXPECT_EQ(two.microcode, "0x2b");
  EXPECT_NE(two.kernel, "");
  EXPECT_EQ(two.uuid, "");
  EXPECT_EQ(identify_processor({3}, root.path()).name, "Big CPU, 1 core");
}

TEST(Processor, KeepsTheNameOfAnUnknownVendor) {
  const FakeRoot root;
  root.write("proc/cpuinfo", "processor : 0\nvendor_id : HygonGenuine\n");
  EXPECT_EQ(identify_processor({0}, root.path()).vendor, "HygonGenuine");
  root.write("proc/cpuinfo", "processor : 0\nvendor_id : AuthenticAMD\n");
  EXPECT_EQ(identify_processor({0}, root.path()).vendor, "AMD");
}

TEST(Processor, IsNamedByArchitectureWhereNoModelIsWritten) {
  const FakeRoot root;
  const Processor processor = identify_processor({0}, root.path());
  EXPECT_THAT(processor.name, testing::MatchesRegex("[a-z0-9_]+, 1 core"));
  EXPECT_EQ(processor.vendor, "");
}

TEST(Processor, HasAnIdForItsCoresThatHidesTheMachines) {
  const FakeRoot root;
  root.write("etc/machine-id", "0123456789abcdef0123456789abcdef\n");
  const std::string first = identify_processor({0, 1}, root.path()).uuid;
  EXPECT_EQ(first.size(), 32u);
  EXPECT_EQ(identify_processor({0, 1}, root.path()).uuid, first);
  EXPECT_NE(identify_processor({0}, root.path()).uuid, first);
  EXPECT_EQ(first.find("0123456789abcdef"), std::string::npos);
  root.write("etc/machine-id", "1123456789abcdef0123456789abcdef\n");
  EXPECT_NE(identify_processor({0, 1}, root.path()).uuid, first);
}

TEST(LastLevelCache, CountsEachCacheOfItsCoresOnce) {
  const std::vector<int> cores = bound_cores();
  const std::uint64_t all = last_level_cache_bytes(cores);
  const std::uint64_t one = last_level_cache_bytes({cores.front()});
  EXPECT_LE(one, all);
  EXPECT_EQ(all == 0, one == 0);
  EXPECT_EQ(last_level_cache_bytes({}), 0u);
}

}  // namespace
}  // namespace steelyard::cpu
