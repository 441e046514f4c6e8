#include "results/import/osu.hpp"

#include <gmock/gmock.h>

#include "harness/core/error.hpp"
#include "tests/unit/import/samples.hpp"

namespace steelyard::results::import {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Reading read(const std::string& text, int ranks = 2) { return read_osu(text, {ranks}); }

std::string table(const std::string& title, const std::string& rows,
                  const std::string& columns = "# Size       Avg Latency(us)\n") {
  return "# OSU " + title + "\n# Datatype: MPI_FLOAT.\n" + columns + rows;
}

TEST(Osu, TimesAreMicroseconds) {
  const Reading reading = read(table("MPI Allreduce Latency Test v7.4", "1024   12.50\n"), 4);
  EXPECT_THAT(names(reading),
              ElementsAre("allreduce:dtype=f32,bytes=1024,op=sum,ranks=4,mode=blocking"));
  EXPECT_DOUBLE_EQ(reading.cases[0].visits[0].samples[0], 12.5e-6);
  EXPECT_EQ(reading.cases[0].visits[0].samples.size(), 4U);
  EXPECT_EQ(reading.cases[0].data_pattern, "OSU, mean over ranks");
  EXPECT_EQ(reading.cases[0].path, "mpi");
  EXPECT_EQ(reading.cases[0].timing, "blocking");
  EXPECT_EQ(reading.cases[0].verification.state, VerificationState::not_verified);
  EXPECT_DOUBLE_EQ(busbw(reading.cases[0]), 1024 / 12.5e-6 * 1.5);
  EXPECT_EQ(reading.version, "7.4");
  EXPECT_EQ(reading.ranks.size(), 4U);
}

TEST(Osu, TheSlowestRankIsTakenWhereItIsPrinted) {
  const Reading reading = read(sample("osu_allreduce_full.txt"));
  EXPECT_EQ(reading.read, 19U);
  const CaseRecord& record = reading.cases[0];
  EXPECT_EQ(record.name, "allreduce:dtype=f32,bytes=4,op=sum,ranks=2,mode=blocking");
  EXPECT_EQ(record.data_pattern, "OSU, slowest rank");
  EXPECT_EQ(record.verification.state, VerificationState::verified);
  const Reading one = read(table("MPI Allreduce Latency Test v7.4", "8  1.0  0.5  3.0  100  Fail\n",
                                 "# Size  Avg Latency(us)  Min Latency(us)  Max Latency(us)  "
                                 "Iterations  Validation\n"));
  EXPECT_DOUBLE_EQ(one.cases[0].visits[0].samples[0], 3e-6);
  EXPECT_EQ(one.cases[0].outcome, Outcome::failed);
}

TEST(Osu, ReadsTailColumnsAndOldTitles) {
  EXPECT_EQ(read(sample("osu_allreduce_tail.txt")).read, 9U);
  EXPECT_EQ(read(sample("osu_allreduce.txt")).read, 19U);
  const Reading tail = read(table("MPI Allreduce Latency Test v7", "8  1.5  9.0\n",
                                  "# Size  Avg Latency(us)  P99 Tail Lat(us)\n"));
  EXPECT_DOUBLE_EQ(tail.cases[0].visits[0].samples[0], 1.5e-6);
  EXPECT_EQ(
      read("# OSU MPI Allreduce Latency Test v3.8\n# Size         Latency (us)\n8  1.5\n").read,
      1U);
}

TEST(Osu, SizesOfPartsBecomeTheWhole) {
  const Reading reading = read(sample("osu_allgather.txt"));
  EXPECT_EQ(reading.cases[0].name, "allgather:dtype=int8,bytes=8,ranks=2,mode=blocking");
  EXPECT_EQ(read(table("MPI Reduce_scatter Latency Test v7", "8  1.5\n")).cases[0].name,
            "reduce_scatter:dtype=f32,bytes=8,op=sum,ranks=2,mode=blocking");
  EXPECT_EQ(read(table("MPI All-to-All Personalized Exchange Latency Test v7", "8  1.5\n"), 4)
                .cases[0]
                .work.message_bytes,
            32);
}

TEST(Osu, TwoRanksPlayPingPongWithoutBeingToldSo) {
  const Reading reading = read(sample("osu_latency.txt"), 0);
  EXPECT_EQ(reading.read, 17U);
  EXPECT_EQ(reading.cases[0].name, "pingpong:dtype=int8,bytes=1,ranks=2,mode=blocking");
  EXPECT_EQ(reading.cases[0].data_pattern, "OSU, half a round trip");
}

TEST(Osu, VendorsLibrariesAreNative) {
  const Reading reading = read(table("NCCL-CUDA Allreduce Latency Test v7.4", "8  1.5\n"));
  EXPECT_EQ(reading.cases[0].path, "native");
  EXPECT_EQ(reading.cases[0].workload, "allreduce");
  EXPECT_EQ(read(table("MPI-CUDA Allreduce Latency Test v7.4", "8  1.5\n")).cases[0].path, "mpi");
}

TEST(Osu, TheNumberOfRanksMustBeSaid) {
  EXPECT_THROW(read(sample("osu_allreduce.txt"), 0), DataError);
}

TEST(Osu, LeavesOutWhatItDoesNotKnow) {
  const Reading reading = read(sample("osu_bw.txt"));
  EXPECT_EQ(reading.read, 0U);
  EXPECT_EQ(left_out(reading), 11U);
  EXPECT_THAT(reason(reading), HasSubstr("'OSU MPI Bandwidth Test v7.4' is not known here"));
  EXPECT_EQ(reason(read(table("MPI Non-blocking Allreduce Latency Test v7", "8  1.5\n"))),
            "'OSU MPI Non-blocking Allreduce Latency Test v7' is not known here");
  EXPECT_EQ(reason(read(table("MPI Allreduce Latency Test v7", "8  1.5  2\n"))),
            "a row that does not fit its columns");
  EXPECT_EQ(reason(read(table("MPI Allreduce Latency Test v7", "0  1.5\n"))),
            "0 bytes: no message");
  EXPECT_EQ(reason(read(table("MPI Allreduce Latency Test v7", "8  0.00\n"))), "a time of 0");
  EXPECT_THAT(read(table("MPI Allreduce Latency Test v7", "node1: hello\n")).left_out, IsEmpty());
}

TEST(Osu, ATypeThatIsNotPrintedIsNotInTheName) {
  EXPECT_EQ(
      read("# OSU MPI Allreduce Latency Test v5\n# Size  Avg Latency(us)\n8  1.5\n").cases[0].name,
      "allreduce:bytes=8,op=sum,ranks=2,mode=blocking");
}

}  // namespace
}  // namespace steelyard::results::import
