#include "results/report/ci/code_quality.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "harness/core/digest.hpp"

namespace steelyard::results {
namespace {

TEST(CodeQuality, WritesAFinding) {
  const auto findings = nlohmann::json::parse(
      code_quality_json({{"id", "name/of\\case", "steelyard-x", "major", "why\n"}}));
  EXPECT_EQ(
      findings,
      (nlohmann::json::array(
          {{{"description", "name/of\\case: why\\x0a"},
            {"check_name", "steelyard-x"},
            {"fingerprint", sha256("steelyard-x\nid")},
            {"severity", "major"},
            {"location", {{"path", "steelyard/name_of_case"}, {"lines", {{"begin", 1}}}}}}})));
}

TEST(CodeQuality, IsAnEmptyListWithoutFindings) { EXPECT_EQ(code_quality_json({}), "[]\n"); }

TEST(CodeQuality, KnowsAFindingByCheckAndCase) {
  const auto fingerprint = [](const char* id, const char* check, const char* cause) {
    const auto findings =
        nlohmann::json::parse(code_quality_json({{id, "name", check, "major", cause}}));
    return findings[0]["fingerprint"].get<std::string>();
  };
  EXPECT_EQ(fingerprint("a", "x", "-1 %"), fingerprint("a", "x", "-2 %"));
  EXPECT_NE(fingerprint("a", "x", "-1 %"), fingerprint("b", "x", "-1 %"));
  EXPECT_NE(fingerprint("a", "x", "-1 %"), fingerprint("a", "y", "-1 %"));
}

}  // namespace
}  // namespace steelyard::results
