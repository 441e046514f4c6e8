#include "harness/backends/cpu/team.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <vector>

namespace steelyard::cpu {
namespace {

TEST(Team, RunsOnceOnEachThread) {
  for (const int size : {1, 2, 5}) {
    std::vector<std::atomic<int>> seen(static_cast<std::size_t>(size));
    Team(size).run([&](int thread, int threads) {
      EXPECT_EQ(threads, size);
      ++seen.at(static_cast<std::size_t>(thread));
    });
    for (const auto& count : seen) EXPECT_EQ(count, 1);
  }
}

TEST(Team, SplitsEveryElementToExactlyOneThread) {
  for (const int size : {1, 2, 3, 7}) {
    for (const std::size_t count : {1u, 4095u, 16384u, 16385u, 20480u, 28673u, 100000u}) {
      std::vector<std::atomic<int>> seen(count);
      Team(size).split(count, [&](std::size_t begin, std::size_t end) {
        EXPECT_LT(begin, end);
        EXPECT_EQ(begin % 4096, 0u);
        for (std::size_t i = begin; i < end; ++i) ++seen[i];
      });
      for (std::size_t i = 0; i < count; ++i) ASSERT_EQ(seen[i], 1) << i << " of " << count;
    }
  }
}

TEST(Team, SplitsOverAllThreads) {
  std::atomic<int> parts = 0;
  Team(4).split(1 << 20, [&](std::size_t begin, std::size_t end) {
    EXPECT_EQ(end - begin, (1u << 20) / 4);
    ++parts;
  });
  EXPECT_EQ(parts, 4);
}

TEST(Threads, FollowTheCores) {
  EXPECT_EQ(threads_to_use(8, nullptr), 8);
  EXPECT_EQ(threads_to_use(1, nullptr), 1);
}

TEST(Threads, FollowOmpNumThreadsIfThatIsFewer) {
  EXPECT_EQ(threads_to_use(8, "3"), 3);
  EXPECT_EQ(threads_to_use(8, "8"), 8);
  EXPECT_EQ(threads_to_use(8, "16"), 8);
  EXPECT_EQ(threads_to_use(8, "4,2"), 4);
}

TEST(Threads, IgnoreWhatIsNoPositiveNumber) {
  for (const char* nonsense : {"", "0", "-2", "many", "3x", "99999999999999999999", ",2"}) {
    EXPECT_EQ(threads_to_use(8, nonsense), 8) << nonsense;
  }
}

TEST(CoreList, JoinsNeighbours) {
  EXPECT_EQ(core_list({}), "");
  EXPECT_EQ(core_list({5}), "5");
  EXPECT_EQ(core_list({0, 1, 2, 3}), "0-3");
  EXPECT_EQ(core_list({0, 2, 3, 9}), "0,2-3,9");
}

TEST(BoundCores, AreAscendingAndNotEmpty) {
  const std::vector<int> cores = bound_cores();
  ASSERT_FALSE(cores.empty());
  for (std::size_t i = 1; i < cores.size(); ++i) EXPECT_LT(cores[i - 1], cores[i]);
}

}  // namespace
}  // namespace steelyard::cpu
