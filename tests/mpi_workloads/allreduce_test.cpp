/// Allreduce over real MPI ranks, exactly, on every rank.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <string>

#include "harness/device/loader.hpp"
#include "tests/mpi/world.hpp"
#include "workloads/table.hpp"

namespace steelyard::workloads {
namespace {

/// One rank's device under a script, and the case prepared on it.
class Allreduce : public ::testing::Test {
 protected:
  void prepare(const std::string& script, const std::string& parameters) {
    case_.reset();
    context_.reset();
    stream_.reset();
    setenv("STEELYARD_FAKE", script.c_str(), 1);
    device_ = std::make_unique<device::Device>(*device::open_backend("fake").table, 0);
    stream_ = std::make_unique<device::Stream>(*device_);
    context_.reset(new run::CaseContext{.device = *device_,
                                        .stream = *stream_,
                                        .comm = test::world(),
                                        .collectives = nullptr,
                                        .seed = 99,
                                        .data = run::DataPattern::normal,
                                        .autotune_seconds = 0});
    const run::Workload& allreduce = find_workload("allreduce");
    const CaseSpec spec = run::canonical(allreduce, parse_case("allreduce:op=sum," + parameters),
                                         test::world().size());
    case_ = allreduce.prepare(spec, *context_);
  }

  std::unique_ptr<device::Device> device_;
  std::unique_ptr<device::Stream> stream_;
  std::unique_ptr<run::CaseContext> context_;
  std::unique_ptr<run::PreparedCase> case_;
};

TEST_F(Allreduce, IsExactForEveryTypeAndSize) {
  for (const char* dtype : {"f64", "f32", "bf16", "fp16", "int32", "int8"}) {
    const std::size_t width = size_of(*parse_dtype(dtype));
    for (const std::size_t count : {std::size_t{1}, std::size_t{2}, std::size_t{3},
                                    std::size_t{1000}, std::size_t{65521}, std::size_t{200003}}) {
      SCOPED_TRACE(std::string(dtype) + " x " + std::to_string(count));
      prepare("", "dtype=" + std::string(dtype) + ",bytes=" + std::to_string(count * width));
      EXPECT_EQ(case_->path(), "mpi");
      const Verification result = case_->verify();
      EXPECT_EQ(result.state, VerificationState::verified) << result.evidence;
      EXPECT_EQ(result.elements_checked, count);
    }
  }
}

TEST_F(Allreduce, IsExactWhenStagedThroughTheHost) {
  for (const char* parameters : {"dtype=f32,bytes=4", "dtype=bf16,bytes=300006"}) {
    prepare("host_accessible=0", parameters);
    EXPECT_EQ(case_->path(), "host-staged");
    const Verification result = case_->verify();
    EXPECT_EQ(result.state, VerificationState::verified) << result.evidence;
  }
}

TEST_F(Allreduce, AWrongContributionOfOneRankIsSeenOnEveryRank) {
  // The first copy to the device holds what this rank sends. OMPI_COMM_WORLD_RANK picks the rank.
  prepare("wrong=copy_to_device@1,rank=" + std::to_string(test::world().size() - 1),
          "dtype=f32,bytes=4000");
  const Verification result = case_->verify();
  EXPECT_EQ(result.state, VerificationState::failed);
  EXPECT_THAT(result.evidence,
              ::testing::StartsWith("element 999 on rank " + std::to_string(test::world().rank())));
}

TEST_F(Allreduce, RunsAgainAndAgain) {
  prepare("", "dtype=f32,bytes=262144");
  case_->load();
  for (std::uint64_t iteration = 0; iteration < 20; ++iteration) case_->iteration()(iteration);
  stream_->synchronize();
  EXPECT_EQ(case_->algorithm(), test::world().all_reduce_method());
}

}  // namespace
}  // namespace steelyard::workloads
