#include "results/report/ci/openmetrics.hpp"

#include <gmock/gmock.h>

namespace steelyard::results {
namespace {

TEST(Openmetrics, EscapesTheValueOfALabel) {
  EXPECT_EQ(openmetrics_label("a", "b\\c\"d\ne"), "a=\"b\\\\c\\\"d\\\\x0ae\"");
}

TEST(Openmetrics, KnowsACaseByNameGroupAndId) {
  EXPECT_EQ(case_labels("n", "g", "i"), "case=\"n\",group=\"g\",id=\"i\"");
}

TEST(Openmetrics, WritesGaugesInTheirOrderAndEnds) {
  EXPECT_EQ(
      openmetrics_text({{"b", "Help.", {{"x=\"1\"", 0.1}, {"x=\"2\"", 1}}}, {"a", "No.", {}}}),
      "# TYPE b gauge\n# HELP b Help.\nb{x=\"1\"} 0.1\nb{x=\"2\"} 1\n"
      "# TYPE a gauge\n# HELP a No.\n# EOF\n");
}

}  // namespace
}  // namespace steelyard::results
