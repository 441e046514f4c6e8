#include "collectors/environment/warnings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "collectors/environment/variable_warnings.hpp"

namespace steelyard::collectors {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

RankReport rank(int number, const std::string& host, int threads, const std::string& binding) {
  return {.info = {.rank = number, .host = host, .threads = threads, .cpu_binding = binding}};
}

NodeInfo node(const std::string& host, std::map<std::string, std::string> facts) {
  return {.host = host, .facts = std::move(facts)};
}

TEST(EnvironmentWarnings, BoundRanksThatFitHaveNone) {
  EXPECT_THAT(environment_warnings(
                  {rank(0, "a", 2, "0-1"), rank(1, "a", 2, "2-3"), rank(2, "b", 2, "0-1")}, {}),
              IsEmpty());
  EXPECT_THAT(environment_warnings({}, {}), IsEmpty());
}

TEST(EnvironmentWarnings, TellOversubscription) {
  EXPECT_THAT(
      environment_warnings({rank(0, "a", 1, "0-1"), rank(1, "a", 1, "0-1"), rank(2, "a", 1, "0-1")},
                           {}),
      ElementsAre("oversubscribed: 3 ranks x 1 threads on 2 cores of a; times are functional, not "
                  "performance; start no more ranks than there are cores"));
  EXPECT_THAT(
      environment_warnings({rank(0, "a", 3, "0-1")}, {}),
      ElementsAre("oversubscribed: 1 ranks x 3 threads on 2 cores of a; times are functional, not "
                  "performance; set OMP_NUM_THREADS to the cores of one rank"));
  EXPECT_THAT(
      environment_warnings({rank(0, "a", 1, "0"), rank(1, "a", 2, "1")}, {}),
      ElementsAre(testing::StartsWith("oversubscribed: 2 ranks with 3 threads in all on 2 cores")));
}

TEST(EnvironmentWarnings, TellUnboundRanksToBind) {
  EXPECT_THAT(
      environment_warnings({rank(0, "a", 2, "0-1"), rank(1, "a", 2, "0-1")}, {}),
      ElementsAre("oversubscribed: 2 ranks x 2 threads on 2 cores of a; times are functional, "
                  "not performance; bind each rank to cores of its own, with --bind-to core "
                  "or --cpu-bind=cores"));
}

TEST(EnvironmentWarnings, EachHostIsJudgedByItself) {
  EXPECT_THAT(
      environment_warnings({rank(0, "a", 1, "0"), rank(1, "b", 2, "0"), rank(2, "a", 1, "1")}, {}),
      ElementsAre(testing::HasSubstr("1 cores of b;")));
}

TEST(EnvironmentWarnings, RanksOfAcceleratorsCountAsOneThread) {
  EXPECT_THAT(environment_warnings({rank(0, "a", 0, "0"), rank(1, "a", 0, "1")}, {}), IsEmpty());
  EXPECT_THAT(environment_warnings({rank(0, "a", 0, "0"), rank(1, "a", 0, "0")}, {}),
              ElementsAre(testing::StartsWith("oversubscribed: 2 ranks x 1 threads on 1 cores")));
}

TEST(EnvironmentWarnings, AQuotaCountsAsFewerCores) {
  const std::vector<RankReport> two{rank(0, "a", 1, "0"), rank(1, "a", 1, "1")};
  EXPECT_THAT(environment_warnings(two, {node("a", {{"cgroup_cpus", "1.5"}})}),
              ElementsAre(testing::StartsWith("oversubscribed: 2 ranks x 1 threads on 1 cores")));
  EXPECT_THAT(environment_warnings({rank(0, "a", 1, "0-1")}, {node("a", {{"cgroup_cpus", "0.5"}})}),
              IsEmpty());
  for (const char* enough : {"2", "2.5", "0", "nonsense"}) {
    EXPECT_THAT(environment_warnings(two, {node("a", {{"cgroup_cpus", enough}})}), IsEmpty());
  }
  EXPECT_THAT(environment_warnings(two, {node("b", {{"cgroup_cpus", "1"}})}), IsEmpty());
}

TEST(EnvironmentWarnings, TellRanksThatShareCores) {
  EXPECT_THAT(environment_warnings({rank(0, "a", 1, "0-3"), rank(1, "a", 1, "2,4-5")}, {}),
              ElementsAre("not bound: 2 ranks share cores 0-5 of a; bind each to cores of its own, "
                          "with --bind-to core or --cpu-bind=cores"));
  EXPECT_THAT(environment_warnings({rank(0, "a", 1, "0-3")}, {}), IsEmpty());
}

TEST(EnvironmentWarnings, TellRanksThatAreBoundToTheSameCoreOfAnIdleHost) {
  EXPECT_THAT(environment_warnings({rank(0, "a", 0, "0"), rank(1, "a", 0, "0"),
                                    rank(2, "a", 0, "1"), rank(3, "a", 0, "2-5")},
                                   {}),
              ElementsAre("oversubscribed: ranks 0, 1 are all bound to cores 0 of a; bind each to "
                          "cores of its own, with --bind-to core or --cpu-bind=cores"));
  // The threads of a rank count, and only ranks of the same host.
  EXPECT_THAT(environment_warnings(
                  {rank(0, "a", 2, "0-2"), rank(1, "a", 2, "0-2"), rank(2, "a", 1, "3-7")}, {}),
              ElementsAre(testing::StartsWith("oversubscribed: ranks 0, 1 are all bound to")));
  EXPECT_THAT(environment_warnings({rank(0, "a", 0, "0"), rank(1, "b", 0, "0")}, {}), IsEmpty());
  EXPECT_THAT(environment_warnings(
                  {rank(0, "a", 1, "0-1"), rank(1, "a", 1, "0-1"), rank(2, "a", 1, "2-7")}, {}),
              ElementsAre(testing::StartsWith("not bound: ")));
}

TEST(EnvironmentWarnings, AnUnknownBindingIsNoReasonToWarn) {
  EXPECT_THAT(environment_warnings({rank(0, "a", 4, ""), rank(1, "a", 4, "")}, {}), IsEmpty());
}

TEST(EnvironmentWarnings, TellRanksOnSeveralNumaNodes) {
  const std::vector<NodeInfo> nodes{node("a", {{"numa_cpus", "0-1,4-5 2-3,6-7"}}), node("b", {})};
  EXPECT_THAT(environment_warnings({rank(0, "a", 2, "0-1"), rank(1, "a", 2, "2,6"),
                                    rank(2, "a", 2, "4-5"), rank(3, "b", 8, "0-7")},
                                   nodes),
              IsEmpty());
  EXPECT_THAT(
      environment_warnings({rank(0, "a", 2, "0,2"), rank(1, "a", 2, "5-6"), rank(2, "a", 1, "1,3")},
                           nodes),
      ElementsAre("not local: cores of ranks 0, 1 of a belong to 2 NUMA nodes, so that threads "
                  "reach for memory of another; bind each rank within one, with --bind-to numa or "
                  "--cpu-bind=ldoms"));
  EXPECT_THAT(environment_warnings({rank(4, "a", 8, "0-7")}, nodes),
              ElementsAre(testing::StartsWith("not local: cores of rank 4 of a belong to 2 NUMA")));
}

TEST(EnvironmentWarnings, IncludeThoseOfVariables) {
  RankReport report = rank(0, "a", 1, "0");
  report.variables = {{"OPENBLAS_CORETYPE", "Haswell"}};
  EXPECT_EQ(environment_warnings({report}, {}), variable_warnings({report}, {}));
  EXPECT_THAT(environment_warnings({report}, {}), testing::SizeIs(1));
}

TEST(EnvironmentWarnings, TellDifferentVersions) {
  RankReport a = rank(0, "a", 1, "0");
  RankReport b = rank(1, "b", 1, "0");
  a.software = {{"MPI", "4"}, {"steelyard", "1"}, {"only here", "1"}};
  b.software = {{"MPI", "4"}, {"steelyard", "2"}};
  EXPECT_THAT(environment_warnings({a, b}, {}),
              ElementsAre("different versions among ranks: steelyard is \"1\" (rank 0 on a) and "
                          "\"2\" (rank 1 on b)"));
}

TEST(EnvironmentWarnings, TellLoadAboveAQuarterOfTheCores) {
  const auto loaded = [](const char* load, const char* cpus) {
    return environment_warnings({}, {node("a", {{"load_average", load}, {"cpus", cpus}})});
  };
  EXPECT_THAT(loaded("0.51 9 9", "2"),
              ElementsAre("load at start: 0.5 on 2 cores of a; other work may share this machine"));
  EXPECT_THAT(loaded("0.50 9 9", "2"), IsEmpty());
  EXPECT_THAT(loaded("9 9 9", "0"), IsEmpty());
  EXPECT_THAT(environment_warnings({}, {node("a", {{"cpus", "2"}})}), IsEmpty());
}

}  // namespace
}  // namespace steelyard::collectors
