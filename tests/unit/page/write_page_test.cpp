#include "results/report/page/write_page.hpp"

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "harness/core/error.hpp"

namespace steelyard::results::page {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class WritePage : public testing::Test {
 protected:
  WritePage() {
    std::string name = testing::TempDir() + "pageXXXXXX";
    folder_ = ::mkdtemp(name.data());
  }
  ~WritePage() override { fs::remove_all(folder_); }

  fs::path file() const { return folder_ / "report.html"; }
  static std::string content(const fs::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
  }
  void put(const std::string& text) const { std::ofstream(file()) << text; }
  std::ptrdiff_t files() const {
    return std::distance(fs::directory_iterator(folder_), fs::directory_iterator());
  }
  template <typename Failure>
  std::string message(const fs::path& file) const {
    try {
      write_page(file, "<!doctype html>new");
    } catch (const Failure& error) {
      return error.what();
    }
    return "no error";
  }

  fs::path folder_;
};

TEST_F(WritePage, WritesTheWholePageAndNothingElse) {
  const std::string page = "<!doctype html>" + std::string(3'000'000, 'x');
  write_page(file(), page);
  EXPECT_EQ(content(file()), page);
  EXPECT_EQ(files(), 1);
}

TEST_F(WritePage, GivesItTheRightsOfANewFile) {
  const mode_t before = ::umask(027);
  write_page(file(), "<!doctype html>");
  ::umask(before);
  EXPECT_EQ(fs::status(file()).permissions(), fs::perms(0640));
}

TEST_F(WritePage, LeavesTheMaskForNewFilesAsItWas) {
  const mode_t before = ::umask(027);
  write_page(file(), "<!doctype html>");
  EXPECT_EQ(::umask(before), mode_t{027});
}

TEST_F(WritePage, ReplacesAnEarlierPage) {
  put("<!DOCTYPE html>old, and longer than what comes");
  write_page(file(), "<!doctype html>new");
  EXPECT_EQ(content(file()), "<!doctype html>new");
  EXPECT_EQ(files(), 1);
}

TEST_F(WritePage, DoesNotReplaceAnythingElse) {
  for (const std::string kept : {"\x89HDF\r\n\x1a\n", "", "<!doctype htm", "text"}) {
    put(kept);
    EXPECT_THAT(message<UsageError>(file()), HasSubstr("is there and is no HTML page"));
    EXPECT_EQ(content(file()), kept);
  }
  EXPECT_THAT(message<UsageError>(folder_), HasSubstr("is there and is no HTML page"));
  EXPECT_THAT(message<UsageError>("/dev/null"), HasSubstr("is there and is no HTML page"));
  EXPECT_EQ(files(), 1);
}

TEST_F(WritePage, NamesAFolderThatIsMissing) {
  EXPECT_THAT(message<UsageError>(folder_ / "no" / "report.html"),
              HasSubstr("There is no folder '" + (folder_ / "no").string() +
                        "' to write 'report.html' to"));
}

TEST_F(WritePage, WritesIntoTheWorkingFolderByABareName) {
  const fs::path before = fs::current_path();
  fs::current_path(folder_);
  write_page("bare.html", "<!doctype html>");
  fs::current_path(before);
  EXPECT_EQ(content(folder_ / "bare.html"), "<!doctype html>");
}

TEST_F(WritePage, KeepsTheOldPageWhenTheDiskIsFull) {
  put("<!doctype html>old");
  // A limit on the size of files stands for the disk.
  rlimit unlimited{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &unlimited), 0);
  auto* const handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{1000, unlimited.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  std::string said;
  try {
    write_page(file(), std::string(100'000, 'x'));
  } catch (const StoreError& error) {
    said = error.what();
  }
  ::setrlimit(RLIMIT_FSIZE, &unlimited);
  std::signal(SIGXFSZ, handler);
  EXPECT_THAT(said, HasSubstr("could not be written: File too large. The report was not written."));
  EXPECT_EQ(content(file()), "<!doctype html>old");
  EXPECT_EQ(files(), 1);
}

TEST_F(WritePage, SaysWhyAFolderTakesNoFile) {
  EXPECT_THAT(message<StoreError>("/proc/report.html"), HasSubstr("The report was not written."));
}

}  // namespace
}  // namespace steelyard::results::page
