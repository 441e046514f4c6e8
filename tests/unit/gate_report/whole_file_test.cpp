#include "results/report/whole_file.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "harness/core/error.hpp"

namespace steelyard::results {
namespace {

namespace fs = std::filesystem;

class WholeFile : public testing::Test {
 protected:
  WholeFile() {
    std::string name = testing::TempDir() + "wholeXXXXXX";
    folder_ = ::mkdtemp(name.data());
  }
  ~WholeFile() override { fs::remove_all(folder_); }

  fs::path file() const { return folder_ / "report"; }
  void put(const std::string& text) const { std::ofstream(file()) << text; }

  fs::path folder_;
};

TEST_F(WholeFile, ReplacesAnEarlierReportAndLeavesNothingElse) {
  put("an earlier report, which is longer");
  check_report_place(file());
  write_whole(file(), "new");
  std::ostringstream text;
  text << std::ifstream(file()).rdbuf();
  EXPECT_EQ(text.str(), "new");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 1);
}

TEST_F(WholeFile, TakesAPlaceThatIsFreeOrHoldsText) {
  EXPECT_NO_THROW(check_report_place(file()));
  for (const char* text : {"", "\x89HD", "<?xml"}) {
    put(text);
    EXPECT_NO_THROW(check_report_place(file())) << text;
  }
}

TEST_F(WholeFile, RefusesRunFilesFoldersAndDevices) {
  put("\x89HDF\r\n\x1a\n");
  EXPECT_THROW(check_report_place(file()), UsageError);
  EXPECT_THROW(check_report_place(folder_), UsageError);
  EXPECT_THROW(check_report_place("/dev/null"), UsageError);
  EXPECT_THROW(check_report_place(folder_ / "no" / "report"), UsageError);
}

TEST_F(WholeFile, ReadsABeginningFilledWithZeros) {
  put("abc");
  EXPECT_EQ(beginning_of(file(), 2), "ab");
  EXPECT_EQ(beginning_of(file(), 5), std::string("abc\0\0", 5));
  EXPECT_EQ(beginning_of(folder_ / "none", 1), std::string(1, '\0'));
}

}  // namespace
}  // namespace steelyard::results
