#include "results/chips/catalogue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "harness/core/error.hpp"

namespace steelyard::results {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

Chip chip_named(const std::string& id, const std::string& name, std::vector<std::string> aliases) {
  Chip chip;
  chip.id = id;
  chip.name = name;
  chip.aliases = std::move(aliases);
  return chip;
}

Catalogue small() {
  return Catalogue({chip_named("acme-h200", "H200 SXM 141GB", {"H200"}),
                    chip_named("acme-h20", "H20 SXM 96GB", {"H20", "H20-96G"}),
                    chip_named("huawei-ascend-910b", "Ascend 910B", {"910B", "Atlas 800T A2"}),
                    chip_named("huawei-ascend-910c", "Ascend 910C (dual die)", {"910C"}),
                    chip_named("moore-s4000", "MTT S4000", {"S4000", "twin"}),
                    chip_named("solo", "One of a kind", {"twin"})});
}

std::string complaint(const std::string& text) {
  try {
    small().find(text);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

TEST(Catalogue, SortsByIdAndRefusesAnIdTwice) {
  const Catalogue catalogue = small();
  ASSERT_EQ(catalogue.chips().size(), 6U);
  EXPECT_EQ(catalogue.chips()[0].id, "acme-h20");
  EXPECT_EQ(catalogue.chips()[5].id, "solo");
  EXPECT_THROW(
      Catalogue({chip_named("b", "", {}), chip_named("a", "", {}), chip_named("b", "", {})}),
      DataError);
}

TEST(Catalogue, FindsByIdNameAndAlias) {
  const Catalogue catalogue = small();
  EXPECT_EQ(catalogue.find("acme-h20").id, "acme-h20");
  EXPECT_EQ(catalogue.find("H20 SXM 96GB").id, "acme-h20");
  EXPECT_EQ(catalogue.find("Atlas 800T A2").id, "huawei-ascend-910b");
  EXPECT_EQ(catalogue.find("solo").id, "solo");
}

TEST(Catalogue, IgnoresCaseAndPunctuation) {
  const Catalogue catalogue = small();
  EXPECT_EQ(catalogue.find("h20_96g").id, "acme-h20");
  EXPECT_EQ(catalogue.find("ACME H20").id, "acme-h20");
  EXPECT_EQ(catalogue.find("ascend910b").id, "huawei-ascend-910b");
}

TEST(Catalogue, TakesLettersOfOtherAlphabetsAsLetters) {
  const Catalogue catalogue({chip_named("a", "\u58c1\u4ede", {}), chip_named("b", "B", {})});
  EXPECT_EQ(catalogue.find("\u58c1\u4ede").id, "a");
}

TEST(Catalogue, FindsWithoutTheVendor) {
  EXPECT_EQ(small().find("ascend-910c").id, "huawei-ascend-910c");
}

TEST(Catalogue, PrefersAWholeNameToABeginning) { EXPECT_EQ(small().find("h20").id, "acme-h20"); }

TEST(Catalogue, FindsABeginningOfAWordThatOnlyOneChipHas) {
  const Catalogue catalogue = small();
  EXPECT_EQ(catalogue.find("atlas").id, "huawei-ascend-910b");
  EXPECT_EQ(catalogue.find("dual").id, "huawei-ascend-910c");
  EXPECT_EQ(catalogue.find("h20-9").id, "acme-h20");
}

TEST(Catalogue, DoesNotFindTheMiddleOfAWord) {
  EXPECT_THAT(complaint("4000"), HasSubstr("unknown chip"));
  EXPECT_THAT(complaint("0b"), HasSubstr("unknown chip"));
}

TEST(Catalogue, NamesTheCandidatesOfAnAmbiguousForm) {
  EXPECT_THAT(complaint("910"),
              AllOf(HasSubstr("'910' fits several chips"),
                    HasSubstr("huawei-ascend-910b, huawei-ascend-910c"), Not(HasSubstr("more"))));
  EXPECT_THAT(complaint("twin"), HasSubstr("moore-s4000, solo"));
}

TEST(Catalogue, NeverPrintsAControlCharacterOfANameOrAnId) {
  try {
    Catalogue({chip_named("a\x1b", "", {}), chip_named("a\x1b", "", {})});
    FAIL();
  } catch (const DataError& error) {
    EXPECT_STREQ(error.what(), "the chip 'a\\x1b' is in the catalogue twice.");
  }
  const Catalogue catalogue(
      {chip_named("acme-a", "Acme A", {}), chip_named("acme-a\x1b[2J", "Acme A", {})});
  try {
    catalogue.find("Acme\x1b A");
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_STREQ(error.what(),
                 "'Acme\\x1b A' fits several chips: acme-a, acme-a\\x1b[2J; write one of these.");
  }
}

TEST(Catalogue, ShortensALongListOfCandidates) {
  std::vector<Chip> chips;
  for (char c = 'a'; c < 'a' + 10; ++c) {
    chips.push_back(chip_named(std::string("acme-x") + c, "", {}));
  }
  const Catalogue catalogue(std::move(chips));
  try {
    catalogue.find("acme");
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("acme-xa, "), HasSubstr("acme-xh and 2 more"),
                                    Not(HasSubstr("acme-xi"))));
  }
}

TEST(Catalogue, NamesTheNearestOfAnUnknownForm) {
  EXPECT_THAT(complaint("acme-h21"), HasSubstr("did you mean 'acme-h20'"));
  EXPECT_THAT(complaint("911C"), HasSubstr("did you mean '910C'"));
  EXPECT_THAT(complaint(""), HasSubstr("unknown chip"));
  EXPECT_THAT(complaint("--"), HasSubstr("unknown chip"));
}

TEST(Catalogue, GuessesNothingForExactNames) {
  const Catalogue catalogue = small();
  EXPECT_EQ(catalogue.find_exact("h20")->id, "acme-h20");
  EXPECT_EQ(catalogue.find_exact("acme-h200")->id, "acme-h200");
  EXPECT_EQ(catalogue.find_exact("atlas"), nullptr);
  EXPECT_EQ(catalogue.find_exact("twin"), nullptr);
  EXPECT_EQ(catalogue.find_exact(""), nullptr);
  EXPECT_EQ(catalogue.find_exact("no such chip"), nullptr);
}

class CatalogueFolder : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "chips_XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& file, const std::string& id) {
    std::ofstream(folder_ / file) << "id: " << id
                                  << "\nvendor: V\nname: N\nstatus: s\nyear: 1\nform: f\narch: a\n"
                                     "chips_per_system: 1\ninterconnect: {name: l}\n"
                                     "runtime_family: r\ntorch_device: t\n";
  }
  std::string complaint() {
    try {
      Catalogue::load(folder_);
    } catch (const DataError& error) {
      return error.what();
    }
    return "";
  }

  std::filesystem::path folder_;
};

TEST_F(CatalogueFolder, LoadsEveryYamlFileAndNoOther) {
  write("b.yaml", "b");
  write("a.yaml", "a");
  write("readme.txt", "c");
  const Catalogue catalogue = Catalogue::load(folder_);
  ASSERT_EQ(catalogue.chips().size(), 2U);
  EXPECT_EQ(catalogue.chips()[0].id, "a");
}

TEST_F(CatalogueFolder, RefusesAnEmptyOrMissingFolder) {
  EXPECT_THAT(complaint(), HasSubstr("no chip catalogue"));
  folder_ /= "nowhere";
  EXPECT_THAT(complaint(), HasSubstr("no chip catalogue"));
}

TEST_F(CatalogueFolder, RefusesMoreThanAThousandFiles) {
  for (int i = 0; i <= 1000; ++i) std::ofstream(folder_ / (std::to_string(i) + ".yaml")) << "";
  EXPECT_THAT([&] { Catalogue::load(folder_); },
              testing::ThrowsMessage<DataError>(HasSubstr("more than 1000 chips")));
}

TEST_F(CatalogueFolder, RefusesAFileNotNamedAfterItsId) {
  write("a.yaml", "b");
  EXPECT_THAT(complaint(), AllOf(HasSubstr("a.yaml:1:5"), HasSubstr("named after the id")));
}

}  // namespace
}  // namespace steelyard::results
