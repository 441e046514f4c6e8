#include "results/report/page/run_details.hpp"

#include <gmock/gmock.h>

#include "tests/unit/page/made_page.hpp"

namespace steelyard::results::page {
namespace {

using testing::IsEmpty;

NamedRun large_run() {
  NamedRun run = test::run_on_nodes(
      "a.h5", 2, {test::allreduce_case(64, 1, 2), test::matmul_case("bf16", 64, 1, 2)});
  run.run.info.suite_name = "quick";
  run.run.info.suite_text = "a long text";
  NodeInfo node;
  node.host = "node0";
  node.facts = {{"governor", "performance"}};
  node.topology_xml = "<a very long text>";
  run.run.info.environment.nodes = {node};
  run.run.info.continuations.resize(1);
  run.run.info.continuations[0].environment.nodes = {node};
  run.run.cases[0].algorithm = "ring";
  run.run.cases[1].path = "native";
  return run;
}

TEST(RunDetails, KeepsWhatThePageShows) {
  const RunDetails details = run_details(large_run());
  EXPECT_EQ(details.name, "a.h5");
  EXPECT_EQ(details.info.uuid, "uuid of a.h5");
  EXPECT_EQ(details.info.suite_name, "quick");
  EXPECT_EQ(details.info.environment.nodes[0].facts.at("governor"), "performance");
  ASSERT_EQ(details.cases.size(), 2U);
  const CaseRecord kept = large_run().run.cases[0];
  const CaseRecord& record = details.cases[0].record;
  EXPECT_EQ(record.id, kept.id);
  EXPECT_EQ(record.name, kept.name);
  EXPECT_EQ(record.workload, "allreduce");
  EXPECT_EQ(record.group, "allreduce");
  EXPECT_EQ(record.method_version, 1);
  EXPECT_EQ(record.data_pattern, "normal");
  EXPECT_EQ(record.outcome, Outcome::passed);
  EXPECT_EQ(record.path, "native");
  EXPECT_EQ(record.timing, "pipelined");
  EXPECT_EQ(record.algorithm, "ring");
  EXPECT_EQ(record.work.message_bytes, 64);
  EXPECT_EQ(record.ranks, 2);
  EXPECT_EQ(details.cases[0].ranks.size(), 2U);
  EXPECT_EQ(details.cases[0].ranks[0].host, "node0");
  EXPECT_EQ(details.cases[1].record.work.flops, 2.0 * 64 * 64 * 64);
}

TEST(RunDetails, DropsWhatIsLarge) {
  const RunDetails details = run_details(large_run());
  EXPECT_EQ(details.info.suite_text, "");
  EXPECT_EQ(details.info.environment.nodes[0].topology_xml, "");
  EXPECT_EQ(details.info.continuations[0].environment.nodes[0].topology_xml, "");
  for (const CaseDetails& each : details.cases) EXPECT_THAT(each.record.visits, IsEmpty());
}

TEST(RunDetails, HasNoTimesByRankOfAnImport) {
  NamedRun run = large_run();
  run.run.info.origin = Origin::imported;
  for (const CaseDetails& each : run_details(run).cases) EXPECT_THAT(each.ranks, IsEmpty());
}

TEST(RunDetails, HasTheFirstRankOfAModel) {
  NamedRun run = large_run();
  run.run.info.origin = Origin::modelled;
  for (const CaseDetails& each : run_details(run).cases) {
    ASSERT_EQ(each.ranks.size(), 1U);
    EXPECT_EQ(each.ranks[0].rank, 0);
  }
}

TEST(RunDetails, FindsACaseByItsId) {
  const RunDetails details = run_details(large_run());
  EXPECT_EQ(find_case(details, details.cases[1].record.id), &details.cases[1]);
  EXPECT_EQ(find_case(details, "no such id"), nullptr);
}

}  // namespace
}  // namespace steelyard::results::page
