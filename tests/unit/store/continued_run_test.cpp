// A run file that is gone on with after its run ended early.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "harness/core/error.hpp"
#include "results/store/run_file.hpp"
#include "results/store/write_lock.hpp"
#include "tests/unit/store/sample_run.hpp"

namespace steelyard::results {
namespace {

using testing::expect_same;
using testing::Folder;
using ::testing::HasSubstr;
using testing::planned;
using testing::sample_run;

Continuation continuation(int number) {
  Continuation made;
  made.created_utc = fmt::format("2026-11-23T04:06:{:02}Z", number);
  made.start_seconds = 100 + number;
  made.command_line = fmt::format("steelyard run --resume {}", number);
  made.tool_version = fmt::format("0.1.{}", number);
  made.budget_seconds = 200 + number;
  made.environment = sample_run().info.environment;
  made.environment.warnings = {fmt::format("warning {}", number)};
  return made;
}

/// Leaves the file as a killed run does: the plan and the first visit of the first case.
RunRecord begin_run(const std::filesystem::path& file) {
  RunRecord run = planned(sample_run());
  RunWriter writer(file, run, false);
  run.cases[0].visits = {sample_run().cases[0].visits[0]};
  writer.append_visit(run.cases[0]);
  return run;
}

std::string go_on_error(const std::filesystem::path& file, const RunRecord& run) {
  try {
    RunWriter::go_on(file, run, 0);
  } catch (const StoreError& error) {
    return error.what();
  }
  return "no error";
}

class ContinuedRun : public ::testing::Test {
 protected:
  Folder folder_;
  std::filesystem::path file_ = folder_ / "run.h5";
};

TEST_F(ContinuedRun, KeepsWhatWasThereAndAddsTheRest) {
  RunRecord run = begin_run(file_);
  for (const char* left : {"run.h5.next", "run.h5.last", "run.h5.lock"}) {
    testing::write_file(folder_ / left, "torn");
  }
  expect_same(read_ended_run(file_, 0), run);

  run.info.continuations = {continuation(1)};
  {
    const auto writer = RunWriter::go_on(file_, run, 0);
    expect_same(read_run(file_), run);
    run.cases[0].visits.push_back(sample_run().cases[0].visits[1]);
    writer->append_visit(run.cases[0]);
    expect_same(read_run(file_), run);
    run.cases[0].outcome = Outcome::passed;
    writer->finish_case(run.cases[0]);
    run.info.state = RunState::complete;
    run.info.wall_seconds = 500;
    run.telemetry = sample_run().telemetry;
    writer->finish_run(run);
  }
  expect_same(read_run(file_), run);
  const std::filesystem::directory_iterator entries(folder_.path());
  EXPECT_EQ(std::distance(entries, {}), 1) << "side files are left";
}

TEST_F(ContinuedRun, KeepsEveryContinuationInOrder) {
  RunRecord run = begin_run(file_);
  for (int number = 1; number <= 12; ++number) {
    run.info.continuations.push_back(continuation(number));
    RunWriter::go_on(file_, run, 0);
  }
  expect_same(read_run(file_), run);
}

TEST_F(ContinuedRun, SetsStateAndBudgetAnew) {
  RunRecord run = begin_run(file_);
  run.info.continuations = {continuation(1)};
  run.info.state = RunState::interrupted;
  run.info.budget_seconds = 4711;
  RunWriter::go_on(file_, run, 0);
  expect_same(read_run(file_), run);
}

TEST_F(ContinuedRun, RefusesAFileThatIsNotWhatWasRead) {
  const RunRecord begun = begin_run(file_);
  RunRecord run = begun;
  run.info.continuations = {continuation(1)};

  RunRecord other = run;
  other.info.uuid = "another";
  EXPECT_THAT(go_on_error(file_, other), HasSubstr("was changed since it was read"));
  other = run;
  other.cases[0].visits.clear();
  EXPECT_THAT(go_on_error(file_, other), HasSubstr("was changed since it was read"));
  other = run;
  other.cases.pop_back();
  EXPECT_THAT(go_on_error(file_, other), HasSubstr("was changed since it was read"));
  other = run;
  other.cases[1].id = "another";
  EXPECT_THAT(go_on_error(file_, other), HasSubstr("was changed since it was read"));
  expect_same(read_run(file_), begun);

  EXPECT_EQ(go_on_error(file_, run), "no error");
  EXPECT_THAT(go_on_error(file_, run), HasSubstr("was changed since it was read"));
  expect_same(read_run(file_), run);
}

TEST_F(ContinuedRun, IsLeftToARunThatStillWrites) {
  RunRecord run = begin_run(file_);
  run.info.continuations = {continuation(1)};
  const WriteLock dying(std::filesystem::canonical(folder_.path()) / "run.h5", 0);
  EXPECT_THAT(go_on_error(file_, run), HasSubstr("Another process is writing"));
  EXPECT_THROW(read_ended_run(file_, 0), StoreError);
}

TEST_F(ContinuedRun, MakesNothingBesideWhatIsNoFile) {
  EXPECT_THROW(read_ended_run(file_, 0), DataError);
  EXPECT_THROW(read_ended_run(folder_ / "no" / "run.h5", 0), DataError);
  EXPECT_THROW(read_ended_run(folder_.path(), 0), DataError);
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

}  // namespace
}  // namespace steelyard::results
