#include "harness/backends/cpu/probe.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <string>

namespace steelyard::cpu {
namespace {

const sy_dtype probed[] = {SY_F64, SY_F32, SY_BF16, SY_INT8, SY_UINT8, SY_INT32};

TEST(ProbeLoops, EndWithOneThatRunsAnywhere) {
  for (const sy_dtype dtype : probed) {
    const auto loops = probe_loops(dtype);
    ASSERT_FALSE(loops.empty()) << dtype;
    EXPECT_TRUE(loops.back().available()) << dtype;
    std::set<std::string> names;
    for (const ProbeLoop& loop : loops) {
      EXPECT_GT(loop.operations_per_pass, 0);
      EXPECT_TRUE(names.insert(loop.text).second) << loop.text;
    }
  }
}

TEST(ProbeLoops, AllThatAreAvailableRun) {
  for (const sy_dtype dtype : probed) {
    for (const ProbeLoop& loop : probe_loops(dtype)) {
      SCOPED_TRACE(loop.text);
      if (loop.available()) loop.run(1000);
    }
  }
}

TEST(Probe, TakesTheFirstAvailableLoopOnAllThreads) {
  for (const sy_dtype dtype : probed) {
    const kit::ProbeReading reading = probe_multiply(Team(2), dtype, 0.002);
    EXPECT_TRUE(std::isfinite(reading.rate));
    EXPECT_GT(reading.rate, 0);
    for (const ProbeLoop& loop : probe_loops(dtype)) {
      if (!loop.available()) continue;
      EXPECT_EQ(reading.loop, loop.text);
      break;
    }
  }
}

TEST(Probe, RefusesDtypesThatNoCpuMultiplies) {
  for (const sy_dtype dtype : {SY_TF32, SY_FP16, SY_FP8_E4M3, SY_FP8_E5M2}) {
    try {
      probe_multiply(Team(1), dtype, 0.001);
      FAIL() << dtype;
    } catch (const kit::Failure& failure) {
      EXPECT_EQ(failure.status(), SY_UNSUPPORTED);
    }
  }
}

TEST(MemoryProbe, StreamsThroughItsArrays) {
  MemoryProbe probe(std::size_t{1} << 20, MemoryLimits(), Team(2));
  const kit::ProbeReading reading = probe.run(0.002);
  EXPECT_TRUE(std::isfinite(reading.rate));
  EXPECT_GT(reading.rate, 0);
  EXPECT_EQ(reading.loop, "triad through memory");
}

}  // namespace
}  // namespace steelyard::cpu
