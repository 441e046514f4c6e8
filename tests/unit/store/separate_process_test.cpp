#include "results/store/separate_process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <new>
#include <stdexcept>
#include <vector>

#include "harness/core/error.hpp"

namespace steelyard::results {
namespace {

using Kind = ProcessEnd::Kind;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

constexpr ProcessLimits generous{.memory_bytes = 256 << 20, .cpu_seconds = 60, .wall_seconds = 60};

ProcessEnd run(const std::function<std::string()>& work, const ProcessLimits& limits = generous) {
  return run_separately([&](const Tell& tell) { tell(work()); }, limits);
}

TEST(SeparateProcess, GivesTheAnswer) {
  for (const std::string& answer :
       {std::string(), std::string("yes"), std::string(5 << 20, 'x'), std::string(3, '\0')}) {
    const ProcessEnd end = run([&] { return answer; });
    EXPECT_EQ(end.kind, Kind::answered);
    EXPECT_TRUE(end.text() == answer);
  }
}

TEST(SeparateProcess, GivesAnAnswerToldInPieces) {
  const ProcessEnd end = run_separately(
      [](const Tell& tell) {
        for (const char* piece : {"in ", "", "three ", "pieces"}) tell(piece);
      },
      generous);
  EXPECT_EQ(end.text(), "in three pieces");
}

TEST(SeparateProcess, DoesNotTellMoreThanAllowed) {
  const ProcessLimits limits{.memory_bytes = 8 << 20, .cpu_seconds = 60, .wall_seconds = 60};
  const auto telling = [&](int pieces) {
    const std::string piece(1 << 20, 'x');
    return run_separately(
        [&](const Tell& tell) {
          for (int i = 0; i < pieces; ++i) tell(piece);
        },
        limits);
  };
  EXPECT_EQ(telling(8).text().size(), std::size_t{8} << 20);
  EXPECT_EQ(telling(9).kind, Kind::crashed);
}

TEST(SeparateProcess, GivesNoPartOfAnAnswer) {
  const ProcessEnd end = run_separately(
      [](const Tell& tell) {
        tell("a part");
        ::raise(SIGKILL);
      },
      generous);
  EXPECT_EQ(end.kind, Kind::crashed);
  EXPECT_EQ(end.text(), "Killed");
}

TEST(SeparateProcess, LeavesTheMemoryOfThisOneAlone) {
  int value = 0;
  EXPECT_EQ(run([&] { return std::to_string(++value); }).text(), "1");
  EXPECT_EQ(value, 0);
}

TEST(SeparateProcess, TellsHowItCrashed) {
  const ProcessEnd killed = run([]() -> std::string {
    ::raise(SIGKILL);
    return "";
  });
  EXPECT_EQ(killed.kind, Kind::crashed);
  EXPECT_EQ(killed.text(), "Killed");
  const ProcessEnd left = run([]() -> std::string { ::_exit(7); });
  EXPECT_EQ(left.kind, Kind::crashed);
  EXPECT_EQ(left.text(), "exit code 7");
  const ProcessEnd thrown = run([]() -> std::string { throw std::runtime_error("anything"); });
  EXPECT_EQ(thrown.kind, Kind::crashed);
}

TEST(SeparateProcess, EndsWhatComputesForEver) {
  const ProcessEnd end = run(
      []() -> std::string {
        const volatile bool for_ever = true;
        while (for_ever) {
        }
        return "";
      },
      {.memory_bytes = 256 << 20, .cpu_seconds = 1, .wall_seconds = 600});
  EXPECT_EQ(end.kind, Kind::overdue);
  EXPECT_EQ(end.text(), "");
}

TEST(SeparateProcess, EndsWhatWaitsForEver) {
  const ProcessEnd end = run(
      []() -> std::string {
        while (true) ::pause();
      },
      {.memory_bytes = 256 << 20, .cpu_seconds = 600, .wall_seconds = 1});
  EXPECT_EQ(end.kind, Kind::overdue);
}

TEST(SeparateProcess, EndsWhatClosesThePipeAndStays) {
  const ProcessEnd end = run([]() -> std::string {
    for (int descriptor = 3; descriptor < 64; ++descriptor) ::close(descriptor);
    while (true) ::pause();
  });
  EXPECT_EQ(end.kind, Kind::crashed);
  EXPECT_EQ(end.text(), "Killed");
}

TEST(SeparateProcess, DoesNotGetMoreMemoryThanAllowed) {
  const auto allocate = [](std::size_t bytes) {
    return [bytes]() -> std::string {
      try {
        return std::vector<char>(bytes, 'x').back() == 'x' ? "had" : "";
      } catch (const std::bad_alloc&) {
        return "refused";
      }
    };
  };
  const ProcessLimits limits{.memory_bytes = 64 << 20, .cpu_seconds = 60, .wall_seconds = 60};
  EXPECT_EQ(run(allocate(16 << 20), limits).text(), "had");
  const ProcessEnd end = run(allocate(1 << 30), limits);
  // A sanitizer's allocator ends the process instead.
  EXPECT_TRUE(end.text() == "refused" || end.kind == Kind::crashed) << end.text();
}

TEST(SeparateProcess, LeavesNothingBehind) {
  const auto descriptors = [] {
    const std::filesystem::directory_iterator all("/proc/self/fd");
    return std::distance(begin(all), end(all));
  };
  const auto before = descriptors();
  run([] { return std::string("x"); });
  run([]() -> std::string { ::_exit(1); });
  EXPECT_EQ(descriptors(), before);
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

TEST(SeparateProcess, ThatCannotBeStartedIsAnError) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "the sanitizers need descriptors for their own checks";
#endif
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  rlimit none = before;
  none.rlim_cur = 0;
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  EXPECT_THAT([] { run([] { return std::string(); }); },
              ThrowsMessage<StoreError>(HasSubstr("No process could be started")));
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
}

}  // namespace
}  // namespace steelyard::results
