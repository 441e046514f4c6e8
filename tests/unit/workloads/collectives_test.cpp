#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/core/error.hpp"
#include "workloads/collectives/collective_table.hpp"
#include "workloads/collectives/prepared_collective.hpp"
#include "workloads/table.hpp"

namespace steelyard::workloads {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

const run::Workload& allreduce() { return find_workload("allreduce"); }

CaseSpec allreduce_case(const std::string& parameters, int ranks = 2) {
  return run::canonical(allreduce(), parse_case("allreduce:" + parameters), ranks);
}

TEST(CollectiveTable, AllreduceHasTheFactorOfNcclTests) {
  const auto& row = collectives::collective_table()[0];
  EXPECT_EQ(row.name, "allreduce");
  EXPECT_EQ(row.busbw_factor(1), 0);
  EXPECT_EQ(row.busbw_factor(2), 1);
  EXPECT_EQ(row.busbw_factor(4), 1.5);
  EXPECT_EQ(row.busbw_factor(8), 1.75);
  EXPECT_EQ(row.send_count(12, 4), 12u);
  EXPECT_EQ(row.receive_count(12, 4), 12u);
}

TEST(Allreduce, HasItsCanonicalName) {
  EXPECT_EQ(to_string(allreduce_case("op=sum,bytes=67108864,dtype=bf16,mode=pipelined", 16)),
            "allreduce:dtype=bf16,bytes=67108864,op=sum,ranks=16");
  EXPECT_EQ(to_string(allreduce_case("dtype=f32,bytes=8,op=sum,mode=latency")),
            "allreduce:dtype=f32,bytes=8,op=sum,ranks=2,mode=latency");
}

TEST(Allreduce, WantsWholeElements) {
  EXPECT_NO_THROW(allreduce().check(allreduce_case("dtype=f32,bytes=8,op=sum")));
  EXPECT_NO_THROW(allreduce().check(allreduce_case("dtype=int8,bytes=7,op=sum")));
  EXPECT_THAT([] { allreduce().check(allreduce_case("dtype=f32,bytes=10,op=sum")); },
              ThrowsMessage<UsageError>(HasSubstr("use 12")));
  EXPECT_THAT([] { allreduce().check(allreduce_case("dtype=f64,bytes=4,op=sum")); },
              ThrowsMessage<UsageError>(HasSubstr("use 8")));
}

TEST(Allreduce, DeclaresItsWork) {
  const WorkModel work = allreduce().work(allreduce_case("dtype=bf16,bytes=1000,op=sum", 4));
  EXPECT_EQ(work.flops, 0);
  EXPECT_EQ(work.message_bytes, 1000);
  EXPECT_EQ(work.busbw_factor, 1.5);
  EXPECT_EQ(work.bytes_moved, 2000);
}

TEST(Allreduce, HasNoBusBandwidthOnOneRank) {
  EXPECT_EQ(allreduce().work(allreduce_case("dtype=f32,bytes=8,op=sum", 1)).busbw_factor, 0);
}

TEST(Allreduce, IsTimedAsItsModeSays) {
  EXPECT_EQ(allreduce().timing(allreduce_case("dtype=f32,bytes=8,op=sum")), run::Timing::pipelined);
  EXPECT_EQ(allreduce().timing(allreduce_case("dtype=f32,bytes=8,op=sum,mode=latency")),
            run::Timing::latency);
}

TEST(Allreduce, IsProbedByMemory) {
  EXPECT_EQ(allreduce().probe(allreduce_case("dtype=f32,bytes=8,op=sum")).unit, SY_PROBE_MEMORY);
}

TEST(Allreduce, NeedsStagingMemoryOnlyIfMessagesGoOverTheHost) {
  const CaseSpec spec = allreduce_case("dtype=f32,bytes=1048576,op=sum");
  const auto host = [&](bool host_accessible, bool collectives) {
    run::PlanContext context;
    context.ranks = 2;
    context.host_accessible = host_accessible;
    context.collectives = collectives;
    const run::MemoryNeed need = allreduce().memory(spec, context);
    EXPECT_EQ(need.device_bytes, 2097152u);
    return need.host_bytes;
  };
  EXPECT_EQ(host(true, false), host(false, true));
  EXPECT_EQ(host(true, true), host(true, false));
  EXPECT_EQ(host(false, false), host(true, true) + 2097152);
}

TEST(CollectiveHostData, CountsTheLargerOfLoadingAndVerifying) {
  // 10 f32: verifying takes 10 x (4 + 4 + 8) bytes, loading 10 x 4.
  EXPECT_EQ(collectives::host_data_bytes({10, 10, 10, Dtype::f32}), 160u);
  EXPECT_EQ(collectives::host_data_bytes({10, 10, 30, Dtype::f32}), 480u);
  const std::size_t many = 100'000'000;
  EXPECT_EQ(collectives::host_data_bytes({many, many, many, Dtype::f32}), 4u * 4 * 1'000'003);
}

TEST(Allreduce, RefusesUnknownValues) {
  EXPECT_THAT([] { allreduce_case("dtype=bf61,bytes=8,op=sum"); },
              ThrowsMessage<UsageError>(HasSubstr("bf16")));
  EXPECT_THAT([] { allreduce_case("dtype=f32,bytes=8,op=max"); },
              ThrowsMessage<UsageError>(HasSubstr("sum")));
  EXPECT_THAT([] { allreduce_case("dtype=f32,op=sum"); },
              ThrowsMessage<UsageError>(HasSubstr("bytes")));
}

}  // namespace
}  // namespace steelyard::workloads
