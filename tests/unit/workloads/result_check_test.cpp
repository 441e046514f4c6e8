#include "workloads/reference/result_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace steelyard::workloads::reference {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::function<std::string()> at(std::string place) {
  return [place = std::move(place)] { return place; };
}

TEST(ResultCheck, NothingComparedIsNotVerified) {
  const Verification result = ResultCheck("by eye").verification();
  EXPECT_EQ(result.state, VerificationState::not_verified);
  EXPECT_EQ(result.method, "by eye");
  EXPECT_THAT(result.evidence, HasSubstr("No element"));
  EXPECT_EQ(result.elements_checked, 0u);
}

TEST(ResultCheck, AcceptsErrorsUpToTheBound) {
  ResultCheck check("m");
  check.compare(1.25, 1, 0.5, at("x"));
  check.compare(0.5, 1, 0.5, at("y"));
  check.compare(7, 7, 0, at("z"));
  const Verification result = check.verification();
  EXPECT_FALSE(check.failed());
  EXPECT_EQ(result.state, VerificationState::verified);
  EXPECT_EQ(result.evidence, "");
  EXPECT_DOUBLE_EQ(result.worst_error, 1);
  EXPECT_EQ(result.elements_checked, 3u);
}

TEST(ResultCheck, NamesTheFirstWrongElementAndCountsAll) {
  ResultCheck check("m");
  check.compare(1, 1, 0.5, at("C[0, 0]"));
  check.compare(2, 1, 0.5, at("C[0, 1]"));
  check.compare(9, 1, 0.5, at("C[0, 2]"));
  const Verification result = check.verification();
  EXPECT_TRUE(check.failed());
  EXPECT_EQ(result.state, VerificationState::failed);
  EXPECT_EQ(result.evidence,
            "C[0, 1] is 2, expected 1 within 0.5; 2 of 3 elements checked are wrong");
  EXPECT_DOUBLE_EQ(result.worst_error, 16);
}

TEST(ResultCheck, AnyErrorIsWrongWhereTheBoundIsZero) {
  ResultCheck check("m");
  check.compare(1 + 1e-15, 1, 0, at("e"));
  const Verification result = check.verification();
  EXPECT_EQ(result.state, VerificationState::failed);
  EXPECT_TRUE(std::isinf(result.worst_error));
  EXPECT_THAT(result.evidence, Not(HasSubstr("within")));
}

TEST(ResultCheck, NanAndInfinityAreWrong) {
  for (const double wrong : {std::nan(""), std::numeric_limits<double>::infinity(),
                             -std::numeric_limits<double>::infinity()}) {
    ResultCheck check("m");
    check.compare(wrong, 1, 1e300, at("e"));
    EXPECT_TRUE(check.failed()) << wrong;
  }
}

TEST(ResultCheck, MatchedBlocksCount) {
  ResultCheck check("m");
  check.matched(10);
  check.matched(5);
  check.compare(0, 0, 0, at("e"));
  const Verification result = check.verification();
  EXPECT_EQ(result.state, VerificationState::verified);
  EXPECT_EQ(result.elements_checked, 16u);
  EXPECT_EQ(result.worst_error, 0);
}

TEST(ResultCheck, AsksForThePlaceOfTheFirstWrongElementOnly) {
  int asked = 0;
  ResultCheck check("m");
  const auto place = [&] {
    ++asked;
    return std::string("p");
  };
  check.compare(1, 1, 0, place);
  EXPECT_EQ(asked, 0);
  check.compare(2, 1, 0, place);
  check.compare(3, 1, 0, place);
  EXPECT_EQ(asked, 1);
}

}  // namespace
}  // namespace steelyard::workloads::reference
