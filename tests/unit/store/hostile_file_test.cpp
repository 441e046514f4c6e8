// Files that are damaged, or made to do harm: each must end in a DataError that says what is wrong.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hdf5.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <functional>
#include <limits>

#include "harness/core/error.hpp"
#include "results/store/run_file.hpp"
#include "tests/unit/store/sample_run.hpp"

// HDF5 1.10.8 itself leaks a few hundred bytes when it gives up on a damaged file. Read by
// LeakSanitizer, unused otherwise.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libhdf5"; }

namespace steelyard::results {
namespace {

using testing::expect_same;
using testing::Folder;
using ::testing::HasSubstr;
using testing::read_file;
using testing::sample_run;
using testing::write_file;

/// A run small enough to be damaged thousands of times.
RunRecord small_run() {
  RunRecord run = sample_run();
  run.cases[0].visits[1].samples.resize(30);
  run.cases[0].visits[1].late.resize(10);
  return run;
}

/// What reading the file ends in: the message of its DataError, or "read".
std::string reading(const std::filesystem::path& file) {
  try {
    read_run(file);
  } catch (const DataError& error) {
    return error.what();
  }
  return "read";
}

/// A run file that is changed by HDF5 itself before it is read.
class TamperedFile : public ::testing::Test {
 protected:
  TamperedFile() { testing::write_run(file_, small_run()); }

  std::string after(const std::function<void(hid_t)>& change) {
    const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    H5Pset_libver_bounds(access, H5F_LIBVER_V110, H5F_LIBVER_V110);
    const hid_t opened = H5Fopen(file_.c_str(), H5F_ACC_RDWR, access);
    EXPECT_GE(opened, 0);
    change(opened);
    EXPECT_GE(H5Fclose(opened), 0);
    H5Pclose(access);
    return reading(file_);
  }

  /// The first case by name, which is the last of the suite.
  static std::string in_case(const std::string& member) {
    return "/cases/00000000000000a0/" + member;
  }
  /// The case with three visits.
  static std::string in_full_case(const std::string& member) {
    return "/cases/00000000000000a2/" + member;
  }

  Folder folder_;
  std::filesystem::path file_ = folder_ / "run.h5";
};

/// Replaces an attribute.
void set_attribute(hid_t file, const std::string& object, const std::string& attribute, hid_t type,
                   const void* value, hid_t space = H5Screate(H5S_SCALAR)) {
  const hid_t node = H5Oopen(file, object.c_str(), H5P_DEFAULT);
  ASSERT_GE(H5Adelete(node, attribute.c_str()), 0);
  const hid_t made = H5Acreate2(node, attribute.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT);
  ASSERT_GE(H5Awrite(made, type, value), 0);
  H5Aclose(made);
  H5Sclose(space);
  H5Oclose(node);
}

/// Replaces a dataset by an empty one.
void replace(hid_t file, const std::string& path, hid_t type, const std::vector<hsize_t>& extent,
             const std::vector<hsize_t>& chunk, const std::function<void(hid_t)>& adjust = {}) {
  ASSERT_GE(H5Ldelete(file, path.c_str(), H5P_DEFAULT), 0);
  const std::vector<hsize_t> most(extent.size(), H5S_UNLIMITED);
  const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
  const auto rank = static_cast<int>(extent.size());
  if (!chunk.empty()) H5Pset_chunk(creation, rank, chunk.data());
  if (adjust) adjust(creation);
  const hid_t space =
      H5Screate_simple(rank, extent.data(), chunk.empty() ? extent.data() : most.data());
  const hid_t made =
      H5Dcreate2(file, path.c_str(), type, space, H5P_DEFAULT, creation, H5P_DEFAULT);
  ASSERT_GE(made, 0) << path;
  H5Dclose(made);
  H5Sclose(space);
  H5Pclose(creation);
}

/// Overwrites one element of a dataset.
template <class T>
void poke(hid_t file, const std::string& path, hid_t type, std::vector<hsize_t> at, T value) {
  const hid_t dataset = H5Dopen2(file, path.c_str(), H5P_DEFAULT);
  const hid_t space = H5Dget_space(dataset);
  const hid_t one = H5Screate(H5S_SCALAR);
  ASSERT_GE(H5Sselect_elements(space, H5S_SELECT_SET, 1, at.data()), 0);
  ASSERT_GE(H5Dwrite(dataset, type, one, space, H5P_DEFAULT, &value), 0);
  H5Sclose(one);
  H5Sclose(space);
  H5Dclose(dataset);
}

TEST(HostileFile, MustBeARegularFileOfTheRightFormat) {
  const Folder folder;
  EXPECT_THAT(reading(folder / "none.h5"), HasSubstr("no such file"));
  EXPECT_THAT(reading(folder.path()), HasSubstr("not a regular file"));
  write_file(folder / "empty.h5", "");
  EXPECT_THAT(reading(folder / "empty.h5"), HasSubstr("not an HDF5 file"));
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

TEST(HostileFile, IsRefusedWhenCutShortAnywhere) {
  const Folder folder;
  const auto file = folder / "run.h5";
  testing::write_run(file, small_run());
  const std::string whole = read_file(file);
  for (std::size_t size = 0; size < whole.size(); size += 397) {
    write_file(file, whole.substr(0, size));
    ASSERT_NE(reading(file), "read") << size << " of " << whole.size() << " bytes";
  }
  write_file(file, whole.substr(0, whole.size() - 1));
  EXPECT_NE(reading(file), "read");
}

TEST(HostileFile, IsRefusedOrUnchangedWithAnyBitFlipped) {
  const Folder folder;
  const auto file = folder / "run.h5";
  const RunRecord run = small_run();
  testing::write_run(file, run);
  const std::string whole = read_file(file);
  int refused = 0;
  // A step that visits every kind of byte and every bit over the file, in a few seconds.
  for (std::size_t bit = 0; bit < whole.size() * 8; bit += 1009) {
    std::string damaged = whole;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
    write_file(file, damaged);
    try {
      RunRecord read = read_run(file);
      // Texts alone have no checksum.
      read.info.suite_text = run.info.suite_text;
      for (std::size_t i = 0; i < read.info.environment.nodes.size(); ++i) {
        read.info.environment.nodes[i].topology_xml = run.info.environment.nodes[i].topology_xml;
      }
      expect_same(read, run);
      ASSERT_FALSE(HasFailure()) << "bit " << bit;
    } catch (const DataError&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, 50);
}

TEST_F(TamperedFile, WithANewerOrImpossibleSchemaIsRefused) {
  const int newer = 2;
  EXPECT_THAT(
      after([&](hid_t f) { set_attribute(f, "/", "schema_version", H5T_STD_I32LE, &newer); }),
      HasSubstr("schema version 2, and this program knows up to 1"));
  const int zero = 0;
  EXPECT_THAT(
      after([&](hid_t f) { set_attribute(f, "/", "schema_version", H5T_STD_I32LE, &zero); }),
      HasSubstr("impossible schema version 0"));
  const hid_t text = H5Tcopy(H5T_C_S1);
  H5Tset_size(text, 5);
  H5Tset_strpad(text, H5T_STR_NULLPAD);
  H5Tset_cset(text, H5T_CSET_UTF8);
  EXPECT_THAT(after([&](hid_t f) { set_attribute(f, "/", "schema", text, "other"); }),
              HasSubstr("not a run file of this program"));
  H5Tclose(text);
}

TEST_F(TamperedFile, WithLinksIsRefused) {
  EXPECT_THAT(after([](hid_t f) {
                H5Ldelete(f, "/telemetry", H5P_DEFAULT);
                H5Lcreate_external("/etc/other.h5", "/x", f, "/telemetry", H5P_DEFAULT,
                                   H5P_DEFAULT);
              }),
              HasSubstr("/telemetry is a link, which is not followed"));
}

TEST_F(TamperedFile, WithSoftLinksIsRefused) {
  EXPECT_THAT(after([](hid_t f) {
                H5Ldelete(f, in_case("samples").c_str(), H5P_DEFAULT);
                H5Lcreate_soft("/telemetry/seconds", f, in_case("samples").c_str(), H5P_DEFAULT,
                               H5P_DEFAULT);
              }),
              HasSubstr("is a link, which is not followed"));
}

TEST_F(TamperedFile, WithACycleIsRefused) {
  EXPECT_THAT(
      after([](hid_t f) { H5Lcreate_hard(f, "/", f, "/cases/again", H5P_DEFAULT, H5P_DEFAULT); }),
      HasSubstr("attribute 'index'"));
}

TEST_F(TamperedFile, WithACaseTwiceIsRefused) {
  EXPECT_THAT(after([](hid_t f) {
                H5Lcreate_hard(f, in_case(".").c_str(), f, "/cases/twice", H5P_DEFAULT,
                               H5P_DEFAULT);
              }),
              HasSubstr("that of another case"));
}

TEST_F(TamperedFile, WithAnIndexOutsideOfTheSuiteIsRefused) {
  for (const int index : {-1, 3}) {
    EXPECT_THAT(
        after([&](hid_t f) { set_attribute(f, in_case("."), "index", H5T_STD_I32LE, &index); }),
        HasSubstr("outside of the suite"));
  }
}

TEST_F(TamperedFile, WithStorageElsewhereIsRefused) {
  EXPECT_THAT(after([](hid_t f) {
                replace(f, "/suite_text", H5T_C_S1, {1}, {},
                        [](hid_t creation) { H5Pset_external(creation, "/etc/passwd", 0, 1); });
              }),
              HasSubstr("not a single text of a fixed length"));
  EXPECT_THAT(
      after([](hid_t f) {
        const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
        const hid_t type = H5Tcopy(H5T_C_S1);
        H5Tset_size(type, 100);
        const hid_t space = H5Screate(H5S_SCALAR);
        H5Ldelete(f, "/suite_text", H5P_DEFAULT);
        H5Dclose(H5Dcreate2(f, "/suite_text", type, space, H5P_DEFAULT, creation, H5P_DEFAULT));
        H5Sclose(space);
        H5Tclose(type);
        H5Pclose(creation);
      }),
      HasSubstr("not stored within the file"));
}

TEST_F(TamperedFile, WithSamplesOfAnotherTypeOrShapeIsRefused) {
  const auto replaced = [&](hid_t type, const std::vector<hsize_t>& extent,
                            const std::vector<hsize_t>& chunk,
                            const std::function<void(hid_t)>& adjust = {}) {
    return after(
        [&](hid_t f) { replace(f, in_full_case("samples"), type, extent, chunk, adjust); });
  };
  EXPECT_THAT(replaced(H5T_IEEE_F32LE, {16, 3}, {16, 3}), HasSubstr("samples has another type"));
  EXPECT_THAT(replaced(H5T_IEEE_F64BE, {16, 3}, {16, 3}), HasSubstr("samples has another type"));
  EXPECT_THAT(replaced(H5T_IEEE_F64LE, {16}, {16}), HasSubstr("samples has another rank"));
  EXPECT_THAT(replaced(H5T_IEEE_F64LE, {16, 4}, {16, 4}),
              HasSubstr("has 4 columns where 3 are expected"));
  EXPECT_THAT(replaced(H5T_IEEE_F64LE, {17, 3}, {16, 3}), HasSubstr("other numbers of rows"));
}

TEST_F(TamperedFile, WithSamplesStoredInAnotherWayIsRefused) {
  const auto replaced = [&](const std::vector<hsize_t>& chunk,
                            const std::function<void(hid_t)>& adjust = {}) {
    return after([&](hid_t f) {
      replace(f, in_full_case("samples"), H5T_IEEE_F64LE, {16, 3}, chunk, adjust);
    });
  };
  EXPECT_THAT(replaced({16, 3}), HasSubstr("samples lacks a chunk"));
  EXPECT_THAT(replaced({}), HasSubstr("not stored in chunks"));
  EXPECT_THAT(replaced({16, 3}, [](hid_t c) { H5Pset_nbit(c); }),
              HasSubstr("a filter that is not"));
  EXPECT_THAT(replaced({100000, 3}), HasSubstr("chunks too large"));
}

TEST_F(TamperedFile, WithAnArrayThatLacksItsChunksIsRefused) {
  EXPECT_THAT(after([](hid_t f) { replace(f, in_full_case("round"), H5T_STD_I32LE, {16}, {16}); }),
              HasSubstr("round lacks a chunk"));
}

TEST_F(TamperedFile, OfPetabytesIsRefused) {
  for (const hsize_t rows : {hsize_t{1} << 32, hsize_t{1} << 50, hsize_t{1} << 62}) {
    const auto said = after([&](hid_t f) {
      for (const char* column : {"round", "late"}) {
        const hid_t type = column == std::string("round") ? H5T_STD_I32LE : H5T_STD_U8LE;
        replace(f, in_full_case(column), type, {rows}, {1024});
      }
      replace(f, in_full_case("samples"), H5T_IEEE_F64LE, {rows, 3}, {1024, 3});
    });
    EXPECT_TRUE(said.find("more than a file of") != std::string::npos ||
                said.find("absurd number of rows") != std::string::npos)
        << said;
  }
}

TEST_F(TamperedFile, WithTelemetryOfManyChunksIsRefused) {
  EXPECT_THAT(
      after([](hid_t f) { replace(f, "/telemetry/seconds", H5T_IEEE_F64LE, {100000}, {1}); }),
      HasSubstr("more chunks than the file has bytes"));
}

TEST_F(TamperedFile, WithTelemetryOfUnequalColumnsIsRefused) {
  EXPECT_THAT(after([](hid_t f) { replace(f, "/telemetry/seconds", H5T_IEEE_F64LE, {0}, {16}); }),
              HasSubstr("another number of rows than the other columns"));
}

TEST_F(TamperedFile, WithATimeThatIsNoneIsRefused) {
  for (const double value :
       {-1.0, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    EXPECT_THAT(after([&](hid_t f) {
                  poke(f, in_full_case("samples"), H5T_IEEE_F64LE, {2, 1}, value);
                }),
                HasSubstr("not a time"));
  }
}

TEST_F(TamperedFile, WithVisitsThatDoNotFitTheSamplesIsRefused) {
  EXPECT_THAT(after([](hid_t f) { poke(f, in_full_case("round"), H5T_STD_I32LE, {2}, 9); }),
              HasSubstr("of another round than their visit"));
}

/// Overwrites one number of the second row of /cases/<id>/visits.
void set_iterations(hid_t f, const std::string& path, std::uint64_t value) {
  const hid_t dataset = H5Dopen2(f, path.c_str(), H5P_DEFAULT);
  const hid_t type = H5Tcreate(H5T_COMPOUND, 8);
  H5Tinsert(type, "iterations", 0, H5T_STD_U64LE);
  const hid_t space = H5Dget_space(dataset);
  const hid_t one = H5Screate(H5S_SCALAR);
  const hsize_t row = 1;
  H5Sselect_elements(space, H5S_SELECT_SET, 1, &row);
  EXPECT_GE(H5Dwrite(dataset, type, one, space, H5P_DEFAULT, &value), 0);
  H5Sclose(one);
  H5Sclose(space);
  H5Tclose(type);
  H5Dclose(dataset);
}

TEST_F(TamperedFile, WithTooManyOrTooFewIterationsIsRefused) {
  const std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  for (const std::uint64_t iterations : {std::uint64_t{12}, most, most - 4}) {
    EXPECT_THAT(after([&](hid_t f) { set_iterations(f, in_full_case("visits"), iterations); }),
                HasSubstr("more iterations than samples"))
        << iterations;
  }
  EXPECT_THAT(after([&](hid_t f) { set_iterations(f, in_full_case("visits"), 9); }),
              HasSubstr("another round"));
}

TEST_F(TamperedFile, WithATableOfOtherColumnsIsRefused) {
  EXPECT_THAT(after([](hid_t f) { replace(f, "/environment/nodes", H5T_STD_I32LE, {0}, {16}); }),
              HasSubstr("nodes has other columns"));
  const auto with_text_of = [&](std::size_t bytes, const char* column) {
    return after([&](hid_t f) {
      const hid_t text = H5Tcopy(H5T_C_S1);
      H5Tset_size(text, bytes);
      H5Tset_strpad(text, H5T_STR_NULLPAD);
      H5Tset_cset(text, H5T_CSET_UTF8);
      const hid_t record = H5Tcreate(H5T_COMPOUND, bytes == H5T_VARIABLE ? 16 : bytes);
      H5Tinsert(record, column, 0, text);
      replace(f, "/environment/nodes", record, {0}, {1});
      H5Tclose(record);
      H5Tclose(text);
    });
  };
  EXPECT_THAT(with_text_of(5000, "host"), HasSubstr("column of absurd width"));
  EXPECT_THAT(with_text_of(16, "guest"), HasSubstr("nodes has other columns"));
  EXPECT_THAT(with_text_of(H5T_VARIABLE, "host"), HasSubstr("nodes has other columns"));
}

TEST_F(TamperedFile, WithAttributesOfAnotherKindIsRefused) {
  const std::int64_t wide = 1;
  EXPECT_THAT(
      after([&](hid_t f) { set_attribute(f, in_case("."), "ranks", H5T_STD_I64LE, &wide); }),
      HasSubstr("attribute 'ranks' of /cases/00000000000000a0 has another type"));
}

TEST_F(TamperedFile, WithAnAttributeThatIsAnArrayIsRefused) {
  const hsize_t two = 2;
  const std::array<std::int32_t, 2> values{3, 3};
  EXPECT_THAT(after([&](hid_t f) {
                set_attribute(f, in_case("."), "ranks", H5T_STD_I32LE, values.data(),
                              H5Screate_simple(1, &two, nullptr));
              }),
              HasSubstr("attribute 'ranks'"));
}

TEST_F(TamperedFile, WithATextOfVariableLengthIsRefused) {
  const hid_t text = H5Tcopy(H5T_C_S1);
  H5Tset_size(text, H5T_VARIABLE);
  const char* value = "anything";
  EXPECT_THAT(after([&](hid_t f) { set_attribute(f, "/", "label", text, &value); }),
              HasSubstr("attribute 'label' of / has another type"));
  H5Tclose(text);
}

TEST_F(TamperedFile, WithAnUnknownOutcomeIsRefused) {
  const hid_t text = H5Tcopy(H5T_C_S1);
  H5Tset_size(text, 7);
  H5Tset_strpad(text, H5T_STR_NULLPAD);
  H5Tset_cset(text, H5T_CSET_UTF8);
  EXPECT_THAT(after([&](hid_t f) { set_attribute(f, in_case("."), "outcome", text, "perfect"); }),
              HasSubstr("attribute 'outcome' with an unknown value"));
  H5Tclose(text);
}

TEST_F(TamperedFile, WithAnImpossibleWorkModelIsRefused) {
  for (const char* attribute : {"flops", "bytes_moved", "message_bytes", "busbw_factor"}) {
    const double before = -1;
    EXPECT_THAT(
        after([&](hid_t f) { set_attribute(f, in_case("."), attribute, H5T_IEEE_F64LE, &before); }),
        HasSubstr("work model"))
        << attribute;
    const double after_all = 1;
    EXPECT_EQ(after([&](hid_t f) {
                set_attribute(f, in_case("."), attribute, H5T_IEEE_F64LE, &after_all);
              }),
              "read");
  }
  const int ranks = -3;
  EXPECT_THAT(
      after([&](hid_t f) { set_attribute(f, in_case("."), "ranks", H5T_STD_I32LE, &ranks); }),
      HasSubstr("number of ranks"));
}

TEST_F(TamperedFile, WithoutAMemberIsRefused) {
  EXPECT_THAT(after([](hid_t f) { H5Ldelete(f, in_case("late").c_str(), H5P_DEFAULT); }),
              HasSubstr("finding /cases/00000000000000a0/late failed"));
  EXPECT_THAT(after([](hid_t f) { H5Ldelete(f, "/environment", H5P_DEFAULT); }),
              HasSubstr("finding /environment failed"));
}

TEST_F(TamperedFile, WithAGroupInThePlaceOfADatasetIsRefused) {
  EXPECT_THAT(
      after([](hid_t f) {
        H5Ldelete(f, in_case("late").c_str(), H5P_DEFAULT);
        H5Gclose(H5Gcreate2(f, in_case("late").c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
      }),
      HasSubstr("late is not what schema version 1 says"));
}

TEST_F(TamperedFile, WithAFactOfANodeThatIsNotListedIsRefused) {
  EXPECT_THAT(after([](hid_t f) {
                const hid_t dataset = H5Dopen2(f, "/environment/nodes", H5P_DEFAULT);
                const hsize_t one = 1;
                H5Dset_extent(dataset, &one);
                H5Dclose(dataset);
              }),
              HasSubstr("a fact of a node that is not listed"));
}

}  // namespace
}  // namespace steelyard::results
