#include <fmt/format.h>
#include <gmock/gmock.h>

#include "harness/core/error.hpp"
#include "results/import/nccl_tests.hpp"
#include "tests/unit/import/samples.hpp"

namespace steelyard::results::import {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Reading read(const std::string& text, int ranks = 0) { return read_nccl_json(text, {ranks}); }

constexpr const char* plain_row =
    R"({"size":1000,"type":"float","redop":"sum","root":"    -1",
        "out_of_place":{"time":10.0,"alg_bw":0.1,"bus_bw":0.15,"nwrong":0.0},"in_place":null})";

/// Two processes with two devices each, of which the file lists the first.
std::string document(const std::string& rows, const std::string& config = "") {
  return R"({"args":["/opt/all_reduce_perf_mpi"],"nccl_version":23007,"config":{"nthreads":1,)"
         R"("ngpus":2)" +
         config +
         R"(,"devices":[{"hostname":"a","device":0,"device_info":"NVIDIA H20"},)"
         R"({"hostname":"b","device":0,"device_info":"NVIDIA H20"}]},"results":[)" +
         rows + "]}";
}

TEST(NcclTestsJson, ReadsIterationsOfEachRank) {
  const Reading reading = read(sample("nccl_tests.json"));
  EXPECT_EQ(reading.read, 4U);
  EXPECT_THAT(reading.left_out, IsEmpty());
  EXPECT_THAT(reading.warnings, IsEmpty());
  const CaseRecord& record = find(reading, "allreduce:dtype=bf16,bytes=1048576,op=sum,ranks=2");
  EXPECT_EQ(record.data_pattern, "nccl-tests, per iteration");
  EXPECT_EQ(record.timing, "device-events");
  EXPECT_EQ(record.outcome, Outcome::passed);
  const Visit& visit = record.visits[0];
  ASSERT_EQ(visit.samples.size(), 12U);
  EXPECT_EQ(visit.warmup_iterations, 3);
  EXPECT_DOUBLE_EQ(visit.samples[0], 30.25e-6);
  EXPECT_DOUBLE_EQ(visit.samples[1], 29.75e-6);
  EXPECT_DOUBLE_EQ(visit.samples[2], 30.35e-6);
  EXPECT_EQ(reading.software.at("NCCL"), "23007");
  EXPECT_EQ(reading.software.at("measured"), "2026-07-10 09:15:02");
  EXPECT_EQ(reading.ranks[1].pci_bus_id, "0000:65:03");
  EXPECT_EQ(reading.ranks[1].product, "NVIDIA H20");
}

TEST(NcclTestsJson, TheLoopsMeanIsReadWhereThereAreNoIterations) {
  const Reading reading = read(sample("nccl_tests.json"));
  const CaseRecord& record =
      find(reading, "allreduce:dtype=bf16,bytes=1048576,op=sum,ranks=2,place=in");
  EXPECT_THAT(record.visits[0].samples, ElementsAre(DoubleEq(31.25e-6), DoubleEq(31.25e-6)));
  EXPECT_EQ(record.data_pattern, "nccl-tests");
  EXPECT_EQ(record.verification.state, VerificationState::not_verified);
  EXPECT_EQ(find(reading, "allreduce:dtype=bf16,bytes=2097152,op=sum,ranks=2").outcome,
            Outcome::failed);
}

TEST(NcclTestsJson, ARankIsADeviceOfAThreadOfAProcess) {
  const Reading reading = read(document(plain_row));
  ASSERT_EQ(reading.ranks.size(), 4U);
  EXPECT_EQ(reading.ranks[1].host, "a");
  EXPECT_EQ(reading.ranks[2].host, "b");
  EXPECT_EQ(reading.ranks[3].device, "gpu:1");
  EXPECT_EQ(reading.cases[0].name, "allreduce:dtype=f32,bytes=1000,op=sum,ranks=4");
  EXPECT_EQ(reading.read, 1U);
}

TEST(NcclTestsJson, AProcessGivesItsRanksOneTime) {
  std::string row = plain_row;
  row.insert(row.size() - 1,
             R"(,"out_of_place_per_iter":{"skipped_iterations":0,"times_us":[10,20],
                "per_process_max_times_us":[[10,18],[9,20]]})");
  const Reading reading = read(document(row));
  EXPECT_THAT(reading.cases[0].visits[0].samples,
              ElementsAre(DoubleEq(10e-6), DoubleEq(10e-6), DoubleEq(9e-6), DoubleEq(9e-6),
                          DoubleEq(18e-6), DoubleEq(18e-6), DoubleEq(20e-6), DoubleEq(20e-6)));
}

TEST(NcclTestsJson, ListsOfOtherLengthsAreNotTakenForRanks) {
  for (const char* lists : {"[[10,18]]", "[[10,18],[9]]", "[[10,18],[9,\"x\"]]", "7"}) {
    std::string row = plain_row;
    row.insert(row.size() - 1, fmt::format(R"(,"out_of_place_per_iter":{{"times_us":[10,20],)"
                                           R"("per_process_max_times_us":{}}})",
                                           lists));
    const Reading reading = read(document(row));
    EXPECT_EQ(reading.cases[0].visits[0].samples.size(), 8U) << lists;
    EXPECT_DOUBLE_EQ(reading.cases[0].visits[0].samples[3], 10e-6) << lists;
    EXPECT_DOUBLE_EQ(reading.cases[0].visits[0].samples[4], 20e-6) << lists;
  }
}

TEST(NcclTestsJson, SettingsMakeAnotherMeasurement) {
  const Reading reading = read(document(
      plain_row,
      R"(,"graph":2,"aggregated_iterations":4,"blocking_collectives":"true","warmup_iters":7)"));
  EXPECT_EQ(reading.cases[0].data_pattern, "nccl-tests, graph, aggregated 4");
  EXPECT_EQ(reading.cases[0].timing, "blocking");
  EXPECT_EQ(reading.cases[0].visits[0].warmup_iterations, 7);
}

TEST(NcclTestsJson, ADifferentBusbwIsAWarning) {
  std::string row = plain_row;
  row.replace(row.find("0.15"), 4, "0.30");
  EXPECT_THAT(read(document(row)).warnings, ElementsAre(HasSubstr("0.3 GB/s is printed")));
  EXPECT_THAT(read(document(plain_row)).warnings, IsEmpty());
}

TEST(NcclTestsJson, LeavesOutIncompleteResults) {
  for (const char* key : {"\"time\"", "\"alg_bw\"", "\"bus_bw\"", "\"size\""}) {
    std::string row = plain_row;
    row.replace(row.find(key), 3, "\"x_");
    const Reading reading = read(document(row));
    EXPECT_EQ(reading.read, 0U) << key;
    EXPECT_EQ(left_out(reading), 1U) << key;
  }
  std::string row = plain_row;
  row.replace(row.find("\"time\""), 6, "\"cpu_time\"");
  EXPECT_EQ(reason(read(document(row))), "the time that the CPU took, not the operation");
}

TEST(NcclTestsJson, RefusesWhatIsNoResultFile) {
  for (const char* wrong : {"", "{", "[]", "{}", R"({"results":{}})", "nonsense"}) {
    EXPECT_THROW(read(wrong), DataError) << wrong;
  }
  EXPECT_THROW(read(document(plain_row, R"(,"nthreads":65536)")), DataError);
  EXPECT_EQ(read(document(plain_row, R"(,"nthreads":3)")).ranks.size(), 12U);
  EXPECT_THROW(read(R"({"args":["all_reduce_perf"],"results":[)" + std::string(plain_row) + "]}"),
               DataError);
  EXPECT_EQ(
      read(R"({"args":["all_reduce_perf"],"results":[)" + std::string(plain_row) + "]}", 4).read,
      1U);
  EXPECT_EQ(read(R"({"args":[7],"config":7,"results":[{},7,null]})").read, 0U);
}

TEST(NcclTestsJson, IsRecognised) {
  EXPECT_TRUE(is_nccl_json(sample("nccl_tests.json")));
  EXPECT_FALSE(is_nccl_json(sample("google_benchmark.json")));
  EXPECT_FALSE(is_nccl_json("\"nccl_version\" \"results\""));
}

}  // namespace
}  // namespace steelyard::results::import
