// Was it set up as one machine: versions, room, warnings.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/audit/fit_run.hpp"

namespace steelyard::results {
namespace {

using test::finding_of;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

void go_on(RunRecord& run) {
  run.info.continuations.emplace_back();
  run.info.continuations[0].tool_version = run.info.tool_version;
  run.info.continuations[0].environment = run.info.environment;
}

TEST(AuditVersions, NamesAnotherDriverFirmwareOrLibrary) {
  const auto with = [](std::string RankInfo::*member) {
    return finding_of("versions",
                      [&](RunRecord& run) { run.info.environment.ranks[1].*member = "9.9"; });
  };
  const Finding driver = with(&RankInfo::driver);
  EXPECT_EQ(driver.result, CheckResult::failed);
  EXPECT_THAT(driver.named,
              ElementsAre(AllOf(HasSubstr("driver of One"), HasSubstr("\"1.0\" (rank 0 on a)"),
                                HasSubstr("\"9.9\" (rank 1 on b)"))));
  EXPECT_THAT(with(&RankInfo::firmware).named, ElementsAre(HasSubstr("firmware of One")));
  EXPECT_THAT(with(&RankInfo::library_versions).named, ElementsAre(HasSubstr("libraries of One")));
}

TEST(AuditVersions, MayDifferBetweenKindsOfDevices) {
  for (std::string RankInfo::*kind : {&RankInfo::backend, &RankInfo::vendor, &RankInfo::product}) {
    const Finding finding = finding_of("versions", [&](RunRecord& run) {
      run.info.environment.ranks[1].driver = "9.9";
      run.info.environment.ranks[1].*kind = "another";
    });
    EXPECT_EQ(finding.result, CheckResult::passed);
  }
}

TEST(AuditVersions, TakesWhatTheLaunchWarnedOf) {
  const std::string warning = "different versions among ranks: steelyard is ...";
  const Finding finding = finding_of("versions", [&](RunRecord& run) {
    run.info.environment.warnings = {warning, "load"};
  });
  EXPECT_EQ(finding.result, CheckResult::failed);
  EXPECT_THAT(finding.named, ElementsAre(warning));
}

TEST(AuditVersions, AreTheSameInEveryStart) {
  EXPECT_EQ(finding_of("versions", go_on).result, CheckResult::passed);
  const Finding program = finding_of("versions", [](RunRecord& run) {
    go_on(run);
    run.info.continuations[0].tool_version = "9.9";
  });
  EXPECT_THAT(program.named, ElementsAre("program: \"0.1.0\" at first and \"9.9\" in start 2"));
  const Finding library = finding_of("versions", [](RunRecord& run) {
    run.info.environment.software = {{"MPI", "4"}, {"HDF5", "1"}};
    go_on(run);
    run.info.continuations[0].environment.software = {{"MPI", "5"}};
  });
  EXPECT_EQ(library.named.size(), 2U);
  const Finding driver = finding_of("versions", [](RunRecord& run) {
    go_on(run);
    for (RankInfo& rank : run.info.continuations[0].environment.ranks) rank.driver = "9.9";
  });
  EXPECT_THAT(driver.named, ElementsAre(HasSubstr("driver of One")));
}

TEST(AuditVersions, CannotBeToldWithoutRanks) {
  EXPECT_EQ(
      finding_of("versions", [](RunRecord& run) { run.info.environment.ranks.clear(); }).result,
      CheckResult::not_recorded);
}

/// Two ranks on host a with `threads` each, bound to `first` and `second`.
Finding room_of(int threads, const std::string& first, const std::string& second,
                const std::map<std::string, std::string>& facts = {}) {
  return finding_of("room", [&](RunRecord& run) {
    auto& ranks = run.info.environment.ranks;
    ranks[1].host = "a";
    for (RankInfo& rank : ranks) rank.threads = threads;
    ranks[0].cpu_binding = first;
    ranks[1].cpu_binding = second;
    run.info.environment.nodes[0].facts = facts;
  });
}

TEST(AuditRoom, HoldsThreadsAgainstTheCpusThatRanksMayUse) {
  EXPECT_EQ(room_of(2, "0-1", "2-3").result, CheckResult::passed);
  EXPECT_EQ(room_of(2, "0-3", "0-3").result, CheckResult::passed);
  const Finding three = room_of(2, "0-1", "1-2");
  EXPECT_EQ(three.result, CheckResult::failed);
  EXPECT_THAT(three.named, ElementsAre("a: 2 ranks with 4 threads in all on 3 CPUs"));
  EXPECT_EQ(room_of(0, "0", "0").result, CheckResult::failed) << "a rank is one thread at least";
  EXPECT_EQ(room_of(0, "0", "1").result, CheckResult::passed);
}

TEST(AuditRoom, TakesTheControlGroupsQuota) {
  EXPECT_EQ(room_of(2, "0-7", "0-7", {{"cgroup_cpus", "4"}}).result, CheckResult::passed);
  EXPECT_EQ(room_of(2, "0-7", "0-7", {{"cgroup_cpus", "3.9"}}).result, CheckResult::failed);
  EXPECT_EQ(room_of(2, "0-1", "2-3", {{"cgroup_cpus", "100"}}).result, CheckResult::passed);
  EXPECT_EQ(room_of(2, "0-3", "0-3", {{"cgroup_cpus", "nan"}}).result, CheckResult::passed);
}

TEST(AuditRoom, TakesTheHostsCpusWithoutBindings) {
  EXPECT_EQ(room_of(2, "", "", {{"cpus", "4"}}).result, CheckResult::passed);
  EXPECT_EQ(room_of(2, "", "", {{"cpus", "3"}}).result, CheckResult::failed);
  EXPECT_EQ(room_of(2, "", "").result, CheckResult::not_recorded);
  EXPECT_THAT(room_of(2, "", "").sentence, HasSubstr("1 of 1 hosts"));
}

TEST(AuditRoom, CountsHostsApart) {
  const Finding finding = finding_of("room", [](RunRecord& run) {
    for (RankInfo& rank : run.info.environment.ranks) rank.cpu_binding = "0-1";
  });
  EXPECT_EQ(finding.result, CheckResult::passed);
}

TEST(AuditRoom, TakesWhatTheLaunchWarnedOf) {
  const std::string warning = "oversubscribed: ranks 0, 1 are all bound to core 0 of a";
  const Finding finding =
      finding_of("room", [&](RunRecord& run) { run.info.environment.warnings = {warning}; });
  EXPECT_EQ(finding.result, CheckResult::failed);
  EXPECT_THAT(finding.named, ElementsAre(warning));
}

TEST(AuditRoom, LooksAtEveryStart) {
  const Finding finding = finding_of("room", [](RunRecord& run) {
    go_on(run);
    run.info.continuations[0].environment.ranks[0].cpu_binding = "0";
  });
  EXPECT_EQ(finding.result, CheckResult::failed);
}

TEST(AuditRoom, CannotBeToldWithoutRanks) {
  EXPECT_EQ(finding_of("room", [](RunRecord& run) { run.info.environment.ranks.clear(); }).result,
            CheckResult::not_recorded);
}

TEST(AuditWarnings, RepeatsEachOnceAndLeavesThoseOfOtherChecks) {
  const Finding finding = finding_of("warnings", [](RunRecord& run) {
    run.info.environment.warnings = {"load", "oversubscribed: x", "different versions: y"};
    go_on(run);
    run.info.continuations[0].environment.warnings = {"load", "not bound"};
  });
  EXPECT_EQ(finding.result, CheckResult::failed);
  EXPECT_EQ(finding.weight, CheckWeight::advises);
  EXPECT_THAT(finding.named, ElementsAre("load", "not bound"));
}

}  // namespace
}  // namespace steelyard::results
