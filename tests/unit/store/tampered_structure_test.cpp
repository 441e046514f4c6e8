// Files whose objects are others than the schema says: links, cycles, storage elsewhere, gaps.
#include "tests/unit/store/tampered_file.hpp"

namespace steelyard::results {
namespace {

using namespace testing;
using ::testing::HasSubstr;

TEST_F(TamperedFile, WithANewerOrImpossibleSchemaIsRefused) {
  const int newer = 2;
  EXPECT_THAT(
      after([&](hid_t f) { set_attribute(f, "/", "schema_version", H5T_STD_I32LE, &newer); }),
      HasSubstr("schema version 2, and this program knows up to 1"));
  const int zero = 0;
  EXPECT_THAT(
      after([&](hid_t f) { set_attribute(f, "/", "schema_version", H5T_STD_I32LE, &zero); }),
      HasSubstr("impossible schema version 0"));
  const hid_t text = make_text_type(5);
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

TEST_F(TamperedFile, WithLinksThatGoInCirclesIsRefused) {
  EXPECT_THAT(after([](hid_t f) {
                H5Ldelete(f, "/telemetry", H5P_DEFAULT);
                H5Lcreate_soft("/there", f, "/telemetry", H5P_DEFAULT, H5P_DEFAULT);
                H5Lcreate_soft("/telemetry", f, "/there", H5P_DEFAULT, H5P_DEFAULT);
              }),
              HasSubstr("/telemetry is a link, which is not followed"));
}

TEST_F(TamperedFile, ThatLinksToItselfFromOutsideIsRefused) {
  EXPECT_THAT(after([this](hid_t f) {
                H5Ldelete(f, "/cases", H5P_DEFAULT);
                H5Lcreate_external(file_.c_str(), "/cases", f, "/cases", H5P_DEFAULT, H5P_DEFAULT);
              }),
              HasSubstr("/cases is a link, which is not followed"));
}

TEST_F(TamperedFile, WithAnotherGroupInThePlaceOfItselfIsRefused) {
  EXPECT_THAT(after([](hid_t f) {
                H5Ldelete(f, "/environment/topology", H5P_DEFAULT);
                H5Lcreate_hard(f, "/environment", f, "/environment/topology", H5P_DEFAULT,
                               H5P_DEFAULT);
              }),
              HasSubstr("finding /environment/topology/0 failed"));
}

TEST_F(TamperedFile, WithANameThatDrawsOnTheTerminalIsShownHarmless) {
  const auto said = after([](hid_t f) {
    H5Gclose(H5Gcreate2(f, "/cases/\x1b[2J", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
  });
  EXPECT_THAT(said, HasSubstr("/cases/\\x1b[2J"));
  EXPECT_EQ(said.find('\x1b'), std::string::npos);
}

TEST_F(TamperedFile, WithANameOfManyBytesIsRefused) {
  EXPECT_THAT(after([](hid_t f) {
                const std::string path = "/cases/" + std::string(256, 'x');
                H5Gclose(H5Gcreate2(f, path.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
              }),
              HasSubstr("a name of more than 255 bytes"));
}

TEST_F(TamperedFile, WithHeadersOfTheOldestFormIsRefused) {
  EXPECT_THAT(after([](hid_t f) {
                H5Ldelete(f, "/telemetry", H5P_DEFAULT);
                H5Fset_libver_bounds(f, H5F_LIBVER_EARLIEST, H5F_LIBVER_V110);
                H5Gclose(H5Gcreate2(f, "/telemetry", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
              }),
              HasSubstr("/telemetry has a header without checksums"));
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

}  // namespace
}  // namespace steelyard::results
