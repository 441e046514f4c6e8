// Run files that HDF5 itself has changed before they are read.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/unit/store/tampered_file.hpp"
#include "tests/unit/store/tampering.hpp"

namespace steelyard::results {
namespace {

using namespace testing;
using ::testing::HasSubstr;

class TamperedFile : public ::testing::TestWithParam<Tampering> {};

TEST_P(TamperedFile, EndsInWhatItsTableSays) {
  const Folder folder;
  const auto file = folder / "run.h5";
  write_run(file, small_run());
  change_file(file, GetParam().change);
  const std::string said = reading(file);
  if (GetParam().said == "read") {
    EXPECT_EQ(said, "read");
  } else {
    EXPECT_THAT(said, HasSubstr("cannot be read as a run file"));
    EXPECT_THAT(said, HasSubstr(GetParam().said));
  }
  EXPECT_TRUE(std::none_of(said.begin(), said.end(), [](unsigned char c) {
    return c < 0x20 || c == 0x7f;
  })) << said;
}

const auto name_of = [](const auto& each) { return each.param.name; };
INSTANTIATE_TEST_SUITE_P(Structure, TamperedFile, ::testing::ValuesIn(tampered_structure()),
                         name_of);
INSTANTIATE_TEST_SUITE_P(Storage, TamperedFile, ::testing::ValuesIn(tampered_storage()), name_of);
INSTANTIATE_TEST_SUITE_P(Values, TamperedFile, ::testing::ValuesIn(tampered_values()), name_of);

TEST(Tamperings, HaveNamesOfTheirOwn) {
  std::set<std::string> names;
  for (const Tampering& each : all_tamperings()) {
    EXPECT_TRUE(names.insert(each.name).second) << each.name;
  }
}

}  // namespace
}  // namespace steelyard::results
