#include "results/import/import_files.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "harness/core/case_spec.hpp"
#include "harness/core/digest.hpp"
#include "harness/core/error.hpp"
#include "tests/unit/import/samples.hpp"

namespace steelyard::results::import {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::filesystem::path data = STEELYARD_SOURCE_DIR "/tests/data/import";

class ImportFiles : public testing::Test {
 protected:
  ImportFiles() : folder_(std::filesystem::temp_directory_path() / ("import-" + random_uuid())) {
    std::filesystem::create_directory(folder_);
  }
  ~ImportFiles() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return folder_ / name;
  }

  /// The message of the DataError or UsageError.
  static std::string refusal(const std::vector<std::filesystem::path>& files,
                             const ImportOptions& options = {}) {
    try {
      import_files(files, options);
    } catch (const Error& error) {
      EXPECT_EQ(error.exit_code(), ExitCode::usage);
      return error.what();
    }
    return "was not refused";
  }

  std::filesystem::path folder_;
};

TEST_F(ImportFiles, EveryStoredOutputIsRecognised) {
  const std::vector<std::pair<const char*, const char*>> formats{
      {"nccl_tests.json", "nccl-tests-json"},
      {"nccl_tests_gb200.txt", "nccl-tests"},
      {"nccl_tests_gb10.txt", "nccl-tests"},
      {"nccl_tests_broadcast.txt", "nccl-tests"},
      {"nccl_tests_h20.txt", "nccl-tests"},
      {"nccl_tests_error_column.txt", "nccl-tests"},
      {"osu_allreduce.txt", "osu"},
      {"osu_allreduce_full.txt", "osu"},
      {"osu_latency.txt", "osu"},
      {"osu_bw.txt", "osu"},
      {"imb_mpi1.txt", "imb"},
      {"imb_multi.txt", "imb"},
      {"google_benchmark.json", "google-benchmark"},
      {"google_benchmark_aggregates.json", "google-benchmark"},
      {"mamf_finder_v1.txt", "mamf-finder"},
      {"mamf_finder_v2.txt", "mamf-finder"}};
  for (const auto& [file, format] : formats) {
    EXPECT_EQ(recognise(sample(file)).name, format) << file;
  }
}

TEST_F(ImportFiles, MakesARunThatSaysWhereItComesFrom) {
  const Imported imported =
      import_files({data / "nccl_tests_h20.txt"}, {.chip = "nvidia-h20",
                                                   .label = "theirs",
                                                   .command_line = "import it",
                                                   .tool_version = "1.2",
                                                   .hints = {8}});
  const RunInfo& info = imported.run.info;
  EXPECT_EQ(info.origin, Origin::imported);
  EXPECT_EQ(info.state, RunState::complete);
  EXPECT_EQ(info.chip, "nvidia-h20");
  EXPECT_EQ(info.label, "theirs");
  EXPECT_EQ(info.command_line, "import it");
  EXPECT_EQ(info.tool_version, "1.2");
  EXPECT_EQ(info.suite_name, "imported: nccl-tests");
  EXPECT_EQ(info.method_version, 0);
  EXPECT_EQ(info.rounds, 1);
  EXPECT_EQ(info.uuid.size(), 36U);
  EXPECT_FALSE(info.created_utc.empty());
  EXPECT_THAT(info.suite_text, HasSubstr(sha256(sample("nccl_tests_h20.txt"))));
  EXPECT_EQ(info.suite_sha256, sha256(info.suite_text));
  EXPECT_EQ(imported.run.cases.size(), 8U);
  EXPECT_EQ(imported.sources.at(0).reading.read, 8U);
  EXPECT_EQ(imported.run.info.environment.ranks.size(), 8U);
}

TEST_F(ImportFiles, TheDeviceIsTheChipWhereNoneIsNamed) {
  EXPECT_EQ(import_files({data / "mamf_finder_v1.txt"}, {}).run.info.chip, "NVIDIA GH200 480GB");
  const RunInfo info = import_files({data / "imb_mpi1.txt"}, {}).run.info;
  EXPECT_EQ(info.chip, "");
  EXPECT_EQ(info.environment.software.at("IMB"), "2021.11");
  EXPECT_EQ(info.environment.software.at("measured"), "Sun Nov 22 14:06:09 2026");
}

/// Ids agree between imports of one tool, never with what this program measures.
TEST_F(ImportFiles, IdsAreOfTheToolsMethod) {
  const RunRecord run = import_files({data / "nccl_tests_h20.txt"}, {.hints = {8}}).run;
  EXPECT_EQ(run.cases[0].id, case_id(run.cases[0].name, 0, "nccl-tests"));
  EXPECT_NE(run.cases[0].id, case_id(run.cases[0].name, 1, "normal"));
  EXPECT_EQ(run.cases[0].method_version, 0);
}

TEST_F(ImportFiles, CasesOfAGroupStandTogether) {
  const RunRecord run = import_files({data / "nccl_tests_h20.txt"}, {.hints = {8}}).run;
  EXPECT_EQ(run.cases[3].group, "allreduce, nccl-tests");
  EXPECT_EQ(run.cases[4].group, "allreduce in place, nccl-tests");
  EXPECT_EQ(run.cases[0].work.message_bytes, 134217728);
  EXPECT_EQ(run.cases[4].work.message_bytes, 134217728);
}

TEST_F(ImportFiles, TheSameCaseAgainIsAnotherRound) {
  std::string again = sample("nccl_tests_h20.txt");
  again.replace(again.find("5252.64"), 7, "5152.64");
  const auto other = write("again.txt", again);
  const Imported imported = import_files({data / "nccl_tests_h20.txt", other}, {.hints = {8}});
  ASSERT_EQ(imported.run.cases.size(), 8U);
  EXPECT_EQ(imported.run.info.rounds, 2);
  const CaseRecord& record = imported.run.cases[3];
  ASSERT_EQ(record.visits.size(), 2U);
  EXPECT_EQ(record.visits[1].round, 1);
  EXPECT_DOUBLE_EQ(record.visits[0].samples[0], 5252.64e-6);
  EXPECT_DOUBLE_EQ(record.visits[1].samples[0], 5152.64e-6);
  EXPECT_THAT(imported.run.info.environment.warnings,
              ElementsAre(HasSubstr("again.txt: busbw of 1")));
}

TEST_F(ImportFiles, AWrongRoundIsAWrongCase) {
  std::string again = sample("nccl_tests_h20.txt");
  again.replace(again.find("357.73       0"), 14, "357.73       4");
  const auto wrong = write("wrong.txt", again);
  for (const bool first : {true, false}) {
    const auto files = first ? std::vector{wrong, data / "nccl_tests_h20.txt"}
                             : std::vector{data / "nccl_tests_h20.txt", wrong};
    const RunRecord run = import_files(files, {.hints = {8}}).run;
    EXPECT_EQ(run.cases[3].outcome, Outcome::failed);
    EXPECT_EQ(run.cases[3].verification.state, VerificationState::failed);
    EXPECT_THAT(run.cases[3].reason, HasSubstr("4 elements"));
    EXPECT_EQ(run.cases[2].outcome, Outcome::passed);
  }
}

TEST_F(ImportFiles, OneMeasurementCountsOnce) {
  const auto copy = write("copy.txt", sample("imb_mpi1.txt"));
  EXPECT_THAT(refusal({data / "imb_mpi1.txt", copy}), HasSubstr("are the same text"));
}

TEST_F(ImportFiles, OtherDevicesGoIntoAnotherFile) {
  std::string other = sample("mamf_finder_v1.txt");
  other.replace(other.find("GH200"), 5, "A100 ");
  EXPECT_THAT(refusal({data / "mamf_finder_v1.txt", write("other.txt", other)}),
              HasSubstr("is of other devices"));
}

TEST_F(ImportFiles, SeveralToolsMayStandInOneFile) {
  const RunRecord run =
      import_files({data / "imb_mpi1.txt", data / "osu_allreduce.txt"}, {.hints = {2}}).run;
  EXPECT_EQ(run.info.suite_name, "imported: IMB OSU");
  EXPECT_EQ(run.cases.size(), 109U);
}

TEST_F(ImportFiles, RefusesWhatIsNoText) {
  EXPECT_THAT(refusal({}), HasSubstr("at least one file"));
  EXPECT_THAT(refusal({folder_ / "absent"}), HasSubstr("absent: cannot be read"));
  EXPECT_THAT(refusal({folder_}), HasSubstr("not a regular file"));
  const auto pipe = folder_ / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_THAT(refusal({pipe}), HasSubstr("not a regular file"));
  EXPECT_THAT(refusal({write("binary", std::string("a\0b", 3))}), HasSubstr("no text has"));
  EXPECT_THAT(refusal({write("empty", "")}), HasSubstr("none of the formats"));
  EXPECT_THAT(refusal({write("other", "hello \x1b[2J\n")}), HasSubstr("name it with --from"));
}

TEST_F(ImportFiles, RefusesWhatIsTooLong) {
  const auto file = write("long", "");
  std::filesystem::resize_file(file, (std::uintmax_t{1} << 26) + 1);
  EXPECT_THAT(refusal({file}), HasSubstr("longer than 64 MiB"));
}

TEST_F(ImportFiles, SaysWhyNothingCouldBeRead) {
  EXPECT_THAT(refusal({data / "osu_bw.txt"}, {.hints = {2}}),
              HasSubstr("11 left out: 'OSU MPI Bandwidth Test v7.4' is not known here"));
  EXPECT_THAT(refusal({data / "imb_mpi1.txt"}, {.format = "osu"}), HasSubstr("no result of osu"));
}

TEST_F(ImportFiles, NamesTheNearestFormat) {
  EXPECT_THAT(refusal({data / "imb_mpi1.txt"}, {.format = "imbb"}), HasSubstr("'imb'"));
  EXPECT_EQ(find_format("imb").name, "imb");
}

TEST_F(ImportFiles, EscapesWhatItQuotes) {
  std::string text = sample("mamf_finder_v1.txt");
  text.replace(text.find("GH200"), 5, "\x1b[2J\xff");
  const RunRecord run = import_files({write("hostile", text)}, {}).run;
  EXPECT_EQ(run.info.chip, "NVIDIA \\x1b[2J\\xff 480GB");
}

TEST_F(ImportFiles, FormatsHaveNamesAndWords) {
  for (const Format& format : formats()) {
    EXPECT_FALSE(format.description.empty());
    EXPECT_EQ(find_format(format.name).description, format.description);
  }
  EXPECT_EQ(formats().size(), 6U);
}

}  // namespace
}  // namespace steelyard::results::import
