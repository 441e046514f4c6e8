#include "results/report/ci/workflow_commands.hpp"

#include <gmock/gmock.h>

namespace steelyard::results {
namespace {

using testing::StartsWith;

TEST(WorkflowCommands, EscapesWhatEndsACommand) {
  EXPECT_EQ(workflow_command("error", "a:b,c%d\r\ne", "f:g,h%i\r\nj"),
            "::error title=a%3Ab%2Cc%25d%0D%0Ae::f:g,h%25i%0D%0Aj\n");
}

TEST(WorkflowCommands, StopsCommandsAroundText) {
  EXPECT_EQ(without_commands("::error::x\n", "token"),
            "::stop-commands::token\n::error::x\n\n::token::\n");
}

TEST(WorkflowCommands, CutsASummaryThatGithubWouldNotTake) {
  const std::string largest(1024UL * 1024 - 1, 'x');
  EXPECT_EQ(step_summary(largest, "1 alarm"), largest);
  EXPECT_EQ(step_summary(largest + "x", "1 alarm"),
            "**1 alarm**\n\nThe whole list is too long for this page; see the job's log.\n");
}

}  // namespace
}  // namespace steelyard::results
