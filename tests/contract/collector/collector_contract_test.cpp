// What every collector must do: take the calls of a run in the order that harness/run/collector.hpp
// documents, and leave standard output alone.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "collectors/table.hpp"
#include "harness/comm/thread_communicator.hpp"
#include "harness/device/loader.hpp"

namespace steelyard::collectors {
namespace {

/// Collectors must not care which of these people choose.
enum class Display { log, terminal, quiet };

struct Item {
  run::CollectorPlugin plugin;
  Display display = Display::log;
};

std::vector<Item> items() {
  std::vector<Item> all;
  for (const run::CollectorPlugin& plugin : all_collectors()) {
    for (const Display display : {Display::log, Display::terminal, Display::quiet}) {
      all.push_back({plugin, display});
    }
  }
  return all;
}

std::string item_name(const testing::TestParamInfo<Item>& item) {
  constexpr const char* displays[] = {"Log", "Terminal", "Quiet"};
  return std::string(item.param.plugin.name) +
         displays[static_cast<std::size_t>(item.param.display)];
}

CaseRecord planned_case(int number) {
  CaseRecord record;
  record.id = "000000000000000" + std::to_string(number);
  record.name = "matmul:m=" + std::to_string(number);
  record.workload = "matmul";
  record.group = "square";
  record.method_version = 1;
  record.data_pattern = "normal";
  record.timing = "device-events";
  record.target_precision = 0.01;
  record.ranks = 2;
  return record;
}

Visit visit_of_round(int round) {
  Visit visit;
  visit.round = round;
  visit.samples = {0.001, 0.002, 0.0015, 0.0025};
  visit.stop = StopReason::precision_reached;
  return visit;
}

RunRecord planned_run(std::size_t cases) {
  RunRecord run;
  run.info.uuid = "11111111-2222-4333-8444-555555555555";
  run.info.created_utc = "2026-01-01T00:00:00Z";
  run.info.tool_version = "0";
  run.info.method_version = 1;
  run.info.command_line = "steelyard run";
  run.info.suite_name = "tiny";
  run.info.rounds = 2;
  run.info.precision = 0.01;
  for (std::size_t i = 0; i < cases; ++i) run.cases.push_back(planned_case(static_cast<int>(i)));
  return run;
}

class EveryCollector : public testing::TestWithParam<Item> {
 protected:
  void SetUp() override {
    std::string name = testing::UnitTest::GetInstance()->current_test_info()->name();
    std::replace(name.begin(), name.end(), '/', '_');
    folder_ = std::filesystem::path(testing::TempDir()) /
              ("collector_contract_" + std::to_string(getpid()) + "_" + name);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::unique_ptr<run::Collector> make(bool force) const {
    return GetParam().plugin.make({.output = (folder_ / "run.h5").string(),
                                   .force = force,
                                   .quiet = GetParam().display == Display::quiet,
                                   .color = GetParam().display == Display::terminal,
                                   .terminal = GetParam().display == Display::terminal});
  }

  /// The whole way of a run on two ranks. Returns the annotated record of rank 0.
  RunRecord take_run(std::size_t cases, bool force) const {
    RunRecord run = planned_run(cases);
    comm::run_thread_ranks(2, [&](comm::Communicator& comm) {
      device::Device device(*backend_.table, static_cast<std::uint32_t>(comm.rank()));
      const auto collector = make(force);
      RunInfo info = run.info;
      comm.barrier();
      collector->annotate(info, comm, device);
      if (comm.rank() != 0) return;
      run.info = info;
      tell_whole_run(*collector, run);
    });
    return run;
  }

 private:
  static void tell_whole_run(run::Collector& collector, RunRecord& run) {
    collector.run_started(run);
    run::Progress progress{.visits_total = 3 * run.cases.size(), .rounds = 2};
    for (CaseRecord& record : run.cases) {
      progress.case_name = record.name;
      progress.step = "verify";
      collector.progress(progress);
      record.verification.state = VerificationState::verified;
      ++progress.visits_done;
    }
    for (int round = 1; round <= 2; ++round) {
      progress.round = round;
      for (CaseRecord& record : run.cases) {
        progress.step = "sample";
        progress.precision = 0.02;
        collector.progress(progress);
        record.visits.push_back(visit_of_round(round));
        const VisitOf done{&record, &record.visits.back()};
        collector.visits_done(std::span(&done, 1));
        ++progress.visits_done;
      }
    }
    for (CaseRecord& record : run.cases) {
      record.outcome = Outcome::passed;
      record.reached_precision = 0.009;
      collector.case_done(record);
    }
    run.info.state = RunState::complete;
    run.info.wall_seconds = 1;
    collector.run_done(run);
  }

  std::filesystem::path folder_;
  device::LoadedBackend backend_ = device::open_backend("fake");
};

TEST_P(EveryCollector, DescribesItself) {
  EXPECT_FALSE(GetParam().plugin.name.empty());
  EXPECT_FALSE(GetParam().plugin.description.empty());
  EXPECT_NE(make(false), nullptr);
}

TEST_P(EveryCollector, TakesAWholeRun) { EXPECT_EQ(take_run(2, false).cases.size(), 2u); }

TEST_P(EveryCollector, TakesASecondRunOverTheFirst) {
  take_run(2, false);
  EXPECT_NO_THROW(take_run(1, true));
}

TEST_P(EveryCollector, TakesARunWithoutCases) { EXPECT_NO_THROW(take_run(0, false)); }

TEST_P(EveryCollector, CanBeDroppedInTheMiddleOfARun) {
  const auto collector = make(false);
  collector->run_started(planned_run(1));
  collector->progress({.visits_total = 1, .rounds = 1, .case_name = "x", .step = "sample"});
}

TEST_P(EveryCollector, LeavesStandardOutputAlone) {
  testing::internal::CaptureStdout();
  take_run(2, false);
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
}

TEST_P(EveryCollector, KeepsWhatIsKnownOfTheRun) {
  const RunRecord run = take_run(1, false);
  EXPECT_EQ(run.info.uuid, planned_run(1).info.uuid);
  EXPECT_EQ(run.info.suite_name, "tiny");
  EXPECT_EQ(run.info.state, RunState::complete);
}

INSTANTIATE_TEST_SUITE_P(Table, EveryCollector, testing::ValuesIn(items()), item_name);

TEST(Collectors, HaveDifferentNames) {
  std::vector<std::string> names;
  for (const run::CollectorPlugin& plugin : all_collectors()) names.emplace_back(plugin.name);
  std::sort(names.begin(), names.end());
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
  EXPECT_FALSE(names.empty());
}

TEST(EnvironmentCollector, FillsRanksAndNodesOnRank0) {
  const auto backend = device::open_backend("fake");
  const auto& table = all_collectors();
  const auto plugin = std::find_if(table.begin(), table.end(),
                                   [](const auto& entry) { return entry.name == "environment"; });
  ASSERT_NE(plugin, table.end());
  comm::run_thread_ranks(3, [&](comm::Communicator& comm) {
    const device::Device device(*backend.table, static_cast<std::uint32_t>(comm.rank()));
    RunInfo info;
    info.tool_version = "1.2.3";
    plugin->make({})->annotate(info, comm, device);
    const Environment& environment = info.environment;
    if (comm.rank() != 0) return;
    ASSERT_EQ(environment.ranks.size(), 3u);
    for (int rank = 0; rank < 3; ++rank) {
      const RankInfo& entry = environment.ranks[static_cast<std::size_t>(rank)];
      EXPECT_EQ(entry.rank, rank);
      EXPECT_EQ(entry.backend, "fake");
      EXPECT_EQ(entry.device, "fake:" + std::to_string(rank));
      EXPECT_FALSE(entry.cpu_binding.empty());
    }
    ASSERT_EQ(environment.nodes.size(), 1u);  // the ranks share a host
    EXPECT_EQ(environment.nodes[0].host, environment.ranks[0].host);
    EXPECT_TRUE(environment.nodes[0].facts.contains("kernel"));
    EXPECT_FALSE(environment.nodes[0].topology_xml.empty());
    EXPECT_EQ(environment.software.at("steelyard"), "1.2.3");
    EXPECT_EQ(environment.software.at("MPI"), "threads");
  });
}

}  // namespace
}  // namespace steelyard::collectors
