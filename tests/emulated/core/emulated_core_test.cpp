#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <vector>

#include "harness/device/kit/guard.hpp"
#include "tests/emulated/core/faults.hpp"
#include "tests/emulated/core/group.hpp"
#include "tests/emulated/core/live.hpp"
#include "tests/emulated/core/memory.hpp"
#include "tests/emulated/core/multiply.hpp"
#include "tests/emulated/core/queue.hpp"

namespace steelyard::emulated {
namespace {

class EmulatedCore : public ::testing::Test {
 protected:
  void SetUp() override { unsetenv("STEELYARD_EMULATED_FAULT"); }
  void TearDown() override { unsetenv("STEELYARD_EMULATED_FAULT"); }
  static void plant(const char* faults) { setenv("STEELYARD_EMULATED_FAULT", faults, 1); }
};

TEST_F(EmulatedCore, KnowsPlantedFaults) {
  EXPECT_FALSE(fault("leak"));
  plant("event_unit,leak");
  EXPECT_TRUE(fault("leak"));
  EXPECT_TRUE(fault("event_unit"));
  EXPECT_FALSE(fault("event"));
}

TEST_F(EmulatedCore, KnowsItsBlocks) {
  const std::uint64_t before = free_bytes(1);
  auto* const block = static_cast<std::byte*>(allocate(1, 100));
  ASSERT_NE(block, nullptr);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(block) % 256, 0u);
  EXPECT_EQ(free_bytes(1), before - 100);
  EXPECT_TRUE(holds(block, 100));
  EXPECT_TRUE(holds(block + 60, 40));
  EXPECT_FALSE(holds(block + 60, 41));
  EXPECT_FALSE(holds(&before, 1));
  EXPECT_EQ(device_of(block + 99), 1);
  EXPECT_EQ(device_of(&before), -1);
  EXPECT_FALSE(release(block + 1));
  EXPECT_TRUE(release(block));
  EXPECT_FALSE(release(block));
  EXPECT_EQ(free_bytes(1), before);
  EXPECT_EQ(allocate(1, total_bytes() + 1), nullptr);
  EXPECT_EQ(allocate(1, 0), nullptr);
}

TEST_F(EmulatedCore, LosesMemoryWhenToldTo) {
  plant("leak");
  const std::uint64_t before = free_bytes(2);
  EXPECT_TRUE(release(allocate(2, 100)));
  EXPECT_EQ(free_bytes(2), before - 100);
}

TEST_F(EmulatedCore, RunsWorkInItsOrderUntilOneFails) {
  Queue queue;
  std::vector<int> order;
  for (int i = 0; i < 3; ++i) {
    queue.enqueue([&order, i] {
      order.push_back(i);
      return i == 1 ? 7 : 0;
    });
  }
  EXPECT_EQ(queue.synchronize(), 7);
  EXPECT_EQ(order, (std::vector<int>{0, 1}));
  EXPECT_TRUE(queue.idle());
  EXPECT_EQ(queue.status(), 7);
}

TEST_F(EmulatedCore, TellsTimeBetweenMarks) {
  Queue queue;
  Mark first, second;
  EXPECT_FALSE(first.recorded());
  first.record(queue);
  std::atomic<bool> go = false;
  queue.enqueue([&] {
    while (!go) std::this_thread::yield();
    return 0;
  });
  second.record(queue);
  EXPECT_EQ(first.wait(), 0);
  EXPECT_FALSE(second.done());
  go = true;
  EXPECT_EQ(second.wait(), 0);
  const double milliseconds = milliseconds_between(first, second);
  EXPECT_GT(milliseconds, 0);
  plant("event_unit");
  EXPECT_DOUBLE_EQ(milliseconds_between(first, second), 1000 * milliseconds);
}

TEST_F(EmulatedCore, MultipliesInBothOrders) {
  float a[] = {1, 2, 3, 4, 5, 6};  // 2 x 3 by rows
  float b[] = {1, 0, 0, 1, 1, 1};  // 3 x 2 by rows
  float c[] = {100, 0, 0, 0};
  ASSERT_TRUE(multiply({a, Dtype::f32, 2, 3, 3, false}, false, {b, Dtype::f32, 3, 2, 2, false},
                       false, {c, Dtype::f32, 2, 2, 2, false}, 1, 0, 1));
  EXPECT_EQ(std::vector<float>(c, c + 4), (std::vector<float>{4, 5, 10, 11}));
  // The same bytes by columns are the transposed matrices: C' = B' A'.
  ASSERT_TRUE(multiply({b, Dtype::f32, 2, 3, 2}, false, {a, Dtype::f32, 3, 2, 3}, false,
                       {c, Dtype::f32, 2, 2, 2}, 2, 1, 1));
  EXPECT_EQ(std::vector<float>(c, c + 4), (std::vector<float>{12, 15, 30, 33}));
  EXPECT_FALSE(multiply({b, Dtype::f32, 2, 3, 2}, true, {a, Dtype::f32, 3, 2, 3}, false,
                        {c, Dtype::f32, 2, 2, 2}, 1, 0, 1));
}

TEST_F(EmulatedCore, TransposesWronglyWhenToldTo) {
  plant("transposition");
  float a[] = {1, 2, 3, 4}, b[] = {1, 1, 0, 1}, c[4];
  const auto square = [](float* data) { return Matrix{data, Dtype::f32, 2, 2, 2, false}; };
  ASSERT_TRUE(multiply(square(a), false, square(b), true, square(c), 1, 0, 1));
  EXPECT_EQ(std::vector<float>(c, c + 4), (std::vector<float>{1, 3, 3, 7}));
}

TEST_F(EmulatedCore, JoinsThreadsToAGroup) {
  std::byte id[id_bytes];
  ASSERT_TRUE(make_id(id));
  std::vector<float> sums(3);
  std::vector<std::thread> threads;
  for (int rank = 0; rank < 3; ++rank) {
    threads.emplace_back([&, rank] {
      Group group(id, 3, rank);
      const float mine = static_cast<float>(rank + 1);
      group.all_reduce(&mine, &sums[static_cast<std::size_t>(rank)], 1, Dtype::f32, SY_SUM);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(sums, (std::vector<float>{6, 6, 6}));
}

TEST_F(EmulatedCore, RefusesABrokenId) {
  std::byte id[id_bytes];
  ASSERT_TRUE(make_id(id));
  id[10] ^= std::byte{0xff};
  EXPECT_THROW(Group(id, 1, 0), kit::Failure);
}

TEST_F(EmulatedCore, TellsOfWhatIsAliveAtTheEnd) {
  EXPECT_EXIT(
      {
        new Live("handle");
        std::exit(0);
      },
      ::testing::ExitedWithCode(leak_status), "1 of kind 'handle'");
}

}  // namespace
}  // namespace steelyard::emulated
