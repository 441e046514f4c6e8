#include "results/import/imb.hpp"

#include <gmock/gmock.h>

#include "harness/core/error.hpp"
#include "tests/unit/import/samples.hpp"

namespace steelyard::results::import {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Reading read(const std::string& text) { return read_imb(text, {}); }

std::string table(
    const std::string& benchmark, const std::string& rows,
    const std::string& processes = "# #processes = 4\n",
    const std::string& columns = "#bytes #repetitions  t_min[usec]  t_max[usec]  t_avg[usec]\n") {
  return "#    Intel(R) MPI Benchmarks 2021.11, MPI-1 part\n"
         "# MPI_Datatype                   :   MPI_BYTE\n"
         "# MPI_Datatype for reductions    :   MPI_DOUBLE\n"
         "# MPI_Op                         :   MPI_MAX\n"
         "# Benchmarking " +
         benchmark + "\n" + processes + "#-----\n" + columns + rows;
}

TEST(Imb, TheSlowestRankCountsInMicroseconds) {
  const Reading reading = read(table("Allreduce", "1024 1000 1.00 2.50 1.75\n"));
  EXPECT_THAT(names(reading),
              ElementsAre("allreduce:dtype=f64,bytes=1024,op=max,ranks=4,mode=blocking"));
  const CaseRecord& record = reading.cases[0];
  EXPECT_DOUBLE_EQ(record.visits[0].samples[0], 2.5e-6);
  EXPECT_EQ(record.visits[0].samples.size(), 4U);
  EXPECT_EQ(record.data_pattern, "IMB, slowest rank");
  EXPECT_EQ(record.path, "mpi");
  EXPECT_EQ(record.verification.state, VerificationState::not_verified);
  EXPECT_EQ(reading.version, "2021.11");
  EXPECT_EQ(reading.ranks.size(), 4U);
}

TEST(Imb, ReadsARunOfManyBenchmarks) {
  const Reading reading = read(sample("imb_mpi1.txt"));
  EXPECT_EQ(reading.read, 90U);
  EXPECT_EQ(left_out(reading), 6U);
  EXPECT_EQ(reason(reading), "0 bytes: no message");
  EXPECT_DOUBLE_EQ(find(reading, "allreduce:dtype=f32,bytes=65536,op=sum,ranks=2,mode=blocking")
                       .visits[0]
                       .samples[0],
                   137.19e-6);
  EXPECT_DOUBLE_EQ(
      find(reading, "pingpong:dtype=uint8,bytes=32768,ranks=2,mode=blocking").visits[0].samples[0],
      3.83e-6);
  EXPECT_EQ(find(reading, "pingpong:dtype=uint8,bytes=4,ranks=2,mode=blocking").data_pattern,
            "IMB, half a round trip");
  EXPECT_EQ(find(reading, "alltoall:dtype=uint8,bytes=8,ranks=2,mode=blocking").work.message_bytes,
            8);
  EXPECT_EQ(find(reading, "broadcast:dtype=uint8,bytes=4,ranks=2,mode=blocking").work.busbw_factor,
            1);
}

TEST(Imb, EachTableHasItsOwnProcesses) {
  const Reading reading = read(sample("imb_groups.txt"));
  EXPECT_EQ(reading.read, 6U);
  EXPECT_EQ(reading.cases[0].ranks, 2);
  EXPECT_EQ(reading.cases[5].ranks, 4);
  EXPECT_EQ(reading.ranks.size(), 4U);
  EXPECT_EQ(reading.left_out.back().reason, "'Barrier' moves no message");
}

TEST(Imb, LeavesOutGroupsThatRanAtTheSameTime) {
  const Reading reading = read(sample("imb_multi.txt"));
  EXPECT_EQ(reading.read, 3U);
  EXPECT_EQ(reading.left_out[0].reason, "several groups of processes at the same time");
  EXPECT_EQ(reading.left_out[0].results, 4U);
}

TEST(Imb, DefectsAreAFailure) {
  const std::string columns =
      "#bytes #repetitions  t_min[usec]  t_max[usec]  t_avg[usec]  defects\n";
  const Reading reading = read(table("Allreduce", "8 10 1.0 2.0 1.5 0.00\n16 10 1.0 2.0 1.5 3.00\n",
                                     "# #processes = 2\n", columns));
  EXPECT_EQ(reading.cases[0].verification.state, VerificationState::verified);
  EXPECT_EQ(reading.cases[1].outcome, Outcome::failed);
  EXPECT_THAT(reading.cases[1].reason, HasSubstr("3 defects"));
}

TEST(Imb, LeavesOutWhatItDoesNotKnow) {
  EXPECT_EQ(reason(read(table("Exchange", "8 10 1.0 2.0 1.5\n"))), "'Exchange' is not known here");
  EXPECT_EQ(reason(read(table("Allreduce", "8 10 1.0\n"))), "a row that does not fit its columns");
  EXPECT_EQ(reason(read(table("Allreduce", "8 out-of-mem. needed x y\n"))),
            "a row that does not fit its columns");
  EXPECT_EQ(reason(read(table("Allreduce", "8 10 1.0 2.0 1.5\n", ""))),
            "the number of processes is missing");
  EXPECT_EQ(reason(read(table("Allreduce", "8 10 0.0 0.00 0.0\n"))), "a time of 0");
}

TEST(Imb, RefusesImpossibleNumbersOfProcesses) {
  for (const char* wrong : {"# #processes = 0\n", "# #processes = 65537\n", "# #processes = x\n"}) {
    EXPECT_THROW(read(table("Allreduce", "8 10 1.0 2.0 1.5\n", wrong)), DataError) << wrong;
  }
  EXPECT_EQ(read(table("Allreduce", "8 10 1.0 2.0 1.5\n", "# #processes = 65536\n")).read, 1U);
  EXPECT_EQ(read(table("Allreduce", "8 10 1.0 2.0 1.5\n", "# #processes = 1\n")).read, 1U);
}

}  // namespace
}  // namespace steelyard::results::import
