#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "harness/core/error.hpp"
#include "harness/run/suite.hpp"

namespace steelyard::run {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::ThrowsMessage;

/// Two folders of suites, made for each test.
class SuiteFiles : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "steelyard-suites-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    root_ = pattern;
    folders_ = {root_ / "a", root_ / "b"};
    for (const auto& folder : folders_) fs::create_directory(folder);
  }
  void TearDown() override { fs::remove_all(root_); }

  static std::string text_of(const std::string& name) {
    return "name: " + name + "\ngroups: [{name: g, workload: w, cases: [{a: 1}]}]\n";
  }
  static void write(const fs::path& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
  }

  fs::path root_;
  std::vector<fs::path> folders_;
};

TEST_F(SuiteFiles, ListsNamesSortedAndOnce) {
  write(folders_[0] / "standard.yaml", "");
  write(folders_[0] / "notes.txt", "");
  write(folders_[1] / "standard.yaml", "");
  write(folders_[1] / "quick.yaml", "");
  fs::create_directory(folders_[1] / "folder.yaml");

  EXPECT_THAT(suite_names(folders_), ElementsAre("quick", "standard"));
}

TEST_F(SuiteFiles, ListsNothingInAMissingFolder) {
  EXPECT_THAT(suite_names(std::vector<fs::path>{root_ / "none"}), IsEmpty());
  write(folders_[1] / "quick.yaml", "");
  EXPECT_THAT(suite_names(std::vector<fs::path>{root_ / "none", folders_[1]}),
              ElementsAre("quick"));
}

TEST_F(SuiteFiles, LoadsAShippedSuiteFromTheFirstFolderThatHasIt) {
  write(folders_[0] / "one.yaml", text_of("from-a"));
  write(folders_[1] / "one.yaml", text_of("from-b"));
  write(folders_[1] / "two.yaml", text_of("two"));

  EXPECT_EQ(load_suite("one", folders_).name, "from-a");
  EXPECT_EQ(load_suite("two", folders_).name, "two");
  EXPECT_EQ(load_suite("two", folders_).text, text_of("two"));
}

TEST_F(SuiteFiles, LoadsAPath) {
  write(root_ / "mine.yaml", text_of("mine"));
  write(root_ / "plain", text_of("plain"));
  EXPECT_EQ(load_suite((root_ / "mine.yaml").string(), folders_).name, "mine");
  EXPECT_EQ(load_suite((root_ / "plain").string(), folders_).name, "plain");
}

TEST_F(SuiteFiles, TakesANameThatEndsInYamlAsAPath) {
  write(folders_[0] / "quick.yaml", text_of("quick"));
  EXPECT_THAT([&] { load_suite("quick.yaml", folders_); },
              ThrowsMessage<UsageError>(HasSubstr("There is no suite file 'quick.yaml'.")));
}

TEST_F(SuiteFiles, NamesTheNearestSuite) {
  write(folders_[0] / "quick.yaml", text_of("quick"));
  write(folders_[1] / "standard.yaml", text_of("standard"));
  EXPECT_THAT([&] { load_suite("quik", folders_); },
              ThrowsMessage<UsageError>(
                  "unknown suite 'quik'; did you mean 'quick'? Valid: quick, standard."));
}

TEST_F(SuiteFiles, RefusesWhatIsNotAFile) {
  EXPECT_THAT([&] { load_suite(root_.string(), folders_); },
              ThrowsMessage<UsageError>(HasSubstr("There is no suite file")));
  EXPECT_THROW(load_suite("/dev/zero", folders_), UsageError);
  ASSERT_EQ(::mkfifo((root_ / "pipe.yaml").c_str(), 0600), 0);
  EXPECT_THROW(load_suite((root_ / "pipe.yaml").string(), folders_), UsageError);
  EXPECT_THROW(load_suite((root_ / "none.yaml").string(), folders_), UsageError);
}

TEST_F(SuiteFiles, NamesTheFileInErrorsOfItsText) {
  write(folders_[0] / "bad.yaml", "nme: x\n");
  EXPECT_THAT(
      [&] { load_suite("bad", folders_); },
      ThrowsMessage<DataError>(AllOf(HasSubstr((folders_[0] / "bad.yaml").string() + ":1:1: "),
                                     HasSubstr("did you mean 'name'?"))));
}

TEST_F(SuiteFiles, TakesAnEmptyFileAsAnEmptyText) {
  write(folders_[0] / "empty.yaml", "");
  EXPECT_THROW(load_suite("empty", folders_), DataError);
}

TEST_F(SuiteFiles, TakesAFileOfTheKernelAsAnEmptyText) {
  EXPECT_THAT([&] { load_suite("/proc/self/status", folders_); },
              ThrowsMessage<DataError>(HasSubstr("status:1:1: a suite must be a mapping")));
}

TEST_F(SuiteFiles, RefusesATerabyteOfNothing) {
  write(root_ / "hole.yaml", text_of("hole"));
  fs::resize_file(root_ / "hole.yaml", std::uintmax_t{1} << 40);
  EXPECT_THAT([&] { load_suite((root_ / "hole.yaml").string(), folders_); },
              ThrowsMessage<DataError>(HasSubstr("a suite may have 1048576 bytes")));
}

TEST_F(SuiteFiles, ReadsUpToTheLargestText) {
  const std::string text = text_of("large") + "#";
  write(root_ / "fits.yaml", text + std::string(1048576 - text.size(), 'x'));
  write(root_ / "large.yaml", text + std::string(1048577 - text.size(), 'x'));
  write(root_ / "larger.yaml", text + std::string(3000000, 'x'));

  EXPECT_EQ(load_suite((root_ / "fits.yaml").string(), folders_).text.size(), 1048576u);
  EXPECT_THROW(load_suite((root_ / "large.yaml").string(), folders_), DataError);
  EXPECT_THAT([&] { load_suite((root_ / "larger.yaml").string(), folders_); },
              ThrowsMessage<DataError>(HasSubstr("a suite may have 1048576 bytes")));
}

TEST_F(SuiteFiles, RefusesAFileThatMayNotBeRead) {
  if (geteuid() == 0) GTEST_SKIP() << "the superuser may read everything";
  write(root_ / "secret.yaml", text_of("secret"));
  fs::permissions(root_ / "secret.yaml", fs::perms::none);
  EXPECT_THAT([&] { load_suite((root_ / "secret.yaml").string(), folders_); },
              ThrowsMessage<UsageError>(HasSubstr("cannot be read")));
}

}  // namespace
}  // namespace steelyard::run
