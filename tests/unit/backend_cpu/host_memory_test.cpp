#include "harness/backends/cpu/host_memory.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include "harness/device/kit/guard.hpp"
#include "tests/unit/fake_root.hpp"

namespace steelyard::cpu {
namespace {

constexpr std::uint64_t mib = 1 << 20;

/// 1600 MiB in all, 1024 MiB available, no control group.
class MemoryLimitsTest : public testing::Test {
 protected:
  MemoryLimitsTest() {
    root_.write("proc/meminfo",
                "MemTotal:     1638400 kB\nMemFree:        100 kB\nMemAvailable: 1048576 kB\n");
  }
  std::uint64_t total() const { return MemoryLimits(root_.path()).total_bytes(); }
  /// In sixteenths kept back, so that figures below are whole.
  std::uint64_t free_bytes() const { return MemoryLimits(root_.path()).free_bytes(); }

  FakeRoot root_;
};

TEST_F(MemoryLimitsTest, AreThoseOfTheMachineWithoutControlGroups) {
  EXPECT_EQ(total(), 1600 * mib);
  EXPECT_EQ(free_bytes(), 960 * mib);
}

TEST_F(MemoryLimitsTest, FollowVersion2) {
  root_.write("proc/self/cgroup", "0::/job\n");
  root_.write("sys/fs/cgroup/job/memory.max", "536870912\n");
  root_.write("sys/fs/cgroup/job/memory.current", "369098752\n");  // 352 MiB
  root_.write("sys/fs/cgroup/job/memory.stat", "anon 1\nfile 2\ninactive_file 0\n");
  EXPECT_EQ(total(), 512 * mib);
  EXPECT_EQ(free_bytes(), 150 * mib);  // 15/16 of 160
}

TEST_F(MemoryLimitsTest, CountCacheThatCanBeDroppedAsFree) {
  root_.write("proc/self/cgroup", "0::/job\n");
  root_.write("sys/fs/cgroup/job/memory.max", "536870912\n");
  root_.write("sys/fs/cgroup/job/memory.current", "369098752\n");
  root_.write("sys/fs/cgroup/job/memory.stat", "anon 1\ninactive_file 167772160\n");  // 160 MiB
  EXPECT_EQ(free_bytes(), 300 * mib);
}

TEST_F(MemoryLimitsTest, FollowTheTightestGroupAbove) {
  root_.write("proc/self/cgroup", "0::/outer/inner\n");
  root_.write("sys/fs/cgroup/outer/memory.max", "167772160\n");
  root_.write("sys/fs/cgroup/outer/memory.current", "0\n");
  root_.write("sys/fs/cgroup/outer/inner/memory.max", "max\n");
  root_.write("sys/fs/cgroup/outer/inner/memory.current", "0\n");
  EXPECT_EQ(total(), 160 * mib);
  EXPECT_EQ(free_bytes(), 150 * mib);
}

TEST_F(MemoryLimitsTest, FollowVersion1) {
  root_.write("proc/self/cgroup", "9:name=systemd:/x\n4:cpu,memory:/box/job\n0::/\nnonsense\n");
  root_.write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
  root_.write("sys/fs/cgroup/memory/memory.usage_in_bytes", "5000\n");
  root_.write("sys/fs/cgroup/memory/box/job/memory.limit_in_bytes", "536870912\n");
  root_.write("sys/fs/cgroup/memory/box/job/memory.usage_in_bytes", "369098752\n");
  root_.write("sys/fs/cgroup/memory/box/job/memory.stat",
              "inactive_file 1\ntotal_inactive_file 167772160\n");
  EXPECT_EQ(total(), 512 * mib);
  EXPECT_EQ(free_bytes(), 300 * mib);
}

TEST_F(MemoryLimitsTest, SeeTheContainersOwnGroupAtTheTop) {
  root_.write("proc/self/cgroup", "0::/docker/1234\n");  // not visible from inside
  root_.write("sys/fs/cgroup/memory.max", "167772160\n");
  root_.write("sys/fs/cgroup/memory.current", "167772160\n");
  EXPECT_EQ(total(), 160 * mib);
  EXPECT_EQ(free_bytes(), 0u);
}

TEST_F(MemoryLimitsTest, AreNotBelowZeroWhenAGroupHoldsMoreThanItsLimit) {
  root_.write("proc/self/cgroup", "0::/\n");
  root_.write("sys/fs/cgroup/memory.max", "1000\n");
  root_.write("sys/fs/cgroup/memory.current", "5000\n");
  root_.write("sys/fs/cgroup/memory.stat", "inactive_file 9000\n");
  EXPECT_EQ(free_bytes(), 1000u - 62u);  // what can be dropped is not more than what is held
  root_.write("sys/fs/cgroup/memory.stat", "inactive_file 0\n");
  EXPECT_EQ(free_bytes(), 0u);
}

TEST_F(MemoryLimitsTest, RefuseAnAllocationThatDoesNotFit) {
  const MemoryLimits limits(root_.path());
  try {
    allocate_touched(960 * mib + 1, limits, Team(1));
    FAIL();
  } catch (const kit::Failure& failure) {
    EXPECT_EQ(failure.status(), SY_OUT_OF_MEMORY);
    EXPECT_THAT(failure.what(), testing::HasSubstr("1006632961 bytes"));
    EXPECT_THAT(failure.what(), testing::HasSubstr("1006632960 bytes left"));
  }
}

TEST(HostMemory, IsAlignedAndZero) {
  for (const std::size_t bytes : {std::size_t{1}, std::size_t{4097}, std::size_t{3 * mib + 5}}) {
    const HostMemory memory = allocate_touched(bytes, MemoryLimits(), Team(2));
    const std::size_t alignment = bytes >= 2 * mib ? 2 * mib : 4096;
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(memory.get()) % alignment, 0u);
    for (std::size_t i = 0; i < bytes; ++i) ASSERT_EQ(memory.get()[i], std::byte{0}) << i;
  }
}

/// How many of the bytes from `begin` on lie in mappings for which the kernel was asked for huge
/// pages, by /proc/self/smaps. Whether it grants them depends on what else is in memory.
std::size_t advised_bytes(const std::byte* begin, std::size_t bytes) {
  const auto first = reinterpret_cast<std::uintptr_t>(begin);
  std::ifstream smaps("/proc/self/smaps");
  std::size_t advised = 0;
  std::size_t overlap = 0;
  for (std::string line; std::getline(smaps, line);) {
    unsigned long low = 0;
    unsigned long high = 0;
    if (std::sscanf(line.c_str(), "%lx-%lx ", &low, &high) == 2) {
      const std::uintptr_t from = std::max<std::uintptr_t>(low, first);
      const std::uintptr_t to = std::min<std::uintptr_t>(high, first + bytes);
      overlap = from < to ? to - from : 0;
    } else if (line.starts_with("VmFlags:") && line.find(" hg ") != std::string::npos) {
      advised += overlap;
    }
  }
  return advised;
}

TEST(HostMemory, AsksForHugePagesToItsEnd) {
  if (!std::filesystem::exists("/sys/kernel/mm/transparent_hugepage")) {
    GTEST_SKIP() << "This kernel has no transparent huge pages.";
  }
  const std::pair<std::size_t, std::size_t> bytes_and_whole_pages[] = {
      {2 * mib, 2 * mib}, {2 * mib + 1, 4 * mib}, {7 * mib / 2, 4 * mib}, {21 * mib, 22 * mib}};
  for (const auto& [bytes, whole_pages] : bytes_and_whole_pages) {
    const HostMemory memory = allocate_touched(bytes, MemoryLimits(), Team(2));
    EXPECT_EQ(advised_bytes(memory.get(), whole_pages), whole_pages) << bytes;
  }
}

TEST(HostMemory, IsRefusedWhereTheMachineHasLess) {
  EXPECT_THROW(allocate_touched(std::size_t{1} << 60, MemoryLimits(), Team(1)), kit::Failure);
}

}  // namespace
}  // namespace steelyard::cpu
