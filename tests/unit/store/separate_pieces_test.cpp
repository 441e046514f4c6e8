// Much work of one kind in copies of this process.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <set>
#include <stdexcept>

#include "results/store/separate_process.hpp"

namespace steelyard::results {
namespace {

using Kind = ProcessEnd::Kind;
using ::testing::Each;

constexpr ProcessLimits generous{.memory_bytes = 256 << 20, .cpu_seconds = 60, .wall_seconds = 60};

struct Ended {
  Kind kind;
  std::string text;
};

std::map<std::size_t, Ended> run(std::size_t count, std::size_t at_once,
                                 std::function<bool(std::size_t, const Tell&)> work,
                                 const ProcessLimits& limits = generous) {
  std::map<std::size_t, Ended> ended;
  run_separately(
      {.count = count,
       .limits = [&](std::size_t) { return limits; },
       .work = std::move(work),
       .take =
           [&](std::size_t i, const ProcessEnd& end) {
             EXPECT_TRUE(ended.emplace(i, Ended{end.kind, std::string(end.text())}).second);
           }},
      at_once);
  return ended;
}

bool tell_process(std::size_t, const Tell& tell) {
  tell(std::to_string(::getpid()));
  return true;
}

std::set<std::string> texts_of(const std::map<std::size_t, Ended>& ended) {
  std::set<std::string> texts;
  for (const auto& [piece, end] : ended) texts.insert(end.text);
  return texts;
}

TEST(SeparatePieces, AreEachDoneOnce) {
  for (const std::size_t at_once : {0U, 1U, 3U, 50U}) {
    const auto ended = run(20, at_once, [](std::size_t i, const Tell& tell) {
      tell(fmt::format("{} {}", i, std::string(i % 3 == 0 ? 100'000 : 1, 'x')));
      return true;
    });
    ASSERT_EQ(ended.size(), 20U);
    for (const auto& [piece, end] : ended) {
      EXPECT_EQ(end.kind, Kind::answered);
      EXPECT_EQ(end.text,
                fmt::format("{} {}", piece, std::string(piece % 3 == 0 ? 100'000 : 1, 'x')));
    }
  }
  EXPECT_TRUE(run(0, 2, tell_process).empty());
}

TEST(SeparatePieces, AreDoneByAsManyProcessesAsWanted) {
  EXPECT_EQ(texts_of(run(20, 1, tell_process)).size(), 1U);
  EXPECT_LE(texts_of(run(20, 3, tell_process)).size(), 3U);
  EXPECT_LE(texts_of(run(2, 50, tell_process)).size(), 2U);
}

TEST(SeparatePieces, AreNotGivenToAProcessThatSaysItIsNotFit) {
  const auto ended = run(6, 1, [](std::size_t i, const Tell& tell) {
    tell_process(i, tell);
    return i % 2 == 0;
  });
  EXPECT_EQ(ended.at(0).text, ended.at(1).text);
  EXPECT_NE(ended.at(1).text, ended.at(2).text);
  EXPECT_EQ(ended.at(2).text, ended.at(3).text);
  EXPECT_EQ(texts_of(ended).size(), 3U);
}

TEST(SeparatePieces, ThatCrashCostTheOthersNothing) {
  const auto ended = run(12, 2, [](std::size_t i, const Tell& tell) -> bool {
    tell("a part");
    if (i % 4 == 0) ::raise(SIGKILL);
    if (i % 4 == 1) throw std::runtime_error("anything");
    if (i % 4 == 2) ::_exit(7);
    return true;
  });
  ASSERT_EQ(ended.size(), 12U);
  for (const auto& [piece, end] : ended) {
    EXPECT_EQ(end.kind, piece % 4 == 3 ? Kind::answered : Kind::crashed) << piece;
  }
  EXPECT_EQ(ended.at(4).text, "Killed");
  EXPECT_EQ(ended.at(6).text, "exit code 7");
  EXPECT_EQ(ended.at(7).text, "a part");
}

TEST(SeparatePieces, ThatHangCostTheOthersNothing) {
  const auto ended = run(5, 2,
                         [](std::size_t i, const Tell& tell) {
                           while (i == 1) ::pause();
                           tell("done");
                           return true;
                         },
                         {.memory_bytes = 256 << 20, .cpu_seconds = 600, .wall_seconds = 1});
  for (const auto& [piece, end] : ended) {
    EXPECT_EQ(end.kind, piece == 1 ? Kind::overdue : Kind::answered) << piece;
  }
}

TEST(SeparatePieces, HaveLimitsOfTheirOwn) {
  std::map<std::size_t, Kind> ended;
  const std::string text(6 << 20, 'x');
  run_separately({.count = 4,
                  .limits =
                      [](std::size_t i) {
                        ProcessLimits limits = generous;
                        limits.memory_bytes = i % 2 == 0 ? 4 << 20 : 64 << 20;
                        return limits;
                      },
                  .work =
                      [&](std::size_t, const Tell& tell) {
                        tell(text);
                        return true;
                      },
                  .take = [&](std::size_t i, const ProcessEnd& end) { ended[i] = end.kind; }},
                 1);
  for (const auto& [piece, kind] : ended) {
    EXPECT_EQ(kind, piece % 2 == 0 ? Kind::crashed : Kind::answered) << piece;
  }
}

TEST(SeparatePieces, LeaveNothingBehindWhenTakingThrows) {
  const auto descriptors = [] {
    const std::filesystem::directory_iterator all("/proc/self/fd");
    return std::distance(begin(all), end(all));
  };
  const auto before = descriptors();
  EXPECT_THROW(run_separately({.count = 9,
                               .limits = [](std::size_t) { return generous; },
                               .work = tell_process,
                               .take = [](std::size_t, const ProcessEnd&) -> void {
                                 throw std::runtime_error("enough");
                               }},
                              3),
               std::runtime_error);
  EXPECT_EQ(descriptors(), before);
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
}

}  // namespace
}  // namespace steelyard::results
