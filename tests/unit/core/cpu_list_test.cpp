#include "harness/core/cpu_list.hpp"

#include <gtest/gtest.h>

namespace steelyard {
namespace {

using Cpus = std::vector<int>;

TEST(CpuList, ParsesSinglesAndRanges) {
  EXPECT_EQ(parse_cpu_list("0"), (Cpus{0}));
  EXPECT_EQ(parse_cpu_list("0-3,8,10-11"), (Cpus{0, 1, 2, 3, 8, 10, 11}));
  EXPECT_EQ(parse_cpu_list("5,1-2,2"), (Cpus{1, 2, 5}));
  EXPECT_EQ(parse_cpu_list("7-7"), (Cpus{7}));
}

TEST(CpuList, RefusesWhatIsNoList) {
  for (const char* text :
       {"", "x", "3-1", "1-", "-1", "1,,2", "1,", "1 2", "1--2", "0-1048576", "0-99999999999"}) {
    EXPECT_EQ(parse_cpu_list(text), std::nullopt) << text;
    EXPECT_EQ(parse_cpu_ranges(text), std::nullopt) << text;
  }
  EXPECT_EQ(parse_cpu_list("1048575"), (Cpus{1048575}));
}

TEST(CpuList, KeepsRangesAsWritten) {
  EXPECT_EQ(parse_cpu_ranges("8,0-3"), (std::vector<CpuRange>{{8, 8}, {0, 3}}));
}

TEST(CpuList, CountsEachCpuOnce) {
  EXPECT_EQ(count_cpus({}), 0);
  EXPECT_EQ(count_cpus({{0, 0}}), 1);
  EXPECT_EQ(count_cpus({{8, 8}, {0, 3}}), 5);
  EXPECT_EQ(count_cpus({{0, 3}, {2, 5}}), 6);
  EXPECT_EQ(count_cpus({{0, 3}, {4, 5}}), 6);
  EXPECT_EQ(count_cpus({{0, 9}, {2, 3}, {9, 10}}), 11);
}

TEST(CpuList, FormatsAsTheKernelDoes) {
  EXPECT_EQ(format_cpu_list({}), "");
  EXPECT_EQ(format_cpu_list({3}), "3");
  EXPECT_EQ(format_cpu_list({0, 1}), "0-1");
  EXPECT_EQ(format_cpu_list({0, 2}), "0,2");
  EXPECT_EQ(format_cpu_list({0, 1, 2, 3, 8, 10, 11}), "0-3,8,10-11");
}

TEST(CpuList, KnowsWhereThisThreadMayRun) {
  const Cpus cpus = allowed_cpus();
  ASSERT_FALSE(cpus.empty());
  EXPECT_EQ(parse_cpu_list(format_cpu_list(cpus)), cpus);
}

}  // namespace
}  // namespace steelyard
