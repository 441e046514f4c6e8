#include "collectors/environment/system_files.hpp"

#include <gtest/gtest.h>

namespace steelyard::collectors {
namespace {

const std::filesystem::path nodes = STEELYARD_SOURCE_DIR "/tests/data/nodes";

TEST(SystemFiles, MissingFilesAndFoldersAreNothing) {
  EXPECT_EQ(read_line(nodes / "no/such/file"), std::nullopt);
  EXPECT_EQ(read_text(nodes / "no/such/file"), std::nullopt);
  EXPECT_EQ(read_line(nodes), std::nullopt);
  EXPECT_EQ(read_text(nodes), std::nullopt);
}

TEST(SystemFiles, ReadsOneLineOrAll) {
  const auto file = nodes / "server/etc/os-release";
  EXPECT_EQ(read_line(nodes / "server/proc/sys/kernel/osrelease"), "6.1.0-18-amd64");
  EXPECT_EQ(
      read_text(file),
      "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nNAME=\"Debian GNU/Linux\"\nID=debian\n");
}

TEST(SystemFiles, FindsValues) {
  const std::string text = "a : 1\nb=\" two \"\nno separator\na: 3\nempty:\nc=x=y\n";
  EXPECT_EQ(value_in(text, "a"), "1");
  EXPECT_EQ(value_in(text, "b"), "two");
  EXPECT_EQ(value_in(text, "c"), "x=y");
  EXPECT_EQ(value_in(text, "empty"), std::nullopt);
  EXPECT_EQ(value_in(text, "no separator"), std::nullopt);
  EXPECT_EQ(value_in(text, "d"), std::nullopt);
}

TEST(SystemFiles, WholeNumbersAreNothingElse) {
  EXPECT_EQ(whole_number("0"), 0u);
  EXPECT_EQ(whole_number("18446744073709551615"), 18446744073709551615u);
  for (const char* text : {"", "-1", "1 ", " 1", "1x", "max", "18446744073709551616"}) {
    EXPECT_EQ(whole_number(text), std::nullopt) << text;
  }
}

TEST(SystemFiles, NotesOnlyWhatIsThere) {
  Facts facts;
  note(facts, "a", "1");
  note(facts, "b", std::nullopt);
  EXPECT_EQ(facts, (Facts{{"a", "1"}}));
}

}  // namespace
}  // namespace steelyard::collectors
