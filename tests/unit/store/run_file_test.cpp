#include "results/store/run_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>

#include "harness/core/error.hpp"
#include "tests/unit/store/sample_run.hpp"

namespace steelyard::results {
namespace {

using ::testing::AllOf;
using testing::expect_same;
using testing::Folder;
using ::testing::HasSubstr;
using testing::planned;
using testing::sample_run;
using testing::write_run;

/// The text of the error that `action` ends by.
template <class Error, class Action>
std::string error_of(Action action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(RunFile, KeepsEveryMember) {
  const Folder folder;
  const RunRecord run = sample_run();
  write_run(folder / "run.h5", run);
  expect_same(read_run(folder / "run.h5"), run);
}

TEST(RunFile, KeepsARunOfNothing) {
  const Folder folder;
  RunRecord run;
  write_run(folder / "run.h5", run);
  expect_same(read_run(folder / "run.h5"), run);
}

TEST(RunFile, IsReadableAfterEveryCall) {
  const Folder folder;
  const auto file = folder / "run.h5";
  const RunRecord run = sample_run();
  RunRecord expected = planned(run);
  RunWriter writer(file, expected, false);
  expect_same(read_run(file), expected);

  for (std::size_t i : {std::size_t{1}, std::size_t{0}}) {
    for (const Visit& visit : run.cases[i].visits) {
      expected.cases[i].visits.push_back(visit);
      writer.append_visit(expected.cases[i]);
      expect_same(read_run(file), expected);
    }
  }
  for (std::size_t i = 0; i < run.cases.size(); ++i) {
    expected.cases[i] = run.cases[i];
    writer.finish_case(run.cases[i]);
    expect_same(read_run(file), expected);
  }
  writer.finish_run(run);
  expect_same(read_run(file), run);
}

TEST(RunFile, BringsACaseUpToDateWithEachVisit) {
  const Folder folder;
  RunRecord run = planned(sample_run());
  RunWriter writer(folder / "run.h5", run, false);
  run.cases[1].algorithm = "found while planning";
  run.cases[1].verification = {VerificationState::verified, "exact", "", 0.5, 12};
  run.cases[1].visits = {sample_run().cases[1].visits[0]};
  writer.append_visit(run.cases[1]);
  expect_same(read_run(folder / "run.h5"), run);
}

/// What tells one file from another that took its place.
ino_t identity(const std::filesystem::path& file) {
  struct stat status {};
  EXPECT_EQ(::stat(file.c_str(), &status), 0);
  return status.st_ino;
}

TEST(RunFile, IsWrittenOnceForTheLastVisitAndTheOutcome) {
  const Folder folder;
  const auto file = folder / "run.h5";
  RunRecord run = planned(sample_run());
  RunWriter writer(file, run, false);
  run.cases[1].visits = {sample_run().cases[1].visits[0]};
  run.cases[1].outcome = Outcome::passed;
  writer.append_visit(run.cases[1]);
  expect_same(read_run(file), run);
  const ino_t before = identity(file);
  writer.finish_case(run.cases[1]);
  EXPECT_EQ(identity(file), before);
}

TEST(RunFile, IsWrittenForEveryChangeOfACase) {
  const Folder folder;
  const auto file = folder / "run.h5";
  RunRecord run = planned(sample_run());
  RunWriter writer(file, run, false);
  for (const char* reason : {"first", "second", "first"}) {
    run.cases[0].reason = reason;
    const ino_t before = identity(file);
    writer.finish_case(run.cases[0]);
    EXPECT_NE(identity(file), before);
    expect_same(read_run(file), run);
  }
}

TEST(RunFile, HoldsSamplesAsTheyAre) {
  const Folder folder;
  const RunRecord run = sample_run();
  write_run(folder / "run.h5", run);
  std::ifstream in(folder / "run.h5", std::ios::binary);
  const std::string content((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  const auto& samples = run.cases[1].visits[0].samples;
  ASSERT_GE(samples.size(), 2U);
  const std::string first_two(reinterpret_cast<const char*>(samples.data()), 2 * sizeof(double));
  EXPECT_NE(content.find(first_two), std::string::npos);
}

TEST(RunFile, KeepsTheOrderOfTheSuite) {
  const Folder folder;
  RunRecord run;
  run.cases.resize(12);
  for (std::size_t i = 0; i < run.cases.size(); ++i) {
    run.cases[i].id = "case" + std::to_string(11 - i);
  }
  write_run(folder / "run.h5", run);
  expect_same(read_run(folder / "run.h5"), run);
}

TEST(RunFile, KeepsManyRanks) {
  const Folder folder;
  RunRecord run;
  run.cases.resize(1);
  CaseRecord& record = run.cases[0];
  record.id = "wide";
  record.ranks = 10000;
  record.visits.resize(2);
  for (int i = 0; i < 3 * record.ranks; ++i) record.visits[0].samples.push_back(i);
  for (int i = 0; i < 2 * record.ranks; ++i) record.visits[1].samples.push_back(0.5 + i);
  write_run(folder / "run.h5", run);
  expect_same(read_run(folder / "run.h5"), run);
}

TEST(RunFile, CutsTextsThatDoNotFitWithACount) {
  const Folder folder;
  RunRecord run = sample_run();
  run.cases[0].reason = std::string(40000, 'r');
  run.info.environment.warnings = {std::string(5000, 'w')};
  run.info.suite_text = std::string(200000, 's');
  write_run(folder / "run.h5", run);
  const RunRecord read = read_run(folder / "run.h5");
  EXPECT_LE(read.cases[0].reason.size(), 32000U);
  EXPECT_THAT(read.cases[0].reason, HasSubstr("bytes cut)"));
  EXPECT_LE(read.info.environment.warnings.at(0).size(), 4096U);
  EXPECT_THAT(read.info.environment.warnings.at(0), HasSubstr("bytes cut)"));
  EXPECT_EQ(read.info.suite_text, run.info.suite_text);
}

TEST(RunWriter, LeavesNothingBesideTheFile) {
  const Folder folder;
  write_run(folder / "run.h5", sample_run());
  const std::filesystem::directory_iterator entries(folder.path());
  EXPECT_EQ(std::distance(entries, {}), 1);
}

TEST(RunWriter, RefusesAFileThatExists) {
  const Folder folder;
  const auto file = folder / "run.h5";
  testing::write_file(file, "precious");
  EXPECT_THAT(error_of<UsageError>([&] { RunWriter(file, RunRecord{}, false); }),
              AllOf(HasSubstr("run.h5"), HasSubstr("--force")));
  EXPECT_EQ(testing::read_file(file), "precious");
  write_run(file, sample_run(), true);
  expect_same(read_run(file), sample_run());
}

TEST(RunWriter, RefusesAMissingFolderAndAFolderInThePlaceOfTheFile) {
  const Folder folder;
  EXPECT_THAT(error_of<StoreError>([&] { RunWriter(folder / "no/run.h5", RunRecord{}, false); }),
              AllOf(HasSubstr("no folder"), HasSubstr("/no'")));
  EXPECT_THAT(error_of<StoreError>([&] { RunWriter(folder.path(), RunRecord{}, true); }),
              HasSubstr("not a regular file"));
}

TEST(RunWriter, RefusesASecondWriterOfTheSameFile) {
  const Folder folder;
  const auto file = folder / "run.h5";
  RunWriter first(file, planned(sample_run()), false);
  EXPECT_THAT(error_of<StoreError>([&] { RunWriter(file, RunRecord{}, true); }),
              HasSubstr("Another process is writing"));
  first.finish_run(sample_run());
  EXPECT_EQ(read_run(file).info.uuid, sample_run().info.uuid);
}

TEST(RunWriter, RefusesWhatAReaderWouldNotTake) {
  const Folder folder;
  RunRecord run = planned(sample_run());
  run.cases[0].id = "not/plain";
  EXPECT_THAT(error_of<StoreError>([&] { RunWriter(folder / "a.h5", run, false); }),
              HasSubstr("not/plain"));
  EXPECT_FALSE(std::filesystem::exists(folder / "a.h5"));

  const auto append = [&](const Visit& visit) {
    RunRecord plan = planned(sample_run());
    RunWriter writer(folder / "b.h5", plan, true);
    plan.cases[0].visits = {visit};
    return error_of<StoreError>([&] { writer.append_visit(plan.cases[0]); });
  };
  Visit visit;
  visit.samples = {1, 2};
  EXPECT_THAT(append(visit), HasSubstr("whole iterations"));
  visit.samples = {1, 2, -3};
  EXPECT_THAT(append(visit), HasSubstr("finite times"));
  visit.samples = {1, 2, std::numeric_limits<double>::infinity()};
  EXPECT_THAT(append(visit), HasSubstr("finite times"));
  visit.samples = {1, 2, 3};
  visit.late = {1, 0};
  EXPECT_THAT(append(visit), HasSubstr("whole iterations"));
  visit.late = {1};
  EXPECT_EQ(append(visit), "no error");
}

TEST(RunWriter, RefusesFurtherCallsAfterAFailure) {
  const Folder folder;
  RunRecord plan = planned(sample_run());
  RunWriter writer(folder / "run.h5", plan, false);
  plan.cases[0].visits.resize(1);
  plan.cases[0].visits[0].samples = {1};
  EXPECT_THROW(writer.append_visit(plan.cases[0]), StoreError);
  EXPECT_THAT(error_of<StoreError>([&] { writer.finish_run(plan); }), HasSubstr("failed before"));
  EXPECT_EQ(read_run(folder / "run.h5").cases[0].visits.size(), 0U);
}

}  // namespace
}  // namespace steelyard::results
