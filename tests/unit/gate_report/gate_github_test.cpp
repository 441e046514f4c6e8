#include "results/report/gate/gate_github.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "tests/unit/gate_report/made_result.hpp"

namespace steelyard::results {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(GateGithub, TellsTheGravestFirstAndNoPasses) {
  const std::string out = gate_github(test::every_verdict());
  EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), 5);
  std::size_t last = 0;
  for (const char* title :
       {"::error title=steelyard%3A regressed%3A case-r2::case-r2%0Aratio 0.5",
        "::error title=steelyard%3A regressed%3A case-r1::",
        "::error title=steelyard%3A failed%3A case-f::case-f%0Ano figure on both "
        "sides%0Atimeout in tonight.h5\n",
        "::error title=steelyard%3A missing%3A case-m::case-m%0Ano figure on both sides\n",
        "::warning title=steelyard%3A inconclusive%3A case-i::"}) {
    const std::size_t at = out.find(title);
    ASSERT_NE(at, std::string::npos) << title << "\n" << out;
    EXPECT_GE(at, last);
    last = at;
  }
}

TEST(GateGithub, SaysNothingOfWhatIsFine) {
  EXPECT_EQ(gate_github(test::made_result({test::made_case("p", GateVerdict::pass),
                                           test::made_case("b", GateVerdict::improved),
                                           test::made_case("a", GateVerdict::added)})),
            "");
}

TEST(GateGithub, EscapesPercentColonAndComma) {
  GatedCase gated = test::made_case("x", GateVerdict::failed);
  gated.name = "a,b:c%0A";
  EXPECT_EQ(gate_github(test::made_result({gated})),
            "::error title=steelyard%3A failed%3A a%2Cb%3Ac%250A::a,b:c%250A%0Ano figure on both "
            "sides\n");
}

TEST(GateGithub, KeepsHostileTextOnTheLineOfItsCommand) {
  const std::string out = gate_github(test::hostile_result());
  EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), 1);
  EXPECT_THAT(out, Not(HasSubstr("\r")));
  EXPECT_THAT(out, StartsWith("::error title=steelyard%3A regressed%3A "
                              "a\\x0d\\x0a%3A%3Aerror%3A%3Ab%2C%25<x"));
}

}  // namespace
}  // namespace steelyard::results
