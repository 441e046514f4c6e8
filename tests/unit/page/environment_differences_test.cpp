#include "results/report/page/environment_differences.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>

namespace steelyard::results::page {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// One line for each value: "chip/run start N HOST ranks = value".
std::vector<std::string> lines_of(const EnvironmentDifference& difference) {
  std::vector<std::string> lines;
  for (const EnvironmentValue& each : difference.values) {
    std::string line = fmt::format("{}/{}", each.chip, each.run);
    if (each.start) line += fmt::format(" start {}", *each.start);
    if (each.host) line += " " + *each.host;
    if (!each.ranks.empty()) line += fmt::format(" ranks {}", fmt::join(each.ranks, ","));
    lines.push_back(line + " = " + each.value.value_or("nothing"));
  }
  return lines;
}

std::vector<std::string> names_of(const std::vector<EnvironmentDifference>& differences) {
  std::vector<std::string> names;
  for (const EnvironmentDifference& each : differences) names.push_back(each.what);
  return names;
}

/// Four ranks on two nodes, all with the same driver.
EnvironmentFacts facts(std::size_t chip, std::size_t run, const std::string& driver) {
  EnvironmentFacts facts{.chip = chip, .run = run};
  facts.of_run = {{"MPI", "Open MPI 4"}};
  for (const char* host : {"n0", "n1"}) facts.of_nodes[host] = {{"governor", "performance"}};
  for (int rank = 0; rank < 4; ++rank) {
    facts.of_ranks[{rank < 2 ? "n0" : "n1", rank}] = {{"driver", driver}};
  }
  return facts;
}

TEST(EnvironmentDifferences, AreNoneWhereAllIsTheSame) {
  const std::vector same{facts(0, 0, "1"), facts(0, 1, "1"), facts(1, 0, "1")};
  EXPECT_THAT(environment_differences(same), IsEmpty());
  EXPECT_THAT(environment_differences({}), IsEmpty());
}

TEST(EnvironmentDifferences, SayOneValueForARunThatAgreesWithItself) {
  const std::vector all{facts(0, 0, "1"), facts(0, 1, "2"), facts(1, 0, "1")};
  const auto differences = environment_differences(all);
  EXPECT_THAT(names_of(differences), ElementsAre("driver"));
  EXPECT_THAT(lines_of(differences[0]), ElementsAre("0/0 = 1", "0/1 = 2", "1/0 = 1"));
}

TEST(EnvironmentDifferences, NameHostsWithinARun) {
  EnvironmentFacts mixed = facts(0, 0, "1");
  mixed.of_ranks[{"n1", 2}]["driver"] = mixed.of_ranks[{"n1", 3}]["driver"] = "2";
  const std::vector all{mixed};
  const auto differences = environment_differences(all);
  EXPECT_THAT(lines_of(differences.at(0)), ElementsAre("0/0 n0 = 1", "0/0 n1 = 2"));
}

TEST(EnvironmentDifferences, NameRanksWithinAHost) {
  EnvironmentFacts mixed = facts(0, 0, "1");
  mixed.of_ranks[{"n1", 2}]["driver"] = "2";
  mixed.of_ranks[{"n1", 4}] = {};
  mixed.of_ranks[{"n1", 5}] = {{"driver", "1"}};
  const std::vector all{mixed, facts(1, 0, "1")};
  EXPECT_THAT(lines_of(environment_differences(all).at(0)),
              ElementsAre("0/0 n0 = 1", "0/0 n1 ranks 4 = nothing", "0/0 n1 ranks 3,5 = 1",
                          "0/0 n1 ranks 2 = 2", "1/0 = 1"));
}

TEST(EnvironmentDifferences, NameStartsThatDifferAlone) {
  EnvironmentFacts later = facts(0, 0, "2");
  later.start = 1;
  const std::vector both{facts(0, 0, "1"), later};
  EXPECT_THAT(lines_of(environment_differences(both).at(0)),
              ElementsAre("0/0 start 0 = 1", "0/0 start 1 = 2"));

  EnvironmentFacts first = facts(0, 0, "1");
  first.of_ranks[{"n0", 0}]["driver"] = "3";
  EnvironmentFacts again = first;
  again.start = 1;
  const std::vector same{first, again};
  EXPECT_THAT(lines_of(environment_differences(same).at(0)),
              ElementsAre("0/0 n0 ranks 1 = 1", "0/0 n0 ranks 0 = 3", "0/0 n1 = 1"));

  again.of_ranks[{"n0", 1}]["driver"] = "3";
  const std::vector changed{first, again};
  EXPECT_THAT(lines_of(environment_differences(changed).at(0)),
              ElementsAre("0/0 start 0 n0 ranks 1 = 1", "0/0 start 0 n0 ranks 0 = 3",
                          "0/0 start 0 n1 = 1", "0/0 start 1 n0 = 3", "0/0 start 1 n1 = 1"));
}

TEST(EnvironmentDifferences, OfStartsOnOtherHostsAreBothSaid) {
  EnvironmentFacts later = facts(0, 0, "1");
  later.start = 1;
  later.of_nodes = {{"n2", {{"governor", "powersave"}}}};
  const std::vector both{facts(0, 0, "1"), later};
  EXPECT_THAT(lines_of(environment_differences(both).at(0)),
              ElementsAre("0/0 start 0 = performance", "0/0 start 1 = powersave"));
}

TEST(EnvironmentDifferences, OfNodesCountWhatOneOfThemLacks) {
  EnvironmentFacts lacking = facts(0, 0, "1");
  lacking.of_nodes["n1"].clear();
  const std::vector all{lacking};
  const auto differences = environment_differences(all);
  EXPECT_THAT(names_of(differences), ElementsAre("governor"));
  EXPECT_THAT(lines_of(differences[0]), ElementsAre("0/0 n0 = performance", "0/0 n1 = nothing"));
}

TEST(EnvironmentDifferences, OfRunsAreBetweenThoseThatSayIt) {
  EnvironmentFacts silent = facts(0, 0, "1");
  silent.of_run.clear();
  EnvironmentFacts other = facts(2, 0, "1");
  const std::vector agreed{silent, facts(1, 0, "1"), other};
  EXPECT_THAT(environment_differences(agreed), IsEmpty());
  other.of_run["MPI"] = "MPICH";
  const std::vector differing{silent, facts(1, 0, "1"), other};
  EXPECT_THAT(lines_of(environment_differences(differing).at(0)),
              ElementsAre("1/0 = Open MPI 4", "2/0 = MPICH"));
}

TEST(EnvironmentDifferences, StandByDevicesThenRunsThenNodes) {
  EnvironmentFacts other = facts(1, 0, "2");
  other.of_run["MPI"] = "MPICH";
  for (auto& [host, of_node] : other.of_nodes) of_node = {{"governor", "a"}, {"aaa", "b"}};
  const std::vector all{facts(0, 0, "1"), other};
  EXPECT_THAT(names_of(environment_differences(all)),
              ElementsAre("driver", "MPI", "aaa", "governor"));
}

}  // namespace
}  // namespace steelyard::results::page
