#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "harness/comm/thread_communicator.hpp"
#include "harness/device/loader.hpp"
#include "harness/run/sampler.hpp"
#include "tests/unit/runner/counting_new.hpp"

namespace steelyard::run {
namespace {

/// Page faults of this thread that needed no disk.
long page_faults() {
  rusage usage{};
  getrusage(RUSAGE_THREAD, &usage);
  return usage.ru_minflt;
}

/// Does nothing but look at what its thread has allocated and touched, between its first iteration
/// and its last.
class Watching final : public PreparedCase {
 public:
  explicit Watching(std::uint64_t iterations) : last_(iterations - 1) {}
  Verification verify() override { return {}; }
  void load() override {}
  Iteration iteration() override { return Iteration::of<&Watching::look>(*this); }
  std::string algorithm() const override { return ""; }

  long allocated = -1;
  long faults = -1;

 private:
  void look(std::uint64_t number) {
    if (number == 0) {
      faults = page_faults();
      test::start_counting_allocations();
    }
    if (number == last_) {
      allocated = test::stop_counting_allocations();
      faults = page_faults() - faults;
    }
  }

  std::uint64_t last_;
};

struct Mode {
  const char* name;
  const char* backend;
  Timing timing;
  bool on_host;
};

bool usable(const std::string& name) {
  const auto all = device::list_backends();
  const auto found = std::ranges::find(all, name, &device::BackendListing::name);
  return found != all.end() && found->usable;
}

class TimedLoop : public testing::TestWithParam<Mode> {
 protected:
  void SetUp() override {
    if (!usable(GetParam().backend)) GTEST_SKIP() << "This backend is not usable here.";
  }

  /// Watches one whole batch of each of `samplers` new samplers, none of which uses memory that
  /// another has touched.
  void watch(int samplers, std::size_t batch, const std::function<void(const Watching&)>& body) {
    const device::LoadedBackend backend = device::open_backend(GetParam().backend);
    comm::run_thread_ranks(1, [&](comm::Communicator& comm) {
      device::Device device(*backend.table, 0);
      device::Stream stream(device);
      CaseContext context{.device = device, .stream = stream, .comm = comm};
      const auto clock = comm::GlobalClock::synchronise(comm, 1);
      std::vector<std::unique_ptr<Sampler>> kept;
      for (int i = 0; i < samplers; ++i) {
        kept.push_back(make_sampler(GetParam().timing, GetParam().on_host, context, clock, batch));
        kept.back()->expect(1e-6);
        Watching watching(batch);
        kept.back()->run(watching, 0, batch);
        body(watching);
      }
    });
  }
};

TEST_P(TimedLoop, AllocatesNothing) {
  watch(1, 100, [](const Watching& seen) { EXPECT_EQ(seen.allocated, 0); });
}

TEST_P(TimedLoop, TouchesNoMemoryForTheFirstTime) {
  // Samples of one batch fill many pages. Code that runs for the first time costs faults, too, and
  // the kernel may take pages away at any time, so the best of some samplers counts.
  constexpr std::size_t batch = 30'000;
  long fewest = std::numeric_limits<long>::max();
  watch(4, batch, [&](const Watching& seen) { fewest = std::min(fewest, seen.faults); });
  EXPECT_EQ(fewest, 0);
}

INSTANTIATE_TEST_SUITE_P(
    All, TimedLoop,
    testing::Values(Mode{"DeviceEvents", "fake", Timing::device_events, false},
                    Mode{"DeviceEventsOfTheCpu", "cpu", Timing::device_events, false},
                    Mode{"Latency", "fake", Timing::latency, true},
                    Mode{"PipelinedOnHost", "fake", Timing::pipelined, true},
                    Mode{"PipelinedOnDevice", "fake", Timing::pipelined, false}),
    [](const auto& mode) { return std::string(mode.param.name); });

}  // namespace
}  // namespace steelyard::run
