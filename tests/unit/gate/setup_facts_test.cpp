#include "results/verdicts/gate/setup_facts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace steelyard::results {
namespace {

using testing::ElementsAre;

RunInfo run() {
  RunInfo info;
  info.tool_version = "1.0";
  RankInfo rank;
  rank.host = "n1";
  rank.driver = "535";
  rank.firmware = "a";
  info.environment.ranks = {rank, rank};
  info.environment.nodes = {{"n1", {{"kernel", "6.1"}, {"load_average", "0.3"}}, ""}};
  info.environment.software = {{"HDF5", "1.10.8"}};
  info.environment.variables = {{"n1/NCCL_ALGO", "Ring"}};
  return info;
}

TEST(SetupFacts, NamesWhatCouldChangeTheSpeed) {
  const SetupFacts facts = setup_facts(run());
  EXPECT_EQ(facts.at("driver"), "535");
  EXPECT_EQ(facts.at("kernel of n1"), "6.1");
  EXPECT_EQ(facts.at("software HDF5"), "1.10.8");
  EXPECT_EQ(facts.at("variable n1/NCCL_ALGO"), "Ring");
  EXPECT_EQ(facts.at("program"), "1.0");
  EXPECT_FALSE(facts.contains("load_average of n1"));
}

TEST(SetupFacts, JoinsWhatDevicesDifferIn) {
  RunInfo info = run();
  info.environment.ranks[1].driver = "550";
  EXPECT_EQ(setup_facts(info).at("driver"), "535 and 550");
}

TEST(SetupFacts, AreThoseOfTheLastStart) {
  RunInfo info = run();
  Continuation later;
  later.tool_version = "1.1";
  later.environment = info.environment;
  later.environment.ranks[0].driver = later.environment.ranks[1].driver = "550";
  info.continuations = {later};
  EXPECT_EQ(setup_facts(info).at("driver"), "550");
  EXPECT_EQ(setup_facts(info).at("program"), "1.1");
}

TEST(ChangedFacts, ListsWhatBothHaveAndDiffers) {
  RunInfo later = run();
  later.environment.ranks[0].driver = later.environment.ranks[1].driver = "550";
  later.environment.nodes[0].facts["governor"] = "powersave";
  EXPECT_THAT(changed_facts(setup_facts(run()), setup_facts(later), "before", "now"),
              ElementsAre("driver: 535 before, 550 now"));
}

}  // namespace
}  // namespace steelyard::results
