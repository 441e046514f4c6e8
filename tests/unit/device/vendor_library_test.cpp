#include "harness/device/kit/vendor_library.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace steelyard::kit {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* variable = "STEELYARD_NOBODY_LIBRARIES";
const std::string doubles = STEELYARD_BINARY_DIR "/tests/vendor_libraries";

class VendorLibraryTest : public ::testing::Test {
 protected:
  void SetUp() override { unsetenv(variable); }
  void TearDown() override { unsetenv(variable); }
};

LibraryPlace place(std::vector<std::string> files, std::vector<std::string> folders = {}) {
  return {"the nobody runtime", std::move(files), variable, std::move(folders)};
}

/// The sentence with which opening is refused.
std::string refusal(const LibraryPlace& where) {
  try {
    VendorLibrary::open(where);
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.status(), SY_UNSUPPORTED);
    return failure.what();
  }
  return "it opened";
}

TEST_F(VendorLibraryTest, FindsFunctions) {
  const auto library = VendorLibrary::open(place({"libvendor_double.so"}, {doubles}));
  EXPECT_EQ(library.function<int()>("vendor_answer")(), 42);
  EXPECT_EQ(library.optional_function<int()>("vendor_question"), nullptr);
  EXPECT_EQ(library.path(), doubles + "/libvendor_double.so");
}

TEST_F(VendorLibraryTest, SaysWhichFunctionIsMissingWhere) {
  const auto library = VendorLibrary::open(place({"libvendor_double.so"}, {doubles}));
  try {
    library.function<int()>("vendor_question");
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_THAT(failure.what(),
                AllOf(HasSubstr("vendor_question"), HasSubstr("libvendor_double.so")));
  }
}

TEST_F(VendorLibraryTest, KnowsATestDouble) {
  EXPECT_TRUE(VendorLibrary::open(place({"libvendor_double.so"}, {doubles})).emulated());
  EXPECT_FALSE(VendorLibrary::open(place({"libm.so.6"})).emulated());
}

TEST_F(VendorLibraryTest, LooksFirstWhereTheUserSays) {
  setenv(variable, ("/nowhere:" + doubles).c_str(), 1);
  const auto library = VendorLibrary::open(place({"libvendor_double.so"}, {"/usr/lib"}));
  EXPECT_EQ(library.path(), doubles + "/libvendor_double.so");
}

TEST_F(VendorLibraryTest, IgnoresRelativeFolders) {
  setenv(variable, "tests:.::", 1);
  EXPECT_THAT(refusal(place({"libvendor_double.so"})), Not(HasSubstr("tests")));
}

TEST_F(VendorLibraryTest, TriesTheFilesInTheirOrder) {
  const auto library =
      VendorLibrary::open(place({"libvendor_double.so.9", "libvendor_double.so"}, {doubles}));
  EXPECT_EQ(library.path(), doubles + "/libvendor_double.so");
}

TEST_F(VendorLibraryTest, SaysWhereItLooked) {
  setenv(variable, "/opt/first", 1);
  EXPECT_THAT(refusal(place({"libnobody.so.2", "libnobody.so"}, {"/opt/nobody/lib"})),
              AllOf(HasSubstr("libnobody.so.2 or libnobody.so"), HasSubstr("the nobody runtime"),
                    HasSubstr("/opt/first"), HasSubstr("/opt/nobody/lib"), HasSubstr(variable)));
}

TEST_F(VendorLibraryTest, TellsTheWordsOfTheLoaderWhereAFileIsBroken) {
  const std::filesystem::path folder = ::testing::TempDir();
  std::ofstream(folder / "libbroken_double.so") << "no library";
  EXPECT_THAT(refusal(place({"libbroken_double.so"}, {folder.string()})),
              AllOf(HasSubstr("can be loaded"), HasSubstr("libbroken_double.so")));
}

TEST_F(VendorLibraryTest, BindsLocally) {
  VendorLibrary::open(place({"libvendor_double.so"}, {doubles}));
  EXPECT_EQ(dlsym(RTLD_DEFAULT, "vendor_answer"), nullptr);
}

}  // namespace
}  // namespace steelyard::kit
