#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "harness/core/error.hpp"
#include "workloads/matmul/footprint.hpp"
#include "workloads/table.hpp"

namespace steelyard::workloads {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

const run::Workload& matmul_workload() { return find_workload("matmul"); }

CaseSpec matmul_case(const std::string& parameters) {
  return run::canonical(matmul_workload(), parse_case("matmul:" + parameters), 2);
}

TEST(Matmul, HasItsCanonicalName) {
  EXPECT_EQ(to_string(matmul_case("trans=nt,k=8192,m=8192,n=8192,dtype=bf16,batch=1,a=same,"
                                  "out=default,cache=cold")),
            "matmul:dtype=bf16,m=8192,n=8192,k=8192,trans=nt");
  EXPECT_EQ(to_string(matmul_case(
                "dtype=int8,m=1,n=2,k=3,trans=tt,cache=hot,out=default,a=uint8,batch=4")),
            "matmul:dtype=int8,m=1,n=2,k=3,trans=tt,batch=4,a=uint8,cache=hot");
}

TEST(Matmul, LimitsItsSizes) {
  EXPECT_NO_THROW(matmul_case("dtype=bf16,m=1048576,n=1048576,k=1048576,trans=nt,batch=65536"));
  for (const char* parameters :
       {"dtype=bf16,m=1048577,n=1,k=1,trans=nt", "dtype=bf16,m=1,n=1048577,k=1,trans=nt",
        "dtype=bf16,m=1,n=1,k=0,trans=nt", "dtype=bf16,m=1,n=1,k=1,trans=nt,batch=65537",
        "dtype=bf16,m=1,n=1,k=1,trans=nt,batch=0"}) {
    EXPECT_THAT([&] { matmul_case(parameters); },
                ThrowsMessage<UsageError>(HasSubstr("out of range")));
  }
}

TEST(Matmul, IsTimedByTheDeviceAndProbedByItsOwnUnit) {
  const CaseSpec spec = matmul_case("dtype=int8,m=1,n=1,k=1,trans=nn");
  EXPECT_EQ(matmul_workload().timing(spec), run::Timing::device_events);
  EXPECT_EQ(matmul_workload().probe(spec).unit, SY_PROBE_MULTIPLY);
  EXPECT_EQ(matmul_workload().probe(spec).dtype, Dtype::int8);
}

TEST(Matmul, StatesTheMemoryOfItsFootprint) {
  const CaseSpec spec = matmul_case("dtype=f32,m=64,n=32,k=16,trans=nn");
  const matmul::Shape shape = matmul::parse_shape(spec);
  const run::PlanContext context{.ranks = 2, .cache_bytes = 1 << 20};
  const run::MemoryNeed need = matmul_workload().memory(spec, context);
  EXPECT_EQ(need.device_bytes, matmul::device_bytes(shape, 1 << 20));
  EXPECT_EQ(need.host_bytes, matmul::host_bytes(shape, 1 << 20));
  EXPECT_EQ(matmul_workload().work(spec).flops, 2.0 * 64 * 32 * 16);
}

TEST(Matmul, ChecksCombinations) {
  EXPECT_THROW(matmul_workload().check(matmul_case("dtype=f32,m=1,n=1,k=1,trans=nn,a=uint8")),
               UsageError);
}

/// Numbers in files are compared by these; a change makes new samples incomparable with old ones.
TEST(Workloads, CountTheirMethods) {
  EXPECT_EQ(matmul_workload().method_version(), 1);
  EXPECT_EQ(find_workload("allreduce").method_version(), 1);
}

}  // namespace
}  // namespace steelyard::workloads
