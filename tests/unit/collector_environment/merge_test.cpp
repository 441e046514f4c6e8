#include "collectors/environment/merge.hpp"

#include <gtest/gtest.h>

namespace steelyard::collectors {
namespace {

RankReport rank(int number, const std::string& host, std::map<std::string, std::string> variables) {
  return {.info = {.rank = number, .host = host, .cpu_binding = std::to_string(number)},
          .software = {{"MPI", "4"}, {"of rank " + std::to_string(number), "x"}},
          .variables = std::move(variables)};
}

TEST(Merge, KeepsRanksNodesAndAllSoftware) {
  const Environment merged =
      merge({rank(0, "a", {}), rank(1, "b", {})}, {{.host = "a"}, {.host = "b"}});
  ASSERT_EQ(merged.ranks.size(), 2u);
  EXPECT_EQ(merged.ranks[1].rank, 1);
  ASSERT_EQ(merged.nodes.size(), 2u);
  EXPECT_EQ(merged.nodes[1].host, "b");
  EXPECT_EQ(merged.software, (std::map<std::string, std::string>{
                                 {"MPI", "4"}, {"of rank 0", "x"}, {"of rank 1", "x"}}));
  EXPECT_TRUE(merged.warnings.empty());
}

TEST(Merge, KeepsVariablesOncePerHostUnlessRanksDiffer) {
  const Environment merged = merge({rank(0, "a", {{"OMP_X", "1"}, {"CUDA_VISIBLE_DEVICES", "0"}}),
                                    rank(1, "a", {{"OMP_X", "1"}, {"CUDA_VISIBLE_DEVICES", "1"}}),
                                    rank(2, "b", {{"OMP_X", "2"}})},
                                   {});
  EXPECT_EQ(
      merged.variables,
      (std::map<std::string, std::string>{
          {"a/OMP_X", "1"}, {"a/CUDA_VISIBLE_DEVICES", "rank 0: 0; rank 1: 1"}, {"b/OMP_X", "2"}}));
}

TEST(Merge, GivesFactsOfDevicesToTheirNodes) {
  RankReport first = rank(0, "a", {});
  first.facts = {{"power_limit_watts cuda:0", "700"}};
  RankReport second = rank(1, "b", {});
  second.facts = {{"power_limit_watts cuda:0", "600"}};
  const Environment merged = merge({first, second, rank(2, "unknown", {})},
                                   {{.host = "a", .facts = {{"smt", "on"}}}, {.host = "b"}});
  EXPECT_EQ(merged.nodes[0].facts, (std::map<std::string, std::string>{
                                       {"power_limit_watts cuda:0", "700"}, {"smt", "on"}}));
  EXPECT_EQ(merged.nodes[1].facts,
            (std::map<std::string, std::string>{{"power_limit_watts cuda:0", "600"}}));
}

TEST(Merge, EndsWithTheWarnings) {
  EXPECT_EQ(merge({rank(0, "a", {{"OPENBLAS_CORETYPE", "X"}})}, {}).warnings.size(), 1u);
}

}  // namespace
}  // namespace steelyard::collectors
