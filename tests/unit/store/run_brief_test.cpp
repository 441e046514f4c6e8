// Runs read for what their cases come to: by their summary, or by their samples.
#include "results/store/run_brief.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/core/error.hpp"
#include "results/store/brief_message.hpp"
#include "results/store/run_file.hpp"
#include "results/store/run_summary.hpp"
#include "tests/unit/store/sample_run.hpp"
#include "tests/unit/store/tampered_file.hpp"
#include "tests/unit/store/tampering.hpp"

namespace steelyard::results {
namespace {

using testing::expect_same;
using testing::Folder;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::sample_run;
using testing::small_run;
using testing::write_run;

/// What a ranking sees of sample_run().
RunRecord sample_in_brief() {
  RunRecord run = sample_run();
  run.telemetry.clear();
  run.info.suite_text.clear();
  for (NodeInfo& node : run.info.environment.nodes) node.topology_xml.clear();
  for (CaseRecord& record : run.cases) record.visits.clear();
  return run;
}

void expect_same_numbers(const RunInBrief& a, const RunInBrief& b) {
  ASSERT_EQ(a.times.size(), b.times.size());
  for (std::size_t i = 0; i < a.times.size(); ++i) {
    EXPECT_EQ(std::optional<CaseSummary>(a.times[i]), std::optional<CaseSummary>(b.times[i]));
  }
}

bool has_quoted_times(const RunInBrief& run) { return !run.times[0]->quoted.empty(); }

class RunBrief : public ::testing::Test {
 protected:
  void SetUp() override { write_run(file_, sample_run()); }
  void change(const std::function<void(hid_t)>& change) { testing::change_file(file_, change); }

  Folder folder_;
  std::filesystem::path file_ = folder_ / "run.h5";
};

TEST_F(RunBrief, IsTheSameByTheSummaryAndByTheSamples) {
  const RunInBrief numbers = read_run_summary(file_);
  const RunInBrief times = read_run_summary(file_, Depth::times);
  expect_same(numbers.run, sample_in_brief());
  expect_same(times.run, sample_in_brief());
  expect_same_numbers(numbers, times);
  EXPECT_FALSE(has_quoted_times(numbers));
  EXPECT_FALSE(numbers.times[2]);
  for (std::size_t i = 0; i < 2; ++i) {
    const auto expected = case_times(sample_run().cases[i]);
    EXPECT_EQ(times.times[i]->quoted, expected->quoted);
    EXPECT_EQ(times.times[i]->probe_rates, expected->probe_rates);
  }
}

TEST_F(RunBrief, ComesFromTheSummaryWithoutALookAtTheSamples) {
  change([](hid_t f) { H5Ldelete(f, testing::in_full_case("samples").c_str(), H5P_DEFAULT); });
  expect_same(read_run_summary(file_).run, sample_in_brief());
  EXPECT_THROW(read_run_summary(file_, Depth::times), DataError);
}

TEST_F(RunBrief, ComesFromTheSamplesWhereThereIsNoSummary) {
  change([](hid_t f) { H5Ldelete(f, "/summary", H5P_DEFAULT); });
  const RunInBrief read = read_run_summary(file_);
  EXPECT_TRUE(has_quoted_times(read));
  expect_same(read.run, sample_in_brief());
}

TEST_F(RunBrief, ComesFromTheSamplesWhereTheSummaryIsOfAnotherForm) {
  const RunInBrief by_summary = read_run_summary(file_);
  EXPECT_EQ(by_summary.times[0]->rank_medians_seconds.size(), 3U);
  for (const std::int32_t form : {1, summary_form + 1}) {
    change([&](hid_t f) { testing::set_attribute(f, "/summary", "form", H5T_STD_I32LE, &form); });
    const RunInBrief read = read_run_summary(file_);
    EXPECT_TRUE(has_quoted_times(read));
    expect_same(read.run, sample_in_brief());
    expect_same_numbers(read, by_summary);
    EXPECT_EQ(read.run.info.environment.warnings.size(), 2U) << "nothing is wrong with it";
  }
}

TEST_F(RunBrief, SaysWhyASummaryIsNotBelieved) {
  const double slower = 1;
  const std::int32_t newer = 2;
  const std::vector<std::function<void(hid_t)>> changes{
      [&](hid_t f) {
        testing::set_cell(f, "/summary/cases", "median_seconds", H5T_IEEE_F64LE, &slower);
      },
      [](hid_t f) { testing::set_text(f, "/digests", "head", std::string(64, '0')); },
      [](hid_t f) { testing::set_text(f, "/summary", "digest", std::string(64, '0')); },
      [](hid_t f) { H5Ldelete(f, "/digests", H5P_DEFAULT); },
      [&](hid_t f) { testing::set_attribute(f, "/digests", "form", H5T_STD_I32LE, &newer); },
  };
  const RunInBrief expected = read_run_summary(file_, Depth::times);
  for (const auto& each : changes) {
    write_run(file_, sample_run(), true);
    change(each);
    const RunInBrief read = read_run_summary(file_);
    EXPECT_TRUE(has_quoted_times(read));
    expect_same_numbers(read, expected);
    ASSERT_EQ(read.run.info.environment.warnings.size(), 3U);
    EXPECT_THAT(read.run.info.environment.warnings[2],
                HasSubstr("is not that of its digests, so its samples were read instead"));
  }
}

TEST_F(RunBrief, OfManyFilesComesInTheirOrder) {
  std::vector<std::filesystem::path> files;
  for (int i = 0; i < 7; ++i) {
    RunRecord run = small_run();
    run.info.uuid = fmt::format("run {}", i);
    files.push_back(folder_ / run.info.uuid);
    write_run(files.back(), run);
  }
  std::vector<std::size_t> done;
  const auto runs =
      read_run_summaries(files, Depth::numbers, [&](std::size_t read) { done.push_back(read); });
  EXPECT_THAT(done, ::testing::ElementsAre(1, 2, 3, 4, 5, 6, 7));
  ASSERT_EQ(runs.size(), 7U);
  for (std::size_t i = 0; i < 7; ++i) {
    EXPECT_EQ(std::get<RunInBrief>(runs[i]).run.info.uuid, fmt::format("run {}", i));
  }
  EXPECT_THAT(read_run_summaries({}, Depth::numbers), IsEmpty());
}

TEST_F(RunBrief, IsTakenInTheOrderOfTheFilesWhicheverIsReadFirst) {
  // Another process takes the place of one that ended, which takes longer than to read a file.
  const std::filesystem::path corpus = STEELYARD_SOURCE_DIR "/tests/fuzz/corpus/run_file";
  std::vector<std::filesystem::path> files(12, file_);
  for (const std::size_t i : {0U, 5U, 6U}) files[i] = corpus / "crashes_hdf5";
  std::vector<std::size_t> taken;
  std::vector<bool> read;
  for_each_run_summary(files, Depth::numbers, [&](std::size_t i, const RunOrComplaint& run) {
    taken.push_back(i);
    read.push_back(std::holds_alternative<RunInBrief>(run));
  });
  for (std::size_t i = 0; i < files.size(); ++i) {
    EXPECT_EQ(taken.at(i), i);
    EXPECT_EQ(read.at(i), files[i] == file_);
  }
}

TEST_F(RunBrief, OfABadFileIsItsOwnComplaintAndCostsTheOthersNothing) {
  const std::filesystem::path corpus = STEELYARD_SOURCE_DIR "/tests/fuzz/corpus/run_file";
  const std::vector<std::filesystem::path> files{
      file_, corpus / "crashes_hdf5",         file_, folder_ / "nothing",
      file_, corpus / "crashes_hdf5",         file_, corpus / "crashes_hdf5",
      file_, corpus / "counts_2_to_62_chunks"};
  for (const Depth depth : {Depth::numbers, Depth::times}) {
    const auto runs = read_run_summaries(files, depth);
    for (std::size_t i = 0; i < files.size(); ++i) {
      if (i % 2 == 0) {
        ASSERT_TRUE(std::holds_alternative<RunInBrief>(runs[i])) << i;
        expect_same(std::get<RunInBrief>(runs[i]).run, sample_in_brief());
      } else {
        ASSERT_TRUE(std::holds_alternative<std::string>(runs[i])) << i;
        EXPECT_THAT(std::get<std::string>(runs[i]), HasSubstr(files[i].string()));
      }
    }
    EXPECT_THAT(std::get<std::string>(runs[1]), HasSubstr("the HDF5 library crashed"));
    EXPECT_THAT(std::get<std::string>(runs[3]), HasSubstr("there is no such file"));
  }
}

TEST_F(RunBrief, OfOneBadFileIsAnError) {
  EXPECT_THAT([&] { read_run_summary(folder_ / "nothing"); },
              ::testing::ThrowsMessage<DataError>(HasSubstr("there is no such file")));
}

TEST(BriefMessage, CarriesEveryMemberAndIsWholeOrRefused) {
  RunInBrief brief;
  brief.run = sample_in_brief();
  for (const CaseRecord& record : sample_run().cases) brief.times.push_back(case_times(record));
  brief.times[0]->quoted.resize(1);
  brief.times[0]->quoted[0].resize(3);
  brief.times[0]->probe_rates.resize(1);
  brief.times[0]->visit_watts = {300};
  std::string message;
  const auto tell = [&](std::string_view piece) { message.append(piece); };
  write_brief(brief, tell);
  const RunInBrief told = brief_from(message);
  expect_same(told.run, brief.run);
  expect_same_numbers(told, brief);
  EXPECT_EQ(told.times[0]->quoted, brief.times[0]->quoted);
  EXPECT_EQ(told.times[0]->probe_rates, brief.times[0]->probe_rates);
  EXPECT_EQ(told.times[0]->visit_watts, brief.times[0]->visit_watts);
  for (std::size_t size = 0; size < message.size(); ++size) {
    EXPECT_THROW(brief_from(message.substr(0, size)), DataError) << size;
  }
  EXPECT_THROW(brief_from(message + "x"), DataError);
  for (auto* numbers : {&brief.times[0]->probe_rates, &brief.times[0]->visit_watts}) {
    const auto before = std::exchange(*numbers, {});
    message.clear();
    write_brief(brief, tell);
    EXPECT_THROW(brief_from(message), DataError);
    *numbers = before;
  }
}

}  // namespace
}  // namespace steelyard::results
