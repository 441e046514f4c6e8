#include "harness/run/sampler.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/comm/thread_communicator.hpp"
#include "harness/core/error.hpp"
#include "tests/unit/runner/scripted_workload.hpp"

namespace steelyard::run {
namespace {

using testing::Each;
using testing::Gt;

/// A case that notes which iterations it was given.
class Noting final : public PreparedCase {
 public:
  Noting(CaseContext& context, std::vector<std::uint64_t>& seen)
      : context_(context), seen_(seen), buffer_(context.device, 64) {}
  Verification verify() override { return {}; }
  void load() override {}
  Iteration iteration() override { return Iteration::of<&Noting::note>(*this); }
  std::string algorithm() const override { return ""; }
  std::uint64_t fails_at = ~std::uint64_t{0};

 private:
  void note(std::uint64_t number) {
    seen_.push_back(number);
    context_.stream.fill(buffer_.data(), 1, buffer_.size());
    if (number == fails_at) throw DeviceError("at " + std::to_string(number));
  }

  CaseContext& context_;
  std::vector<std::uint64_t>& seen_;
  device::Buffer buffer_;
};

struct Mode {
  const char* name;
  Timing timing;
  bool on_host;
};

class SamplerModes : public testing::TestWithParam<Mode> {
 protected:
  /// Runs `body` with a sampler of this mode on two ranks.
  void on_two_ranks(
      const std::function<void(Sampler&, Noting&, std::vector<std::uint64_t>&)>& body) {
    const device::LoadedBackend backend = fake_backend();
    comm::run_thread_ranks(2, [&](comm::Communicator& comm) {
      device::Device device(*backend.table, 0);
      device::Stream stream(device);
      CaseContext context{.device = device, .stream = stream, .comm = comm};
      const auto clock = comm::GlobalClock::synchronise(comm, 5);
      std::vector<std::uint64_t> seen;
      Noting noting(context, seen);
      const auto sampler = make_sampler(GetParam().timing, GetParam().on_host, context, clock, 64);
      body(*sampler, noting, seen);
    });
  }
};

TEST_P(SamplerModes, TimesEveryIterationOfABatchOnce) {
  on_two_ranks([](Sampler& sampler, Noting& noting, std::vector<std::uint64_t>& seen) {
    const auto seconds = sampler.run(noting, 7, 5);
    EXPECT_EQ(seconds.size(), 5u);
    EXPECT_THAT(seconds, Each(Gt(0.0)));
    EXPECT_THAT(seen, testing::ElementsAre(7, 8, 9, 10, 11));
  });
}

TEST_P(SamplerModes, StaysInTheBatchAfterAFailureAndThrowsTheFirst) {
  on_two_ranks([](Sampler& sampler, Noting& noting, std::vector<std::uint64_t>& seen) {
    noting.fails_at = 1;
    try {
      sampler.run(noting, 0, 4);
      ADD_FAILURE() << "did not throw";
    } catch (const DeviceError& error) {
      EXPECT_STREQ(error.what(), "at 1");
    }
    EXPECT_EQ(seen.size(), 4u);
    noting.fails_at = 100;
    EXPECT_EQ(sampler.run(noting, 0, 3).size(), 3u) << "the failure belongs to its batch";
  });
}

TEST_P(SamplerModes, NamesItselfAndItsOverhead) {
  on_two_ranks([](Sampler& sampler, Noting& noting, std::vector<std::uint64_t>&) {
    sampler.expect(1e-3);
    sampler.run(noting, 0, 2);
    EXPECT_EQ(sampler.description(), name(GetParam().timing));
    EXPECT_GE(sampler.overhead_seconds(), 0);
    EXPECT_LT(sampler.overhead_seconds(), 1e-3);
  });
}

INSTANTIATE_TEST_SUITE_P(All, SamplerModes,
                         testing::Values(Mode{"DeviceEvents", Timing::device_events, false},
                                         Mode{"LatencyOnHost", Timing::latency, true},
                                         Mode{"LatencyOnDevice", Timing::latency, false},
                                         Mode{"PipelinedOnHost", Timing::pipelined, true},
                                         Mode{"PipelinedOnDevice", Timing::pipelined, false}),
                         [](const auto& mode) { return std::string(mode.param.name); });

TEST(LatencySampler, StartsBehindABarrierWhereClocksAreTooUncertain) {
  const device::LoadedBackend backend = fake_backend();
  comm::run_thread_ranks(2, [&](comm::Communicator& comm) {
    device::Device device(*backend.table, 0);
    device::Stream stream(device);
    CaseContext context{.device = device, .stream = stream, .comm = comm};
    const auto clock = comm::GlobalClock::synchronise(comm, 5);
    std::vector<std::uint64_t> seen;
    Noting noting(context, seen);
    const auto sampler = make_sampler(Timing::latency, true, context, clock, 64);
    sampler->expect(clock.uncertainty_seconds() > 0 ? clock.uncertainty_seconds() : -1);
    sampler->run(noting, 0, 3);
    EXPECT_EQ(sampler->description(), "latency-barrier");
    EXPECT_THAT(sampler->late(), Each(0));
  });
}

}  // namespace
}  // namespace steelyard::run
