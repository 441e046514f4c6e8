#include "results/report/gate/gate_gitlab.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <set>

#include "harness/core/digest.hpp"
#include "tests/unit/gate_report/made_result.hpp"

namespace steelyard::results {
namespace {

using testing::HasSubstr;
using Json = nlohmann::json;

TEST(GateGitlab, HasAFindingForEachCaseThatIsNoPass) {
  const Json findings = Json::parse(gate_gitlab(test::every_verdict()));
  std::vector<std::pair<std::string, std::string>> said;
  std::set<std::string> fingerprints;
  for (const Json& each : findings) {
    said.emplace_back(each["check_name"], each["severity"]);
    fingerprints.insert(each["fingerprint"].get<std::string>());
    EXPECT_EQ(each["location"]["lines"]["begin"], 1);
  }
  const std::vector<std::pair<std::string, std::string>> expected{
      {"steelyard-gate-inconclusive", "minor"}, {"steelyard-gate-regressed", "major"},
      {"steelyard-gate-regressed", "major"},    {"steelyard-gate-failed", "critical"},
      {"steelyard-gate-missing", "critical"},   {"steelyard-gate-added", "info"}};
  EXPECT_EQ(said, expected);
  EXPECT_EQ(fingerprints.size(), 6U);
  EXPECT_EQ(findings[3]["description"], "case-f: timeout in tonight.h5");
  EXPECT_THAT(findings[1]["description"].get<std::string>(), HasSubstr("case-r1: ratio 0.875"));
  EXPECT_EQ(findings[3]["location"]["path"], "steelyard/case-f");
  EXPECT_EQ(findings[3]["fingerprint"], sha256("steelyard-gate-failed\nf"));
}

TEST(GateGitlab, IsAnEmptyListWithoutFindings) {
  EXPECT_EQ(gate_gitlab(test::made_result({test::made_case("p", GateVerdict::pass)})), "[]\n");
}

TEST(GateGitlab, KeepsHostileNamesBelowOneFolder) {
  const Json findings = Json::parse(gate_gitlab(test::hostile_result()));
  const auto path = findings[0]["location"]["path"].get<std::string>();
  EXPECT_EQ(path.find('/'), path.rfind('/'));
  EXPECT_EQ(path.find('\\'), std::string::npos);
  EXPECT_THAT(path, testing::StartsWith("steelyard/a_x0d_x0a::error::b"));
  EXPECT_THAT(findings[0]["description"].get<std::string>(), HasSubstr("a\\x0d\\x0a::error"));
}

}  // namespace
}  // namespace steelyard::results
