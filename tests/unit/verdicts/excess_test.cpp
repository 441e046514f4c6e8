#include "results/verdicts/excess.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/verdicts/run_builder.hpp"

namespace steelyard::results {
namespace {

using test::allreduce_case;
using test::figure;
using test::matmul_case;
using test::named_run;
using test::rank_info;
using test::round_chip;
using test::visit_of;
using testing::HasSubstr;

/// A case of one visit whose times are all `seconds`, so that its figure is work / seconds.
CaseRecord timed(CaseRecord record, double seconds) {
  record.visits = {
      visit_of(0, std::vector<double>(static_cast<std::size_t>(record.ranks), seconds))};
  return record;
}

std::optional<Excess> excess_of(const CaseRecord& record, const Chip* chip,
                                const Placement& placement = {}) {
  return excess(record, *case_figures(record), chip, placement);
}

/// A multiplication at this rate; no bytes, so that memory is no limit.
CaseRecord at_rate(const std::string& dtype, double rate) {
  CaseRecord record = matmul_case(dtype, 1000, 1);
  record.work.flops = rate;
  record.work.bytes_moved = 0;
  return timed(record, 1);
}

CaseRecord through_memory(double rate) {
  CaseRecord record = test::passed_case("triad:dtype=f64,n=100", "memory", 1, 1);
  record.work.bytes_moved = rate;
  return timed(record, 1);
}

/// A native collective at this busbw, with nccl-tests' factor.
CaseRecord at_busbw(const std::string& workload, int ranks, double factor, double busbw) {
  CaseRecord record = allreduce_case(busbw / factor, 1, ranks);
  record.workload = workload;
  record.work.busbw_factor = factor;
  return timed(record, 1);
}

CaseRecord allreduce_at(int ranks, double busbw) {
  return at_busbw("allreduce", ranks, 2.0 * (ranks - 1) / ranks, busbw);
}

constexpr double a_hair_below = 1 - 1e-9;
constexpr double a_hair_above = 1 + 1e-9;

/// Passes at a hair below the limit and fails at a hair above it.
void expect_limit(const CaseRecord& just_below, const CaseRecord& just_above, const Chip& chip,
                  PhysicalLimit of, double limit, const Placement& placement = {}) {
  EXPECT_FALSE(excess_of(just_below, &chip, placement)) << limit;
  const auto excess = excess_of(just_above, &chip, placement);
  ASSERT_TRUE(excess) << limit;
  EXPECT_EQ(excess->of, of);
  EXPECT_DOUBLE_EQ(excess->limit, limit);
  EXPECT_NEAR(excess->value / limit, a_hair_above, 1e-12);
}

TEST(Excess, IsARateAboveTheDensePeakOfTheDtype) {
  const Chip chip = round_chip();
  for (const auto& [dtype, peak] :
       {std::pair{"bf16", 100e12}, {"int8", 200e12}, {"uint8", 200e12}, {"tf32", 50e12}}) {
    expect_limit(at_rate(dtype, peak * a_hair_below), at_rate(dtype, peak * a_hair_above), chip,
                 PhysicalLimit::dense_peak, peak);
  }
  EXPECT_FALSE(excess_of(at_rate("bf16", 100e12), &chip)) << "the peak itself can be reached";
}

TEST(Excess, SaysFigureLimitAndSource) {
  const Chip chip = round_chip();
  const auto excess = excess_of(at_rate("bf16", 100.5e12), &chip);
  ASSERT_TRUE(excess);
  EXPECT_EQ(excess->sentence,
            "100.5 T operations/s is above the limit 100 of the dense peak (datasheet, confidence "
            "high: a datasheet)");
  EXPECT_EQ(excess->source, "a datasheet");
  EXPECT_EQ(excess->value, 100.5e12);
  EXPECT_TRUE(excess->certain);
}

TEST(Excess, NeedsAChipAndAPeak) {
  const Chip chip = round_chip();
  EXPECT_FALSE(excess_of(at_rate("bf16", 1e20), nullptr));
  EXPECT_FALSE(excess_of(at_rate("f32", 1e20), &chip)) << "no peak of f32 on record";
  EXPECT_FALSE(excess_of(at_rate("int32", 1e20), &chip));
  EXPECT_FALSE(excess_of(at_rate("xf32", 1e20), &chip)) << "the peak is that of tf32";
}

TEST(Excess, HoldsNarrowSumsAgainstThePeakUnlessThatIsOfFullOnes) {
  Chip chip = round_chip();
  chip.dense_peak_tflops["fp8"] = figure(200);
  CaseRecord record = at_rate("fp8_e4m3", 201e12);
  EXPECT_TRUE(excess_of(record, &chip));
  record.name += ",accum=fast";
  EXPECT_TRUE(excess_of(record, &chip));
  chip.peaks_of_full_accumulation = true;
  EXPECT_FALSE(excess_of(record, &chip));
  EXPECT_TRUE(excess_of(at_rate("fp8_e4m3", 201e12), &chip));
}

TEST(Excess, OfOneDeviceIsNeverThatOfASystem) {
  Chip chip = round_chip();
  chip.chips_per_system = 8;
  EXPECT_FALSE(excess_of(at_rate("bf16", 1e20), &chip));
  EXPECT_FALSE(excess_of(through_memory(1e20), &chip));
  EXPECT_TRUE(excess_of(allreduce_at(8, 201e9), &chip)) << "links are on record per chip";
}

TEST(Excess, OverALimitOfLowConfidenceIsNotCertain) {
  Chip chip = round_chip();
  chip.dense_peak_tflops["bf16"] = figure(100, Confidence::low);
  EXPECT_FALSE(excess_of(at_rate("bf16", 101e12), &chip)->certain);
  chip.dense_peak_tflops["bf16"] = figure(100, Confidence::medium);
  EXPECT_TRUE(excess_of(at_rate("bf16", 101e12), &chip)->certain);
}

TEST(Excess, IsBytesFasterThanMemory) {
  Chip chip = round_chip();
  expect_limit(through_memory(1e12 * a_hair_below), through_memory(1e12 * a_hair_above), chip,
               PhysicalLimit::memory, 1e12);
  EXPECT_FALSE(excess_of(through_memory(1e12), &chip));
  EXPECT_THAT(excess_of(through_memory(1.001e12), &chip)->sentence,
              HasSubstr("1001 GB/s through memory is above the limit 1000 of the memory ("));
  chip.memory_bandwidth_gb_s.reset();
  EXPECT_FALSE(excess_of(through_memory(1e20), &chip));
}

TEST(Excess, HoldsBytesOfAMultiplicationAgainstMemoryUnlessTheCacheIsHot) {
  const Chip chip = round_chip();
  CaseRecord record = at_rate("bf16", 1e12);
  record.work.bytes_moved = 1.1e12;
  ASSERT_TRUE(excess_of(record, &chip));
  EXPECT_EQ(excess_of(record, &chip)->of, PhysicalLimit::memory);
  record.name += ",cache=hot";
  EXPECT_FALSE(excess_of(record, &chip));
}

TEST(Excess, NamesThePeakBeforeMemory) {
  const Chip chip = round_chip();
  CaseRecord record = at_rate("bf16", 101e12);
  record.work.bytes_moved = 2e12;
  EXPECT_EQ(excess_of(record, &chip)->of, PhysicalLimit::dense_peak);
}

TEST(Excess, DoesNotHoldMessagesAgainstMemory) {
  const Chip chip = round_chip();
  CaseRecord record = allreduce_at(8, 1e9);
  record.work.bytes_moved = 1e15;
  EXPECT_FALSE(excess_of(record, &chip));
}

TEST(Excess, IsNativeBusbwAboveTheLink) {
  const Chip chip = round_chip();
  for (const int ranks : {2, 3, 8, 64}) {
    expect_limit(allreduce_at(ranks, 200e9 * a_hair_below),
                 allreduce_at(ranks, 200e9 * a_hair_above), chip, PhysicalLimit::link, 200e9);
  }
  EXPECT_THAT(excess_of(allreduce_at(8, 200.3e9), &chip)->sentence,
              HasSubstr("200.3 GB/s busbw is above the limit 200 of the link ("));
}

TEST(Excess, DoesNotHoldStagedMessagesOrOneRankAgainstLinks) {
  Chip chip = round_chip();
  for (const char* path : {"host-staged", "mpi", ""}) {
    CaseRecord record = allreduce_at(8, 1e15);
    record.path = path;
    EXPECT_FALSE(excess_of(record, &chip)) << path;
  }
  EXPECT_FALSE(excess_of(timed(allreduce_case(1e15, 1, 1), 1), &chip));
  chip.interconnect_gb_s.reset();
  EXPECT_FALSE(excess_of(allreduce_at(8, 1e15), &chip));
}

TEST(Excess, AllowsForReductionInTheSwitch) {
  const Chip chip = round_chip();
  CaseRecord low = allreduce_at(8, 200e9 * 14 / 9 * a_hair_below);
  CaseRecord high = allreduce_at(8, 200e9 * 14 / 9 * a_hair_above);
  low.algorithm = high.algorithm = "NVLS";
  expect_limit(low, high, chip, PhysicalLimit::link, 200e9 * 14 / 9);
  low.algorithm = "Ring";
  EXPECT_TRUE(excess_of(low, &chip));
}

/// The switch multicasts these, but each device still receives (n - 1) / n S over its link.
TEST(Excess, AllowsForReductionInTheSwitchOfAllreduceAlone) {
  const Chip chip = round_chip();
  for (const char* workload : {"allgather", "reduce_scatter", "broadcast", "alltoall"}) {
    CaseRecord record = at_busbw(workload, 8, 0.875, 201e9);
    record.algorithm = "NVLS";
    EXPECT_TRUE(excess_of(record, &chip)) << workload;
  }
}

/// Other tools do not say whether the switch reduced.
TEST(Excess, OfAnImportAllowsForReductionInTheSwitch) {
  const Chip chip = round_chip();
  CaseRecord record = allreduce_at(8, 310e9);
  EXPECT_TRUE(excess_of(record, &chip));
  record.method_version = 0;
  EXPECT_FALSE(excess_of(record, &chip));
  record.algorithm = "Ring";
  EXPECT_TRUE(excess_of(record, &chip));
  CaseRecord above = allreduce_at(8, 312e9);
  above.method_version = 0;
  EXPECT_TRUE(excess_of(above, &chip));
}

/// Links that never limit; 8 chips joined by them, 80 Gbit/s = 10 GB/s of network each.
Chip chip_on_a_network(Confidence confidence = Confidence::high) {
  Chip chip = round_chip();
  chip.interconnect_gb_s = figure(1e9);
  chip.topology = Topology::switched;
  chip.joined = 8;
  chip.nic_gbit_s = figure(80, confidence);
  return chip;
}

TEST(Excess, IsBusbwAboveTheNetworkWhereAllMustCrossIt) {
  const Chip chip = chip_on_a_network();
  // Two nodes of 8: a node must send S, over 80 GB/s; busbw = 30/16 S / t.
  const double limit = 80e9 * 30 / 16;
  expect_limit(allreduce_at(16, limit * a_hair_below), allreduce_at(16, limit * a_hair_above), chip,
               PhysicalLimit::network, limit, {8});
  EXPECT_THAT(excess_of(allreduce_at(16, 151e9), &chip, {8})->sentence,
              HasSubstr("151 GB/s busbw is above the limit 150 of the network ("));
}

TEST(Excess, ChecksTheLinkBeforeTheNetwork) {
  Chip chip = chip_on_a_network();
  chip.interconnect_gb_s = figure(280);
  EXPECT_EQ(excess_of(allreduce_at(16, 145e9), &chip, {8})->of, PhysicalLimit::link);
}

TEST(Excess, HoldsNoCaseAgainstANetworkItMayNotCross) {
  const CaseRecord far_above = allreduce_at(16, 1e15);
  Chip chip = chip_on_a_network();
  EXPECT_TRUE(excess_of(far_above, &chip, {8}));
  EXPECT_FALSE(excess_of(far_above, &chip)) << "nothing known of nodes";
  EXPECT_FALSE(excess_of(far_above, &chip, {16})) << "one node";
  chip.joined = 16;
  EXPECT_FALSE(excess_of(far_above, &chip, {8})) << "links join both nodes";
  chip.joined = 15;
  EXPECT_TRUE(excess_of(far_above, &chip, {8}));
  chip.topology.reset();
  EXPECT_FALSE(excess_of(far_above, &chip, {8})) << "what the links join is not on record";
  chip = chip_on_a_network();
  chip.nic_gbit_s.reset();
  EXPECT_FALSE(excess_of(far_above, &chip, {8}));
}

/// The network belongs to the server: only what is sure of it condemns.
TEST(Excess, OverTheNetworkIsCertainAtHighConfidenceAlone) {
  for (const Confidence each : {Confidence::low, Confidence::medium, Confidence::high}) {
    const Chip chip = chip_on_a_network(each);
    EXPECT_EQ(excess_of(allreduce_at(16, 1e12), &chip, {8})->certain, each == Confidence::high);
  }
}

TEST(Excess, AllowsForReductionInTheNetwork) {
  const Chip chip = chip_on_a_network();
  CaseRecord record = allreduce_at(32, 165e9);  // four nodes
  ASSERT_TRUE(excess_of(record, &chip, {8}));
  EXPECT_DOUBLE_EQ(excess_of(record, &chip, {8})->limit, 80e9 * 31 / 16 / 1.5);
  record.algorithm = "CollnetChain";
  EXPECT_DOUBLE_EQ(excess_of(record, &chip, {8})->limit, 80e9 * 31 / 16);
}

TEST(NetworkSecondsPerByte, IsTheLeastThatMustCross) {
  const auto share = [](std::string_view collective, int ranks, int island,
                        bool in_switch = false) {
    const auto seconds =
        network_seconds_per_byte({collective, ranks, island, 1.0 / island, in_switch});
    return seconds.value_or(-1);
  };
  EXPECT_DOUBLE_EQ(share("allreduce", 16, 8), 1);
  EXPECT_DOUBLE_EQ(share("allreduce", 17, 8), 4.0 / 3) << "three islands, the last of one";
  EXPECT_DOUBLE_EQ(share("allreduce", 32, 8), 1.5);
  EXPECT_DOUBLE_EQ(share("allreduce", 32, 8, true), 1);
  EXPECT_DOUBLE_EQ(share("allreduce", 2, 1), 1);
  EXPECT_DOUBLE_EQ(share("allgather", 32, 8), 0.75);
  EXPECT_DOUBLE_EQ(share("reduce_scatter", 16, 8), 0.5);
  EXPECT_DOUBLE_EQ(share("broadcast", 32, 8), 1);
  EXPECT_DOUBLE_EQ(share("reduce", 9, 8), 1);
  EXPECT_DOUBLE_EQ(share("gather", 32, 8), 0.75);
  EXPECT_DOUBLE_EQ(share("scatter", 10, 8), 0.2);
  // Each of 16 ranks sends half of its S across; 8 of them share an island's network.
  EXPECT_DOUBLE_EQ(share("alltoall", 16, 8), 4);
  // 8 + 2 of 10: 68 of 100 pairs stay; 3.2 S cross, from two islands.
  EXPECT_DOUBLE_EQ(share("alltoall", 10, 8), 1.6);
}

TEST(NetworkSecondsPerByte, IsUnknownWhereBytesNeedNotCross) {
  EXPECT_FALSE(network_seconds_per_byte({"allreduce", 8, 8, 1, false}));
  EXPECT_TRUE(network_seconds_per_byte({"allreduce", 9, 8, 1, false}));
  EXPECT_FALSE(network_seconds_per_byte({"sendrecv", 16, 8, 1, false}));
  EXPECT_FALSE(network_seconds_per_byte({"pingpong", 16, 8, 1, false}));
  EXPECT_FALSE(network_seconds_per_byte({"allreduce", 16, 0, 1, false}));
}

TEST(NetworkSecondsPerByte, FallsWithTheBandwidthOfAllDevicesOfAnIsland) {
  EXPECT_DOUBLE_EQ(*network_seconds_per_byte({"broadcast", 16, 8, 1e10, false}), 1 / 8e10);
}

TEST(PlacementOf, CountsTheFullestNode) {
  NamedRun run = named_run("a.h5", "One", {});
  EXPECT_EQ(placement_of(run.run.info).most_on_a_node, 1);
  auto& ranks = run.run.info.environment.ranks;
  ranks.push_back(rank_info(1, "One"));
  ranks.push_back(rank_info(2, "One"));
  ranks.back().host = "node2";
  EXPECT_EQ(placement_of(run.run.info).most_on_a_node, 2);
  ranks.back().host = "";
  EXPECT_EQ(placement_of(run.run.info).most_on_a_node, 0) << "a host is not known";
  ranks.clear();
  EXPECT_EQ(placement_of(run.run.info).most_on_a_node, 0);
}

TEST(ReducesInSwitch, KnowsTheAlgorithms) {
  EXPECT_TRUE(reduces_in_switch("NCCL NVLSTree simple"));
  EXPECT_TRUE(reduces_in_switch("sharp"));
  EXPECT_TRUE(reduces_in_switch("CollNetDirect"));
  EXPECT_FALSE(reduces_in_switch("Ring LL128"));
  EXPECT_FALSE(reduces_in_switch(""));
}

TEST(BusbwLimit, IsTheLinkOrWhatTheSwitchAllows) {
  EXPECT_EQ(busbw_limit(450, 8, false), 450);
  EXPECT_DOUBLE_EQ(busbw_limit(450, 8, true), 700);
  EXPECT_DOUBLE_EQ(busbw_limit(450, 3, true), 450);
  EXPECT_DOUBLE_EQ(busbw_limit(450, 4, true), 540);
  EXPECT_EQ(busbw_limit(450, 2, true), 450);
  EXPECT_EQ(busbw_limit(450, 1, true), 450);
}

TEST(PhysicalLimit, HasAName) {
  EXPECT_EQ(name(PhysicalLimit::dense_peak), "dense peak");
  EXPECT_EQ(name(PhysicalLimit::link), "link");
  EXPECT_EQ(name(PhysicalLimit::network), "network");
  EXPECT_EQ(name(PhysicalLimit::memory), "memory");
}

}  // namespace
}  // namespace steelyard::results
