// Files on which the HDF5 library itself crashes or could hang. They were found by tests/fuzz;
// every checksum in them is right.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/core/error.hpp"
#include "results/store/run_answer.hpp"
#include "results/store/run_content.hpp"
#include "results/store/run_message.hpp"
#include "tests/unit/store/tampered_file.hpp"

namespace steelyard::results {
namespace {

using namespace testing;
using ::testing::AllOf;
using ::testing::HasSubstr;

std::filesystem::path found(const char* name) {
  return std::filesystem::path(STEELYARD_SOURCE_DIR "/tests/fuzz/corpus/run_file") / name;
}

TEST(UnreadableFile, CrashesTheLibraryInThisProcess) {
  EXPECT_DEATH(read_content(found("crashes_hdf5")), "");
}

TEST(UnreadableFile, ThatCrashesTheLibraryIsAnError) {
  EXPECT_THAT(
      reading(found("crashes_hdf5")),
      AllOf(HasSubstr("crashes_hdf5' cannot be read as a run file: the HDF5 library crashed"),
            HasSubstr("It is damaged or hostile.")));
}

/// Its index says that it has 2^62 chunks; the library looks at each when it is asked about one.
TEST(UnreadableFile, ThatCouldHangTheLibraryIsNotAskedThat) {
  EXPECT_THAT(reading(found("counts_2_to_62_chunks")),
              HasSubstr("/environment/ranks lacks a chunk"));
}

TEST(UnreadableFile, NamesWhatBecameOfTheProcessThatReadIt) {
  const ProcessLimits limits{.memory_bytes = 1, .cpu_seconds = 7, .wall_seconds = 77};
  const ProcessLimits generous{.memory_bytes = 64 << 20, .cpu_seconds = 60, .wall_seconds = 60};
  const auto said = [&](ProcessEnd::Kind kind, const std::string& text) -> std::string {
    try {
      ProcessEnd end = run_separately([&](const Tell& tell) { tell(text); }, generous);
      end.kind = kind;
      end.cause = text;
      run_from(end, "run.h5", limits);
    } catch (const DataError& error) {
      return error.what();
    }
    return "read";
  };
  using Kind = ProcessEnd::Kind;
  const std::string start = "'run.h5' cannot be read as a run file: ";
  EXPECT_EQ(said(Kind::crashed, "Bus error"),
            start + "the HDF5 library crashed on it (Bus error). It is damaged or hostile.");
  EXPECT_EQ(said(Kind::overdue, ""),
            start +
                "it was not read within 7 s of processor time and 77 s in all. It is damaged or "
                "hostile, or its file system does not answer.");
  EXPECT_EQ(said(Kind::answered, "Ea sentence"), "a sentence");
  EXPECT_EQ(said(Kind::answered, ""), start + "nothing was read of it. It is hostile.");
  EXPECT_EQ(said(Kind::answered, "Rsomething"),
            "What was read of the run file is not a whole run. The file is hostile.");
  EXPECT_EQ(said(Kind::answered, "R" + to_message({small_run(), {}})), "read");
}

TEST(UnreadableFile, LeavesTheReaderOfOtherFilesAlone) {
  const Folder folder;
  write_run(folder / "run.h5", small_run());
  EXPECT_NE(reading(found("crashes_hdf5")), "read");
  EXPECT_EQ(reading(folder / "run.h5"), "read");
}

}  // namespace
}  // namespace steelyard::results
