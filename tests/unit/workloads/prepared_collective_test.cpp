#include "workloads/collectives/prepared_collective.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "harness/core/error.hpp"
#include "tests/contract/workload/device_ranks.hpp"
#include "tests/unit/workloads/tapped_backend.hpp"
#include "workloads/table.hpp"

namespace steelyard::workloads {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

using Body = std::function<void(run::PreparedCase&, run::CaseContext&)>;

void on_ranks(const std::string& script, int ranks, const std::string& parameters,
              const Body& body) {
  const run::Workload& allreduce = find_workload("allreduce");
  const CaseSpec spec = run::canonical(allreduce, parse_case("allreduce:" + parameters), ranks);
  test::on_fake_devices(script, ranks, [&](run::CaseContext& context) {
    const auto prepared = allreduce.prepare(spec, context);
    body(*prepared, context);
  });
}

const char* const hundred = "dtype=bf16,bytes=200,op=sum";

TEST(AllreduceCase, GoesOverMpiOnMemoryThatTheHostCanRead) {
  on_ranks("", 2, hundred, [](run::PreparedCase& prepared, run::CaseContext& context) {
    EXPECT_EQ(prepared.path(), "mpi");
    EXPECT_EQ(prepared.algorithm(), context.comm.all_reduce_method());
    EXPECT_EQ(prepared.verify().state, VerificationState::verified);
  });
}

TEST(AllreduceCase, IsStagedThroughTheHostElsewhere) {
  for (const int ranks : {1, 2, 4}) {
    on_ranks("host_accessible=0", ranks, hundred,
             [](run::PreparedCase& prepared, run::CaseContext& context) {
               EXPECT_EQ(prepared.path(), "host-staged");
               EXPECT_EQ(prepared.algorithm(), context.comm.all_reduce_method());
               const Verification result = prepared.verify();
               EXPECT_EQ(result.state, VerificationState::verified) << result.evidence;
             });
  }
}

TEST(AllreduceCase, UsesTheCollectivesOfTheBackend) {
  setenv("STEELYARD_FAKE", "", 1);
  const run::Workload& allreduce = find_workload("allreduce");
  const CaseSpec spec =
      run::canonical(allreduce, parse_case(std::string("allreduce:") + hundred), 1);
  test::on_devices(test::table_with_collectives(), 1, [&](run::CaseContext& context) {
    const auto prepared = allreduce.prepare(spec, context);
    EXPECT_EQ(prepared->path(), "native");
    EXPECT_EQ(prepared->algorithm(), "copying library 1, memcpy");
    EXPECT_EQ(prepared->verify().state, VerificationState::verified);
  });
}

TEST(AllreduceCase, ChecksEveryElementOfEveryType) {
  for (const char* dtype : {"f64", "f32", "bf16", "fp16", "int32", "int8"}) {
    const auto width = size_of(*parse_dtype(dtype));
    const std::size_t count = 3 * 65521 + 5;
    on_ranks("", 3,
             "op=sum,dtype=" + std::string(dtype) + ",bytes=" + std::to_string(count * width),
             [&](run::PreparedCase& prepared, run::CaseContext&) {
               const Verification result = prepared.verify();
               EXPECT_EQ(result.state, VerificationState::verified) << result.evidence;
               EXPECT_EQ(result.elements_checked, count);
               EXPECT_EQ(result.worst_error, 0);
             });
  }
}

TEST(AllreduceCase, AWrongElementIsNamedWithItsRank) {
  // Host-staged, a device's second copy to it brings the result of the first transfer back; its
  // last element is altered. The first copy holds what is sent.
  on_ranks("host_accessible=0,wrong=copy_to_device@2", 2, hundred,
           [](run::PreparedCase& prepared, run::CaseContext& context) {
             const Verification result = prepared.verify();
             EXPECT_EQ(result.state, VerificationState::failed);
             EXPECT_THAT(result.evidence,
                         StartsWith("element 99 on rank " + std::to_string(context.comm.rank())));
             EXPECT_THAT(result.evidence, HasSubstr("1 of 100"));
           });
}

TEST(AllreduceCase, NamesElementsBeyondTheFirstPeriod) {
  const std::size_t count = 65521 + 10;
  // Two copies fill the send buffer, the third brings the result back.
  on_ranks("host_accessible=0,wrong=copy_to_device@3", 1,
           "op=sum,dtype=int8,bytes=" + std::to_string(count),
           [&](run::PreparedCase& prepared, run::CaseContext&) {
             const Verification result = prepared.verify();
             EXPECT_EQ(result.state, VerificationState::failed);
             EXPECT_THAT(result.evidence,
                         StartsWith("element " + std::to_string(count - 1) + " on rank 0"));
             EXPECT_EQ(result.elements_checked, count);
           });
}

TEST(AllreduceCase, FindsAWrongValueThatOnlyOneRankSent) {
  on_ranks("wrong=copy_to_device@1", 1, hundred,
           [](run::PreparedCase& prepared, run::CaseContext&) {
             EXPECT_EQ(prepared.verify().state, VerificationState::failed);
           });
}

TEST(AllreduceCase, ReceiveBuffersArePoisoned) {
  static constexpr auto nothing = [](comm::Communicator&, const collectives::Message&) {
    return comm::Operation([] {});
  };
  collectives::Collective deaf = collectives::collective_table()[0];
  deaf.on_host = nothing;
  test::on_fake_devices("", 1, [&](run::CaseContext& context) {
    collectives::PreparedCollective prepared(deaf, {100, 100, 100, Dtype::f32}, context);
    const Verification result = prepared.verify();
    EXPECT_EQ(result.state, VerificationState::failed);
    EXPECT_THAT(result.evidence, HasSubstr("element 0 on rank 0 is nan"));
    EXPECT_THAT(result.evidence, HasSubstr("100 of 100"));
  });
}

TEST(AllreduceCase, ForgivesNotTheSmallestError) {
  static constexpr auto nearly = [](comm::Communicator& comm, const collectives::Message& message) {
    const auto sum = std::make_shared<comm::Operation>(
        collectives::collective_table()[0].on_host(comm, message));
    return comm::Operation([sum, received = static_cast<float*>(message.receive)] {
      (*sum)();
      received[7] += 1e-3f;
    });
  };
  collectives::Collective careless = collectives::collective_table()[0];
  careless.on_host = nearly;
  test::on_fake_devices("", 2, [&](run::CaseContext& context) {
    collectives::PreparedCollective prepared(careless, {100, 100, 100, Dtype::f32}, context);
    const Verification result = prepared.verify();
    EXPECT_EQ(result.state, VerificationState::failed);
    EXPECT_THAT(result.evidence, HasSubstr("element 7 on rank"));
  });
}

TEST(AllreduceCase, SendsTheLoadedDataOfEachRank) {
  collectives::Collective spy = collectives::collective_table()[0];
  static std::mutex mutex;
  static std::vector<std::vector<float>> sent;
  static std::vector<std::vector<float>> received_before;
  sent.clear();
  received_before.clear();
  spy.on_host = [](comm::Communicator&, const collectives::Message& message) {
    return comm::Operation([message] {
      std::vector<float> values(message.count);
      std::memcpy(values.data(), message.send, message.count * sizeof(float));
      const std::lock_guard lock(mutex);
      sent.push_back(values);
      std::memcpy(values.data(), message.receive, message.count * sizeof(float));
      received_before.push_back(values);
    });
  };
  test::on_fake_devices("", 2, [&](run::CaseContext& context) {
    collectives::PreparedCollective prepared(spy, {16, 16, 16, Dtype::f32}, context);
    prepared.load();
    prepared.iteration()(0);
    context.comm.barrier();
  });
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_NE(sent[0], sent[1]) << "ranks send the same";
  EXPECT_NE(sent[0], std::vector<float>(16));
  for (const float value : received_before[0]) EXPECT_TRUE(std::isnan(value));
}

TEST(AllreduceCase, RefusesAnotherNumberOfRanks) {
  const run::Workload& allreduce = find_workload("allreduce");
  const CaseSpec spec =
      run::canonical(allreduce, parse_case("allreduce:dtype=f32,bytes=64,op=sum"), 4);
  test::on_fake_devices("", 2, [&](run::CaseContext& context) {
    EXPECT_THROW(allreduce.prepare(spec, context), Unsupported);
  });
}

}  // namespace
}  // namespace steelyard::workloads
