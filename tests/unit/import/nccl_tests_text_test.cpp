#include <gmock/gmock.h>

#include "harness/core/error.hpp"
#include "results/import/nccl_tests.hpp"
#include "tests/unit/import/samples.hpp"

namespace steelyard::results::import {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* header =
    "# size count type redop root time algbw busbw #wrong time algbw busbw #wrong\n";
constexpr const char* two_ranks =
    "#  Rank  0 Group  0 Pid  7 on node1 device  0 [0x07] NVIDIA H20\n"
    "#  Rank  1 Group  0 Pid  8 on node2 device  3 [0x0a] NVIDIA H20\n";

/// 1000 bytes in 10 us over two ranks: 0.1 GB/s both.
constexpr const char* row = "1000 250 float sum -1 10.00 0.10 0.10 0 20.00 0.05 0.05 0\n";

Reading read(const std::string& text, int ranks = 0) { return read_nccl_text(text, {ranks}); }

std::string run_of(const std::string& program, const std::string& rows) {
  return "$ ./build/" + program + "_perf -b 8\n" + two_ranks + header + rows;
}

TEST(NcclTestsText, ReadsBothPlacements) {
  const Reading reading = read(run_of("all_reduce", row));
  EXPECT_THAT(names(reading),
              ElementsAre("allreduce:dtype=f32,bytes=1000,op=sum,ranks=2",
                          "allreduce:dtype=f32,bytes=1000,op=sum,ranks=2,place=in"));
  EXPECT_EQ(reading.read, 2U);
  EXPECT_THAT(reading.left_out, IsEmpty());
  EXPECT_THAT(reading.warnings, IsEmpty());
  EXPECT_EQ(reading.tool, "nccl-tests");
  const CaseRecord& record = reading.cases[0];
  EXPECT_THAT(record.visits[0].samples,
              ElementsAre(testing::DoubleEq(1e-5), testing::DoubleEq(1e-5)));
  EXPECT_DOUBLE_EQ(reading.cases[1].visits[0].samples[0], 2e-5);
  EXPECT_EQ(record.verification.state, VerificationState::verified);
  EXPECT_EQ(record.timing, "pipelined");
  EXPECT_EQ(record.path, "native");
  EXPECT_EQ(record.data_pattern, "nccl-tests");
  EXPECT_NEAR(busbw(record), 1e8, 1);
}

TEST(NcclTestsText, ReadsRanksAndDevices) {
  const Reading reading = read(run_of("all_reduce", row));
  ASSERT_EQ(reading.ranks.size(), 2U);
  EXPECT_EQ(reading.ranks[1].rank, 1);
  EXPECT_EQ(reading.ranks[1].host, "node2");
  EXPECT_EQ(reading.ranks[1].device, "gpu:3");
  EXPECT_EQ(reading.ranks[1].pci_bus_id, "0x0a");
  EXPECT_EQ(reading.ranks[1].product, "NVIDIA H20");
  EXPECT_EQ(reading.ranks[1].backend, "nccl-tests");
}

TEST(NcclTestsText, AWrongElementIsAFailure) {
  const Reading reading =
      read(run_of("all_reduce", "1000 250 float sum -1 10.00 0.10 0.10 7 20.00 0.05 0.05 N/A\n"));
  EXPECT_EQ(reading.cases[0].outcome, Outcome::failed);
  EXPECT_THAT(reading.cases[0].reason, HasSubstr("7 elements are wrong"));
  EXPECT_EQ(reading.cases[1].outcome, Outcome::passed);
  EXPECT_EQ(reading.cases[1].verification.state, VerificationState::not_verified);
}

TEST(NcclTestsText, OldReleasesPrintTheLargestError) {
  const std::string old = "# size count type redop time algbw busbw error time algbw busbw error\n";
  const std::string rows = "1000 250 float sum 10.00 0.10 0.10 1e-06 20.00 0.05 0.05 2e-07*\n";
  const std::string text = std::string("$ all_reduce_perf\n") + two_ranks + old + rows;
  EXPECT_EQ(read(text).cases[0].verification.state, VerificationState::not_verified);
  EXPECT_EQ(read(text).cases[1].verification.state, VerificationState::failed);
  const Reading fine = read(text + "# Out of bounds values : 0 OK\n");
  EXPECT_EQ(fine.cases[0].verification.state, VerificationState::verified);
  EXPECT_EQ(fine.cases[1].verification.state, VerificationState::failed);
  const Reading bad = read(text + "# Out of bounds values : 2 FAILED\n");
  EXPECT_EQ(bad.cases[0].verification.state, VerificationState::not_verified);
}

TEST(NcclTestsText, ADifferentBusbwIsAWarningAndNotUsed) {
  const Reading reading =
      read(run_of("all_reduce", "1000 250 float sum -1 10.00 0.10 0.20 0 20.00 0.05 0.05 0\n"));
  ASSERT_EQ(reading.warnings.size(), 1U);
  EXPECT_THAT(reading.warnings[0], HasSubstr("busbw of 1 of 2 results"));
  EXPECT_THAT(reading.warnings[0], HasSubstr("0.2 GB/s is printed, 0.1 GB/s recomputed"));
  EXPECT_NEAR(busbw(reading.cases[0]), 1e8, 1);
}

/// The tolerance is that of the printed digits: 10.00 us is 9.995 to 10.005.
TEST(NcclTestsText, RoundingIsNoWarning) {
  const auto warnings = [](const std::string& busbw) {
    return read(run_of("all_reduce", "1000000 250000 float sum -1 10.0 100.0 " + busbw +
                                         " 0 20.00 50.0 50.0 0\n"))
        .warnings.size();
  };
  EXPECT_EQ(warnings("100.0"), 0U);
  EXPECT_EQ(warnings("100.5"), 0U);
  EXPECT_EQ(warnings("99.5"), 0U);
  EXPECT_EQ(warnings("100.7"), 1U);
  EXPECT_EQ(warnings("99.3"), 1U);
}

TEST(NcclTestsText, TellsTheCollectiveByItsFactor) {
  const auto name = [](const std::string& busbw, const std::string& op, const std::string& root) {
    const Reading reading = read(two_ranks + std::string(header) + "2000000 1 float " + op + " " +
                                 root + " 10.0 200.0 " + busbw + " 0 10.0 200.0 " + busbw + " 0\n");
    return reading.cases.empty() ? "" : reading.cases[0].workload;
  };
  EXPECT_EQ(name("200.0", "sum", "-1"), "allreduce");
  EXPECT_EQ(name("100.0", "sum", "-1"), "reduce_scatter");
  EXPECT_EQ(name("150.0", "sum", "-1"), "");
  EXPECT_EQ(name("200.0", "sum", "0"), "");
  EXPECT_EQ(name("100.0", "none", "-1"), "");
}

TEST(NcclTestsText, LeavesOutWhatItCannotName) {
  const Reading reading = read(run_of("hypercube", row));
  EXPECT_EQ(reading.read, 0U);
  EXPECT_EQ(left_out(reading), 2U);
  EXPECT_THAT(reason(reading), HasSubstr("does not say which collective"));
}

TEST(NcclTestsText, LeavesOutEmptyMessagesAndTimesOfTheHost) {
  const Reading empty =
      read(run_of("all_gather", "0 0 float none -1 5.70 0.00 0.00 0 5.54 0.00 0.00 0\n"));
  EXPECT_EQ(empty.read, 0U);
  EXPECT_EQ(left_out(empty), 2U);
  EXPECT_THAT(reason(empty), HasSubstr("0 bytes"));
  std::string text = run_of("all_reduce", row);
  text.replace(text.find("root time"), 9, "root cputime");
  const Reading host = read(text);
  EXPECT_EQ(host.read, 1U);
  EXPECT_THAT(reason(host), HasSubstr("the time that the CPU took"));
  const Reading still =
      read(run_of("all_reduce", "8 2 float sum -1 0.00 0.00 0.00 0 5.54 0.00 0.00 0\n"));
  EXPECT_EQ(reason(still), "a time of 0");
}

TEST(NcclTestsText, LeavesOutRowsThatDoNotFit) {
  const Reading reading = read(run_of("all_reduce", std::string(row) + "8 2 float sum -1\n" +
                                                        "8 2 float sum -1 x 0 0 0 1 0 0 0\n"));
  EXPECT_EQ(reading.read, 3U) << "the other placement of the last row";
  EXPECT_EQ(left_out(reading), 3U);
  EXPECT_EQ(reading.left_out[0].first_line, 6U);
}

TEST(NcclTestsText, ReadsColumnsThatVersionsAdded) {
  const std::string stamps =
      std::string("$ all_reduce_perf\n") + two_ranks +
      "# size count type redop root time algbw busbw #wrong time algbw busbw #wrong timestamp\n" +
      "1000 250 float sum -1 10.00 0.10 0.10 0 20.00 0.05 0.05 0 2026-01-02 03:04:05\n";
  EXPECT_EQ(read(stamps).read, 2U);
  const std::string iterations =
      std::string("$ all_reduce_perf\n") + two_ranks +
      "# size count type redop root time algbw busbw #wrong i_min i_max i_p99 i_cv% time algbw "
      "busbw #wrong i_min i_max i_p99 i_cv%\n"
      "1000 250 float sum -1 10.00 0.10 0.10 0 9 11 11 2 20.00 0.05 0.05 0 19 22 22 3\n";
  const Reading reading = read(iterations);
  ASSERT_EQ(reading.read, 2U);
  EXPECT_DOUBLE_EQ(reading.cases[1].visits[0].samples[0], 2e-5);
}

TEST(NcclTestsText, SettingsMakeAnotherMeasurement) {
  const std::string settings =
      "# nThread 1 nGpus 1 minBytes 8 maxBytes 8 step: 2(factor) warmup iters: 5 iters: 20 agg "
      "iters: 4 validation: 1 graph: 3\n";
  const Reading reading = read("# Collective test starting: all_reduce_perf\n" + settings +
                               "# Blocking Enabled: wait and barrier\n" + two_ranks + header + row);
  EXPECT_EQ(reading.cases[0].data_pattern, "nccl-tests, graph 3, aggregated 4");
  EXPECT_EQ(reading.cases[0].timing, "blocking");
  EXPECT_EQ(reading.cases[0].name, "allreduce:dtype=f32,bytes=1000,op=sum,ranks=2,mode=blocking");
  EXPECT_EQ(reading.cases[0].visits[0].warmup_iterations, 5);
  EXPECT_THAT(reading.software.at("settings"), HasSubstr("iters: 20"));
}

TEST(NcclTestsText, UsualSettingsAreNotNamed) {
  for (const auto& [settings, method] :
       {std::pair("agg iters: 1 graph: 0", "nccl-tests"),
        std::pair("agg iters: 1 graph: 1", "nccl-tests, graph 1"),
        std::pair("agg iters: 2 graph: 0", "nccl-tests, aggregated 2")}) {
    const Reading reading = read(std::string("$ all_reduce_perf\n# nThread 1 nGpus 1 ") + settings +
                                 "\n" + two_ranks + header + row);
    EXPECT_EQ(reading.cases.at(0).data_pattern, method);
  }
}

TEST(NcclTestsText, SeveralRunsMayFollowEachOther) {
  const std::string settings = "# nThread 1 nGpus 1 warmup iters: 1 iters: 20\n";
  const std::string one = "# Collective test starting: all_reduce_perf\n" + settings + two_ranks +
                          header + row + "# Collective test concluded: all_reduce_perf\n";
  std::string other = one;
  other.replace(other.find("all_reduce_perf"), 15, "reduce_scatter_perf");
  const Reading reading = read(one + other);
  EXPECT_EQ(reading.read, 4U);
  EXPECT_EQ(reading.cases[0].workload, "allreduce");
  EXPECT_EQ(reading.cases[2].workload, "reduce_scatter");
}

TEST(NcclTestsText, ARootIsPartOfTheName) {
  const Reading reading =
      read(run_of("broadcast", "1000 250 float none 1 10.00 0.10 0.10 0 20.00 0.05 0.05 0\n"));
  EXPECT_EQ(reading.cases[0].name, "broadcast:dtype=f32,bytes=1000,ranks=2,root=1");
}

TEST(NcclTestsText, ProcessesThatRanApartAreAnError) {
  EXPECT_THROW(read(sample("nccl_tests_apart.txt")), DataError);
}

TEST(NcclTestsText, TheNumberOfRanksMustBeKnown) {
  const std::string text = std::string("$ all_reduce_perf\n") + header + row;
  EXPECT_THROW(read(text), DataError);
  EXPECT_EQ(read(text, 2).ranks.size(), 2U);
  EXPECT_THROW(read(run_of("all_reduce", row), 3), DataError);
  EXPECT_EQ(read(run_of("all_reduce", row), 2).read, 2U);
}

TEST(NcclTestsText, ReadsARackOfWhichOneRankIsListed) {
  const Reading reading = read(sample("nccl_tests_gb200.txt"));
  EXPECT_EQ(reading.read, 10U);
  EXPECT_THAT(reading.warnings, ElementsAre(HasSubstr("1 of 72 ranks are listed")));
  ASSERT_EQ(reading.ranks.size(), 72U);
  EXPECT_EQ(reading.ranks[0].host, "");
  EXPECT_EQ(reading.ranks[71].host, "slurm-gb200-207-171");
  const CaseRecord& record = find(reading, "allreduce:dtype=f32,bytes=8589934592,op=sum,ranks=72");
  EXPECT_NEAR(busbw(record), 834.57e9, 0.03e9);
  EXPECT_EQ(record.visits[0].samples.size(), 72U);
}

TEST(NcclTestsText, ReadsATextThatEndsInARow) {
  const Reading reading = read(sample("nccl_tests_gb10.txt"));
  EXPECT_EQ(reading.version, "2.20.0");
  EXPECT_EQ(reading.software.at("NCCL"), "23102");
  EXPECT_EQ(reading.read, 8U);
  EXPECT_EQ(left_out(reading), 2U);
  EXPECT_THAT(reading.warnings, IsEmpty());
  EXPECT_NEAR(busbw(find(reading, "allreduce:dtype=f32,bytes=65536,op=sum,ranks=2")), 0.96e9, 5e6);
}

TEST(NcclTestsText, ReadsOldOutputs) {
  const Reading errors = read(sample("nccl_tests_error_column.txt"), 128);
  EXPECT_EQ(errors.read, 12U);
  EXPECT_EQ(errors.cases[0].workload, "allreduce");
  EXPECT_THAT(errors.warnings, IsEmpty());
  const Reading broadcast = read(sample("nccl_tests_broadcast.txt"));
  EXPECT_THAT(names(broadcast), ElementsAre("broadcast:dtype=f32,bytes=8,ranks=2",
                                            "broadcast:dtype=f32,bytes=8,ranks=2,place=in"));
  EXPECT_EQ(broadcast.cases[0].verification.state, VerificationState::not_verified);
}

TEST(NcclTestsText, RecomputedBusbwAgreesWithThePrintedOneOfEightH20) {
  const Reading reading = read(sample("nccl_tests_h20.txt"), 8);
  EXPECT_THAT(reading.warnings, IsEmpty());
  EXPECT_NEAR(busbw(find(reading, "allreduce:dtype=f32,bytes=1073741824,op=sum,ranks=8")), 357.73e9,
              0.01e9);
}

TEST(NcclTestsText, IsRecognisedByItsTitles) {
  EXPECT_TRUE(is_nccl_text(sample("nccl_tests_gb200.txt")));
  EXPECT_TRUE(is_nccl_text(sample("nccl_tests_error_column.txt")));
  EXPECT_FALSE(is_nccl_text("size count of things is large\n"));
  EXPECT_FALSE(is_nccl_text(sample("osu_latency.txt")));
}

}  // namespace
}  // namespace steelyard::results::import
