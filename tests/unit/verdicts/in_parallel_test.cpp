#include "results/verdicts/in_parallel.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <latch>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "harness/core/case_times.hpp"
#include "results/verdicts/run_figures.hpp"
#include "tests/unit/verdicts/run_builder.hpp"

namespace steelyard::results {
namespace {

TEST(InParallel, MakesEachCallOnce) {
  for (const std::size_t count : {0, 1, 2, 1000}) {
    std::vector<std::atomic<int>> calls(count);
    in_parallel(count, [&](std::size_t i) { ++calls[i]; });
    for (const auto& each : calls) EXPECT_EQ(each, 1);
  }
}

TEST(InParallel, UsesNoMoreThreadsThanThereAreCores) {
  std::mutex mutex;
  std::set<std::thread::id> threads;
  in_parallel(1000, [&](std::size_t) {
    const std::lock_guard lock(mutex);
    threads.insert(std::this_thread::get_id());
  });
  EXPECT_LE(threads.size(), std::max(1U, std::thread::hardware_concurrency()));
}

/// Two calls that wait for each other end only if both run at the same time.
TEST(InParallel, UsesMoreThanOneThread) {
  if (std::thread::hardware_concurrency() < 2) GTEST_SKIP() << "there is one core";
  std::latch both(2);
  in_parallel(2, [&](std::size_t) { both.arrive_and_wait(); });
}

TEST(InParallel, ThrowsTheFirstOfSeveralErrorsAfterAllCalls) {
  std::atomic<int> calls{0};
  try {
    in_parallel(100, [&](std::size_t i) {
      ++calls;
      if (i == 31 || i == 30 || i == 99) throw std::runtime_error(std::to_string(i));
    });
    FAIL() << "nothing was thrown";
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "30");
  }
  EXPECT_EQ(calls, 100);
}

TEST(RunFigures, AreThoseOfEachCaseAlone) {
  RunRecord run;
  run.info.uuid = "a run";
  for (int i = 1; i <= 20; ++i) run.cases.push_back(test::matmul_case("bf16", 64 * i, 1e-3 * i));
  run.cases[7].visits.clear();
  const auto figures = run_figures(run);
  ASSERT_EQ(figures.size(), run.cases.size());
  for (std::size_t i = 0; i < figures.size(); ++i) {
    const CaseRecord& record = run.cases[i];
    const auto alone = case_figures(record, resampling_of(run.info, record));
    ASSERT_EQ(figures[i].has_value(), i != 7);
    if (!alone) continue;
    EXPECT_EQ(figures[i]->seconds.low, alone->seconds.low);
    EXPECT_EQ(figures[i]->seconds.high, alone->seconds.high);
    EXPECT_EQ(figures[i]->figure.low, alone->figure.low);
    EXPECT_EQ(figures[i]->figure.high, alone->figure.high);
    EXPECT_EQ(figures[i]->seconds.point, alone->seconds.point);
  }
}

}  // namespace
}  // namespace steelyard::results
