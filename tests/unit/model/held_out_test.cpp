#include "results/model/held_out.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <set>
#include <sstream>

#include "results/report/held_out_text.hpp"
#include "tests/unit/model/chips_by_hand.hpp"

namespace steelyard::results {
namespace {

using test::all_reduce;
using test::chip;
using test::gemm;
using test::links;
using test::peak;
using ::testing::HasSubstr;

std::string text_of(const char* file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

TEST(HeldOut, PredictsEachChipFromTheOthers) {
  Chip one = chip("one", "A");
  gemm(peak(one, "bf16", 100), "bf16", 90);
  Chip two = chip("two", "A");
  gemm(peak(two, "fp16", 200), "fp16", 100);
  const HeldOut found = held_out(Catalogue({one, two}));
  ASSERT_EQ(found.gemm.size(), 2U);
  EXPECT_EQ(found.gemm[0].chip, "one");
  EXPECT_EQ(found.gemm[0].what, "bf16");
  EXPECT_DOUBLE_EQ(found.gemm[0].published, 90e12);
  EXPECT_NEAR(found.gemm[0].predicted, 50e12, 0.1e12);
  EXPECT_NEAR(found.gemm[0].error(), 50.0 / 90 - 1, 1e-3);
  EXPECT_EQ(found.gemm[0].basis, "median of A");
  EXPECT_EQ(found.gemm[0].confidence, Confidence::medium);
  EXPECT_EQ(found.gemm[1].what, "fp16");
  EXPECT_NEAR(found.gemm[1].predicted, 180e12, 0.5e12);
}

TEST(HeldOut, LeavesOutAcceptanceLimitsAndUnknownPeaks) {
  Chip one = chip("one", "A");
  gemm(peak(one, "bf16", 100), "bf16", 90, true);
  Chip two = chip("two", "A");
  gemm(two, "bf16", 50);
  EXPECT_TRUE(held_out(Catalogue({one, two})).gemm.empty());
}

TEST(HeldOut, PredictsAllReducesOfEightWithAndWithoutTheSwitch) {
  Chip one = chip("one", "A");
  links(one, Topology::reducing_switch, 8, 200);
  all_reduce(all_reduce(all_reduce(one, 8, 120, true), 8, 80, false), 4, 70, false);
  Chip two = chip("two", "A");
  all_reduce(all_reduce(links(two, Topology::reducing_switch, 8, 400), 8, 280, true), 8, 180);
  const HeldOut found = held_out(Catalogue({one, two}));
  ASSERT_EQ(found.all_reduce.size(), 4U);
  EXPECT_EQ(found.all_reduce[0].what, "reducing-switch");
  EXPECT_DOUBLE_EQ(found.all_reduce[0].published, 120e9);
  EXPECT_NEAR(found.all_reduce[0].predicted, 140e9, 1e6);
  EXPECT_EQ(found.all_reduce[1].what, "reducing-switch, as switch");
  EXPECT_NEAR(found.all_reduce[1].predicted, 90e9, 1e6);
}

TEST(HeldOut, ShippedCatalogueHasEnoughToJudgeTheModelBy) {
  const HeldOut found = held_out(Catalogue::load(STEELYARD_SOURCE_DIR "/results/chips"));
  EXPECT_GE(found.gemm.size(), 10U);
  std::set<std::string> chips;
  for (const HeldOutRow& row : found.all_reduce) chips.insert(row.chip);
  EXPECT_GE(chips.size(), 6U);
  for (const HeldOutRow& row : found.gemm) EXPECT_THAT(row.basis, HasSubstr("median of"));
}

/// To bring the page up to date, put the output of `steelyard model --accuracy` in its place.
TEST(HeldOut, StandsOnThePageAsTheProgramPrintsIt) {
  const HeldOut found = held_out(Catalogue::load(STEELYARD_SOURCE_DIR "/results/chips"));
  EXPECT_THAT(text_of(STEELYARD_SOURCE_DIR "/docs/model.md"), HasSubstr(held_out_text(found)));
}

}  // namespace
}  // namespace steelyard::results
