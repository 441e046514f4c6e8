#include "harness/core/error.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace steelyard {
namespace {

TEST(Error, KeepsMessageAndPlace) {
  const unsigned line = __LINE__ + 1;
  const Error error("The disk is full. Free some space.");

  EXPECT_STREQ(error.what(), "The disk is full. Free some space.");
  EXPECT_EQ(error.where().line(), line);
  EXPECT_NE(std::string(error.where().file_name()).find("error_test.cpp"), std::string::npos);
}

TEST(Error, KeepsThePlaceThroughAnInheritedConstructor) {
  const unsigned line = __LINE__ + 1;
  const UsageError error("Unknown option.");

  EXPECT_EQ(error.where().line(), line);
  EXPECT_NE(std::string(error.where().file_name()).find("error_test.cpp"), std::string::npos);
}

TEST(Error, EachKindHasItsExitCode) {
  EXPECT_EQ(Error("x").exit_code(), ExitCode::infrastructure);
  EXPECT_EQ(UsageError("x").exit_code(), ExitCode::usage);
  EXPECT_EQ(Unsupported("x").exit_code(), ExitCode::incomplete);
  EXPECT_EQ(DeviceError("x").exit_code(), ExitCode::infrastructure);
  EXPECT_EQ(OutOfMemory("x").exit_code(), ExitCode::infrastructure);
  EXPECT_EQ(CommError("x").exit_code(), ExitCode::infrastructure);
  EXPECT_EQ(StoreError("x").exit_code(), ExitCode::infrastructure);
  EXPECT_EQ(DataError("x").exit_code(), ExitCode::usage);
}

TEST(ExitCode, HasTheDocumentedNumbers) {
  EXPECT_EQ(static_cast<int>(ExitCode::fine), 0);
  EXPECT_EQ(static_cast<int>(ExitCode::wrong_result), 1);
  EXPECT_EQ(static_cast<int>(ExitCode::usage), 2);
  EXPECT_EQ(static_cast<int>(ExitCode::inconclusive), 3);
  EXPECT_EQ(static_cast<int>(ExitCode::incomplete), 4);
  EXPECT_EQ(static_cast<int>(ExitCode::infrastructure), 5);
}

TEST(ExitCode, WorseIsTheMoreSeriousOfTwo) {
  const ExitCode order[] = {ExitCode::fine,       ExitCode::inconclusive,   ExitCode::wrong_result,
                            ExitCode::incomplete, ExitCode::infrastructure, ExitCode::usage};
  for (std::size_t a = 0; a < std::size(order); ++a) {
    for (std::size_t b = 0; b < std::size(order); ++b) {
      EXPECT_EQ(worse(order[a], order[b]), order[std::max(a, b)]);
    }
  }
}

TEST(AssertDeathTest, AbortsWithConditionAndPlace) {
  const int zero = 0;
  EXPECT_DEATH(STEELYARD_ASSERT(zero == 1),
               "broken invariant `zero == 1` at .*error_test.cpp:[0-9]+");
  STEELYARD_ASSERT(zero == 0);
}

}  // namespace
}  // namespace steelyard
