#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "harness/core/case_spec.hpp"
#include "harness/run/suite.hpp"
#include "results/profiles/profile.hpp"
#include "workloads/table.hpp"

/// The profiles that come with the program, held against the suites that do.
namespace steelyard::results {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::filesystem::path root(STEELYARD_SOURCE_DIR);

Profile shipped(const std::string& name) {
  return find_profile(name, root / "results" / "profiles");
}

/// A suite's cases as 8 ranks run them, without samples.
std::vector<CaseRecord> cases_of(const std::string& suite_name) {
  const std::vector<std::filesystem::path> folders{root / "workloads" / "suites"};
  std::vector<CaseRecord> records;
  for (const run::SuiteCase& entry : run::load_suite(suite_name, folders).cases) {
    CaseRecord record;
    const CaseSpec spec =
        run::canonical(workloads::find_workload(entry.spec.workload), entry.spec, 8);
    record.name = to_string(spec);
    record.workload = spec.workload;
    record.group = entry.group;
    if (spec.find("bytes")) {
      record.work.message_bytes = static_cast<double>(spec.integer("bytes"));
    }
    records.push_back(record);
  }
  return records;
}

/// How many cases of a suite each part has.
std::map<std::string, int> counts(const Profile& profile, const std::string& suite) {
  std::map<std::string, int> counts;
  for (const ProfilePartSpec& part : profile.parts) counts[part.name] = 0;
  for (const CaseRecord& record : cases_of(suite)) {
    if (const auto part = part_of(profile, record)) ++counts[profile.parts[*part].name];
  }
  return counts;
}

std::vector<std::string> without_cases(const Profile& profile, const std::string& suite) {
  std::vector<std::string> empty;
  for (const auto& [part, count] : counts(profile, suite)) {
    if (count == 0) empty.push_back(part);
  }
  return empty;
}

TEST(ShippedProfiles, AreTheseFour) {
  EXPECT_THAT(profile_names(root / "results" / "profiles"),
              ElementsAre("communication", "compute", "training-dense", "training-moe"));
}

class ShippedProfile : public testing::TestWithParam<std::string> {
 protected:
  Profile profile_ = shipped(GetParam());
};

TEST_P(ShippedProfile, IsNamedAfterItsFile) { EXPECT_EQ(profile_.name, GetParam()); }

TEST_P(ShippedProfile, HasAReasonForEveryWeightAndTheyAddUpToOne) {
  double sum = 0;
  for (const ProfilePartSpec& part : profile_.parts) {
    EXPECT_GT(part.reason.size(), 20U) << part.name;
    sum += part.weight;
  }
  EXPECT_NEAR(sum, 1, 1e-12);
}

TEST_P(ShippedProfile, FindsCasesForEveryPartInTheStandardSuite) {
  EXPECT_THAT(without_cases(profile_, "standard"), IsEmpty());
}

TEST_P(ShippedProfile, NamesOnlyCasesOfTheStandardSuiteInTrainingSteps) {
  std::set<std::string> names;
  for (const CaseRecord& record : cases_of("standard")) names.insert(record.name);
  for (const TokenModel& model : profile_.tokens) {
    for (const StepCase& each : model.step) {
      EXPECT_EQ(names.count(each.case_name), 1U) << model.name << ": " << each.case_name;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, ShippedProfile,
                         testing::Values("communication", "compute", "training-dense",
                                         "training-moe"),
                         [](const auto& each) {
                           std::string name = each.param;
                           for (char& c : name) c = c == '-' ? '_' : c;
                           return name;
                         });

TEST(ShippedProfiles, TakeTheseCasesOfTheStandardSuite) {
  EXPECT_THAT(counts(shipped("compute"), "standard"),
              ElementsAre(testing::Pair("bf16 and fp16", 12), testing::Pair("f64", 6),
                          testing::Pair("fp8", 6), testing::Pair("int8", 6),
                          testing::Pair("tf32 and f32", 12)));
  EXPECT_THAT(counts(shipped("communication"), "standard"),
              ElementsAre(testing::Pair("large messages", 14), testing::Pair("medium messages", 16),
                          testing::Pair("small messages", 36)));
  EXPECT_THAT(counts(shipped("training-dense"), "standard"),
              ElementsAre(testing::Pair("Llama-3 layers", 23), testing::Pair("Qwen2.5 layers", 6),
                          testing::Pair("allreduce of gradients", 14),
                          testing::Pair("small allreduce", 36)));
  EXPECT_THAT(counts(shipped("training-moe"), "standard"),
              ElementsAre(testing::Pair("large messages", 14), testing::Pair("layers in bf16", 27),
                          testing::Pair("layers in fp8", 27), testing::Pair("medium messages", 16),
                          testing::Pair("small allreduce", 36)));
}

TEST(ShippedProfiles, LackTheseOfTheQuickSuiteAndNoOther) {
  EXPECT_THAT(without_cases(shipped("compute"), "quick"), ElementsAre("f64", "fp8"));
  EXPECT_THAT(without_cases(shipped("communication"), "quick"), IsEmpty());
  EXPECT_THAT(without_cases(shipped("training-dense"), "quick"), ElementsAre("Qwen2.5 layers"));
  EXPECT_THAT(without_cases(shipped("training-moe"), "quick"),
              ElementsAre("layers in bf16", "layers in fp8"));
}

/// Operations of the step, for each token.
double flops_per_token(const TokenModel& model) {
  double flops = 0;
  for (const StepCase& each : model.step) {
    const CaseSpec spec = parse_case(each.case_name);
    flops += each.count * 2 * static_cast<double>(spec.integer("m")) *
             static_cast<double>(spec.integer("n")) * static_cast<double>(spec.integer("k"));
  }
  return flops / model.tokens_per_step;
}

/// A training step is 6 operations for each token and weight that it passes. The weights of linear
/// layers follow from the models' configurations.
TEST(ShippedProfiles, StepsDoSixOperationsForEachTokenAndWeight) {
  const auto dense = shipped("training-dense").tokens;
  ASSERT_EQ(dense.size(), 2U);
  const double llama_8b = 32.0 * 4096 * (6144 + 4096 + 3 * 14336);
  EXPECT_EQ(dense[0].name, "Llama-3-8B");
  EXPECT_DOUBLE_EQ(flops_per_token(dense[0]), 6 * llama_8b);
  const double llama_70b = 80.0 * 8192 * (10240 + 8192 + 3 * 28672);
  EXPECT_EQ(dense[1].name, "Llama-3-70B");
  EXPECT_DOUBLE_EQ(flops_per_token(dense[1]), 6 * llama_70b);
  const double attention =
      7168.0 * 1536 + 1536.0 * 128 * 192 + 7168.0 * 576 + 512.0 * 128 * 256 + 128.0 * 128 * 7168;
  const double deepseek = 61 * attention + 58.0 * 9 * 3 * 7168 * 2048 + 3.0 * 3 * 7168 * 18432;
  const auto moe = shipped("training-moe").tokens;
  ASSERT_EQ(moe.size(), 2U);
  EXPECT_DOUBLE_EQ(flops_per_token(moe[0]), 6 * deepseek);
  EXPECT_DOUBLE_EQ(flops_per_token(moe[1]), 6 * deepseek);
}

TEST(ShippedProfiles, StepsHaveOneDtypeEach) {
  const auto moe = shipped("training-moe").tokens;
  for (const StepCase& each : moe.at(0).step) {
    EXPECT_EQ(parse_case(each.case_name).dtype(), Dtype::fp8_e4m3);
  }
  for (const StepCase& each : moe.at(1).step) {
    EXPECT_EQ(parse_case(each.case_name).dtype(), Dtype::bf16);
  }
}

}  // namespace
}  // namespace steelyard::results
