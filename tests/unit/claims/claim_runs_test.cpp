#include "results/verdicts/claims/claim_runs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/claims/claimed_runs.hpp"

namespace steelyard::results {
namespace {

using test::acme_claim;
using test::acme_run;
using test::set_devices;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

ClaimRuns choose(const std::vector<NamedRun>& runs, const Claim& claim = acme_claim()) {
  return choose_runs(claim, test::summarised(runs), test::acme_chips());
}

TEST(ClaimRuns, AreSortedByTheirChip) {
  const ClaimRuns chosen = choose({acme_run("a", "acme-two", 1), acme_run("b", "acme-one", 1),
                                   acme_run("c", "acme-pod", 1), acme_run("d", "acme-one", 1)});
  EXPECT_THAT(chosen.chip.runs, ElementsAre(1, 3));
  EXPECT_THAT(chosen.to.runs, ElementsAre(0));
  EXPECT_THAT(chosen.both.runs, IsEmpty());
  EXPECT_EQ(chosen.chip.origin, Origin::measured);
  EXPECT_EQ(chosen.chip.ranks, 1);
  ASSERT_EQ(chosen.files.size(), 3U);
  for (const ClaimFile& file : chosen.files) {
    EXPECT_TRUE(file.counts) << file.file;
    EXPECT_EQ(file.why_not, "");
  }
  EXPECT_EQ(chosen.files[0].file, "a");
  EXPECT_EQ(chosen.files[0].chip, "Acme Two");
  EXPECT_EQ(chosen.files[0].role, ClaimRole::to);
  EXPECT_EQ(chosen.files[1].role, ClaimRole::chip);
}

TEST(ClaimRuns, AreNoneWithoutFiles) {
  const ClaimRuns chosen = choose({});
  EXPECT_THAT(chosen.chip.runs, IsEmpty());
  EXPECT_THAT(chosen.to.runs, IsEmpty());
  EXPECT_THAT(chosen.files, IsEmpty());
}

TEST(ClaimRuns, PreferWhatWasMeasured) {
  const ClaimRuns chosen =
      choose({acme_run("a", "acme-one", 1, Origin::imported),
              acme_run("b", "acme-one", 1, Origin::imported), acme_run("c", "acme-one", 1)});
  EXPECT_THAT(chosen.chip.runs, ElementsAre(2));
  EXPECT_FALSE(chosen.files[0].counts);
  EXPECT_EQ(chosen.files[0].why_not, "Its numbers are imported, not measured.");
  EXPECT_TRUE(chosen.files[2].counts);
}

TEST(ClaimRuns, TakeOthersWhereNothingWasMeasuredAndDoNotCountThem) {
  const ClaimRuns chosen = choose({acme_run("a", "acme-one", 1, Origin::modelled)});
  EXPECT_THAT(chosen.chip.runs, ElementsAre(0));
  EXPECT_EQ(chosen.chip.origin, Origin::modelled);
  EXPECT_FALSE(chosen.files[0].counts);
  EXPECT_EQ(chosen.files[0].why_not, "Its numbers are modelled, not measured.");
}

TEST(ClaimRuns, OfATestDoubleAreNeverTaken) {
  const ClaimRuns chosen = choose({acme_run("a", "acme-one", 1, Origin::emulated)});
  EXPECT_THAT(chosen.chip.runs, IsEmpty());
  ASSERT_EQ(chosen.files.size(), 1U);
  EXPECT_FALSE(chosen.files[0].counts);
  EXPECT_THAT(chosen.files[0].why_not, HasSubstr("emulated"));
}

TEST(ClaimRuns, CountARunOnce) {
  NamedRun copy = acme_run("copy", "acme-one", 1);
  copy.run.info.uuid = "uuid of a";
  const ClaimRuns chosen = choose({acme_run("a", "acme-one", 1), copy});
  EXPECT_THAT(chosen.chip.runs, ElementsAre(0));
  EXPECT_FALSE(chosen.files[1].counts);
  EXPECT_THAT(chosen.files[1].why_not, HasSubstr("counts once"));
}

TEST(ClaimRuns, DoNotBelieveANameThatTheDevicesDeny) {
  NamedRun run = acme_run("a", "acme-one", 1);
  run.run.info.environment.ranks.front().chip_id = "acme-two";
  const ClaimRuns chosen = choose({run});
  EXPECT_THAT(chosen.chip.runs, IsEmpty());
  EXPECT_THAT(chosen.to.runs, IsEmpty());
  EXPECT_THAT(chosen.files[0].why_not, HasSubstr("its devices report acme-two"));
}

/// Runs that differ from three others in one thing do not pool with them.
void expect_apart(void (*change)(NamedRun&)) {
  std::vector<NamedRun> runs{acme_run("a", "acme-one", 1), acme_run("b", "acme-one", 1)};
  for (NamedRun& run : runs) set_devices(run, {"acme-one", "acme-one"});
  NamedRun other = acme_run("c", "acme-one", 1);
  set_devices(other, {"acme-one", "acme-one"});
  change(other);
  runs.insert(runs.begin(), other);
  const ClaimRuns chosen = choose(runs);
  EXPECT_THAT(chosen.chip.runs, ElementsAre(1, 2));
  EXPECT_FALSE(chosen.files[0].counts);
  EXPECT_THAT(chosen.files[0].why_not, HasSubstr("does not pool"));
}

TEST(ClaimRuns, PoolWhatAgrees) {
  expect_apart([](NamedRun& run) { run.run.info.label = "overclocked"; });
  expect_apart([](NamedRun& run) { run.run.info.environment.ranks[1].host = "node2"; });
  expect_apart([](NamedRun& run) { run.run.info.environment.ranks[1].backend = "opencl"; });
  expect_apart([](NamedRun& run) { set_devices(run, {"acme-one"}); });
}

TEST(ClaimRuns, PreferTheSameNumberOfRanksOnBothSides) {
  std::vector<NamedRun> runs{acme_run("a", "acme-one", 1), acme_run("b", "acme-one", 1),
                             acme_run("c", "acme-one", 1), acme_run("d", "acme-two", 1)};
  set_devices(runs[2], {"acme-one", "acme-one"});
  set_devices(runs[3], {"acme-two", "acme-two"});
  const ClaimRuns chosen = choose(runs);
  EXPECT_THAT(chosen.chip.runs, ElementsAre(2));
  EXPECT_THAT(chosen.to.runs, ElementsAre(3));
  EXPECT_EQ(chosen.chip.ranks, 2);
}

TEST(ClaimRuns, PreferMoreRunsAmongAlike) {
  std::vector<NamedRun> runs;
  for (const std::string file : {"a", "b", "c", "d", "e"}) {
    runs.push_back(acme_run(file, file < "c" ? "acme-one" : "acme-two", 1));
  }
  for (const std::string file : {"f", "g"}) {
    runs.push_back(acme_run(file, file == "f" ? "acme-one" : "acme-two", 1));
    set_devices(runs.back(), std::vector<std::string>(2, file == "f" ? "acme-one" : "acme-two"));
  }
  const ClaimRuns chosen = choose(runs);
  EXPECT_THAT(chosen.chip.runs, ElementsAre(0, 1));
  EXPECT_THAT(chosen.to.runs, ElementsAre(2, 3, 4));
}

TEST(ClaimRuns, OfASystemCoverAllOfIt) {
  Claim claim = acme_claim({MetricKind::system_compute, "bf16"});
  claim.chip = "acme-pod";
  claim.to = "acme-pair";
  std::vector<NamedRun> runs{acme_run("a", "acme-one", 1), acme_run("b", "acme-one", 1),
                             acme_run("c", "acme-pod", 1), acme_run("d", "acme-two", 1)};
  set_devices(runs[0], std::vector<std::string>(4, "acme-one"));
  set_devices(runs[1], std::vector<std::string>(3, "acme-one"));
  set_devices(runs[2], std::vector<std::string>(8, "acme-pod"));
  set_devices(runs[3], std::vector<std::string>(2, "acme-two"));
  const ClaimRuns chosen = choose(runs, claim);
  EXPECT_EQ(chosen.chip.runs.size(), 1U);
  EXPECT_THAT(chosen.to.runs, ElementsAre(3));
  EXPECT_EQ(chosen.to.ranks, 2);
  EXPECT_EQ(chosen.files[1].why_not, "It has 3 ranks, and the system has 4 chips.");
  // A part of a system is no run of it under any other metric.
  Claim group = claim;
  group.metric = {MetricKind::group, "square"};
  EXPECT_THAT(choose(runs, group).chip.runs, ElementsAre(2));
  EXPECT_THAT(choose(runs, group).to.runs, IsEmpty());
}

TEST(ClaimRuns, OfAMixedClusterHoldBothChips) {
  const Claim claim = acme_claim({MetricKind::mixed, "square"});
  std::vector<NamedRun> runs{acme_run("mixed", "", 1), acme_run("stranger", "", 1),
                             acme_run("double", "", 1, Origin::emulated)};
  set_devices(runs[0], {"acme-one", "acme-two", "acme-two", "acme-two"});
  set_devices(runs[1], {"acme-one", "acme-two", "acme-pod"});
  set_devices(runs[2], {"acme-one", "acme-two"});
  const ClaimRuns chosen = choose(runs, claim);
  EXPECT_THAT(chosen.both.runs, ElementsAre(0));
  EXPECT_EQ(chosen.share, 0.25);
  ASSERT_EQ(chosen.files.size(), 2U);
  EXPECT_TRUE(chosen.files[0].counts);
  EXPECT_EQ(chosen.files[0].role, ClaimRole::both);
  EXPECT_THAT(chosen.files[1].why_not, HasSubstr("emulated"));
  EXPECT_THAT(choose(runs).files, IsEmpty());
}

}  // namespace
}  // namespace steelyard::results
