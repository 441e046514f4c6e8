#include "harness/run/case_selection.hpp"

#include <gmock/gmock.h>

#include "harness/core/error.hpp"

namespace steelyard::run {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Plan plan_of(const std::vector<std::string>& names) {
  Plan plan;
  for (const std::string& name : names) plan.cases.emplace_back().record.name = name;
  return plan;
}

std::vector<std::string> names_of(const Plan& plan) {
  std::vector<std::string> names;
  for (const PlannedCase& planned : plan.cases) names.push_back(planned.record.name);
  return names;
}

TEST(CaseSelection, LeavesTheCasesThatAreNamed) {
  Plan plan = plan_of({"a:n=1", "a:n=2", "b:n=1", "a:n=1"});
  select_cases(plan, {"b:n=1", "a:n=1", "b:n=1"});
  EXPECT_THAT(names_of(plan), ElementsAre("a:n=1", "b:n=1", "a:n=1"));
}

TEST(CaseSelection, OfNothingIsEverything) {
  Plan plan = plan_of({"a:n=1", "a:n=2"});
  select_cases(plan, {});
  EXPECT_THAT(names_of(plan), ElementsAre("a:n=1", "a:n=2"));
}

TEST(CaseSelection, RefusesANameThatNoCaseHasAndNamesTheNearest) {
  Plan plan = plan_of({"matmul:n=64", "allreduce:bytes=8"});
  try {
    select_cases(plan, {"allreduce:bytes=8", "matmul:n=46"});
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_THAT(error.what(), HasSubstr("unknown case 'matmul:n=46'; did you mean 'matmul:n=64'?"));
  }
  EXPECT_EQ(plan.cases.size(), 2U);
}

TEST(CaseSelection, IsOnRecordWhereThereIsOne) {
  Environment environment;
  Suite suite;
  note_selection(suite, environment);
  EXPECT_THAT(environment.software, IsEmpty());
  suite.only = {"b:n=1", "a:n=1"};
  note_selection(suite, environment);
  EXPECT_EQ(environment.software.at("selected cases"), "b:n=1 a:n=1");
}

TEST(CaseSelection, IsFoundInARun) {
  RunRecord run;
  run.cases.resize(2);
  run.cases[0].name = "a:n=1";
  run.cases[1].name = "b:n=1";
  EXPECT_THAT(selection_of(run), IsEmpty());
  run.info.environment.software["selected cases"] = "whatever stands here";
  EXPECT_THAT(selection_of(run), ElementsAre("a:n=1", "b:n=1"));
}

}  // namespace
}  // namespace steelyard::run
