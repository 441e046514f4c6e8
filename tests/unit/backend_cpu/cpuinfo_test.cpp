#include "harness/backends/cpu/cpuinfo.hpp"

#include "tests/unit/fake_root.hpp"

namespace steelyard::cpu {
namespace {

TEST(Cpuinfo, ReadsOneKeyByProcessor) {
  const FakeRoot root;
  root.write("proc/cpuinfo",
             "processor\t: 0\nmodel name\t: Some CPU @ 2.0: fast\n\n"
             "processor\t: 7\nmodel name\t:  Other \nno colon here\n");
  const auto names = cpuinfo(root.path(), "model name");
  ASSERT_EQ(names.size(), 2u);
  EXPECT_EQ(names.at(0), "Some CPU @ 2.0: fast");
  EXPECT_EQ(names.at(7), "Other");
}

TEST(Cpuinfo, IsEmptyForAnUnknownKeyOrNoFile) {
  const FakeRoot root;
  EXPECT_TRUE(cpuinfo(root.path(), "model name").empty());
  root.write("proc/cpuinfo", "processor : 0\nflags :\n");
  EXPECT_TRUE(cpuinfo(root.path(), "model name").empty());
  EXPECT_EQ(cpuinfo(root.path(), "flags").at(0), "");
}

}  // namespace
}  // namespace steelyard::cpu
