#include "results/report/markdown.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace steelyard::results {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Markdown, LeavesPlainWordsAlone) {
  EXPECT_EQ(markdown("nvidia-h20 (96 GB), 1.5 x faster: 3 + 4 = 7, a/b"),
            "nvidia-h20 (96 GB), 1.5 x faster: 3 + 4 = 7, a/b");
  EXPECT_EQ(markdown("matmul:dtype=bf16,m=1024"), "matmul:dtype=bf16,m=1024");
  EXPECT_EQ(markdown(""), "");
}

TEST(Markdown, EscapesWhatMarksText) {
  EXPECT_EQ(markdown("`a` *b* _c_ [d](e) ~f~ $g$ h|i \\"),
            "\\`a\\` \\*b\\* \\_c\\_ \\[d\\](e) \\~f\\~ \\$g\\$ h\\|i \\\\");
}

TEST(Markdown, EscapesTagsAndEntities) {
  EXPECT_EQ(markdown("</details><b>&lt;"), "&lt;/details&gt;&lt;b&gt;&amp;lt;");
}

TEST(Markdown, NamesNobodyAndNoIssue) {
  EXPECT_EQ(markdown("@octocat #12"), "\\@&#8203;octocat \\#&#8203;12");
}

TEST(Markdown, LeavesNoAddressThatBecomesALink) {
  EXPECT_EQ(markdown("https://a.b.c"), "https\\://a.b.c");
  EXPECT_EQ(markdown("www.a.b"), "www\\.a.b");
  EXPECT_EQ(markdown("see WWW.a.b"), "see WWW\\.a.b");
  EXPECT_EQ(markdown("ww.a"), "ww.a");
}

TEST(Markdown, BeginsNoListOrHeading) {
  EXPECT_EQ(markdown("- a - b"), "\\- a - b");
  EXPECT_EQ(markdown("+ a + b"), "\\+ a + b");
  EXPECT_EQ(markdown("==="), "\\===");
  EXPECT_EQ(markdown("12. a 3. b"), "12\\. a 3. b");
  EXPECT_EQ(markdown("12) a 3) b"), "12\\) a 3) b");
  EXPECT_EQ(markdown("12."), "12\\.");
  EXPECT_EQ(markdown("12.5 a"), "12.5 a");
  EXPECT_EQ(markdown("x1. a"), "x1. a");
  EXPECT_EQ(markdown(". a"), ". a");
}

TEST(Markdown, StaysOnOneLineAndShowsWhatHides) {
  EXPECT_EQ(markdown("a\nb\u202e"), "a\\\\x0ab\\\\u202e");
}

TEST(Markdown, MakesTables) {
  EXPECT_EQ(markdown_head({"a", "b", "c"}, 1), "| a | b | c |\n|---|---:|---:|\n");
  EXPECT_EQ(markdown_head({"a", "b"}), "| a | b |\n|---|---|\n");
  EXPECT_EQ(markdown_row({"1", "2"}), "| 1 | 2 |\n");
}

TEST(Markdown, FoldsDetails) {
  EXPECT_EQ(markdown_details("more", "| a |\n"),
            "<details>\n<summary>more</summary>\n\n| a |\n\n</details>\n");
}

}  // namespace
}  // namespace steelyard::results
