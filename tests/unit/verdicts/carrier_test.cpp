#include "results/verdicts/carrier.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <deque>

#include "tests/unit/core/made_series.hpp"
#include "tests/unit/verdicts/run_builder.hpp"

namespace steelyard::results {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

constexpr std::size_t ranks = 4;

/// A run with one case of four ranks, two on each node; `slower` is by how much each is.
SummarisedRun run_of(std::uint64_t seed, const std::vector<double>& slower, double sigma = 0.002) {
  SummarisedRun run =
      summarise(test::named_run("run", "One", {test::matmul_case("bf16", 64, 1, ranks)}));
  auto& places = run.run.info.environment.ranks;
  places.clear();
  auto& medians = run.times[0]->rank_medians_seconds;
  medians.clear();
  const auto noise = steelyard::test::noise(seed, ranks, sigma);
  for (std::size_t rank = 0; rank < ranks; ++rank) {
    RankInfo info = test::rank_info(static_cast<int>(rank), "One");
    info.host = rank < 2 ? "node1" : "node2";
    info.device = "cuda:" + std::to_string(rank % 2);
    places.push_back(info);
    medians.push_back(std::exp(noise[rank] + slower[rank]));
  }
  return run;
}

class CarrierTest : public testing::Test {
 protected:
  CarrierTest() {
    for (std::uint64_t i = 0; i < 5; ++i) {
      before_.push_back(run_of(i, {0, 0, 0, 0}));
      after_.push_back(run_of(100 + i, {0, 0, 0, 0}));
    }
  }

  void slow_down(const std::vector<double>& by) {
    for (std::uint64_t i = 0; i < 5; ++i) after_[i] = run_of(100 + i, by);
  }

  Carrier answer() const {
    CarrierQuestion question;
    std::deque<RankPlaces> places;
    for (const auto& [runs, cases] :
         {std::pair(&before_, &question.before), std::pair(&after_, &question.after),
          std::pair(&others_, &question.others)}) {
      for (const SummarisedRun& each : *runs) {
        places.push_back(places_of(each));
        cases->push_back({&places.back(), each.times[0]->rank_medians_seconds});
      }
    }
    question.ratio = ratio_;
    question.collective = collective_;
    return carrier_of(question);
  }

  std::vector<SummarisedRun> before_;
  std::vector<SummarisedRun> after_;
  std::vector<SummarisedRun> others_;
  double ratio_ = 0.95;
  bool collective_ = false;
};

TEST_F(CarrierTest, IsOneRank) {
  slow_down({0, 0, 0, 0.05});
  const Carrier carrier = answer();
  EXPECT_TRUE(carrier.known);
  EXPECT_EQ(carrier.words, "rank 3 (node2, cuda:1, One)");
  EXPECT_EQ(sentence(carrier), "carried by rank 3 (node2, cuda:1, One)");
  ASSERT_THAT(carrier.ranks, SizeIs(4));
  for (int rank = 0; rank < 4; ++rank) {
    const RankShift& shift = carrier.ranks[static_cast<std::size_t>(rank)];
    EXPECT_EQ(shift.rank, rank);
    EXPECT_EQ(shift.shifted, rank == 3);
    EXPECT_NEAR(shift.ratio, rank == 3 ? std::exp(-0.05) : 1, 0.006);
  }
  EXPECT_EQ(carrier.ranks[3].host, "node2");
  EXPECT_EQ(carrier.ranks[3].device, "cuda:1");
}

TEST_F(CarrierTest, IsANode) {
  slow_down({0, 0, 0.05, 0.05});
  EXPECT_EQ(answer().words, "node2 (ranks 2 and 3)");
}

TEST_F(CarrierTest, IsEveryRank) {
  slow_down({0.05, 0.05, 0.05, 0.05});
  EXPECT_EQ(answer().words, "all 4 ranks");
  EXPECT_TRUE(answer().ranks[0].shifted);
}

TEST_F(CarrierTest, IsEveryRankAndOneMoreThanTheOthers) {
  slow_down({0.05, 0.1, 0.05, 0.05});
  ratio_ = 0.91;
  const Carrier carrier = answer();
  EXPECT_EQ(carrier.words, "all 4 ranks, most of all rank 1 (node1, cuda:1, One)");
  EXPECT_TRUE(carrier.ranks[0].shifted);
}

TEST_F(CarrierTest, IsNoRankWhereTheirMediansStayed) {
  const Carrier carrier = answer();
  EXPECT_TRUE(carrier.known);
  EXPECT_THAT(carrier.words, StartsWith("no rank by itself"));
  EXPECT_FALSE(carrier.ranks[0].shifted);
}

TEST_F(CarrierTest, IsTheOneThatBecameFaster) {
  slow_down({0, -0.05, 0, 0});
  ratio_ = 1.05;
  EXPECT_THAT(answer().words, StartsWith("rank 1 "));
}

TEST_F(CarrierTest, IsFoundByHostAndDevice) {
  slow_down({0, 0, 0, 0.05});
  // The launcher of these nights began with the other node.
  for (SummarisedRun& run : before_) {
    auto& medians = run.times[0]->rank_medians_seconds;
    medians = {1, 1.5, 2, 2.5};
    for (RankInfo& each : run.run.info.environment.ranks) each.rank = (each.rank + 2) % 4;
  }
  for (SummarisedRun& run : after_) {
    auto& medians = run.times[0]->rank_medians_seconds;
    medians = {medians[0] * 2, medians[1] * 2.5, medians[2], medians[3] * 1.5};
  }
  EXPECT_EQ(answer().words, "rank 3 (node2, cuda:1, One)");
}

TEST_F(CarrierTest, IsNotKnownOnOtherDevices) {
  slow_down({0, 0, 0, 0.05});
  for (SummarisedRun& run : before_) run.run.info.environment.ranks[0].host = "node3";
  const Carrier carrier = answer();
  EXPECT_FALSE(carrier.known);
  EXPECT_EQ(sentence(carrier),
            "carrier not known: the ranks before and after are not on the same hosts and devices");
  before_.push_back(run_of(50, {0, 0, 0, 0}));
  EXPECT_THAT(answer().words, StartsWith("rank 3")) << "the others are left out";
}

TEST_F(CarrierTest, IsNotKnownOfACollective) {
  slow_down({0, 0, 0, 0.05});
  collective_ = true;
  EXPECT_FALSE(answer().known);
  EXPECT_THAT(answer().words, HasSubstr("wait for the slowest"));
}

TEST_F(CarrierTest, IsTheOnlyRank) {
  for (auto* runs : {&before_, &after_}) {
    for (SummarisedRun& run : *runs) run.times[0]->rank_medians_seconds.resize(1);
  }
  const Carrier carrier = answer();
  EXPECT_TRUE(carrier.known);
  EXPECT_EQ(carrier.words, "the only rank");
  ASSERT_THAT(carrier.ranks, SizeIs(1));
  EXPECT_EQ(carrier.ranks[0].ratio, 0.95);
  EXPECT_TRUE(carrier.ranks[0].shifted);
}

TEST_F(CarrierTest, IsNothingWithoutMediansOfRanks) {
  for (SummarisedRun& run : after_) run.times[0]->rank_medians_seconds.clear();
  EXPECT_EQ(answer().words, "");
  EXPECT_EQ(sentence(answer()), "");
  after_.clear();
  EXPECT_EQ(answer().words, "");
}

TEST_F(CarrierTest, NeedsMoreThanOneRunOnEachSideOrOthers) {
  slow_down({0, 0, 0, 0.05});
  others_ = before_;
  before_.resize(1);
  after_.resize(1);
  EXPECT_THAT(answer().words, StartsWith("rank 3"));
  others_.clear();
  EXPECT_THAT(answer().words, HasSubstr("the runs are too few"));
}

TEST_F(CarrierTest, SaysHowRanksOfOneDeviceAreToldApart) {
  slow_down({0, 0, 0, 0.05});
  for (auto* runs : {&before_, &after_}) {
    for (SummarisedRun& run : *runs) {
      for (RankInfo& each : run.run.info.environment.ranks) each.device = "cpu:0";
    }
  }
  EXPECT_EQ(answer().words,
            "rank 3 (node2, cpu:0, One); ranks of one device are told apart by their order alone");
}

TEST(CollectivesOfACarrier, ArePointedToACaseThatKnowsIt) {
  Carrier collective{"not known: why", false, {}};
  Carrier faster{"rank 1", true, {}};
  Carrier slower{"rank 3", true, {}};
  Carrier unknown{"not known: noise", false, {}};
  std::vector<CarriedChange> changes{{"allreduce", 0.9, true, &collective},
                                     {"faster", 1.1, false, &faster},
                                     {"unknown", 0.9, false, &unknown},
                                     {"matmul", 0.9, false, &slower}};
  point_collectives(changes);
  EXPECT_EQ(collective.words,
            "not known: why; matmul, which changed with it, is carried by rank 3");
  EXPECT_EQ(unknown.words, "not known: noise");
  EXPECT_EQ(slower.words, "rank 3");
  Carrier alone{"not known: why", false, {}};
  std::vector<CarriedChange> others{{"allreduce", 0.9, true, &alone},
                                    {"faster", 1.1, false, &faster},
                                    {"unknown", 0.9, false, &unknown}};
  point_collectives(others);
  EXPECT_EQ(alone.words, "not known: why");
}

TEST(CollectivesOfACarrier, AreThoseThatSendMessages) {
  EXPECT_TRUE(is_collective(test::allreduce_case(1024, 1, 2)));
  EXPECT_FALSE(is_collective(test::matmul_case("bf16", 64, 1, 2)));
}

TEST(CaseWithFigures, PassedAndGivesTimes) {
  SummarisedRun run = run_of(1, {0, 0, 0, 0});
  const auto has = [](const SummarisedRun& each) {
    return has_figures(each.run.cases[0], each.times[0]);
  };
  EXPECT_TRUE(has(run));
  SummarisedRun wrong = run;
  wrong.run.cases[0].verification.state = VerificationState::failed;
  EXPECT_FALSE(has(wrong));
  SummarisedRun failed = run;
  failed.run.cases[0].outcome = Outcome::failed;
  EXPECT_FALSE(has(failed));
  SummarisedRun faulty = run;
  faulty.times[0]->fault = "why";
  EXPECT_FALSE(has(faulty));
  run.times[0].reset();
  EXPECT_FALSE(has(run));
}

}  // namespace
}  // namespace steelyard::results
