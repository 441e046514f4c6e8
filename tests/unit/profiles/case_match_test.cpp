#include <gtest/gtest.h>

#include "results/profiles/profile.hpp"

namespace steelyard::results {
namespace {

CaseRecord record(const std::string& name, const std::string& group, double bytes = 0) {
  CaseRecord record;
  record.name = name;
  record.workload = name.substr(0, name.find(':'));
  record.group = group;
  record.work.message_bytes = bytes;
  return record;
}

CaseMatch in_group(const std::string& pattern) {
  CaseMatch match;
  match.workload = "matmul";
  match.group = pattern;
  return match;
}

TEST(CaseMatch, NeedsTheWorkload) {
  CaseMatch match;
  match.workload = "matmul";
  EXPECT_TRUE(matches(match, record("matmul:dtype=f32,m=1,n=1,k=1", "any")));
  EXPECT_FALSE(matches(match, record("allreduce:dtype=f32,bytes=8", "any")));
}

struct Glob {
  std::string pattern, group;
  bool fits;
};

class CaseMatchGroup : public testing::TestWithParam<Glob> {};

TEST_P(CaseMatchGroup, FitsAGlob) {
  EXPECT_EQ(matches(in_group(GetParam().pattern), record("matmul:m=1", GetParam().group)),
            GetParam().fits)
      << GetParam().pattern << " on " << GetParam().group;
}

INSTANTIATE_TEST_SUITE_P(
    All, CaseMatchGroup,
    testing::Values(Glob{"square", "square", true}, Glob{"square", "squares", false},
                    Glob{"square", "squar", false}, Glob{"squares", "square", false},
                    Glob{"*", "", true}, Glob{"*", "x", true}, Glob{"?", "", false},
                    Glob{"?", "x", true}, Glob{"?", "xy", false}, Glob{"", "", true},
                    Glob{"", "x", false}, Glob{"a*", "abc", true}, Glob{"a*", "ba", false},
                    Glob{"*c", "abc", true}, Glob{"*c", "abcd", false},
                    Glob{"a*c*e", "abcde", true}, Glob{"a*c*e", "abde", false},
                    Glob{"*ab", "aab", true}, Glob{"a?c", "abc", true}, Glob{"a?c", "ac", false},
                    Glob{"a**", "a", true}, Glob{"*a*", "bab", true}, Glob{"*a*b", "acabab", true},
                    Glob{"a*?", "a", false}, Glob{"a*?", "ab", true}, Glob{"*.*", "a", false}));

TEST(CaseMatch, TakesACaseWithoutAModeForPipelined) {
  CaseMatch match;
  match.workload = "allreduce";
  match.mode = "pipelined";
  EXPECT_TRUE(matches(match, record("allreduce:bytes=8", "g", 8)));
  EXPECT_FALSE(matches(match, record("allreduce:bytes=8,mode=latency", "g", 8)));
  match.mode = "latency";
  EXPECT_FALSE(matches(match, record("allreduce:bytes=8", "g", 8)));
  EXPECT_TRUE(matches(match, record("allreduce:bytes=8,mode=latency", "g", 8)));
}

TEST(CaseMatch, TakesAnyOfTheDtypes) {
  CaseMatch match;
  match.workload = "matmul";
  match.dtypes = {Dtype::bf16, Dtype::fp16};
  EXPECT_TRUE(matches(match, record("matmul:dtype=fp16,m=1", "g")));
  EXPECT_TRUE(matches(match, record("matmul:dtype=bf16,m=1", "g")));
  EXPECT_FALSE(matches(match, record("matmul:dtype=f32,m=1", "g")));
  EXPECT_FALSE(matches(match, record("matmul:dtype=bf61,m=1", "g")));
  EXPECT_FALSE(matches(match, record("matmul:m=1", "g")));
}

TEST(CaseMatch, HoldsBytesToBothBounds) {
  CaseMatch match;
  match.workload = "allreduce";
  match.minimum_bytes = 8;
  match.maximum_bytes = 64;
  EXPECT_FALSE(matches(match, record("allreduce:bytes=7", "g", 7)));
  EXPECT_TRUE(matches(match, record("allreduce:bytes=8", "g", 8)));
  EXPECT_TRUE(matches(match, record("allreduce:bytes=64", "g", 64)));
  EXPECT_FALSE(matches(match, record("allreduce:bytes=65", "g", 65)));
}

TEST(CaseMatch, OfBytesAloneLeavesOutWhatSendsNone) {
  CaseMatch match;
  match.workload = "matmul";
  match.maximum_bytes = 64;
  EXPECT_FALSE(matches(match, record("matmul:m=1", "g")));
  match.maximum_bytes.reset();
  EXPECT_TRUE(matches(match, record("matmul:m=1", "g")));
}

TEST(CaseMatch, IsNothingForANameThatCannotBeRead) {
  CaseMatch match;
  match.workload = "matmul";
  EXPECT_FALSE(matches(match, record("matmul:m==1", "g")));
}

TEST(PartOf, IsTheFirstThatMatches) {
  Profile profile;
  profile.parts = {{"squares", 1, "", in_group("square*")},
                   {"all", 1, "", in_group("*")},
                   {"never", 1, "", in_group("*")}};
  EXPECT_EQ(part_of(profile, record("matmul:m=1", "square matmul")), 0U);
  EXPECT_EQ(part_of(profile, record("matmul:m=1", "layer")), 1U);
  EXPECT_EQ(part_of(profile, record("allreduce:bytes=1", "layer", 1)), std::nullopt);
}

}  // namespace
}  // namespace steelyard::results
