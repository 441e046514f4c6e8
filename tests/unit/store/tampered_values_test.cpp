// Files in the right shape with values that cannot be.
#include <array>
#include <limits>

#include "tests/unit/store/tampered_file.hpp"

namespace steelyard::results {
namespace {

using namespace testing;
using ::testing::HasSubstr;

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

/// Overwrites one cell of the second row of a table.
void set_cell(hid_t f, const std::string& path, const char* column, hid_t type, const void* value) {
  const hid_t dataset = H5Dopen2(f, path.c_str(), H5P_DEFAULT);
  const hid_t cell = H5Tcreate(H5T_COMPOUND, H5Tget_size(type));
  H5Tinsert(cell, column, 0, type);
  const hid_t space = H5Dget_space(dataset);
  const hid_t one = H5Screate(H5S_SCALAR);
  const hsize_t row = 1;
  H5Sselect_elements(space, H5S_SELECT_SET, 1, &row);
  EXPECT_GE(H5Dwrite(dataset, cell, one, space, H5P_DEFAULT, value), 0);
  H5Sclose(one);
  H5Sclose(space);
  H5Tclose(cell);
  H5Dclose(dataset);
}

void set_iterations(hid_t f, const std::string& path, std::uint64_t value) {
  set_cell(f, path, "iterations", H5T_STD_U64LE, &value);
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

TEST_F(TamperedFile, WithAnUnknownWordInATableIsRefused) {
  EXPECT_THAT(after([](hid_t f) {
                const hid_t type = make_text_type(32);
                const std::string word = std::string("tired") + std::string(27, '\0');
                set_cell(f, in_full_case("visits"), "stop_reason", type, word.data());
                H5Tclose(type);
              }),
              HasSubstr("visits has an unknown value in its column stop_reason"));
}

TEST_F(TamperedFile, WithAFactOfANodeBelowZeroIsRefused) {
  const std::int32_t below = -1;
  EXPECT_THAT(
      after([&](hid_t f) { set_cell(f, "/environment/facts", "node", H5T_STD_I32LE, &below); }),
      HasSubstr("a fact of a node that is not listed"));
}

TEST_F(TamperedFile, WithSamplesThatBelongToNoVisitIsRefused) {
  EXPECT_THAT(after([](hid_t f) {
                const hid_t dataset = H5Dopen2(f, in_full_case("visits").c_str(), H5P_DEFAULT);
                const hsize_t two = 2;
                H5Dset_extent(dataset, &two);
                H5Dclose(dataset);
              }),
              HasSubstr("samples that belong to no visit"));
}

TEST_F(TamperedFile, WithMarksForOtherSamplesIsRefused) {
  EXPECT_THAT(after([](hid_t f) { replace(f, in_full_case("late"), H5T_STD_U8LE, {3}, {16}); }),
              HasSubstr("other numbers of rows in samples, round and late"));
}

TEST_F(TamperedFile, WithATextOfManyBytesIsRefused) {
  EXPECT_THAT(after([](hid_t f) { set_text(f, "/", "label", std::string(32001, 'x')); }),
              HasSubstr("attribute 'label' of / has another type or size"));
}

TEST_F(TamperedFile, WithAnUnknownOutcomeIsRefused) {
  const hid_t text = make_text_type(7);
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
