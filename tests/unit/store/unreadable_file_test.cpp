// Files on which the HDF5 library itself crashes or hangs. They were found by tests/fuzz; every
// checksum in them is right.
#include "harness/core/error.hpp"
#include "results/store/run_content.hpp"
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

TEST(UnreadableFile, ThatHangsTheLibraryIsAnError) {
  EXPECT_THAT(reading(found("hangs_hdf5")),
              HasSubstr("was not read within 5 s of processor time and 60 s in all"));
}

TEST(UnreadableFile, LeavesTheReaderOfOtherFilesAlone) {
  const Folder folder;
  write_run(folder / "run.h5", small_run());
  EXPECT_NE(reading(found("crashes_hdf5")), "read");
  EXPECT_EQ(reading(folder / "run.h5"), "read");
}

}  // namespace
}  // namespace steelyard::results
