#include "results/import/google_benchmark.hpp"

#include <gmock/gmock.h>

#include "harness/core/error.hpp"
#include "tests/unit/import/samples.hpp"

namespace steelyard::results::import {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Reading read(const std::string& text) { return read_google_benchmark(text, {}); }

std::string document(const std::string& rows) {
  return R"({"context":{"host_name":"node1"},"benchmarks":[)" + rows + "]}";
}

std::string row(const std::string& name, const std::string& more) {
  return R"({"name":")" + name + R"(","run_type":"iteration")" + more + "}";
}

TEST(GoogleBenchmark, RepetitionsAreSamples) {
  const Reading reading = read(sample("google_benchmark.json"));
  EXPECT_THAT(names(reading),
              ElementsAre("benchmark:name=BM_dot.1024", "benchmark:name=BM_dot.65536",
                          "benchmark:name=BM_copy.1048576.real_time", "benchmark:name=BM_fails",
                          testing::StartsWith("benchmark:name=BM_shared.threads.2-")));
  EXPECT_EQ(reading.cases[0].visits[0].samples.size(), 8U);
  EXPECT_DOUBLE_EQ(reading.cases[0].visits[0].samples[0], 1.3249491398734142e-06);
  EXPECT_EQ(reading.read, 33U);
  EXPECT_EQ(left_out(reading), 23U);
  EXPECT_EQ(reading.cases[0].timing, "host-clock");
  EXPECT_EQ(reading.cases[0].group, "google/benchmark");
  EXPECT_EQ(reading.ranks[0].host, "node1");
  EXPECT_EQ(reading.ranks[0].backend, "google/benchmark");
  EXPECT_THAT(reading.warnings, ElementsAre(HasSubstr("built for debugging")));
}

/// 2 x 1024 operations for each call, however long it took.
TEST(GoogleBenchmark, RatesBecomeWork) {
  const Reading reading = read(sample("google_benchmark.json"));
  EXPECT_NEAR(reading.cases[0].work.flops, 2048, 1e-6);
  EXPECT_NEAR(reading.cases[1].work.flops, 131072, 1e-4);
  EXPECT_NEAR(reading.cases[2].work.bytes_moved, 2097152, 1e-2);
  EXPECT_EQ(reading.cases[4].work.bytes_moved, 0) << "of several threads";
}

TEST(GoogleBenchmark, TheMedianStandsForRepetitionsThatAreNotThere) {
  const Reading reading = read(sample("google_benchmark_aggregates.json"));
  EXPECT_EQ(reading.read, 2U);
  EXPECT_EQ(left_out(reading), 6U);
  EXPECT_DOUBLE_EQ(reading.cases[0].visits[0].samples[0], 1.3742509068840207e-06);
  EXPECT_EQ(reading.cases[0].visits[0].samples.size(), 1U);
  EXPECT_EQ(reading.cases[0].data_pattern, "google/benchmark, median of the repetitions");
}

TEST(GoogleBenchmark, AnErrorIsACaseWithItsReason) {
  const CaseRecord& record = find(read(sample("google_benchmark.json")), "benchmark:name=BM_fails");
  EXPECT_EQ(record.outcome, Outcome::error);
  EXPECT_EQ(record.reason, "no such device");
  EXPECT_THAT(record.visits, IsEmpty());
  const Reading skipped = read(document(row("a", R"(,"real_time":1,"time_unit":"ns")") + "," +
                                        row("a", R"(,"skipped":true,"skip_message":"too small")")));
  EXPECT_EQ(skipped.cases[0].reason, "too small");
  EXPECT_EQ(skipped.read, 1U);
  EXPECT_EQ(left_out(skipped), 1U);
  EXPECT_EQ(read(document(row("a", R"(,"error_occurred":true)"))).cases[0].reason,
            "no reason given");
}

TEST(GoogleBenchmark, KnowsTheUnitsOfTime) {
  const auto seconds = [](const std::string& unit) {
    const Reading reading =
        read(document(row("a", R"(,"real_time":2,"time_unit":")" + unit + "\"")));
    return reading.cases.empty() ? 0 : reading.cases[0].visits[0].samples[0];
  };
  EXPECT_DOUBLE_EQ(seconds("ns"), 2e-9);
  EXPECT_DOUBLE_EQ(seconds("us"), 2e-6);
  EXPECT_DOUBLE_EQ(seconds("ms"), 2e-3);
  EXPECT_DOUBLE_EQ(seconds("s"), 2);
  EXPECT_EQ(seconds("min"), 0);
}

TEST(GoogleBenchmark, RatesAreOverTheClockThatTheNameSays) {
  const std::string times = R"(,"real_time":4,"cpu_time":2,"time_unit":"s","FLOPS":10)";
  EXPECT_DOUBLE_EQ(read(document(row("a", times))).cases[0].work.flops, 20);
  EXPECT_DOUBLE_EQ(read(document(row("a/real_time", times))).cases[0].work.flops, 40);
  EXPECT_DOUBLE_EQ(read(document(row("a/manual_time", times))).cases[0].work.flops, 40);
  EXPECT_EQ(read(document(row("a", times + R"(,"threads":2)"))).cases[0].work.flops, 0);
  EXPECT_EQ(read(document(row("a", times + R"(,"threads":1)"))).cases[0].work.flops, 20);
}

TEST(GoogleBenchmark, RepetitionsThatDoOtherWorkHaveNoRate) {
  const auto one = [](const char* rate) {
    return row("a", std::string(R"(,"real_time":1,"cpu_time":1,"time_unit":"s","FLOPS":)") + rate);
  };
  const Reading close = read(document(one("100") + "," + one("100.9")));
  EXPECT_DOUBLE_EQ(close.cases[0].work.flops, 100);
  EXPECT_THAT(close.warnings, IsEmpty());
  const Reading apart = read(document(one("100") + "," + one("102")));
  EXPECT_EQ(apart.cases[0].work.flops, 0);
  EXPECT_EQ(apart.cases[0].visits[0].samples.size(), 2U);
  EXPECT_THAT(apart.warnings, ElementsAre(HasSubstr("did not do the same work")));
}

TEST(GoogleBenchmark, NamesThatWouldBeTheSameAreKeptApart) {
  const std::string time = R"(,"real_time":1,"time_unit":"s")";
  const Reading reading =
      read(document(row("a/8", time) + "," + row("a.8", time) + "," + row("a<8", time)));
  EXPECT_THAT(names(reading),
              ElementsAre("benchmark:name=a.8", testing::StartsWith("benchmark:name=a.8-"),
                          testing::StartsWith("benchmark:name=a.8-")));
  EXPECT_NE(reading.cases[1].name, reading.cases[2].name);
}

TEST(GoogleBenchmark, LeavesOutRowsWithoutNameOrTime) {
  const Reading reading = read(document(
      R"({},7,{"name":"a"},{"name":"b","real_time":0,"time_unit":"s"},{"name":"c","real_time":1})"));
  EXPECT_EQ(reading.read, 0U);
  EXPECT_EQ(left_out(reading), 5U);
  EXPECT_EQ(reading.left_out[0].reason, "a row without a name");
  EXPECT_EQ(reading.left_out[0].results, 2U);
}

TEST(GoogleBenchmark, RefusesWhatIsNoResultFile) {
  for (const char* wrong : {"", "{}", "[]", R"({"benchmarks":7})"}) {
    EXPECT_THROW(read(wrong), DataError) << wrong;
  }
  EXPECT_EQ(read(R"({"benchmarks":[]})").read, 0U);
  EXPECT_TRUE(is_google_benchmark(sample("google_benchmark.json")));
  EXPECT_FALSE(is_google_benchmark(sample("nccl_tests.json")));
  EXPECT_FALSE(is_google_benchmark("\"benchmarks\" \"context\""));
}

}  // namespace
}  // namespace steelyard::results::import
