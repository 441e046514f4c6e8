// Files whose arrays and tables are stored in another way, or claim to be enormous.
#include <limits>

#include "tests/unit/store/tampered_file.hpp"

namespace steelyard::results {
namespace {

using namespace testing;
using ::testing::HasSubstr;

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

/// Its header has a checksum, its index has none.
TEST_F(TamperedFile, WithAnIndexOfTheOldestFormIsRefused) {
  EXPECT_THAT(after([](hid_t f) {
                H5Fset_libver_bounds(f, H5F_LIBVER_EARLIEST, H5F_LIBVER_V110);
                replace(f, "/telemetry/seconds", H5T_IEEE_F64LE, {2}, {16}, [](hid_t creation) {
                  H5Pset_attr_creation_order(creation, H5P_CRT_ORDER_TRACKED);
                });
              }),
              HasSubstr("has a chunk index without checksums"));
}

/// HDF5 would inflate it without asking how far.
TEST_F(TamperedFile, WithAChunkThatIsLargerThanItIsRefused) {
  EXPECT_THAT(after([](hid_t f) {
                replace(f, "/telemetry/seconds", H5T_IEEE_F64LE, {2}, {16},
                        [](hid_t creation) { H5Pset_deflate(creation, 1); });
                const hid_t dataset = H5Dopen2(f, "/telemetry/seconds", H5P_DEFAULT);
                const std::vector<char> bytes(10000);
                const hsize_t at = 0;
                EXPECT_GE(H5Dwrite_chunk(dataset, H5P_DEFAULT, 0, &at, bytes.size(), bytes.data()),
                          0);
                H5Dclose(dataset);
              }),
              HasSubstr("has a chunk of an impossible size"));
}

TEST_F(TamperedFile, WithATableOfTwoDimensionsIsRefused) {
  EXPECT_THAT(after([](hid_t f) {
                replace(f, "/environment/nodes", H5T_STD_I32LE, {1, 1}, {1, 1});
              }),
              HasSubstr("nodes has another rank"));
}

TEST_F(TamperedFile, WithATableOfMoreColumnsIsRefused) {
  EXPECT_THAT(after([](hid_t f) {
                const hid_t record = H5Tcreate(H5T_COMPOUND, 8);
                H5Tinsert(record, "host", 0, H5T_STD_I32LE);
                H5Tinsert(record, "guest", 4, H5T_STD_I32LE);
                replace(f, "/environment/nodes", record, {0}, {1});
                H5Tclose(record);
              }),
              HasSubstr("nodes has other columns"));
}

TEST_F(TamperedFile, WithATextLongerThanATextMayBeIsRefused) {
  EXPECT_THAT(
      after([](hid_t f) {
        const hid_t type = make_text_type((std::size_t{64} << 20) + 1);
        const hid_t space = H5Screate(H5S_SCALAR);
        H5Ldelete(f, "/suite_text", H5P_DEFAULT);
        H5Dclose(H5Dcreate2(f, "/suite_text", type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
        H5Sclose(space);
        H5Tclose(type);
      }),
      HasSubstr("suite_text is not a single text of a fixed length"));
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

TEST_F(TamperedFile, WithATableOfOtherColumnsIsRefused) {
  EXPECT_THAT(after([](hid_t f) { replace(f, "/environment/nodes", H5T_STD_I32LE, {0}, {16}); }),
              HasSubstr("nodes has other columns"));
  const auto with_text_of = [&](std::size_t bytes, const char* column) {
    return after([&](hid_t f) {
      const hid_t text = make_text_type(bytes);
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

}  // namespace
}  // namespace steelyard::results
