#include "results/report/page/environment_facts.hpp"

#include <gmock/gmock.h>

#include "tests/unit/page/made_page.hpp"

namespace steelyard::results::page {
namespace {

using testing::IsEmpty;

NamedRun described_run() {
  NamedRun run = test::run_on_nodes("a.h5", 3, {test::matmul_case("bf16", 64, 1, 3)});
  RunInfo& info = run.run.info;
  info.suite_name = "quick";
  info.suite_sha256 = "0123456789abcdef";
  info.method_version = 7;
  info.rounds = 5;
  info.precision = 0.05;
  RankInfo& rank = info.environment.ranks[1];
  rank.chip_id = "acme-one";
  rank.driver = "550.54";
  rank.firmware = "f1";
  rank.library_versions = "lib 1";
  rank.memory_bytes = 1024;
  rank.threads = 4;
  info.environment.nodes = {{"node0",
                             {{"governor", "performance"},
                              {"load_average", "1 2 3"},
                              {"memory_available_bytes", "5"},
                              {"power_limit_watts cpu:1", "700"},
                              {"power_limit_watts cpu:9", "600"}},
                             ""},
                            {"node1", {{"power_limit_watts cpu:1", "500"}}, ""}};
  info.environment.software = {{"MPI", "Open MPI 4"},          {"backend cpu", "1.0"},
                               {"backend cpu driver", "6.1"},  {"backend cpu firmware", "f"},
                               {"backend cpu libraries", "l"}, {"empty", ""},
                               {"steelyard", "another"}};
  info.environment.variables = {{"node1/OMP_NUM_THREADS", "2"}, {"no host", "3"}};
  return run;
}

EnvironmentFacts facts_of(const NamedRun& run) {
  const auto page = test::made_page({run});
  return environment_facts(page->input).at(0);
}

TEST(EnvironmentFacts, OfARunAreSoftwareAndSettings) {
  EXPECT_EQ(facts_of(described_run()).of_run, (Facts{{"MPI", "Open MPI 4"},
                                                     {"backend cpu", "1.0"},
                                                     {"method version", "7"},
                                                     {"oversubscription", "none"},
                                                     {"precision asked for", "0.05"},
                                                     {"rounds", "5"},
                                                     {"steelyard", "0.1.0"},
                                                     {"suite", "quick (sha256 0123456789ab)"}}));
}

TEST(EnvironmentFacts, SayWhetherARunWasOversubscribed) {
  NamedRun run = described_run();
  run.run.info.environment.warnings = {"not bound: ...", "oversubscribed: 4 threads on 2 cores"};
  EXPECT_EQ(facts_of(run).of_run.at("oversubscription"), "oversubscribed: 4 threads on 2 cores");
}

TEST(EnvironmentFacts, OfARankAreOfItsDevice) {
  const auto ranks = facts_of(described_run()).of_ranks;
  ASSERT_EQ(ranks.size(), 3U);
  EXPECT_EQ(ranks.at({"node0", 0}), (Facts{{"backend", "cpu"}, {"product", "Some CPU"}}));
  EXPECT_EQ(ranks.at({"node0", 1}), (Facts{{"backend", "cpu"},
                                           {"chip", "acme-one"},
                                           {"device memory, bytes", "1024"},
                                           {"driver", "550.54"},
                                           {"firmware", "f1"},
                                           {"libraries", "lib 1"},
                                           {"power_limit_watts", "700"},
                                           {"product", "Some CPU"},
                                           {"threads", "4"}}));
}

TEST(EnvironmentFacts, OfANodeAreWhatLasts) {
  const auto nodes = facts_of(described_run()).of_nodes;
  ASSERT_EQ(nodes.size(), 2U);
  EXPECT_EQ(nodes.at("node0"),
            (Facts{{"governor", "performance"}, {"power_limit_watts cpu:9", "600"}}));
  EXPECT_EQ(nodes.at("node1"),
            (Facts{{"power_limit_watts cpu:1", "500"}, {"variable OMP_NUM_THREADS", "2"}}));
}

TEST(EnvironmentFacts, AreOfEachStart) {
  NamedRun run = described_run();
  Continuation later;
  later.tool_version = "0.2.0";
  later.environment = run.run.info.environment;
  later.environment.ranks[0].driver = "new";
  run.run.info.continuations = {later, later};
  const auto page =
      test::made_page({run, test::named_run("b.h5", "X", {test::matmul_case("bf16", 64, 1)})});
  const auto all = environment_facts(page->input);
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(all[0].start, 0U);
  EXPECT_EQ(all[1].start, 1U);
  EXPECT_EQ(all[2].start, 2U);
  EXPECT_EQ(all[3].start, 0U);
  EXPECT_EQ(all[1].chip, 0U);
  EXPECT_EQ(all[3].chip, 1U);
  EXPECT_EQ(all[1].of_run.at("steelyard"), "0.2.0");
  EXPECT_EQ(all[1].of_run.at("rounds"), "5");
  EXPECT_EQ(all[1].of_ranks.at({"node0", 0}).at("driver"), "new");
}

TEST(EnvironmentFacts, AreOfMeasurementsAlone) {
  for (const Origin origin : {Origin::imported, Origin::modelled}) {
    NamedRun run = described_run();
    run.run.info.origin = origin;
    const auto page = test::made_page({run});
    EXPECT_THAT(environment_facts(page->input), IsEmpty());
  }
}

}  // namespace
}  // namespace steelyard::results::page
