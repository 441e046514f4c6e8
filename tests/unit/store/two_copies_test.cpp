#include "results/store/two_copies.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/core/error.hpp"
#include "tests/unit/store/sample_run.hpp"

namespace steelyard::results {
namespace {

using testing::Folder;
using ::testing::HasSubstr;

/// A change that leaves an attribute of that name.
TwoCopies::Change mark(const std::string& name) {
  return [name](hdf5::Group& root) { root.set(name, "here"); };
}

bool has(const std::filesystem::path& file, const std::string& name) {
  try {
    hdf5::File::open_for_reading(file).root().get(name, hdf5::Type::Kind::text);
    return true;
  } catch (const DataError&) {
    return false;
  }
}

ino_t inode(const std::filesystem::path& file) {
  struct stat status {};
  return ::stat(file.c_str(), &status) == 0 ? status.st_ino : 0;
}

class TwoCopiesTest : public ::testing::Test {
 protected:
  Folder folder_;
  std::filesystem::path file_ = folder_ / "file.h5";
  std::filesystem::path next_ = folder_ / "file.h5.next";
};

TEST_F(TwoCopiesTest, BringEveryChangeIntoTheFile) {
  TwoCopies copies(file_, false, mark("a"));
  EXPECT_TRUE(has(file_, "a"));
  for (const char* name : {"b", "c", "d", "e"}) {
    copies.apply(mark(name));
    EXPECT_TRUE(has(file_, name)) << name;
  }
  for (const char* name : {"a", "b", "c", "d"}) EXPECT_TRUE(has(file_, name)) << name;
}

TEST_F(TwoCopiesTest, TakeTurnsWithoutCopying) {
  TwoCopies copies(file_, false, mark("a"));
  copies.apply(mark("b"));
  const ino_t first = inode(file_);
  const ino_t second = inode(next_);
  EXPECT_NE(second, 0U);
  copies.apply(mark("c"));
  EXPECT_EQ(inode(file_), second);
  EXPECT_EQ(inode(next_), first);
  EXPECT_TRUE(has(next_, "b"));
  EXPECT_FALSE(has(next_, "c"));
}

TEST_F(TwoCopiesTest, MakeEachChangeTwiceAndNoMore) {
  int calls = 0;
  TwoCopies copies(file_, false, mark("a"));
  copies.apply([&](hdf5::Group&) { ++calls; });
  EXPECT_EQ(calls, 1);
  copies.apply(mark("b"));
  copies.apply(mark("c"));
  EXPECT_EQ(calls, 2);
}

TEST_F(TwoCopiesTest, GoOnWhenTheSecondCopyIsGone) {
  TwoCopies copies(file_, false, mark("a"));
  copies.apply(mark("b"));
  std::filesystem::remove(next_);
  copies.apply(mark("c"));
  copies.apply(mark("d"));
  for (const char* name : {"a", "b", "c", "d"}) EXPECT_TRUE(has(file_, name)) << name;
}

TEST_F(TwoCopiesTest, LeaveACopyThatSomebodyReadsToThem) {
  TwoCopies copies(file_, false, mark("a"));
  copies.apply(mark("b"));
  const int reader = ::open(file_.c_str(), O_RDONLY);
  ASSERT_EQ(::flock(reader, LOCK_SH), 0);
  const ino_t read = inode(file_);
  struct stat before {};
  ::fstat(reader, &before);
  copies.apply(mark("c"));  // what is read becomes the second copy,
  copies.apply(mark("d"));  // and is now not written to
  struct stat after {};
  ::fstat(reader, &after);
  EXPECT_EQ(after.st_mtim.tv_nsec, before.st_mtim.tv_nsec);
  EXPECT_EQ(after.st_size, before.st_size);
  EXPECT_NE(inode(next_), read);
  ::close(reader);
  for (const char* name : {"a", "b", "c", "d"}) EXPECT_TRUE(has(file_, name)) << name;
}

TEST_F(TwoCopiesTest, DoNotCarryAnOldFileOver) {
  { const TwoCopies old(file_, false, mark("old")); }
  TwoCopies copies(file_, true, mark("a"));
  copies.apply(mark("b"));
  copies.apply(mark("c"));
  EXPECT_FALSE(has(file_, "old"));
  EXPECT_TRUE(has(file_, "b"));
}

TEST_F(TwoCopiesTest, IgnoreWhatAKilledWriterLeft) {
  testing::write_file(next_, "torn");
  testing::write_file(folder_ / "file.h5.last", "torn");
  testing::write_file(folder_ / "file.h5.lock", "");
  TwoCopies copies(file_, false, mark("a"));
  copies.apply(mark("b"));
  EXPECT_TRUE(has(file_, "a"));
  EXPECT_TRUE(has(file_, "b"));
}

TEST_F(TwoCopiesTest, KeepTheFileWhenAChangeFails) {
  TwoCopies copies(file_, false, mark("a"));
  copies.apply(mark("b"));
  EXPECT_THROW(copies.apply([](hdf5::Group& root) {
    root.set("half", "here");
    throw StoreError("on purpose");
  }),
               StoreError);
  EXPECT_TRUE(has(file_, "b"));
  EXPECT_FALSE(has(file_, "half"));
  EXPECT_THROW(copies.apply(mark("c")), StoreError);
  EXPECT_FALSE(has(file_, "c"));
}

TEST_F(TwoCopiesTest, LeaveNothingWhenTheFirstContentFails) {
  EXPECT_THROW(TwoCopies(file_, false, [](hdf5::Group&) { throw StoreError("on purpose"); }),
               StoreError);
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

TEST_F(TwoCopiesTest, SayThatNothingIsLostWhenTheFirstContentFails) {
  try {
    TwoCopies(file_, false, [](hdf5::Group&) { throw StoreError("No space left on device."); });
    FAIL() << "nothing was thrown";
  } catch (const StoreError& error) {
    EXPECT_THAT(error.what(), ::testing::StartsWith("The disk is full. No space"));
    EXPECT_THAT(error.what(), HasSubstr("Make room"));
  }
}

TEST_F(TwoCopiesTest, SayWhenTheFolderHasGone) {
  TwoCopies copies(file_, false, mark("a"));
  std::filesystem::remove_all(folder_.path());
  try {
    copies.apply(mark("b"));
    FAIL() << "nothing was thrown";
  } catch (const StoreError& error) {
    EXPECT_THAT(error.what(), HasSubstr("cannot be copied"));
    EXPECT_THAT(error.what(), HasSubstr("removed, renamed or unmounted"));
  }
}

TEST_F(TwoCopiesTest, SayWhatToDoWhenTheDiskIsFull) {
  TwoCopies copies(file_, false, mark("a"));
  try {
    copies.apply([](hdf5::Group&) { throw StoreError("HDF5: No space left on device."); });
    FAIL() << "nothing was thrown";
  } catch (const StoreError& error) {
    EXPECT_THAT(error.what(), ::testing::StartsWith("The disk is full. HDF5: No space"));
    EXPECT_THAT(error.what(), HasSubstr("--resume " + copies.file().string()));
  }
}

TEST_F(TwoCopiesTest, GoOnWithAFileThatIsThere) {
  { TwoCopies copies(file_, false, mark("a")); }
  testing::write_file(next_, "torn by a killed writer");
  {
    TwoCopies copies(file_, 0.0);
    copies.apply(mark("b"));
    copies.apply(mark("c"));
    EXPECT_THROW(TwoCopies(file_, 0.0), StoreError);
  }
  for (const char* name : {"a", "b", "c"}) EXPECT_TRUE(has(file_, name)) << name;
  EXPECT_FALSE(std::filesystem::exists(next_));
}

TEST_F(TwoCopiesTest, FollowASymbolicLinkToTheFile) {
  const auto place = folder_ / "elsewhere.h5";
  { const TwoCopies there(place, false, mark("old")); }
  std::filesystem::create_symlink("elsewhere.h5", file_);
  TwoCopies copies(file_, true, mark("a"));
  EXPECT_TRUE(std::filesystem::is_symlink(file_));
  EXPECT_TRUE(has(place, "a"));
  EXPECT_EQ(copies.file(), std::filesystem::canonical(place));
}

TEST_F(TwoCopiesTest, GuardAgainstASecondWriterUntilTheyAreGone) {
  {
    const TwoCopies first(file_, false, mark("a"));
    EXPECT_THROW(TwoCopies(file_, true, mark("b")), StoreError);
    EXPECT_TRUE(has(file_, "a"));
    EXPECT_FALSE(has(file_, "b"));
  }
  const TwoCopies second(file_, true, mark("b"));
  EXPECT_TRUE(has(file_, "b"));
}

}  // namespace
}  // namespace steelyard::results
