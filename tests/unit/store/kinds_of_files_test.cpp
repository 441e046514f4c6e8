// What is no run file at all, or may not be read now.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hdf5.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "results/store/hdf5_file.hpp"
#include "tests/unit/store/tampered_file.hpp"

namespace steelyard::results {
namespace {

using namespace testing;
using ::testing::HasSubstr;

TEST(HostileFile, MustBeARegularFileOfTheRightFormat) {
  const Folder folder;
  EXPECT_THAT(reading(folder / "none.h5"), HasSubstr("no such file"));
  EXPECT_THAT(reading(folder.path()), HasSubstr("not a regular file"));
  write_file(folder / "empty.h5", "");
  EXPECT_THAT(reading(folder / "empty.h5"), HasSubstr("it is empty"));
  write_file(folder / "text.h5", std::string(5000, 'x'));
  EXPECT_THAT(reading(folder / "text.h5"), HasSubstr("not an HDF5 file"));
  ASSERT_EQ(::mkfifo((folder / "pipe.h5").c_str(), 0600), 0);
  EXPECT_THAT(reading(folder / "pipe.h5"), HasSubstr("not a regular file"));
  if (::geteuid() != 0) {
    write_file(folder / "secret.h5", "");
    ::chmod((folder / "secret.h5").c_str(), 0);
    EXPECT_THAT(reading(folder / "secret.h5"), HasSubstr("cannot be opened"));
  }
}

TEST(HostileFile, MustBeARunFile) {
  const Folder folder;
  const std::string path = folder / "other.h5";
  H5Fclose(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT));
  EXPECT_THAT(reading(path), HasSubstr("not in the format of HDF5 1.10"));
  const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  H5Pset_libver_bounds(access, H5F_LIBVER_V110, H5F_LIBVER_V110);
  H5Fclose(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access));
  H5Pclose(access);
  EXPECT_THAT(reading(path), HasSubstr("attribute 'schema'"));
}

TEST(HostileFile, MayNotBeOpenForWritingElsewhere) {
  const Folder folder;
  const auto file = folder / "run.h5";
  testing::write_run(file, small_run());
  const int other = ::open(file.c_str(), O_RDWR);
  ASSERT_EQ(::flock(other, LOCK_EX), 0);
  EXPECT_THAT(reading(file), HasSubstr("another process has it open for writing"));
  ::close(other);
  EXPECT_EQ(reading(file), "read");

  std::string bytes = read_file(file);
  bytes[11] = 1;  // the mark that HDF5 takes off when it closes a file
  write_file(file, bytes);
  EXPECT_THAT(reading(file), HasSubstr("died while it did"));
}

TEST(HostileFile, MayNotBeADevice) {
  for (const char* device : {"/dev/null", "/dev/zero", "/dev/tty"}) {
    EXPECT_THAT(reading(device), HasSubstr("not a regular file")) << device;
  }
}

TEST(HostileFile, MayNotBeALinkToAnythingElse) {
  const Folder folder;
  std::filesystem::create_symlink("/dev/zero", folder / "device.h5");
  EXPECT_THAT(reading(folder / "device.h5"), HasSubstr("not a regular file"));
  std::filesystem::create_symlink(folder / "none", folder / "dangling.h5");
  EXPECT_THAT(reading(folder / "dangling.h5"), HasSubstr("no such file"));
  std::filesystem::create_symlink(folder / "circle.h5", folder / "circle.h5");
  EXPECT_THAT(reading(folder / "circle.h5"), HasSubstr("no such file"));
}

/// They call themselves regular; some of them wait for a writer, as a pipe does.
TEST(HostileFile, MayNotBeAFileOfTheKernel) {
  EXPECT_THAT(reading("/proc/self/status"), HasSubstr("it is empty"));
  EXPECT_THAT(reading("/sys/kernel/mm/transparent_hugepage/enabled"), HasSubstr("cannot be read"));
}

TEST(HostileFile, OfGigabytesOfNothingIsRefused) {
  const Folder folder;
  write_file(folder / "hole.h5", "x");
  std::filesystem::resize_file(folder / "hole.h5", std::uintmax_t{1} << 40);
  EXPECT_THAT(reading(folder / "hole.h5"), HasSubstr("not an HDF5 file"));
}

TEST(HostileFile, WithGigabytesOfNothingBehindIsReadAsBefore) {
  const Folder folder;
  write_run(folder / "run.h5", small_run());
  std::filesystem::resize_file(folder / "run.h5", std::uintmax_t{1} << 40);
  EXPECT_EQ(reading(folder / "run.h5"), "read");
}

TEST(HostileFile, GetsNoMemoryForItsHoles) {
  const Folder folder;
  write_file(folder / "file", std::string(1 << 20, 'x'));
  const std::uint64_t before = hdf5::memory_for(folder / "file");
  EXPECT_GT(before, std::uint64_t{64} << 20);
  std::filesystem::resize_file(folder / "file", std::uintmax_t{1} << 40);
  EXPECT_LT(hdf5::memory_for(folder / "file"), 2 * before);
  // A small file may ask for a little; one that is not there for no less.
  write_file(folder / "small", "x");
  EXPECT_GE(hdf5::memory_for(folder / "small"), std::uint64_t{16} << 20);
  EXPECT_EQ(hdf5::memory_for(folder / "none"), std::uint64_t{16} << 20);
}

}  // namespace
}  // namespace steelyard::results
