#include "results/profiles/profile.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <functional>

#include "harness/core/error.hpp"

namespace steelyard::results {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* whole = R"(name: mine
description: What I train.
missing: wider
parts:
  - name: layers
    weight: 3
    reason: most of the time
    match: {workload: matmul, group: 'Llama*', dtypes: [bf16, fp8_e4m3]}
  - name: messages
    weight: 0.5
    reason: the rest
    match: {workload: allreduce, mode: latency, minimum_bytes: 8, maximum_bytes: 1024}
tokens:
  - name: tiny
    source: its config.json
    tokens_per_step: 4096
    step:
      - {case: 'matmul:dtype=bf16,m=1,n=2,k=3', count: 32}
      - {case: 'matmul:dtype=bf16,m=2,n=2,k=3', count: 1.5}
)";

class ProfileFile : public testing::Test {
 protected:
  ProfileFile() {
    std::string pattern = testing::TempDir() + "profiles.XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  ~ProfileFile() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
    return folder_ / name;
  }

  /// What is said about the whole profile with `from` replaced, without the path.
  std::string complaint(const std::string& from, const std::string& to) const {
    std::string text = whole;
    const auto at = text.find(from);
    if (at == std::string::npos) return "no such text: " + from;
    const auto file = write("p.yaml", text.replace(at, from.size(), to));
    try {
      load_profile(file);
    } catch (const DataError& error) {
      std::string said = error.what();
      const std::string path = file.string() + ":";
      return said.rfind(path, 0) == 0 ? said.substr(path.size()) : said;
    }
    return "";
  }

  std::filesystem::path folder_;
};

TEST_F(ProfileFile, IsReadWhole) {
  const Profile profile = load_profile(write("mine.yaml", whole));
  EXPECT_EQ(profile.name, "mine");
  EXPECT_EQ(profile.description, "What I train.");
  EXPECT_EQ(profile.missing, MissingPolicy::wider);
  ASSERT_EQ(profile.parts.size(), 2U);
  const ProfilePartSpec& layers = profile.parts[0];
  EXPECT_EQ(layers.name, "layers");
  EXPECT_EQ(layers.weight, 3);
  EXPECT_EQ(layers.reason, "most of the time");
  EXPECT_EQ(layers.match.workload, "matmul");
  EXPECT_EQ(layers.match.group, "Llama*");
  EXPECT_EQ(layers.match.mode, std::nullopt);
  EXPECT_THAT(layers.match.dtypes, ElementsAre(Dtype::bf16, Dtype::fp8_e4m3));
  EXPECT_EQ(layers.match.minimum_bytes, std::nullopt);
  EXPECT_EQ(layers.match.maximum_bytes, std::nullopt);
  const CaseMatch& messages = profile.parts[1].match;
  EXPECT_EQ(messages.group, std::nullopt);
  EXPECT_EQ(messages.mode, "latency");
  EXPECT_TRUE(messages.dtypes.empty());
  EXPECT_EQ(messages.minimum_bytes, 8);
  EXPECT_EQ(messages.maximum_bytes, 1024);
  ASSERT_EQ(profile.tokens.size(), 1U);
  EXPECT_EQ(profile.tokens[0].name, "tiny");
  EXPECT_EQ(profile.tokens[0].source, "its config.json");
  EXPECT_EQ(profile.tokens[0].tokens_per_step, 4096);
  ASSERT_EQ(profile.tokens[0].step.size(), 2U);
  EXPECT_EQ(profile.tokens[0].step[0].case_name, "matmul:dtype=bf16,m=1,n=2,k=3");
  EXPECT_EQ(profile.tokens[0].step[0].count, 32);
  EXPECT_EQ(profile.tokens[0].step[1].count, 1.5);
}

TEST_F(ProfileFile, NeedsNoTrainingSteps) {
  std::string text = whole;
  text.resize(text.find("tokens:"));
  EXPECT_TRUE(load_profile(write("mine.yaml", text)).tokens.empty());
}

TEST_F(ProfileFile, IsRefusedWithThePlaceOfTheMistake) {
  EXPECT_EQ(complaint("missing: wider", "missing: widder"),
            "3:10: unknown policy 'widder'; did you mean 'wider'? Valid: exclude, wider.");
  EXPECT_EQ(
      complaint("weight: 3", "wieght: 3"),
      "6:13: unknown key 'wieght'; did you mean 'weight'? Valid: name, weight, reason, match.");
  EXPECT_THAT(complaint("mode: latency", "mode: late"), HasSubstr("did you mean 'latency'?"));
  EXPECT_THAT(complaint("[bf16,", "[bf61,"), HasSubstr("8:57: unknown dtype 'bf61'"));
  EXPECT_THAT(complaint("name: mine", "nmae: mine"), HasSubstr("unknown key 'nmae'"));
  EXPECT_THAT(complaint("source: its", "sauce: its"), HasSubstr("unknown key 'sauce'"));
  EXPECT_THAT(complaint("count: 32", "cuont: 32"), HasSubstr("unknown key 'cuont'"));
  EXPECT_THAT(complaint("group: 'Llama*'", "grope: x"), HasSubstr("unknown key 'grope'"));
}

TEST_F(ProfileFile, IsRefusedWithoutAKeyThatItNeeds) {
  for (const auto& [line, key] : std::vector<std::pair<std::string, std::string>>{
           {"name: mine\n", "name"},
           {"description: What I train.\n", "description"},
           {"missing: wider\n", "missing"},
           {"    weight: 3\n", "weight"},
           {"    reason: most of the time\n", "reason"},
           {"    source: its config.json\n", "source"},
           {"    tokens_per_step: 4096\n", "tokens_per_step"},
           {"workload: matmul, ", "workload"},
           {", count: 32", "count"}}) {
    EXPECT_THAT(complaint(line, ""), HasSubstr("the key '" + key + "' is missing")) << line;
  }
}

TEST_F(ProfileFile, IsRefusedForNumbersOutOfRange) {
  EXPECT_THAT(complaint("weight: 3", "weight: 0"), HasSubstr("above 0"));
  EXPECT_THAT(complaint("weight: 3", "weight: -1"), HasSubstr("above 0"));
  EXPECT_THAT(complaint("weight: 3", "weight: nan"), HasSubstr("finite"));
  EXPECT_THAT(complaint("weight: 3", "weight: 1e7"), HasSubstr("up to 1e+06"));
  EXPECT_EQ(complaint("weight: 3", "weight: 1e6"), "");
  EXPECT_THAT(complaint("count: 32", "count: 2e9"), HasSubstr("up to 1e+09"));
  EXPECT_THAT(complaint("tokens_per_step: 4096", "tokens_per_step: 0"), HasSubstr("above 0"));
  EXPECT_THAT(complaint("minimum_bytes: 8", "minimum_bytes: 1025"), HasSubstr("no case can match"));
  EXPECT_EQ(complaint("minimum_bytes: 8", "minimum_bytes: 1024"), "");
}

TEST_F(ProfileFile, IsRefusedForANameTwice) {
  EXPECT_THAT(complaint("name: messages", "name: layers"),
              HasSubstr("9:5: the part 'layers' stands here twice"));
  EXPECT_THAT(complaint("m=2,n=2", "m=1,n=2"),
              HasSubstr("the case 'matmul:dtype=bf16,m=1,n=2,k=3'"));
}

TEST_F(ProfileFile, IsRefusedForEmptyOrEndlessLists) {
  EXPECT_THAT(complaint("dtypes: [bf16, fp8_e4m3]", "dtypes: []"), HasSubstr("at least one"));
  std::string many = "dtypes: [";
  for (int i = 0; i < 15; ++i) many += "bf16, ";
  EXPECT_THAT(complaint("dtypes: [bf16, fp8_e4m3]", many + "bf16]"), HasSubstr("more than 14"));
  EXPECT_THAT(complaint("parts:\n", "parts: []\nx:\n"), HasSubstr("unknown key 'x'"));
  std::string text = "name: a\ndescription: d\nmissing: exclude\nparts:\n";
  const auto file = [&] { return write("p.yaml", text); };
  text += "  []\n";
  EXPECT_THROW(load_profile(file()), DataError);
}

TEST_F(ProfileFile, HoldsAHundredPartsAtMost) {
  std::string text = "name: a\ndescription: d\nmissing: exclude\nparts:\n";
  const auto part = [](int i) {
    return "  - {name: p" + std::to_string(i) + ", weight: 1, reason: r, match: {workload: w}}\n";
  };
  for (int i = 0; i < 100; ++i) text += part(i);
  EXPECT_EQ(load_profile(write("p.yaml", text)).parts.size(), 100U);
  EXPECT_THROW(load_profile(write("p.yaml", text + part(100))), DataError);
}

TEST_F(ProfileFile, IsRefusedForNamesThatAreNoWords) {
  EXPECT_THAT(complaint("name: mine", "name: 'mine own'"), HasSubstr("letters, digits"));
  EXPECT_THAT(complaint("name: mine", "name: \"\\e[31m\""), HasSubstr("letters, digits"));
  EXPECT_EQ(complaint("name: mine", "name: aZ09-_."), "");
  EXPECT_EQ(complaint("name: mine", "name: " + std::string(100, 'x')), "");
  EXPECT_THAT(complaint("name: mine", "name: " + std::string(101, 'x')), HasSubstr("101 bytes"));
}

TEST_F(ProfileFile, IsRefusedForACaseThatCannotBeRead) {
  EXPECT_THAT(complaint("m=2,n=2", "m=2,m=2"), testing::StartsWith("19:16: "));
}

TEST_F(ProfileFile, IsFoundByNameOrPath) {
  write("mine.yaml", whole);
  write("no-profile.txt", "");
  EXPECT_THAT(profile_names(folder_), ElementsAre("mine"));
  EXPECT_EQ(find_profile("mine", folder_).name, "mine");
  EXPECT_EQ(find_profile((folder_ / "mine.yaml").string(), folder_).name, "mine");
  try {
    find_profile("mein", folder_);
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_THAT(error.what(), HasSubstr("unknown profile 'mein'; did you mean 'mine'?"));
  }
  EXPECT_THROW(find_profile("./absent.yaml", folder_), DataError);
}

TEST_F(ProfileFile, NeedsTheFolder) { EXPECT_THROW(profile_names(folder_ / "absent"), DataError); }

TEST(MissingPolicy, HasAWordForEach) {
  for (const MissingPolicy policy : {MissingPolicy::exclude, MissingPolicy::wider}) {
    EXPECT_EQ(parse_missing_policy(name(policy)), policy);
  }
  EXPECT_EQ(name(MissingPolicy::exclude), "exclude");
  EXPECT_EQ(parse_missing_policy("narrower"), std::nullopt);
}

}  // namespace
}  // namespace steelyard::results
