#include "results/model/card_of_chip.hpp"

#include <gmock/gmock.h>

#include <functional>

#include "harness/core/error.hpp"
#include "tests/unit/model/chips_by_hand.hpp"

namespace steelyard::results {
namespace {

using test::chip;
using test::figure;
using test::links;
using test::peak;
using ::testing::HasSubstr;

std::string usage_error(const std::function<void()>& body) {
  try {
    body();
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

ModelCard card(const Chip& one, const CardOptions& options = {}) {
  return card_of_chip(Catalogue({one}), one, options);
}

Chip whole_chip() {
  Chip one = chip("one", "A");
  peak(peak(one, "bf16", 100), "int8", 200);
  one.memory_gib = figure(2);
  one.memory_bandwidth_gb_s = figure(1000);
  links(one, Topology::mesh, 4, 600);
  one.nic_gbit_s = figure(400);
  return one;
}

TEST(CardOfChip, HoldsEveryFigureInItsUnitWithItsOrigin) {
  const ModelCard made = card(whole_chip());
  EXPECT_EQ(made.chip, "one");
  EXPECT_EQ(made.vendor, "A");
  EXPECT_EQ(made.devices, 8);
  EXPECT_EQ(made.topology, Topology::mesh);
  EXPECT_EQ(made.joined, 4);
  EXPECT_EQ(made.note, "");
  EXPECT_DOUBLE_EQ(made.value("peak bf16"), 100e12);
  EXPECT_DOUBLE_EQ(made.value("peak int8"), 200e12);
  EXPECT_EQ(made.find("peak int8")->unit, "OP/s");
  EXPECT_EQ(made.find("peak bf16")->origin, "press");
  EXPECT_EQ(made.find("peak bf16")->source, "a source");
  EXPECT_EQ(made.find("peak fp16"), nullptr);
  EXPECT_DOUBLE_EQ(made.value("memory"), 2.0 * 1024 * 1024 * 1024);
  EXPECT_DOUBLE_EQ(made.value("memory bandwidth"), 1e12);
  EXPECT_DOUBLE_EQ(made.value("link bandwidth"), 300e9);
  EXPECT_DOUBLE_EQ(made.value("nic bandwidth"), 50e9);
  EXPECT_GT(made.value("launch"), 0);
  EXPECT_GT(made.value("collective start"), 0);
  // What it holds is what the backend takes.
  EXPECT_EQ(parse_model_card(to_text(made)).figures.size(), made.figures.size());
}

TEST(CardOfChip, LeavesOutWhatIsNotPublished) {
  Chip one = chip("one", "A");
  peak(one, "bf16", 100);
  const ModelCard made = card(one);
  for (const char* absent : {"memory", "memory bandwidth", "memory efficiency", "link bandwidth",
                             "link latency", "nic bandwidth", "nic latency"}) {
    EXPECT_EQ(made.find(absent), nullptr) << absent;
  }
  EXPECT_NO_THROW(parse_model_card(to_text(made)));
}

TEST(CardOfChip, TakesUnknownLinksForARing) {
  Chip one = chip("one", "A");
  peak(one, "bf16", 100);
  one.interconnect_gb_s = figure(100);
  CardOptions options;
  options.devices = 16;
  const ModelCard made = card(one, options);
  EXPECT_EQ(made.topology, Topology::ring);
  EXPECT_EQ(made.joined, 16);
  EXPECT_EQ(made.devices, 16);
}

TEST(CardOfChip, DividesASystemByItsChipsAndSaysSo) {
  Chip system = whole_chip();
  system.chips_per_system = 10;
  const ModelCard made = card(system);
  EXPECT_EQ(made.devices, 10);
  EXPECT_DOUBLE_EQ(made.value("peak bf16"), 10e12);
  EXPECT_DOUBLE_EQ(made.value("memory bandwidth"), 1e11);
  EXPECT_DOUBLE_EQ(made.value("memory"), 0.2 * 1024 * 1024 * 1024);
  EXPECT_DOUBLE_EQ(made.value("link bandwidth"), 300e9) << "links are given for one chip";
  EXPECT_THAT(made.note, HasSubstr("divided by its 10 chips"));
}

TEST(CardOfChip, NamesTheFormatsThatTheChipHas) {
  Chip one = chip("one", "A");
  peak(peak(one, "tf32", 10), "fp8", 20);
  const ModelCard usual = card(one);
  EXPECT_EQ(usual.figures.count("peak tf32"), 1U);
  EXPECT_EQ(usual.figures.count("peak xf32"), 0U);
  EXPECT_EQ(usual.figures.count("peak fp8_e4m3"), 1U);
  EXPECT_EQ(usual.figures.count("peak fp8_e5m2"), 1U);
  EXPECT_EQ(usual.figures.count("peak fp8_e4m3_fnuz"), 0U);
  one.narrowed_f32 = Dtype::xf32;
  one.fp8_fnuz = true;
  const ModelCard other = card(one);
  EXPECT_EQ(other.figures.count("peak tf32"), 0U);
  EXPECT_EQ(other.figures.count("peak xf32"), 1U);
  EXPECT_EQ(other.figures.count("peak fp8_e4m3"), 0U);
  EXPECT_EQ(other.figures.count("peak fp8_e4m3_fnuz"), 1U);
  EXPECT_EQ(other.figures.count("peak fp8_e5m2_fnuz"), 1U);
}

TEST(CardOfChip, RefusesAChipWithoutAPeakNamingWhatIsMissing) {
  Chip one = chip("one", "A");
  peak(one, "fp4", 100);
  EXPECT_FALSE(has_peak(one));
  EXPECT_THAT(
      usage_error([&] { card(one); }),
      HasSubstr("one publishes no dense peak of any type, so it cannot be modelled; give it "
                "with --figure bf16=TFLOPS"));
  peak(one, "fp16", 100);
  EXPECT_TRUE(has_peak(one));
}

TEST(CardOfChip, TakesTheUsersFiguresAndNamesThem) {
  CardOptions options;
  for (const char* text : {"bf16=120", "fp8=240", "memory=4", "bandwidth=2000", "link=100",
                           "nic=800", "efficiency=0.5", "bf16=130"}) {
    options.figures.push_back(parse_user_figure(text));
  }
  const ModelCard made = card(whole_chip(), options);
  EXPECT_DOUBLE_EQ(made.value("peak bf16"), 130e12) << "the last one counts";
  EXPECT_EQ(made.find("peak bf16")->origin, "user");
  EXPECT_EQ(made.find("peak bf16")->source, "--figure bf16=130");
  EXPECT_EQ(made.find("peak int8")->origin, "press");
  EXPECT_DOUBLE_EQ(made.value("peak fp8_e4m3"), 240e12);
  EXPECT_DOUBLE_EQ(made.value("peak fp8_e5m2"), 240e12);
  EXPECT_DOUBLE_EQ(made.value("memory"), 4.0 * 1024 * 1024 * 1024);
  EXPECT_DOUBLE_EQ(made.value("memory bandwidth"), 2e12);
  EXPECT_DOUBLE_EQ(made.value("link bandwidth"), 50e9);
  EXPECT_DOUBLE_EQ(made.value("nic bandwidth"), 100e9);
  EXPECT_EQ(made.find("nic bandwidth")->origin, "user");
  EXPECT_DOUBLE_EQ(made.value("gemm efficiency int8"), 0.5);
  EXPECT_EQ(made.find("gemm efficiency bf16")->origin, "user");
}

TEST(CardOfChip, ModelsAChipWithoutAPeakByTheUsers) {
  CardOptions options;
  options.figures = {parse_user_figure("fp64=1")};
  EXPECT_DOUBLE_EQ(card(chip("one", "A"), options).value("peak f64"), 1e12);
}

TEST(UserFigure, RefusesWhatCannotBe) {
  EXPECT_EQ(parse_user_figure("tf32=1e2").value, 100);
  EXPECT_EQ(parse_user_figure("efficiency=1").value, 1);
  EXPECT_THAT(usage_error([] { parse_user_figure("bf16"); }), HasSubstr("NAME=VALUE"));
  EXPECT_THAT(usage_error([] { parse_user_figure("bf17=1"); }), HasSubstr("'bf16'"));
  EXPECT_THAT(usage_error([] { parse_user_figure("int32=1"); }), HasSubstr("unknown"));
  for (const char* text : {"bf16=", "bf16=x", "bf16=1x", "bf16=0", "bf16=-1", "bf16=inf",
                           "bf16=nan", "efficiency=1.01"}) {
    EXPECT_THAT(usage_error([&] { parse_user_figure(text); }), HasSubstr("no number above 0"))
        << text;
  }
}

TEST(ShippedCatalogue, GivesACardThatTheBackendTakesForEveryChipWithAPeak) {
  const auto catalogue = Catalogue::load(STEELYARD_SOURCE_DIR "/results/chips");
  int modelled = 0;
  for (const Chip& one : catalogue.chips()) {
    if (!has_peak(one)) {
      EXPECT_THROW(card_of_chip(catalogue, one, {}), UsageError) << one.id;
      continue;
    }
    const std::string text = to_text(card_of_chip(catalogue, one, {}));
    EXPECT_NO_THROW(parse_model_card(text)) << one.id;
    EXPECT_LT(text.size(), 20'000U) << one.id;
    EXPECT_EQ(text.find("\"assumed\""), std::string::npos) << one.id;
    ++modelled;
  }
  EXPECT_GE(modelled, 30);
}

TEST(ShippedCatalogue, KnowsHowTheLinksOfTheBaselineJoinIt) {
  const auto catalogue = Catalogue::load(STEELYARD_SOURCE_DIR "/results/chips");
  const ModelCard h20 = card_of_chip(catalogue, catalogue.find("h20"), {});
  EXPECT_EQ(h20.topology, Topology::reducing_switch);
  EXPECT_EQ(h20.joined, 8);
  EXPECT_EQ(default_devices(catalogue.find("nvl72")), 72);
  EXPECT_EQ(default_devices(catalogue.find("cloudmatrix-384")), 384);
}

}  // namespace
}  // namespace steelyard::results
