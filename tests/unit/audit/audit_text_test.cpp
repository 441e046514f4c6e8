#include "results/report/audit_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "results/report/audit_json.hpp"
#include "tests/unit/audit/fit_run.hpp"

namespace steelyard::results {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const std::string hostile = "<script>|`*\x1b[2J\n\xe2\x80\xae\"";

Audit hostile_audit() {
  Audit audit{hostile, hostile, hostile, "", {}};
  audit.findings = {{.check = "complete", .sentence = "All is there."},
                    {.check = "digests",
                     .result = CheckResult::not_recorded,
                     .sentence = "None.",
                     .remedy = "Run again."},
                    {.check = "warnings",
                     .weight = CheckWeight::advises,
                     .result = CheckResult::failed,
                     .sentence = "One.",
                     .remedy = "Say so.",
                     .named = {hostile}},
                    {.check = "rounds",
                     .result = CheckResult::failed,
                     .sentence = "Too few.",
                     .remedy = "More.",
                     .named = std::vector<std::string>(10, "a case")}};
  return audit;
}

TEST(AuditText, PutsVerdictsFirst) {
  const std::string text = audit_text(hostile_audit());
  EXPECT_THAT(text, HasSubstr("NOT fit to be published: 1 of 4 checks failed, 1 with a warning, 1 "
                              "unknown\n"));
  const std::size_t failed = text.find("  FAILED  rounds ");
  const std::size_t warning = text.find("  warning warnings ");
  const std::size_t unknown = text.find("  unknown digests ");
  const std::size_t passed = text.find("  passed  complete ");
  EXPECT_LT(failed, warning);
  EXPECT_LT(warning, unknown);
  EXPECT_LT(unknown, passed);
  EXPECT_NE(passed, std::string::npos);
  EXPECT_THAT(text, HasSubstr("-> Say so.\n"));
}

TEST(AuditText, SaysThatAFileIsFit) {
  EXPECT_THAT(audit_text(test::audit_of()),
              StartsWith("fit.h5: fit to be published: 15 checks passed\n"));
}

TEST(AuditText, NamesEightAndCountsTheRest) {
  const std::string text = audit_text(hostile_audit());
  std::size_t count = 0;
  for (std::size_t at = text.find("- a case"); at != std::string::npos;
       at = text.find("- a case", at + 1)) {
    ++count;
  }
  EXPECT_EQ(count, 8U);
  EXPECT_THAT(text, HasSubstr("... and 2 more\n"));
}

TEST(AuditText, LeavesNothingThatATerminalObeys) {
  const std::string text = audit_text(hostile_audit());
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, Not(HasSubstr("\xe2\x80\xae")));
}

TEST(AuditMarkdown, LeavesNoMarkupOfAFile) {
  const std::string text = audit_markdown(hostile_audit());
  EXPECT_THAT(text, Not(HasSubstr("<script>")));
  EXPECT_THAT(text, HasSubstr("&lt;script&gt;\\|\\`\\*"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, HasSubstr("| FAILED | rounds | Too few.<br>a case"));
}

TEST(AuditJson, HoldsAllOfEachFile) {
  const std::vector<AuditedFile> files{{hostile_audit(), ""}, {{.file = "broken.h5"}, "no file"}};
  const auto json = nlohmann::json::parse(audit_json(files));
  EXPECT_EQ(json["format"], "steelyard-audit");
  EXPECT_EQ(json["version"], 1);
  ASSERT_EQ(json["files"].size(), 2U);
  EXPECT_EQ(json["files"][0]["file"], hostile);
  EXPECT_EQ(json["files"][0]["fit"], false);
  EXPECT_EQ(json["files"][0]["findings"].size(), 4U);
  const auto& rounds = json["files"][0]["findings"][3];
  EXPECT_EQ(rounds["check"], "rounds");
  EXPECT_EQ(rounds["result"], "failed");
  EXPECT_EQ(rounds["weight"], "decides");
  EXPECT_EQ(rounds["sentence"], "Too few.");
  EXPECT_EQ(rounds["remedy"], "More.");
  EXPECT_EQ(rounds["named"].size(), 10U);
  EXPECT_EQ(json["files"][0]["findings"][1]["result"], "not recorded");
  EXPECT_EQ(json["files"][0]["findings"][2]["weight"], "advises");
  EXPECT_EQ(json["files"][1],
            (nlohmann::json{{"file", "broken.h5"}, {"error", "no file"}, {"fit", false}}));
}

}  // namespace
}  // namespace steelyard::results
