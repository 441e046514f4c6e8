#include "harness/backends/cpu/fastest.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace steelyard::cpu {
namespace {

/// Attempts that take scripted times on a clock of their own; the last time of a script repeats.
class Race {
 public:
  explicit Race(std::vector<std::vector<double>> scripts)
      : scripts_(std::move(scripts)), runs_(scripts_.size()) {
    for (std::size_t i = 0; i < scripts_.size(); ++i) {
      attempts_.emplace_back([this, i] {
        const auto& script = scripts_[i];
        now_ += script[std::min(runs_[i], script.size() - 1)];
        ++runs_[i];
      });
    }
  }
  std::size_t winner(double seconds) {
    return find_fastest(attempts_, seconds, [this] { return now_; });
  }
  std::size_t runs(std::size_t attempt) const { return runs_[attempt]; }
  double now() const { return now_; }

 private:
  std::vector<std::vector<double>> scripts_;
  std::vector<std::size_t> runs_;
  std::vector<std::function<void()>> attempts_;
  double now_ = 100;
};

TEST(FindFastest, TakesTheShortest) {
  EXPECT_EQ(Race({{3}, {1}, {2}}).winner(1000), 1u);
  EXPECT_EQ(Race({{1}, {3}, {2}}).winner(1000), 0u);
  EXPECT_EQ(Race({{3}, {2}, {1}}).winner(1000), 2u);
}

TEST(FindFastest, IgnoresSlowRunsOfEither) {
  EXPECT_EQ(Race({{2, 2, 50, 2}, {1, 50, 1, 1}}).winner(1000), 1u);
  EXPECT_EQ(Race({{1, 50, 1, 1}, {2, 2, 50, 2}}).winner(1000), 0u);
}

TEST(FindFastest, WantsALaterOneToBeFasterInThreeOfFourRounds) {
  EXPECT_EQ(Race({{2, 2, 2, 2}, {1, 3, 3, 3}}).winner(18), 0u);
  EXPECT_EQ(Race({{2, 2, 2, 2}, {1, 1, 3, 3}}).winner(16), 0u);
  EXPECT_EQ(Race({{2, 2, 2, 2}, {1, 1, 1, 3}}).winner(14), 1u);
  EXPECT_EQ(Race({{2, 2, 2}, {1, 1, 3}}).winner(11), 0u);
}

TEST(FindFastest, PrefersTheFirstOfEquals) { EXPECT_EQ(Race({{2}, {1}, {1}}).winner(1000), 1u); }

TEST(FindFastest, PrefersAnEarlierOneUnlessALaterIsClearlyFaster) {
  EXPECT_EQ(Race({{100}, {98.5}}).winner(10000), 0u);
  EXPECT_EQ(Race({{100}, {97.5}}).winner(10000), 1u);
  EXPECT_EQ(Race({{100}, {98.5}, {97.5}}).winner(10000), 2u);
  EXPECT_EQ(Race({{100}, {97.5}, {96}}).winner(10000), 1u);
  EXPECT_EQ(Race({{98.5}, {100}}).winner(10000), 0u);
}

TEST(FindFastest, EndsAfterItsRounds) {
  Race race({{1}, {1}});
  race.winner(1e9);
  EXPECT_EQ(race.runs(0), std::size_t{most_rounds});
  EXPECT_EQ(race.runs(1), std::size_t{most_rounds});
}

TEST(FindFastest, EndsInTime) {
  Race race({{1}, {1}});
  race.winner(9.5);  // no run begins later than 9.5
  EXPECT_EQ(race.now(), 110);
  Race exact({{1}, {1}});
  exact.winner(9);
  EXPECT_EQ(exact.now(), 109);
}

TEST(FindFastest, CountsARoundThatTimeCutShort) {
  EXPECT_EQ(Race({{3, 1, 9}, {2}}).winner(5.5), 0u);
}

TEST(FindFastest, NeverChoosesWhatItDidNotReach) {
  Race race({{5}, {3}, {1}});
  EXPECT_EQ(race.winner(6), 1u);
  EXPECT_EQ(race.runs(2), 0u);
}

TEST(FindFastest, RunsTheFirstEvenWithoutTime) {
  Race race({{5}, {1}});
  EXPECT_EQ(race.winner(0), 0u);
  EXPECT_EQ(race.runs(0), 1u);
  EXPECT_EQ(race.runs(1), 0u);
}

TEST(FindFastest, PassesOnWhatAnAttemptThrows) {
  const std::vector<std::function<void()>> attempts{[] { throw 7; }};
  EXPECT_THROW(find_fastest(attempts, 1, [] { return 0.0; }), int);
}

}  // namespace
}  // namespace steelyard::cpu
