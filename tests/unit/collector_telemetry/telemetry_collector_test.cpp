#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <functional>
#include <memory>
#include <mutex>

#include "collectors/table.hpp"
#include "harness/comm/thread_communicator.hpp"
#include "harness/core/clock.hpp"
#include "harness/device/loader.hpp"

namespace steelyard::collectors {
namespace {

std::unique_ptr<run::Collector> make_collector() {
  for (const run::CollectorPlugin& plugin : all_collectors()) {
    if (plugin.name == "telemetry") return plugin.make({});
  }
  return nullptr;
}

/// What rank 0 has of a run on `ranks` devices of a backend. `run_began` is `earlier` seconds ago.
std::vector<TelemetrySample> gathered(const char* backend, int ranks, double earlier) {
  const device::LoadedBackend loaded = device::open_backend(backend);
  std::vector<TelemetrySample> samples;
  comm::run_thread_ranks(ranks, [&](comm::Communicator& comm) {
    const bool on_host = std::string_view(backend) == "cpu";
    const auto index = static_cast<std::uint32_t>(on_host ? 0 : comm.rank());
    device::Device device(*loaded.table, index);
    const auto collector = make_collector();
    RunInfo info;
    collector->annotate(info, comm, device);
    std::vector<TelemetrySample> mine =
        collector->gather_telemetry(comm, monotonic_seconds() - earlier);
    if (comm.rank() == 0) {
      samples = std::move(mine);
    } else {
      EXPECT_TRUE(mine.empty()) << "rank 0 has them";
    }
  });
  return samples;
}

class TelemetryCollector : public ::testing::Test {
 protected:
  void TearDown() override { unsetenv("STEELYARD_FAKE"); }
};

TEST_F(TelemetryCollector, GathersTheReadingsOfAllRanksInTheOrderOfTime) {
  setenv("STEELYARD_FAKE", "host_clock=1,power=321", 1);
  const std::vector<TelemetrySample> samples = gathered("fake", 3, 100);
  std::vector<int> of_rank(3);
  double last = 0;
  for (const TelemetrySample& sample : samples) {
    ++of_rank.at(static_cast<std::size_t>(sample.rank));
    EXPECT_EQ(sample.power_watts, 321);
    EXPECT_EQ(sample.temperature_celsius, 45);
    EXPECT_EQ(sample.core_clock_hz, 1.5e9);
    EXPECT_TRUE(std::isnan(sample.memory_clock_hz));
    EXPECT_EQ(sample.throttle_reasons, 0u);
    EXPECT_GE(sample.seconds, last);
    EXPECT_GT(sample.seconds, 90) << "on the run's clock";
    EXPECT_LT(sample.seconds, 110);
    last = sample.seconds;
  }
  // The first reading is taken whenever the collector is stopped.
  for (const int count : of_rank) EXPECT_GE(count, 1);
}

TEST_F(TelemetryCollector, LeavesDevicesOfAVirtualClockAlone) {
  setenv("STEELYARD_FAKE", "power=321", 1);
  EXPECT_TRUE(gathered("fake", 2, 0).empty());
}

TEST_F(TelemetryCollector, LeavesTheHostsProcessorAlone) {
  EXPECT_TRUE(gathered("cpu", 2, 0).empty());
}

TEST_F(TelemetryCollector, GoesOnWithoutADeviceWhoseSensorsFail) {
  setenv("STEELYARD_FAKE", "host_clock=1,fail=telemetry@1", 1);
  EXPECT_TRUE(gathered("fake", 1, 0).empty());
}

}  // namespace
}  // namespace steelyard::collectors
