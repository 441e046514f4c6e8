#include "results/verdicts/gate/setup_log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace steelyard::results {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// A setup a night: the driver changes once, the job with every night, a variable is there twice.
class Log : public testing::Test {
 protected:
  Log() {
    for (int night = 0; night < 5; ++night) {
      SetupFacts facts{{"driver", night < 2 ? "535" : "550"}, {"job", std::to_string(night)}};
      if (night == 1 || night == 3) facts["a variable"] = std::to_string(night);
      numbers.push_back(log.add(facts));
    }
  }
  std::vector<std::string> changes(std::size_t earlier, std::size_t later,
                                   const std::vector<std::string>& restless = {}) {
    return log.changes(numbers[earlier], numbers[later], restless);
  }
  SetupLog log;
  std::vector<std::size_t> numbers;
};

TEST_F(Log, NamesWhatBothHaveAndWhatDiffers) {
  EXPECT_THAT(changes(1, 2),
              ElementsAre("driver: 535 before, 550 from here on", "job: 1 before, 2 from here on"));
  EXPECT_THAT(changes(3, 3), IsEmpty());
  EXPECT_THAT(changes(0, 1), ElementsAre("job: 0 before, 1 from here on"));
  EXPECT_THAT(changes(1, 0), ElementsAre("job: 1 before, 0 from here on"));
  EXPECT_THAT(changes(1, 3),
              ElementsAre("a variable: 1 before, 3 from here on",
                          "driver: 535 before, 550 from here on", "job: 1 before, 3 from here on"));
}

TEST_F(Log, LeavesOutWhatIsRestless) {
  EXPECT_THAT(log.restless(numbers), ElementsAre("job"));
  EXPECT_THAT(changes(1, 2, {"job"}), ElementsAre("driver: 535 before, 550 from here on"));
  EXPECT_THAT(changes(1, 2, {"a variable", "driver", "job"}), IsEmpty());
}

TEST(SetupLog, IsRestlessAboveAQuarterOfTheRunsAndMoreThanOnce) {
  const auto restless = [](int changes, int runs) {
    SetupLog log;
    std::vector<std::size_t> numbers;
    for (int i = 0; i < runs; ++i)
      numbers.push_back(log.add({{"what", std::to_string(std::min(i, changes))}}));
    return !log.restless(numbers).empty();
  };
  EXPECT_FALSE(restless(1, 2));
  EXPECT_TRUE(restless(2, 3));
  EXPECT_TRUE(restless(2, 7));
  EXPECT_FALSE(restless(2, 8));
  EXPECT_FALSE(SetupLog().restless({}).size() > 0);
}

}  // namespace
}  // namespace steelyard::results
