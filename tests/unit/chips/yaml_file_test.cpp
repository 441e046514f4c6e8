#include "results/chips/yaml_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "harness/core/error.hpp"

namespace steelyard::results {
namespace {

using testing::HasSubstr;

YamlNode parse(const std::string& text) { return parse_yaml(text, "a.yaml"); }

/// The complaint about `action`, or "" if there is none.
template <typename Action>
std::string complaint(Action action) {
  try {
    action();
  } catch (const DataError& error) {
    return error.what();
  }
  return "";
}

std::string complaint_of(const std::string& text) {
  return complaint([&] { parse(text); });
}

TEST(YamlFile, ReadsMapsListsAndScalars) {
  const YamlNode root = parse("id: h20\nlist: [a, 'b c']\nnested:\n  x: 1.5\nnothing:\n");
  EXPECT_EQ(root.kind(), YamlNode::Kind::map);
  EXPECT_EQ(root.at("id").text(), "h20");
  ASSERT_EQ(root.at("list").items().size(), 2U);
  EXPECT_EQ(root.at("list").items()[1].text(), "b c");
  EXPECT_EQ(root.at("nested").at("x").number(), 1.5);
  EXPECT_EQ(root.at("nothing").kind(), YamlNode::Kind::null);
  EXPECT_EQ(root.find("absent"), nullptr);
  ASSERT_EQ(root.entries().size(), 4U);
  EXPECT_EQ(root.entries()[2].first, "nested");
}

TEST(YamlFile, ReadsAListOrAScalarAsTheWholeDocument) {
  EXPECT_EQ(parse("- 1\n- 2\n").items().size(), 2U);
  EXPECT_EQ(parse("word\n").text(), "word");
}

TEST(YamlFile, NamesFileLineAndColumnOfAComplaint) {
  const YamlNode root = parse("id: h20\nyear: soon\n");
  EXPECT_EQ(complaint([&] { root.at("year").number(); }), "a.yaml:2:7: expected a finite number.");
}

TEST(YamlFile, ComplainsAboutAMissingKey) {
  const YamlNode root = parse("id: h20\n");
  EXPECT_THAT(complaint([&] { root.at("vendor"); }), HasSubstr("the key 'vendor' is missing"));
}

TEST(YamlFile, NamesTheNearestOfAnUnknownKey) {
  const YamlNode root = parse("vendro: x\n");
  EXPECT_THAT(complaint([&] { root.allow_only({"id", "vendor"}); }), HasSubstr("'vendor'"));
  EXPECT_EQ(complaint([&] { root.allow_only({"vendro"}); }), "");
}

TEST(YamlFile, ComplainsAboutAnotherKindOfNode) {
  const YamlNode root = parse("map: {a: 1}\nlist: [1]\nword: x\nnothing:\n");
  EXPECT_THAT(complaint([&] { root.at("list").entries(); }),
              HasSubstr("expected a map, found a list"));
  EXPECT_THAT(complaint([&] { root.at("map").items(); }),
              HasSubstr("expected a list, found a map"));
  EXPECT_THAT(complaint([&] { root.at("word").items(); }), HasSubstr("found a single value"));
  EXPECT_THAT(complaint([&] { root.at("nothing").text(); }),
              HasSubstr("expected a text, found nothing"));
  EXPECT_THAT(complaint([&] { root.at("list").text(); }), HasSubstr("found a list"));
  EXPECT_THAT(complaint([&] { root.at("list").find("a"); }), HasSubstr("expected a map"));
}

TEST(YamlFile, ReadsFiniteNumbersOnly) {
  const YamlNode root = parse("[1e3, -2, inf, nan, 1x, '', 0x10, 1e999]");
  EXPECT_EQ(root.items()[0].number(), 1000);
  EXPECT_EQ(root.items()[1].number(), -2);
  for (std::size_t i = 2; i < root.items().size(); ++i) {
    EXPECT_NE(complaint([&] { root.items()[i].number(); }), "") << i;
  }
}

TEST(YamlFile, ReadsPositiveNumbersAboveZero) {
  const YamlNode root = parse("[0.001, 0, -1]");
  EXPECT_EQ(root.items()[0].positive(), 0.001);
  EXPECT_NE(complaint([&] { root.items()[1].positive(); }), "");
  EXPECT_NE(complaint([&] { root.items()[2].positive(); }), "");
}

TEST(YamlFile, ReadsWholeNumbersWithinTheirRange) {
  const YamlNode root = parse("[1, 8, 0, 9, 1.5, 2 3, 99999999999]");
  EXPECT_EQ(root.items()[0].integer(1, 8), 1);
  EXPECT_EQ(root.items()[1].integer(1, 8), 8);
  for (std::size_t i = 2; i < root.items().size(); ++i) {
    EXPECT_THAT(complaint([&] { root.items()[i].integer(1, 8); }),
                HasSubstr("expected a whole number from 1 to 8"))
        << i;
  }
}

TEST(YamlFile, ReadsTrueAndFalseOnly) {
  const YamlNode root = parse("[true, false, yes]");
  EXPECT_TRUE(root.items()[0].boolean());
  EXPECT_FALSE(root.items()[1].boolean());
  EXPECT_NE(complaint([&] { root.items()[2].boolean(); }), "");
}

TEST(YamlFile, RefusesALongText) {
  EXPECT_EQ(parse(std::string(4000, 'x')).text().size(), 4000U);
  const YamlNode root = parse(std::string(4001, 'x'));
  EXPECT_THAT(complaint([&] { root.text(); }), HasSubstr("4001 bytes; at most 4000"));
}

TEST(YamlFile, RefusesAKeyThatStandsTwice) {
  EXPECT_THAT(complaint_of("a: 1\nb: 2\na: 3\n"), HasSubstr("a.yaml:3:1: the key 'a' stands here"));
  EXPECT_EQ(complaint_of("a: {x: 1}\nb: {x: 1}\n"), "");
}

TEST(YamlFile, RefusesAnchorsAliasesAndTags) {
  EXPECT_THAT(complaint_of("a: &x 1\n"), HasSubstr("anchors"));
  EXPECT_THAT(complaint_of("a: &x [1]\n"), HasSubstr("anchors"));
  EXPECT_THAT(complaint_of("a: &x\nb: 1\n"), HasSubstr("anchors"));
  EXPECT_THAT(complaint_of("a: 1\nb: *a\n"), testing::Not(""));
  EXPECT_THAT(complaint_of("a: !!str 1\n"), HasSubstr("tags"));
  EXPECT_THAT(complaint_of("a: !thing {b: 1}\n"), HasSubstr("tags"));
}

TEST(YamlFile, RefusesKeysThatAreNoWord) {
  EXPECT_THAT(complaint_of("? [a]\n: 1\n"), HasSubstr("a key must be a single word"));
  EXPECT_THAT(complaint_of("? {a: 1}\n: 1\n"), HasSubstr("a key must be a single word"));
  EXPECT_THAT(complaint_of("? \n: 1\n"), HasSubstr("a key must be a single word"));
}

TEST(YamlFile, RefusesNothingAndTwoDocuments) {
  EXPECT_EQ(complaint_of(""), "a.yaml: the file is empty.");
  EXPECT_THAT(complaint_of("a: 1\n---\nb: 2\n"), HasSubstr("more than one document"));
}

TEST(YamlFile, ReportsWhereTheTextIsNotYaml) {
  EXPECT_THAT(complaint_of("a: [1\nb: 2\n"), HasSubstr("not well-formed YAML"));
  EXPECT_THAT(complaint_of("a: 1\n\tb: 2\n"), HasSubstr("a.yaml:2:"));
}

TEST(YamlFile, NeverPrintsAControlCharacterOfTheText) {
  EXPECT_THAT(complaint_of("a: \"\\\x1b\"\n"),
              HasSubstr("not well-formed YAML: unknown escape character: \\x1b."));
  EXPECT_THAT(complaint_of("\"\\e[2J\": 1\n\"\\e[2J\": 2\n"),
              HasSubstr("the key '\\x1b[2J' stands"));
  const YamlNode root = parse("\"\\e[2J\": 1\n");
  EXPECT_THAT(complaint([&] { root.allow_only({"id"}); }), HasSubstr("'?[2J'"));
}

TEST(YamlFile, RefusesDeepNesting) {
  const auto nested = [](int levels) {
    return std::string(static_cast<std::size_t>(levels), '[') +
           std::string(static_cast<std::size_t>(levels), ']');
  };
  EXPECT_EQ(complaint_of(nested(16)), "");
  EXPECT_THAT(complaint_of(nested(17)), HasSubstr("more than 16 levels"));
  EXPECT_NE(complaint_of(std::string(100'000, '[')), "");
}

TEST(YamlFile, RefusesManyValues) {
  std::string text = "[";
  for (int i = 0; i < 50'000; ++i) text += "1,";
  EXPECT_THAT(complaint_of(text + "1]"), HasSubstr("more than 50000 values"));
  EXPECT_EQ(complaint_of("[" + text.substr(1, 2 * 40'000) + "1]"), "");
}

TEST(YamlFile, RefusesALargeText) {
  const std::string most = "# " + std::string((1 << 20) - 9, 'x') + "\na: 1\n";
  ASSERT_EQ(most.size(), (1U << 20) - 1);
  EXPECT_EQ(complaint_of(most), "");
  EXPECT_EQ(complaint_of(most + "\n"), "");
  EXPECT_THAT(complaint_of(most + "\n\n"), HasSubstr("1048577 bytes; at most 1048576"));
}

class YamlFileOnDisk : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "yaml_XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path folder_;
};

TEST_F(YamlFileOnDisk, ReadsAFile) {
  std::ofstream(folder_ / "x.yaml") << "a: 1\n";
  EXPECT_EQ(read_yaml_file(folder_ / "x.yaml").at("a").number(), 1);
}

TEST_F(YamlFileOnDisk, RefusesWhatIsNoFile) {
  EXPECT_THAT(complaint([&] { read_yaml_file(folder_ / "x.yaml"); }), HasSubstr("no such file"));
  EXPECT_THAT(complaint([&] { read_yaml_file(folder_); }), HasSubstr("no such file"));
  EXPECT_THAT(complaint([&] { read_yaml_file("/dev/zero"); }), HasSubstr("no such file"));
}

TEST_F(YamlFileOnDisk, RefusesPipesAndFilesOfTheKernel) {
  ASSERT_EQ(::mkfifo((folder_ / "x.yaml").c_str(), 0600), 0);
  EXPECT_THAT(complaint([&] { read_yaml_file(folder_ / "x.yaml"); }), HasSubstr("no such file"));
  EXPECT_THAT(complaint([&] { read_yaml_file("/proc/self/status"); }), HasSubstr("is empty"));
}

TEST_F(YamlFileOnDisk, RefusesATerabyteOfNothing) {
  std::ofstream(folder_ / "x.yaml") << "a: 1\n";
  std::filesystem::resize_file(folder_ / "x.yaml", std::uintmax_t{1} << 40);
  EXPECT_THAT(complaint([&] { read_yaml_file(folder_ / "x.yaml"); }), HasSubstr("at most 1048576"));
}

TEST_F(YamlFileOnDisk, RefusesALargeFile) {
  std::ofstream(folder_ / "x.yaml") << std::string(3 << 20, '\n');
  EXPECT_THAT(complaint([&] { read_yaml_file(folder_ / "x.yaml"); }), HasSubstr("at most 1048576"));
}

}  // namespace
}  // namespace steelyard::results
