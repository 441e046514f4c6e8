#include "harness/run/host_watch.hpp"

#include <gtest/gtest.h>
#include <sched.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "harness/comm/thread_communicator.hpp"
#include "tests/unit/fake_root.hpp"

namespace steelyard::run {
namespace {

namespace fs = std::filesystem;

Batch batch(double wall, double waited, double stolen) {
  return {.wall_seconds = wall, .waited_seconds = waited, .stolen_seconds = stolen};
}

TEST(IsDisturbed, WhereMoreThanTwoPercentOfTheTimeWasTaken) {
  EXPECT_FALSE(is_disturbed(batch(1, 0.02, 0.02)));
  EXPECT_TRUE(is_disturbed(batch(1, 0.021, 0)));
  EXPECT_TRUE(is_disturbed(batch(1, 0, 0.021)));
  EXPECT_FALSE(is_disturbed(batch(0, 0, 0)));
}

/// A /proc of our own, in which the test is the kernel.
class FakeProc {
 public:
  explicit FakeProc(const fs::path& root) : root_(root) {
    for (const char* thread : {"7", "8"}) fs::create_directories(task(thread));
    wait("7", 0);
    wait("8", 0);
    steal(0);
    runnable(1);
  }
  void wait(const char* thread, long nanoseconds) {
    std::ofstream(task(thread) / "schedstat") << "123 " << nanoseconds << " 4\n";
  }
  void steal(int ticks) {
    cpu_set_t set;
    sched_getaffinity(0, sizeof set, &set);
    std::ofstream stat(root_ / "proc/stat");
    stat << "cpu  9 9 9 9 9 9 9 999999 9 9\n";
    bool first = true;
    for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
      if (!CPU_ISSET(cpu, &set)) continue;
      stat << "cpu" << cpu << " 1 2 3 4 5 6 7 " << (first ? ticks : 0) << " 0 0\n";
      first = false;
    }
    stat << "cpu99999 1 2 3 4 5 6 7 888888 0 0\n";
  }
  void runnable(int threads) {
    std::ofstream(root_ / "proc/loadavg") << "0.20 0.18 0.12 " << threads << "/80 11206\n";
  }

 private:
  fs::path task(const char* thread) const { return root_ / "proc/self/task" / thread; }
  fs::path root_;
};

TEST(HostWatch, TellsWhatHappenedSinceTheLastLap) {
  const FakeRoot folder;
  FakeProc proc(folder.path());
  HostWatch watch(folder.path());
  watch.begin();
  proc.wait("7", 3'000'000);
  proc.wait("8", 5'000'000);
  proc.steal(2);
  proc.runnable(6);
  const Batch first = watch.lap();
  EXPECT_DOUBLE_EQ(first.waited_seconds, 0.005) << "the thread that waited longest";
  EXPECT_DOUBLE_EQ(first.stolen_seconds, 2.0 / static_cast<double>(sysconf(_SC_CLK_TCK)));
  EXPECT_EQ(first.runnable, 6u);
  EXPECT_GT(first.wall_seconds, 0);
  EXPECT_GT(first.clock_rate, 0);

  proc.wait("7", 4'000'000);
  const Batch second = watch.lap();
  EXPECT_NEAR(second.waited_seconds, 0.001, 1e-12);
  EXPECT_EQ(second.stolen_seconds, 0);
}

TEST(HostWatch, CountsFromBegin) {
  const FakeRoot folder;
  FakeProc proc(folder.path());
  HostWatch watch(folder.path());
  proc.wait("7", 9'000'000);
  proc.steal(5);
  watch.begin();
  const Batch lap = watch.lap();
  EXPECT_EQ(lap.waited_seconds, 0);
  EXPECT_EQ(lap.stolen_seconds, 0);
}

TEST(HostWatch, KnowsNothingWhereThereIsNoProc) {
  const FakeRoot folder;
  HostWatch watch(folder.path());
  watch.begin();
  const Batch lap = watch.lap();
  EXPECT_EQ(lap.waited_seconds, 0);
  EXPECT_EQ(lap.stolen_seconds, 0);
  EXPECT_EQ(lap.runnable, 0u);
}

TEST(HostWatch, ReadsThisMachine) {
  HostWatch watch;
  watch.begin();
  EXPECT_GE(watch.lap().runnable, 1u) << "this thread runs";
}

TEST(MergeBatches, TakesTheWorstOfAllRanks) {
  comm::run_thread_ranks(3, [](comm::Communicator& comm) {
    const double rank = comm.rank();
    std::vector<Batch> batches{batch(1 + rank, 0.001 * rank, 0.002 * rank), batch(1, 0, 0)};
    batches[0].clock_rate = 10 - rank;
    batches[0].involuntary_switches = static_cast<std::uint64_t>(rank);
    batches[0].runnable = 5 - static_cast<std::uint64_t>(rank);
    batches[1].waited_seconds = comm.rank() == 1 ? 0.5 : 0;
    merge_batches(comm, batches, comm.rank() == 0);
    EXPECT_EQ(batches[0].wall_seconds, 3);
    EXPECT_EQ(batches[0].waited_seconds, 0.002);
    EXPECT_EQ(batches[0].stolen_seconds, 0.004);
    EXPECT_EQ(batches[0].involuntary_switches, 2u);
    EXPECT_EQ(batches[0].runnable, 5u);
    EXPECT_EQ(batches[0].clock_rate, 8);
    EXPECT_FALSE(batches[0].disturbed);
    EXPECT_TRUE(batches[1].disturbed);
    merge_batches(comm, batches, false);
    EXPECT_FALSE(batches[1].disturbed) << "a host that only waits for its device";
  });
}

}  // namespace
}  // namespace steelyard::run
