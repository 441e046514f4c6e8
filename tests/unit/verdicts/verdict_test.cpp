// When a score is called comparable, different or undecided, and when nothing is said.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "results/verdicts/ranking.hpp"
#include "tests/unit/verdicts/run_builder.hpp"

namespace steelyard::results {
namespace {

using test::allreduce_case;
using test::matmul_case;
using test::named_run;
using test::rank;
using test::round_chip;
using test::round_reference;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Rounds so alike that intervals are narrow.
CaseRecord calm(double seconds) {
  CaseRecord record = matmul_case("bf16", 8192, seconds);
  for (Visit& visit : record.visits) {
    for (std::size_t i = 0; i < visit.samples.size(); ++i) {
      visit.samples[i] = seconds * (1 + 1e-4 * static_cast<double>(i) + 1e-4 * visit.round);
    }
  }
  return record;
}

Score score_of(const NamedRun& run, const NamedRun& base, double margin = 0.05) {
  RankOptions options;
  options.bootstrap.resamples = 200;
  options.margin = margin;
  const Ranking ranking = rank({run}, base, Catalogue({}), options);
  EXPECT_EQ(ranking.margin, margin);
  for (const Score& score : ranking.groups.at(0).scores) {
    if (score.chip == 1) return score;
    EXPECT_FALSE(score.to_baseline);
    EXPECT_EQ(score.no_verdict, "it is the baseline itself");
  }
  return {};
}

NamedRun base_run() { return named_run("base.h5", "x", {calm(0.1)}); }

TEST(Verdict, IsGivenBetweenMeasuredRuns) {
  EXPECT_EQ(score_of(named_run("a.h5", "y", {calm(0.102)}), base_run()).to_baseline,
            Equivalence::comparable);
  EXPECT_EQ(score_of(named_run("a.h5", "y", {calm(0.12)}), base_run()).to_baseline,
            Equivalence::different);
  EXPECT_EQ(score_of(named_run("a.h5", "y", {calm(0.08)}), base_run()).to_baseline,
            Equivalence::different);
  EXPECT_EQ(score_of(named_run("a.h5", "y", {calm(0.105)}), base_run()).to_baseline,
            Equivalence::undecided);
  EXPECT_EQ(score_of(named_run("a.h5", "y", {calm(0.105)}), base_run(), 0.1).to_baseline,
            Equivalence::comparable);
}

TEST(Verdict, IsNeverGivenOnATable) {
  const Ranking ranking =
      rank({named_run("a.h5", "y", {calm(0.1)})}, round_reference(), Catalogue({round_chip()}));
  const Score& score = ranking.groups.at(0).scores.at(0);
  EXPECT_FALSE(score.to_baseline);
  EXPECT_THAT(score.no_verdict, HasSubstr("published figures and datasheet bounds"));
}

TEST(Verdict, NeedsBothSidesMeasured) {
  NamedRun imported = named_run("a.h5", "y", {calm(0.1)});
  imported.run.info.origin = Origin::imported;
  const Score other = score_of(imported, base_run());
  EXPECT_FALSE(other.to_baseline);
  EXPECT_EQ(other.no_verdict, "this chip's numbers are imported, not measured by this program");
  NamedRun modelled = base_run();
  modelled.run.info.origin = Origin::modelled;
  const Score own = score_of(named_run("a.h5", "y", {calm(0.1)}), modelled);
  EXPECT_FALSE(own.to_baseline);
  EXPECT_EQ(own.no_verdict, "the baseline's numbers are modelled, not measured by this program");
}

TEST(Verdict, NeedsIntervalsThatHoldAllThatVaries) {
  CaseRecord few = calm(0.1);
  few.visits.resize(1);
  const Score none = score_of(named_run("a.h5", "y", {few}), base_run());
  EXPECT_FALSE(none.to_baseline);
  EXPECT_THAT(none.no_verdict, HasSubstr("too few iterations"));
  for (int i = 0; i < 5; ++i) few.visits[0].samples.push_back(0.1);
  const Score one_round = score_of(named_run("a.h5", "y", {few}), base_run());
  EXPECT_FALSE(one_round.to_baseline);
  EXPECT_THAT(one_round.no_verdict, HasSubstr("one round"));
  const Score base_of_one = score_of(base_run(), named_run("b.h5", "y", {few}));
  EXPECT_FALSE(base_of_one.to_baseline);
  EXPECT_THAT(base_of_one.no_verdict, HasSubstr("one round"));
}

/// The same collective over two nodes is another thing.
TEST(Scale, KeepsCollectivesOverOtherNodesApart) {
  const auto over = [](const std::string& file, bool two_nodes) {
    NamedRun run = named_run(file, file, {allreduce_case(1e6, 1e-3, 2), calm(0.1)});
    run.run.info.environment.ranks.push_back(run.run.info.environment.ranks[0]);
    if (two_nodes) run.run.info.environment.ranks[1].host = "node2";
    return run;
  };
  const Ranking ranking =
      rank({over("a.h5", true), over("b.h5", false)}, over("base.h5", false), Catalogue({}));
  const RankedCell& other = *ranking.cases.at(0).cells.at(1);
  EXPECT_EQ(other.standing, Standing::no_reference);
  EXPECT_EQ(other.standing_reason, "measured over 2 nodes here and 1 there");
  EXPECT_FALSE(other.ratio);
  EXPECT_TRUE(ranking.cases.at(0).cells.at(2)->ratio);
  EXPECT_TRUE(ranking.cases.at(1).cells.at(1)->ratio);
  ASSERT_EQ(ranking.not_comparable.size(), 1U);
  EXPECT_EQ(ranking.not_comparable[0].chip, 1U);
  EXPECT_EQ(ranking.not_comparable[0].reason, "measured over 2 nodes here and 1 there");
  ASSERT_EQ(ranking.cautions.size(), 1U);
  EXPECT_THAT(ranking.cautions[0],
              HasSubstr("2 ranks on 1 node (base.h5, b.h5); 2 ranks on 2 nodes (a.h5)"));
}

TEST(Scale, HoldsATableForOneServer) {
  NamedRun run = named_run("a.h5", "y", {allreduce_case(64, 1e-5, 8)});
  run.run.info.environment.ranks.assign(8, run.run.info.environment.ranks[0]);
  const auto standing = [&] {
    return rank({run}, round_reference(), Catalogue({})).cases.at(0).cells.at(0)->standing;
  };
  EXPECT_EQ(standing(), Standing::counted);
  run.run.info.environment.ranks[7].host = "node2";
  EXPECT_EQ(standing(), Standing::other_scale);
}

TEST(Differences, NameOriginsAndSaysNothingOfEquals) {
  NamedRun imported = named_run("a.h5", "y", {calm(0.1)});
  imported.run.info.origin = Origin::imported;
  const Ranking mixed = rank({imported, base_run()}, round_reference(), Catalogue({}));
  EXPECT_THAT(mixed.cautions, ElementsAre(HasSubstr("imported (y); measured (x)")));
  const Ranking alike =
      rank({named_run("a.h5", "y", {calm(0.1)}), base_run()}, round_reference(), Catalogue({}));
  EXPECT_THAT(alike.cautions, IsEmpty());
}

TEST(Differences, ListCasesOfOneNameWithOtherIds) {
  CaseRecord newer = calm(0.1);
  newer.method_version = 2;
  newer.id = case_id(newer.name, 2, newer.data_pattern);
  const Ranking ranking =
      rank({base_run(), named_run("a.h5", "y", {newer})}, round_reference(), Catalogue({}));
  ASSERT_EQ(ranking.not_comparable.size(), 1U);
  EXPECT_EQ(ranking.not_comparable[0].chip, 1U);
  EXPECT_EQ(ranking.not_comparable[0].reason, "measured by method version 2 here and 1 there");
}

}  // namespace
}  // namespace steelyard::results
