#include "results/model/efficiency.hpp"

#include <gmock/gmock.h>

#include "tests/unit/model/chips_by_hand.hpp"

namespace steelyard::results {
namespace {

using test::all_reduce;
using test::chip;
using test::gemm;
using test::links;
using test::peak;
using ::testing::HasSubstr;

/// A chip with a bf16 peak of 100 and this measured in it.
Chip measured_chip(const std::string& id, const std::string& vendor, double tflops,
                   const std::string& family = "family") {
  Chip one = chip(id, vendor, family);
  gemm(peak(one, "bf16", 100), "bf16", tflops);
  return one;
}

TEST(GemmEfficiency, IsTheMedianOfTheChipsOwn) {
  Chip one = measured_chip("one", "A", 70);
  gemm(gemm(one, "bf16", 80), "bf16", 90);
  const Catalogue catalogue({one});
  const Efficiency found = gemm_efficiency(catalogue, one, "bf16");
  EXPECT_DOUBLE_EQ(found.value, 0.8);
  EXPECT_EQ(found.origin, "published measurement");
  EXPECT_THAT(found.source, HasSubstr("70 TFLOP/s (source of gemm bf16)"));
}

TEST(GemmEfficiency, IsNoneAboveThePeak) {
  Chip one = measured_chip("one", "A", 101);
  const Catalogue catalogue({one});
  EXPECT_EQ(gemm_efficiency(catalogue, one, "bf16").origin, "assumed");
  gemm(one, "bf16", 100);
  EXPECT_DOUBLE_EQ(gemm_efficiency(Catalogue({one}), one, "bf16").value, 1);
}

TEST(GemmEfficiency, TakesTheOther16BitTypeAndSaysSo) {
  Chip one = measured_chip("one", "A", 80);
  peak(one, "fp16", 200);
  const Efficiency found = gemm_efficiency(Catalogue({one}), one, "fp16");
  EXPECT_DOUBLE_EQ(found.value, 0.8);
  EXPECT_EQ(found.origin, "published measurement in bf16");
}

TEST(GemmEfficiency, TakesAnAcceptanceLimitAfterMeasurements) {
  Chip one = chip("one", "A");
  gemm(peak(one, "bf16", 100), "bf16", 50, true);
  EXPECT_EQ(gemm_efficiency(Catalogue({one}), one, "bf16").origin, "acceptance limit");
  peak(one, "fp16", 100);
  gemm(one, "fp16", 60);
  EXPECT_DOUBLE_EQ(gemm_efficiency(Catalogue({one}), one, "bf16").value, 0.6);
  gemm(one, "bf16", 70);
  EXPECT_DOUBLE_EQ(gemm_efficiency(Catalogue({one}), one, "bf16").value, 0.7);
}

TEST(GemmEfficiency, DividesThePeakOfASystem) {
  Chip system = chip("system", "A");
  system.chips_per_system = 10;
  gemm(peak(system, "bf16", 1000), "bf16", 75);
  EXPECT_DOUBLE_EQ(gemm_efficiency(Catalogue({system}), system, "bf16").value, 0.75);
}

TEST(GemmEfficiency, AsksRelativesFromNearToFar) {
  Chip one = chip("one", "A", "x");
  peak(one, "bf16", 100);
  const Chip far = measured_chip("far", "C", 40, "z");
  const Chip family = measured_chip("family", "B", 50, "x");
  const Chip vendor = measured_chip("vendor", "A", 60, "y");
  const Chip related = measured_chip("related", "D", 70, "w");

  const Efficiency all = gemm_efficiency(Catalogue({one, far}), one, "bf16");
  EXPECT_DOUBLE_EQ(all.value, 0.4);
  EXPECT_EQ(all.origin, "median of all chips");
  EXPECT_EQ(all.source, "far");
  const Efficiency same_family = gemm_efficiency(Catalogue({one, far, family}), one, "bf16");
  EXPECT_DOUBLE_EQ(same_family.value, 0.5);
  EXPECT_EQ(same_family.origin, "median of runtime family x");
  const Efficiency same_vendor =
      gemm_efficiency(Catalogue({one, far, family, vendor}), one, "bf16");
  EXPECT_DOUBLE_EQ(same_vendor.value, 0.6);
  EXPECT_EQ(same_vendor.origin, "median of A");
  one.related_ids = {"related"};
  const Efficiency named =
      gemm_efficiency(Catalogue({one, far, family, vendor, related}), one, "bf16");
  EXPECT_DOUBLE_EQ(named.value, 0.7);
  EXPECT_EQ(named.origin, "median of related chips");
}

TEST(GemmEfficiency, FallsBackOnAnyType) {
  Chip one = chip("one", "A");
  peak(one, "fp64", 10);
  const Efficiency found =
      gemm_efficiency(Catalogue({one, measured_chip("two", "A", 60)}), one, "fp64");
  EXPECT_DOUBLE_EQ(found.value, 0.6);
  EXPECT_EQ(found.origin, "median of A, any type");
}

TEST(GemmEfficiency, AssumesNothingLostWhereNothingIsKnown) {
  Chip one = chip("one", "A");
  const Efficiency found = gemm_efficiency(Catalogue({one}), one, "bf16");
  EXPECT_EQ(found.value, 1);
  EXPECT_EQ(found.origin, "assumed");
}

TEST(GemmEfficiency, DoesWithoutTheChipsOwnWhenAsked) {
  const Chip one = measured_chip("one", "A", 90);
  const Chip two = measured_chip("two", "A", 60);
  const Efficiency found = gemm_efficiency(Catalogue({one, two}), one, "bf16", Evidence::others);
  EXPECT_DOUBLE_EQ(found.value, 0.6);
  EXPECT_EQ(found.source, "two");
}

TEST(MemoryEfficiency, IsTheChipsOwnOrItsRelatives) {
  Chip one = chip("one", "A");
  one.memory_bandwidth_gb_s = test::figure(1000);
  one.measured.push_back(test::measured("stream"));
  one.measured.back().memory_gb_s = 800;
  one.measured.push_back(test::measured("impossible"));
  one.measured.back().memory_gb_s = 1200;
  Chip two = chip("two", "A");
  two.memory_bandwidth_gb_s = test::figure(2000);
  const Catalogue catalogue({one, two});
  EXPECT_DOUBLE_EQ(memory_efficiency(catalogue, one).value, 0.8);
  EXPECT_EQ(memory_efficiency(catalogue, one).origin, "published measurement");
  EXPECT_DOUBLE_EQ(memory_efficiency(catalogue, two).value, 0.8);
  EXPECT_EQ(memory_efficiency(catalogue, two).origin, "median of A");
}

TEST(LinkEfficiency, ComparesWithTheModelWithoutLoss) {
  Chip ring = chip("ring", "A");
  all_reduce(links(ring, Topology::ring, 8, 200), 8, 80);
  EXPECT_NEAR(link_efficiency(Catalogue({ring}), ring, Topology::ring).value, 0.8, 1e-9);
  // Over two of eight a mesh uses one link of seven.
  Chip mesh = chip("mesh", "A");
  all_reduce(links(mesh, Topology::mesh, 8, 1400), 2, 90);
  EXPECT_NEAR(link_efficiency(Catalogue({mesh}), mesh, Topology::mesh).value, 0.9, 1e-9);
}

TEST(LinkEfficiency, TakesTheMeasurementOverMostDevices) {
  Chip mesh = chip("mesh", "A");
  links(mesh, Topology::mesh, 8, 1400);
  all_reduce(all_reduce(all_reduce(mesh, 2, 90), 8, 560), 4, 200);
  EXPECT_NEAR(link_efficiency(Catalogue({mesh}), mesh, Topology::mesh).value, 0.8, 1e-9);
}

TEST(LinkEfficiency, TellsTheSwitchThatAddsFromTheOneThatDoesNot) {
  Chip one = chip("one", "A");
  links(one, Topology::reducing_switch, 8, 200);
  all_reduce(all_reduce(one, 8, 70, false), 8, 140, true);
  const Catalogue catalogue({one});
  EXPECT_NEAR(link_efficiency(catalogue, one, Topology::reducing_switch).value, 140 / (1400.0 / 9),
              1e-9);
  EXPECT_NEAR(link_efficiency(catalogue, one, Topology::switched).value, 0.7, 1e-9);
}

TEST(LinkEfficiency, PrefersRelativesOfTheSameTopology) {
  Chip one = chip("one", "A");
  links(one, Topology::mesh, 8, 200);
  Chip ring = chip("ring", "A");
  all_reduce(links(ring, Topology::ring, 8, 200), 8, 50);
  Chip mesh = chip("mesh", "B", "other");
  all_reduce(links(mesh, Topology::mesh, 8, 200), 8, 60);
  const Efficiency same = link_efficiency(Catalogue({one, ring, mesh}), one, Topology::mesh);
  EXPECT_NEAR(same.value, 0.6, 1e-9);
  EXPECT_EQ(same.origin, "median of all chips, mesh");
  const Efficiency any = link_efficiency(Catalogue({one, ring}), one, Topology::mesh);
  EXPECT_NEAR(any.value, 0.5, 1e-9);
  EXPECT_EQ(any.origin, "median of A, any topology");
}

TEST(LinkEfficiency, LeavesOutRunsOverSeveralNodes) {
  Chip one = chip("one", "A");
  all_reduce(links(one, Topology::ring, 8, 200), 9, 50);
  EXPECT_EQ(link_efficiency(Catalogue({one}), one, Topology::ring).origin, "assumed");
}

TEST(NetworkEfficiency, ComesFromRunsOverSeveralNodes) {
  Chip one = chip("one", "A");
  all_reduce(links(one, Topology::switched, 8, 1e6), 32, 0);
  one.nic_gbit_s = test::figure(80);
  one.measured.back().all_reduce->busbw_gb_s = 50;
  // 10 GB/s for each of 8 chips: busbw 2 x 31/32 / (2 x 3/4 / 8) x 10 = 103.3 GB/s without loss.
  EXPECT_NEAR(network_efficiency(Catalogue({one})).value, 50 / 103.3333, 1e-4);
  EXPECT_EQ(network_efficiency(Catalogue({one})).origin, "median of all chips");
  EXPECT_EQ(network_efficiency(Catalogue({chip("none", "A")})).origin, "assumed");
}

}  // namespace
}  // namespace steelyard::results
